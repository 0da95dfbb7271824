"""The forms of a map: its file, and its table of steps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from processes.graph import LONGEST_NAME
from processes.reading.steps import Row
from processes.typed import WORDS_OF_KINDS

ROWS_IN_A_TABLE = 40
"""Longer tables are edited page by page: a form of a browser holds no more fields."""
MORE_ROWS = 5


class MapFileForm(forms.Form):
    """A map, as a file."""

    title = forms.CharField(
        label=_("What does it show?"),
        max_length=200,
        required=False,
        help_text=_("Empty: what the file calls itself."),
    )
    upload = forms.FileField(
        label=_("File"),
        help_text=_(
            "BPMN, draw.io, Visio (vsdx), or a spreadsheet of steps (XLSX, CSV) is "
            "read and drawn. A PDF, a picture or an old Visio file is kept: type the "
            "table of steps beside it."
        ),
    )
    open_questions = forms.IntegerField(
        label=_("For a picture or a PDF: how many questions are still open on it?"),
        help_text=_("Of a map that is read they are counted for you."),
        min_value=0,
        max_value=999,
        required=False,
    )
    note = forms.CharField(label=_("What changed?"), max_length=500, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StepsForm(forms.Form):
    """What stands around a table of steps."""

    title = forms.CharField(label=_("What does it show?"), max_length=200)
    note = forms.CharField(label=_("What changed?"), max_length=500, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    paste = forms.CharField(
        label=_("Paste from a spreadsheet"),
        required=False,
        strip=False,
        max_length=500_000,
        help_text=_(
            "Number, name, who, kind, next: copied cells, or CSV. The rows come into "
            "the table above, for you to check."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


class TextStepsForm(StepsForm):
    """The whole table, as text."""

    paste = forms.CharField(
        label=_("Table of steps"),
        required=False,
        strip=False,
        max_length=500_000,
        help_text=_(
            "One step a line, its columns between tabs. The first line names them."
        ),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )


class StepForm(forms.Form):
    """One row of the table of steps."""

    no = forms.CharField(
        label=_("No."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"size": 3}),
    )
    name = forms.CharField(label=_("Step"), max_length=LONGEST_NAME, required=False)
    who = forms.CharField(label=_("Who"), max_length=LONGEST_NAME, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(WORDS_OF_KINDS.items()),
        required=False,
    )
    next = forms.CharField(label=_("Next"), max_length=2_000, required=False)
    on = forms.CharField(
        label=_("Exception on step number"), max_length=20, required=False
    )
    part_of = forms.CharField(
        label=_("Part of sub-process number"), max_length=20, required=False
    )
    sends = forms.CharField(
        label=_("Sends a message to number"), max_length=200, required=False
    )
    pool = forms.CharField(
        label=_("Organisation or pool"), max_length=LONGEST_NAME, required=False
    )
    type = forms.CharField(
        label=_("Type in BPMN"),
        max_length=40,
        required=False,
        help_text=_("For example user, service, timer"),
    )
    repeats = forms.BooleanField(label=_("Is repeated"), required=False)
    goes_on = forms.BooleanField(
        label=_("The step goes on beside the exception"), required=False
    )
    outside = forms.BooleanField(label=_("Outside the usual course"), required=False)
    key = forms.CharField(
        max_length=LONGEST_NAME, required=False, widget=forms.HiddenInput
    )
    process = forms.CharField(
        max_length=LONGEST_NAME, required=False, widget=forms.HiddenInput
    )
    leave_out = forms.BooleanField(label=_("Leave this row out"), required=False)

    main = ("no", "name", "who", "kind", "next")
    more = ("on", "part_of", "sends", "pool", "type", "repeats", "goes_on", "outside")

    @property
    def main_fields(self):
        """The columns of the table."""
        return [self[name] for name in self.main]

    @property
    def more_fields(self):
        """What few rows need."""
        return [self[name] for name in self.more]

    @property
    def has_more(self) -> bool:
        """Whether something stands in what few rows need."""
        return any(self[name].value() for name in self.more)

    @property
    def more_is_wrong(self) -> bool:
        """Whether one of the fields that few rows need has an error."""
        return self.is_bound and any(self[name].errors for name in self.more)

    def row(self) -> Row | None:
        """The row, or nothing where it is empty or left out."""
        values = dict(self.cleaned_data)
        if values.pop("leave_out"):
            return None
        if not values["name"].strip() and not values["kind"]:
            return None
        return Row(**values)


StepFormSet = forms.formset_factory(
    StepForm, extra=0, max_num=ROWS_IN_A_TABLE, absolute_max=ROWS_IN_A_TABLE + 40
)


def initial_of(row) -> dict:
    """What a row of the form shows for a row of the table."""
    names = (*StepForm.main, *StepForm.more, "key", "process")
    return {name: getattr(row, name) for name in names}
