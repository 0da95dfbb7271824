"""The forms of the organisation: plain questions, one column."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation import access, calendar
from organisation.actions.mandates import HANDED_OVER
from organisation.editing import EditForm
from organisation.fields import WholeNumber
from organisation.functions import Function
from organisation.models import Body, Person, Site, Unit
from organisation.options import Option

LANGUAGES = [("en", "English"), ("fr", "Français")]
ANY_FUNCTION = ("", _("Any function"))


class SignInForm(AuthenticationForm):
    """Who are you? One answer for unknown, wrong, left and locked out alike."""

    error_messages = {
        "invalid_login": _(
            "This e-mail address and password do not fit together. Try again, or ask"
            " your administrator for a new password."
        ),
        "inactive": _("This account has no rights any more."),
    }

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget.attrs |= {
            "autocomplete": "username",
            "inputmode": "email",
        }

    def clean_username(self):
        """Addresses are kept in small letters; people type them as they like."""
        return self.cleaned_data["username"].strip().lower()

    def confirm_login_allowed(self, user):
        """Turn away who has left, in the words for a wrong password."""
        if not access.is_present(user, clock.today()):
            raise self.get_invalid_login_error()


class Day(forms.DateField):
    """A day, picked with the browser's own control."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class PersonChoice(forms.ModelChoiceField):
    """One of the people who are present; two of one name are told apart by e-mail."""

    def __init__(self, **kwargs):
        kwargs.setdefault("empty_label", _("Choose a person"))
        super().__init__(queryset=Person.objects.none(), **kwargs)

    def offer(self, *, but=None):
        """Offer everybody who is present today, but one."""
        people = Person.objects.present(clock.today())
        self.queryset = people.exclude(pk=but.pk) if but else people

    def label_from_instance(self, person):
        return f"{person.name}, {person.email}"


class Country(forms.ChoiceField):
    """A country: its calendar and its time zone decide when a clock runs out."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Country"))
        super().__init__(choices=self._countries, **kwargs)

    @staticmethod
    def _countries():
        names = [(code, row[0]) for code, row in calendar.COUNTRIES.items()]
        return [
            ("", _("Choose a country")),
            *sorted(names, key=lambda row: str(row[1])),
        ]


class PeopleFilter(forms.Form):
    """What narrows the list of people; it stands in the address."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    function = forms.ChoiceField(
        label=_("Function"), required=False, choices=[ANY_FUNCTION, *Function.choices]
    )
    left = forms.BooleanField(label=_("Also people who have left"), required=False)


