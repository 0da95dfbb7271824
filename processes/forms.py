"""The forms of stage 2: plain questions about the process."""

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Exposure
from organisation.fields import Number, WholeNumber
from organisation.functions import Function
from organisation.models import Mandate, Person, Site, Unit
from organisation.options import Option
from processes import library
from processes.models import Certainty, Effect, MeasuredIn, Phase

AREA = forms.Textarea(attrs={"rows": 5})


class OwnerForm(forms.Form):
    """Who answers for the process."""

    person = forms.ModelChoiceField(
        label=_("Who answers for the process?"),
        help_text=_("People of this unit, and Operations for it."),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
    )

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        holders = Mandate.objects.holding(Function.OPERATIONS, initiative.unit, today)
        self.fields["person"].queryset = Person.objects.present(today).filter(
            Q(unit__path__startswith=initiative.unit.path)
            | Q(pk__in=holders.order_by().values("person"))
        )


class BottleneckForm(forms.Form):
    """What holds up the process."""

    step = forms.CharField(
        label=_("Which step or role holds up the whole process?"), max_length=200
    )
    how_known = forms.CharField(
        label=_("How do you know?"),
        help_text=_("For example: measured queue, people asked, a week of logs."),
        widget=AREA,
    )
    to_be_effect = forms.ChoiceField(
        label=_("What does the to-be process do to its load?"),
        choices=[
            (Effect.LOWER, Effect.LOWER.label),
            (Effect.SAME, Effect.SAME.label),
            (
                Effect.HIGHER,
                Option(Effect.HIGHER.label, _("The gate stays shut until it changes.")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why?"), widget=AREA)


class FigureForm(forms.Form):
    """A figure over a period, and how it is known."""

    value = Number(label=_("Value"), max_digits=12, decimal_places=2, min_value=0)
    sample = WholeNumber(label=_("How many cases were looked at?"), min_value=1)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("To"), widget=forms.DateInput)
    certainty = forms.ChoiceField(
        label=_("How do you know the value?"),
        choices=[
            (
                Certainty.MEASURED,
                Option(Certainty.MEASURED.label, _("Read from logs, or timed.")),
            ),
            (
                Certainty.ESTIMATED,
                Option(
                    Certainty.ESTIMATED.label,
                    _("Said by the team. It does not count as measured after."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self):
        """A period ends after it starts."""
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes after the first."))
        return cleaned


def _minutes(label, help_text=""):
    return Number(
        label=label,
        help_text=help_text,
        max_digits=8,
        decimal_places=2,
        min_value=0,
    )


def _volume():
    return Number(
        label=_("How many cases a week were there in this time?"),
        max_digits=10,
        decimal_places=2,
        min_value=Decimal("0.01"),
    )


HANDS_ON = _("How many minutes do they have their hands on one case?")
HANDS_ON_HELP = _(
    "All their steps of one case together, work done again too; no waiting."
)
CHECKING = _("How many minutes a case do they check what the AI system puts out?")
CHECKING_HELP = _("Beside the minutes above. 0 where they check nothing.")


class _WhereForm(FigureForm):
    """A figure before real use, at one site or at all."""

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(
            pk__in=Exposure.objects.filter(initiative=initiative, in_scope=True)
            .order_by()
            .values("site")
        ).order_by("name")
        self.fields["site"] = forms.ModelChoiceField(
            label=_("Where was it measured?"),
            queryset=sites,
            required=False,
            empty_label=_("At every site in scope"),
        )
        self.order_fields(self.field_order)


class BaselineForm(_WhereForm):
    """What is measured before real use."""

    what = forms.CharField(
        label=_("What is measured?"),
        max_length=200,
        help_text=_("For example: handling time of a claim"),
    )
    unit = forms.ChoiceField(
        label=_("In which unit?"), choices=[("", _("Choose")), *MeasuredIn.choices]
    )
    field_order = ("what", "unit", "site")


class WorkForm(_WhereForm):
    """The hands-on time of one role before real use."""

    role = forms.CharField(
        label=_("Whose work is timed?"),
        max_length=200,
        help_text=_("A role, not a person: as the lane on the map is called."),
    )
    volume = _volume()
    field_order = ("role", "site", "value", "volume")

    def __init__(self, *args, roles=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].label = HANDS_ON
        self.fields["value"].help_text = HANDS_ON_HELP
        if roles:
            self.fields["role"].help_text = format_lazy(
                _("A role, not a person. On the map: {roles}"), roles=", ".join(roles)
            )


class _AgainForm(FigureForm):
    """A figure of something that is measured already: a role has more to say."""

    def __init__(self, *args, of, **kwargs):
        super().__init__(*args, **kwargs)
        if of.role:
            self.fields["value"].label = HANDS_ON
            self.fields["value"].help_text = HANDS_ON_HELP
            if self.is_after(of):
                self.fields["checking"] = _minutes(CHECKING, CHECKING_HELP)
            self.fields["volume"] = _volume()
            self.order_fields(("value", "checking", "volume"))
        else:
            self.fields["value"].help_text = format_lazy(
                _("In {unit}"), unit=of.get_unit_display()
            )

    def is_after(self, of) -> bool:
        """Whether the figure is one of the time after."""
        return of.phase == Phase.AFTER


class AfterForm(_AgainForm):
    """The same, measured again."""

    def is_after(self, of) -> bool:
        """It always is."""
        return True


class CorrectionForm(_AgainForm):
    """Another figure in the place of one, and why."""

    reason = forms.CharField(label=_("Why does the figure change?"), widget=AREA)


class NoteForm(forms.Form):
    """A text."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}))


class DrawingForm(forms.Form):
    """What was drawn, the version that it changes, and what is different."""

    drawing = forms.CharField(strip=False, widget=forms.HiddenInput)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What changed?"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MatchForm(forms.Form):
    """Which steps of the one map became which step of the other."""

    before = forms.MultipleChoiceField(
        label=_("Which step of the as-is map?"),
        help_text=_("Several where they were merged into one; none where it is new."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    after = forms.ChoiceField(
        label=_("What did it become on the to-be map?"), required=False
    )

    def __init__(self, *args, was, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["before"].choices = [
            (node.id, was.label(node.id)) for node in was.steps()
        ]
        self.fields["after"].choices = [
            ("", _("Nothing: it was removed")),
            *((node.id, now.label(node.id)) for node in now.steps()),
        ]


class MergeForm(forms.Form):
    """The answer to a merge that was proposed."""

    before = forms.JSONField()
    after = forms.CharField(max_length=500)
    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])

    def clean_before(self):
        """Ids of steps, and nothing else."""
        ids = self.cleaned_data["before"]
        if not isinstance(ids, list) or not all(isinstance(key, str) for key in ids):
            raise forms.ValidationError(_("Choose the steps first."))
        return ids


ANY = ("", _("All"))


class LibraryForm(forms.Form):
    """Which processes are shown; its answers stand in the address."""

    q = forms.CharField(
        label=_("Name, owner or bottleneck"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        required=False,
        queryset=Unit.objects.all(),
        to_field_name="code",
        empty_label=_("All units"),
    )
    measured = forms.ChoiceField(
        label=_("Measured last"),
        required=False,
        choices=[ANY, *library.MEASURED.items()],
    )
    limit = forms.ChoiceField(
        label=_("Limited by"), required=False, choices=[ANY, *library.LIMITS.items()]
    )
    waits = forms.ChoiceField(
        label=_("Waits for"), required=False, choices=[ANY, *library.WAITS.items()]
    )

    def chosen(self, rows):
        """The processes that are asked for; unknown words in the address are left."""
        self.is_valid()
        asked = self.cleaned_data
        for word in (asked.get("q") or "").casefold().split()[:8]:
            rows = rows.filter(
                Q(search_text__contains=word)
                | Q(owner_name__icontains=word)
                | Q(held_up__icontains=word)
            )
        if asked.get("unit"):
            rows = rows.filter(unit__path__startswith=asked["unit"].path)
        for name, condition in (
            ("measured", library.measured),
            ("limit", library.limited),
            ("waits", library.waiting),
        ):
            if asked.get(name):
                rows = rows.filter(condition(asked[name]))
        return rows

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for."""
        return any(self.cleaned_data.values())
