"""What is asked about a sandbox and a recipe."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative
from literacy.forms.common import AREA, Day
from literacy.models import DataClass, Recipe, TimeUnit, WouldUse
from organisation import access
from organisation.fields import Number
from organisation.functions import Function
from organisation.models import Unit
from organisation.options import Option


class ReportForm(forms.Form):
    """What was tried, with which data, and what came of it."""

    hypothesis = forms.CharField(label=_("What did you expect?"), widget=AREA)
    tool = forms.CharField(label=_("Which tool did you use?"), max_length=120)
    data_class = forms.ChoiceField(
        label=_("Which data went in?"),
        choices=[
            (DataClass.PUBLIC, DataClass.PUBLIC.label),
            (DataClass.SYNTHETIC, DataClass.SYNTHETIC.label),
            (
                DataClass.ANONYMOUS,
                Option(
                    DataClass.ANONYMOUS.label,
                    _("Nobody can be recognised, not by combining either."),
                ),
            ),
            (DataClass.INTERNAL, DataClass.INTERNAL.label),
            (
                DataClass.PERSONAL,
                Option(
                    DataClass.PERSONAL.label,
                    _(
                        "A sandbox takes none. If it was allowed, name the ground "
                        "below and confirm it."
                    ),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    personal_ground = forms.CharField(
        label=_("Only for real personal data: who allowed it, on which ground?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    personal_confirmed = forms.BooleanField(
        label=_("I confirm that real personal data was used, and that it was allowed"),
        required=False,
    )
    tried_on = Day(label=_("On which day?"))
    result = forms.CharField(label=_("What came out?"), widget=AREA)
    errors_seen = forms.CharField(
        label=_("Which errors did you see?"),
        help_text=_("Write “none” if you looked and saw none."),
        widget=AREA,
    )
    would_use = forms.ChoiceField(
        label=_("Would you use it at work?"),
        choices=WouldUse.choices,
        widget=forms.RadioSelect,
    )
    time_before = Number(
        label=_("Time without the tool, as you estimate it"),
        help_text=_("It shows as estimated: nobody measures it here."),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
    )
    time_after = Number(
        label=_("Time with the tool, as you estimate it"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
    )
    time_unit = forms.ChoiceField(
        label=_("In which unit is that time?"),
        choices=[("", _("Choose")), *TimeUnit.choices],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("personal_ground", "initiative", "idea"):
            if name in self.fields:
                self.fields[name].is_asked_by_answer = True


class ReviseReportForm(ReportForm):
    """Another report of the same sandbox."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class SandboxForm(ReportForm):
    """For whom it was tried: an initiative, or an idea that may become one."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("In which unit?"), empty_label=_("Choose a unit")
    )
    initiative = forms.CharField(
        label=_("For which initiative?"),
        help_text=_("Its reference, for example AI-012. Leave it empty for an idea."),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )
    idea = forms.CharField(
        label=_("Or for which idea, in one line?"), max_length=200, required=False
    )

    field_order = ("unit", "initiative", "idea")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["unit"].queryset = units_of(person)
        self.fields["unit"].initial = person.unit_id
        if not access.current_holdings(person):
            # an idea of one's own is for who holds a mandate
            del self.fields["idea"]
            self.fields["initiative"].required = True
            self.fields["initiative"].help_text = _(
                "Its reference, for example AI-012: one that concerns your unit."
            )

    def clean_initiative(self):
        """An initiative that the person sees, or that concerns their unit."""
        ref = self.cleaned_data["initiative"].strip().upper()
        if not ref:
            return None
        rows = Initiative.objects.filter(ref=ref).select_related("unit")
        for mine in ("visible_to", "concerning"):
            seen = getattr(Initiative.objects, mine)(self.person).values("pk")
            if found := rows.filter(pk__in=seen).first():
                return found
        raise forms.ValidationError(
            _("There is no initiative %(ref)s that you can see."), params={"ref": ref}
        )


def units_of(person):
    """The units for which a person may record: under their mandates, and their own."""
    paths = {h.path for h in access.current_holdings(person)}
    mine = Unit.objects.filter(pk=person.unit_id)
    for path in paths:
        mine |= Unit.objects.filter(path__startswith=path)
    return mine.order_by("path").distinct()


class RecipeForm(forms.Form):
    """How to do it again, and how to check what comes out."""

    title = forms.CharField(label=_("What is it for, in one line?"), max_length=160)
    function = forms.ChoiceField(
        label=_("For which function?"),
        choices=[("", _("Choose")), *Function.choices],
    )
    prompt = forms.CharField(
        label=_("The prompt, or the steps"),
        help_text=_("As others can use it: no names, no customer data."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    check_by = forms.CharField(label=_("How do you check what comes out?"), widget=AREA)


class ReviseRecipeForm(RecipeForm):
    """Another wording, and what changed."""

    title = None
    function = None
    changed_because = forms.CharField(
        label=_("What changed, in one line?"), max_length=200
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is put away."""

    reason = forms.CharField(label=_("Why?"), widget=AREA)


class LibraryForm(forms.Form):
    """Which recipes are shown; its answers stand in the address."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    function = forms.ChoiceField(label=_("Function"), required=False)
    data = forms.ChoiceField(label=_("Data"), required=False)
    tool = forms.ChoiceField(label=_("Tool"), required=False)
    retired = forms.BooleanField(label=_("Retired too"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tools = Recipe.objects.shared().order_by("tool").values_list("tool", flat=True)
        everything = ("", _("All"))
        self.fields["tool"].choices = [
            everything,
            *((tool, tool) for tool in tools.distinct()),
        ]
        self.fields["function"].choices = [everything, *Function.choices]
        self.fields["data"].choices = [
            everything,
            *(c for c in DataClass.choices if c[0] != DataClass.PERSONAL),
        ]
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search"})

    def chosen(self, rows):
        """The recipes that are asked for; what is not known in the address is left."""
        self.is_valid()
        asked = self.cleaned_data
        if not asked.get("retired"):
            rows = rows.current()
        for name, field in (("function", "function"), ("data", "data_class")):
            if asked.get(name):
                rows = rows.filter(**{field: asked[name]})
        if asked.get("tool"):
            rows = rows.filter(tool=asked["tool"])
        return rows.matching(asked.get("q") or "")