class PersonForm(EditForm):
    """What is known of a person."""

    name = forms.CharField(label=_("First and last name"), max_length=120, strip=True)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person signs in with it."),
        max_length=254,
    )
    job = forms.CharField(label=_("Job"), max_length=120, required=False)
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.all(),
        required=False,
        empty_label=_("No unit"),
        help_text=_("Employees see what concerns their unit."),
    )
    site = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Site.objects.all(),
        required=False,
        empty_label=_("No site"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")


class EndForm(forms.Form):
    """When a person leaves."""

    last_day = Day(
        label=_("Last day"),
        help_text=_("The person has access until the end of this day."),
    )
    at_once = forms.BooleanField(
        label=_("Take the access away now, before the day is over"), required=False
    )


class NothingForm(forms.Form):
    """A step that asks for nothing but the button."""


class HandOverForm(forms.Form):
    """Who takes over what somebody held."""

    to = PersonChoice(label=_("Who takes over?"))
    what = forms.MultipleChoiceField(
        label=_("What goes over?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (
                "mandates",
                Option(
                    _("Mandates"), _("They end for one today and begin for the other.")
                ),
            ),
            (
                "deputies",
                Option(
                    _("Deputies"),
                    _("Whom the person stood in for gets the other as deputy."),
                ),
            ),
            (
                "seats",
                Option(
                    _("Seats"),
                    _("Only where the other was elected as the substitute."),
                ),
            ),
        ],
        initial=["mandates", "deputies"],
        error_messages={"required": _("Choose what to hand over.")},
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(but=person)

    def clean_what(self):
        """Keep the order in which the action knows them."""
        return [kind for kind in HANDED_OVER if kind in self.cleaned_data["what"]]


class MandateForm(forms.Form):
    """Who holds which function for which unit, from when."""

    person = PersonChoice(label=_("Person"))
    function = forms.ChoiceField(
        label=_("Function"), choices=[("", _("Choose a function")), *Function.choices]
    )
    unit = forms.ModelChoiceField(
        label=_("For which unit?"),
        queryset=Unit.objects.all(),
        empty_label=_("Choose a unit"),
        help_text=_("A mandate also covers all units below."),
    )
    is_head = forms.BooleanField(label=_("Head of the function there"), required=False)
    starts_on = Day(
        label=_("From"), required=False, help_text=_("Empty means from today.")
    )
    ends_on = Day(
        label=_("To"), required=False, help_text=_("Empty means until further notice.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer()


class LastDayForm(forms.Form):
    """After which day something ends."""

    on = Day(label=_("Last day"), required=False, help_text=_("Empty means today."))


class DeputyForm(forms.Form):
    """Who acts for somebody, from when to when."""

    deputy = PersonChoice(label=_("Who acts as deputy?"))
    starts_on = Day(
        label=_("From"), required=False, help_text=_("Empty means from today.")
    )
    ends_on = Day(
        label=_("To"), required=False, help_text=_("Empty means until further notice.")
    )

    def __init__(self, *args, principal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].offer(but=principal)


class UnitForm(EditForm):
    """What is known of a unit."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, figures and hyphens: imports know the unit by it."),
    )
    parent = forms.ModelChoiceField(
        label=_("Part of"),
        queryset=Unit.objects.all(),
        empty_label=_("Choose a unit"),
    )
    country = Country()
    headcount = WholeNumber(label=_("People"), min_value=0)

    def __init__(self, *args, row=None, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        if row is not None:
            below = Unit.objects.within(row).values("pk")
            self.fields["parent"].queryset = Unit.objects.exclude(pk__in=below)
        if (row is not None and row.parent_id is None) or not Unit.objects.exists():
            del self.fields["parent"]


class SiteForm(EditForm):
    """What is known of a place of work."""

    name = forms.CharField(label=_("Name"), max_length=120)
    country = Country()
    subdivision = forms.CharField(
        label=_("Region, for public holidays"),
        max_length=10,
        required=False,
        help_text=_("The second part of its ISO 3166-2 code, for example BW."),
    )
    headcount = WholeNumber(label=_("People"), min_value=0)

    def clean(self):
        """A region stands in the calendar of its country."""
        values = super().clean()
        region = (values.get("subdivision") or "").upper()
        values["subdivision"] = region
        known = calendar.subdivisions(values.get("country", ""))
        if region and values.get("country") and region not in known:
            self.add_error(
                "subdivision",
                _("This country has no region %(region)s. It has: %(known)s.")
                % {"region": region, "known": ", ".join(known) or "–"},
            )
        return values


class BodyForm(EditForm):
    """A body of employee representatives and the sites it stands for."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    sites = forms.ModelMultipleChoiceField(
        label=_("Sites it stands for"),
        queryset=Site.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one site.")},
    )
    is_active = forms.BooleanField(label=_("In office"), required=False, initial=True)


class SeatForm(forms.Form):
    """Who sits on a body, from when to when."""

    person = PersonChoice(label=_("Person"))
    is_chair = forms.BooleanField(label=_("Chair"), required=False)
    starts_on = Day(
        label=_("From"), required=False, help_text=_("Empty means from today.")
    )
    ends_on = Day(
        label=_("To"), required=False, help_text=_("Empty means until further notice.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].offer()


class ProfileForm(EditForm):
    """How the product looks to oneself."""

    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[
            ("system", Option(_("As the device has them"))),
            ("light", Option(_("Light"))),
            ("dark", Option(_("Dark"))),
        ],
        widget=forms.RadioSelect,
    )
    single_keys = forms.BooleanField(
        label=_("Single keys do something, for example / for search"), required=False
    )


class InstallationForm(EditForm):
    """The company's own words and numbers."""

    organisation = forms.CharField(label=_("Name of the organisation"), max_length=120)
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        help_text=_("Three letters, for example EUR."),
    )
    council_en = forms.CharField(
        label=_("What the works council is called, in English"), max_length=60
    )
    council_fr = forms.CharField(
        label=_("What the works council is called, in French"), max_length=60
    )
    productive_hours_per_fte = WholeNumber(
        label=_("Productive hours of a full-time post a year"),
        min_value=1,
        max_value=3000,
    )

    def clean_currency(self):
        """Three capital letters, as on a bank statement."""
        code = self.cleaned_data["currency"].strip().upper()
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise forms.ValidationError(
                _("Enter the three letters of the currency, for example EUR.")
            )
        return code


class WelcomeForm(forms.Form):
    """The first administrator and the company, on an empty installation."""

    organisation = forms.CharField(
        label=_("What is the company called?"), max_length=120
    )
    country = Country(label=_("In which country is its head office?"))
    name = forms.CharField(
        label=_("What is your first and last name?"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("A password, at least 15 characters"),
        help_text=_("Several words are easy to keep in mind and hard to guess."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NumberForm(forms.Form):
    """Another number, and why."""

    value = forms.IntegerField(label=_("New number"), min_value=0)
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Leadership reads it before it answers; it stays in the history."),
    )

    def __init__(self, *args, number, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = _(
            "In %(unit)s, from %(lowest)s to %(highest)s. The default is %(default)s."
        ) % {
            "unit": number.unit.label,
            "lowest": number.lowest,
            "highest": number.highest,
            "default": number.default,
        }


class NumberAnswerForm(forms.Form):
    """What the second person says."""

    agreed = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Agree")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
