"""The forms of being told outside the product: one's own settings, and webhooks."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from organisation import calendar, webhooks
from organisation.editing import EditForm
from organisation.forms import LANGUAGES
from organisation.functions import Function
from organisation.models import NoticeSettings, Webhook
from organisation.options import Option

When = NoticeSettings.When


def _ways(product_means=""):
    return [
        (When.NOW.value, Option(_("By mail, at once"))),
        (When.DAILY.value, Option(_("By mail, once a day"))),
        (When.PRODUCT.value, Option(_("Only in Maillon"), product_means)),
    ]


class ClockTime(forms.TimeField):
    """A time of the day, picked with the browser's own control."""

    def __init__(self, **kwargs):
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, **kwargs)


class NoticesForm(EditForm):
    """How one wants to be told."""

    owed = forms.ChoiceField(
        label=_("What I must do"),
        help_text=_("Signatures, answers and decisions that wait for you; reminders."),
        choices=_ways(
            _(
                "Requests to sign, accept, answer or decide, consultations and limits"
                " that have passed still come by mail once a day: they cannot be muted."
            )
        ),
        widget=forms.RadioSelect,
    )
    followed = forms.ChoiceField(
        label=_("What changed on what I follow"),
        help_text=_("What you lead, sponsor, carry on or proposed."),
        choices=_ways(),
        widget=forms.RadioSelect,
    )
    mentions = forms.ChoiceField(
        label=_("When somebody mentions or names me"),
        choices=_ways(),
        widget=forms.RadioSelect,
    )
    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the daily mail"),
        help_text=_("It comes on working days, and only when there is something."),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
    )
    quiet_from = ClockTime(label=_("No mail from"), required=False)
    quiet_to = ClockTime(
        label=_("No mail until"),
        required=False,
        help_text=_(
            "What comes meanwhile is sent afterwards. Empty means never quiet."
        ),
    )
    working_days_only = forms.BooleanField(
        label=_("No mail on weekends and on public holidays of my unit's country"),
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=lambda: _zones()
    )

    def clean(self):
        """Quiet hours need both ends."""
        values = super().clean()
        begin, end = values.get("quiet_from"), values.get("quiet_to")
        if (begin is None) != (end is None):
            missing = "quiet_from" if begin is None else "quiet_to"
            if missing not in self.errors:
                self.add_error(missing, _("Give both times, or neither of them."))
        elif begin is not None and begin == end:
            self.add_error("quiet_to", _("The end must differ from the beginning."))
        return values


def _zones():
    known = {row[1] for row in calendar.COUNTRIES.values()} & available_timezones()
    return [
        ("", _("As the company has it")),
        *((zone, zone.replace("_", " ")) for zone in sorted(known)),
    ]


class WebhookForm(EditForm):
    """Where notices of some functions go."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For example: Teams of HR.")
    )
    kind = forms.ChoiceField(
        label=_("What stands at the other end?"),
        error_messages={"required": _("Choose what stands at the other end.")},
        choices=[
            (Webhook.Kind.SLACK.value, Option(_("Slack"), _("An incoming webhook."))),
            (
                Webhook.Kind.TEAMS.value,
                Option(_("Microsoft Teams"), _("A workflow that posts to a channel.")),
            ),
            (
                Webhook.Kind.GENERIC.value,
                Option(_("Another system"), _("JSON, signed with the secret.")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        help_text=_("It begins with https:// and is kept from everybody's eyes."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    functions = forms.MultipleChoiceField(
        label=_("Whose notices go there?"),
        help_text=_(
            "What waits for these functions; never anything of a confidential"
            " initiative."
        ),
        choices=Function.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one function.")},
    )
    with_changes = forms.BooleanField(
        label=_("Also what has changed on the initiatives of these functions"),
        help_text=_(
            "Proposed, signed, returned, decided, passed, stopped, and what stalls, "
            "once a week. Else only what waits for these functions."
        ),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")

    def clean_address(self):
        """An address that is allowed, or the reason why it is not."""
        address = self.cleaned_data["address"].strip()
        try:
            webhooks.parse(address)
        except Invalid as error:
            raise forms.ValidationError(str(error.sentence)) from error
        return address


class WebhookEditForm(WebhookForm):
    """The same for one that exists: its address is not shown, only replaced."""

    address = forms.CharField(
        label=_("A new address"),
        max_length=1000,
        required=False,
        help_text=_("Leave it empty to keep the one it has."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    is_active = forms.BooleanField(label=_("Switched on"), required=False)

    def _values(self, row):
        return super()._values(row) | {"address": ""}

    def clean_address(self):
        """Empty keeps the address."""
        if not self.cleaned_data["address"].strip():
            return ""
        return super().clean_address()

    def changes(self) -> dict:
        """What was changed; an empty address is none."""
        found = super().changes()
        if not found.get("address"):
            found.pop("address", None)
        return found
