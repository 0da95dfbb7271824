"""The form that asks what the columns of a spreadsheet of steps hold."""

from string import ascii_uppercase

from django import forms
from django.utils.translation import gettext_lazy as _

from processes.facts import UNITS, Unit
from processes.reading import sheet

FIELDS = {
    "no": _("The number of the step"),
    "name": _("What the step is called"),
    "who": _("Who does it"),
    "next": _("Which step comes next"),
    "kind": _("What kind of row it is"),
    "touch": _("Hands-on time"),
    "wait": _("Wait for others"),
    "source": _("How the times are known"),
}
TIMED = {
    "touch": _("In which unit is the hands-on time?"),
    "wait": _("In which unit is the wait?"),
}
MOST_COLUMNS = 100
SHOWN = 8
"""Lines that are shown beside the form."""


def letters(place) -> str:
    """What a spreadsheet calls a column: A, B, … Z, AA."""
    head, rest = divmod(place, 26)
    return (letters(head - 1) if head else "") + ascii_uppercase[rest]


class ColumnsForm(forms.Form):
    """Which column holds what, guessed first; and what the map shows."""

    head = forms.IntegerField(
        label=_("In which line do the headings stand?"),
        help_text=_("0 where there are none: the first line is a step then."),
        min_value=0,
        max_value=1_000,
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        found = sheet.guessed(lines)
        self.lines = lines
        self.width = min(
            max((len(line.cells) for line in lines[: sheet.SAMPLE]), default=0),
            MOST_COLUMNS,
        )
        cells = lines[found.line].cells if lines else []
        names = [
            (n, f"{letters(n)}: {cells[n][:60]}" if n < len(cells) else letters(n))
            for n in range(self.width)
        ]
        self.fields["head"].initial = found.line + 1
        for field, label in FIELDS.items():
            self.fields[f"column-{field}"] = forms.TypedChoiceField(
                label=label,
                choices=[("", _("In no column")), *names],
                coerce=int,
                empty_value=None,
                required=field == "name",
                initial=found.places.get(field, ""),
            )
            if field in TIMED:
                self.fields[f"unit-{field}"] = forms.ChoiceField(
                    label=TIMED[field],
                    choices=[("", _("Choose")), *((u.value, UNITS[u]) for u in Unit)],
                    required=False,
                    initial=found.units.get(field, ""),
                )
        self.fields |= {
            "title": forms.CharField(
                label=_("What does it show?"), max_length=200, required=False
            ),
            "note": forms.CharField(
                label=_("What changed?"), max_length=500, required=False
            ),
            "base": forms.IntegerField(widget=forms.HiddenInput, required=False),
        }

    def clean(self):
        """A column holds one thing, and a time has its unit."""
        found = super().clean()
        taken = set()
        for field in FIELDS:
            place = found.get(f"column-{field}")
            if place is None:
                continue
            if place in taken:
                self.add_error(
                    f"column-{field}", _("This column is chosen for something else.")
                )
            taken.add(place)
            if field in TIMED and not found.get(f"unit-{field}"):
                self.add_error(f"unit-{field}", _("Choose the unit of this time."))
        return found

    @property
    def columns(self) -> sheet.Columns:
        """Which column holds what, as the reader takes it."""
        found = self.cleaned_data
        places = {
            field: found[f"column-{field}"]
            for field in FIELDS
            if found.get(f"column-{field}") is not None
        }
        units = {field: Unit(found[f"unit-{field}"]) for field in TIMED & places.keys()}
        return sheet.Columns(found["head"] - 1, places, units)

    @property
    def first_lines(self) -> list:
        """The first lines, each with its number and as many cells as there are."""
        return [
            (
                line.number,
                [
                    line.cells[n] if n < len(line.cells) else ""
                    for n in range(self.width)
                ],
            )
            for line in self.lines[:SHOWN]
        ]

    @property
    def letters(self) -> list:
        """What the columns are called."""
        return [letters(n) for n in range(self.width)]
