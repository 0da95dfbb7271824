"""The forms of meetings: plain questions, and no answer chosen beforehand."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from governance.meetings.briefing import CERTAINTIES, certainty, option_row
from governance.models import Cadence, Purpose, Section
from governance.models.meetings import QUORUM
from initiatives.models import Initiative
from organisation.fields import Number, WholeNumber
from organisation.forms import Day
from organisation.functions import Function
from organisation.models import Installation, Mandate, Person, Unit
from organisation.options import Option

ROWS = 3
"""Options of a paper, and conditions of a decision, that a form offers."""


class HolderChoice(forms.ModelChoiceField):
    """One of some people, by name."""

    def __init__(self, people=(), **kwargs):
        kwargs.setdefault("empty_label", _("Choose a person"))
        ids = [getattr(p, "pk", p) for p in people]
        super().__init__(
            queryset=Person.objects.filter(pk__in=[i for i in ids if i]), **kwargs
        )


class MeetingForm(forms.Form):
    """When, where, who chairs, and who sits for which function."""

    day = Day(label=_("On which day?"))
    begins = forms.TimeField(
        label=_("From when?"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends = forms.TimeField(
        label=_("Until when?"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    place = forms.CharField(label=_("Where?"), max_length=160)
    cadence = forms.ChoiceField(
        label=_("In which rhythm?"), choices=Cadence.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, meeting=None, **kwargs):
        kwargs["initial"] = self._before(meeting) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        root = Unit.objects.get(parent__isnull=True)
        holders: dict = {}
        for row in (
            Mandate.objects.effective(clock.today())
            .filter(unit=root)
            .select_related("person")
            .order_by("-is_head", "person__name")
        ):
            holders.setdefault(row.function, []).append(row.person)
        for function in Function:
            people = holders.get(function.value, [])
            if not people:
                continue
            self.fields[function.value] = HolderChoice(
                people,
                label=_("Who sits for %(function)s?") % {"function": function.label},
                required=False,
                empty_label=_("Nobody"),
            )
        everybody = [p for people in holders.values() for p in people]
        self.fields["chair"] = HolderChoice(everybody, label=_("Who chairs?"))
        self.fields["quorum"] = forms.MultipleChoiceField(
            label=_("Without which functions is nothing decided?"),
            help_text=_("The chair, or a deputy of the chair, must be there as well."),
            choices=Function.choices,
            widget=forms.CheckboxSelectMultiple,
        )

    def _before(self, meeting):
        """What stands already: the meeting itself, else the seats of the last one."""
        if meeting is None:
            return {"quorum": [f.value for f in QUORUM]}
        seats = {row.function: row.person_id for row in meeting.members.all()}
        begins = timezone.localtime(meeting.starts_at)
        return seats | {
            "day": begins.date(),
            "begins": begins.time(),
            "ends": timezone.localtime(meeting.ends_at).time(),
            "place": meeting.place,
            "cadence": meeting.cadence,
            "chair": meeting.chair_id,
            "quorum": meeting.quorum,
        }

    def clean(self):
        """It is to come, it ends after it begins, and each seat of the quorum is taken.

        The action asks for the same; here each sentence stands beside its field.
        """
        data = super().clean()
        day, begins, ends = (data.get(name) for name in ("day", "begins", "ends"))
        if day and begins and self._at(begins) <= clock.now():
            self.add_error("day", _("A meeting is planned for a time to come."))
        if begins and ends and ends <= begins:
            self.add_error("ends", _("A meeting ends after it begins."))
        for function in map(Function, data.get("quorum") or ()):
            if function.value in self.fields and not data.get(function.value):
                self.add_error(
                    function.value,
                    format_lazy(
                        _("Name who sits for {function}: the quorum needs it."),
                        function=function.label,
                    ),
                )
        return data

    def _at(self, time):
        zone = timezone.get_default_timezone()
        return datetime.combine(self.cleaned_data["day"], time, zone)

    def values(self) -> dict:
        """What the actions ask for."""
        data = self.cleaned_data
        return {
            "starts_at": self._at(data["begins"]),
            "ends_at": self._at(data["ends"]),
            "place": data["place"],
            "cadence": data["cadence"],
            "chair": data["chair"],
            "quorum": data["quorum"],
            "members": {f.value: data[f.value] for f in Function if data.get(f.value)},
        }


class PaperForm(forms.Form):
    """What an item asks, what is recommended, and the options."""

    question = forms.CharField(
        label=_("What is the committee asked, in one sentence?"),
        required=False,
        max_length=500,
    )
    recommendation = forms.CharField(
        label=_("What do you recommend?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    purpose = forms.ChoiceField(
        label=_("What is it on the agenda for?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
    )
    minutes = WholeNumber(label=_("How many minutes?"), min_value=1, max_value=240)

    def __init__(self, *args, meeting, item=None, **kwargs):
        kwargs["initial"] = self._before(item) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        seats = [row.person_id for row in meeting.members.all()]
        if item and item.initiative_id:
            seats += involved(item.initiative)
        self.fields["presenter"] = HolderChoice(
            seats, label=_("Who brings it?"), required=False
        )
        for n in range(1, ROWS + 1):
            self.fields[f"option_{n}"] = forms.CharField(
                label=_("Option %(n)d") % {"n": n}, required=False, max_length=200
            )
            self.fields[f"hours_{n}"] = WholeNumber(
                label=_("Option %(n)d: hours a year") % {"n": n},
                required=False,
                min_value=0,
                max_value=10_000_000,
            )
            self.fields[f"amount_{n}"] = Number(
                label=_("Option %(n)d: value a year, in %(currency)s")
                % {"n": n, "currency": _currency()},
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
            )
            self.fields[f"certainty_{n}"] = forms.ChoiceField(
                label=_("Option %(n)d: how sure?") % {"n": n},
                required=False,
                choices=[("", "–"), *((c, certainty(c)) for c in CERTAINTIES)],
            )
            self.fields[f"needs_{n}"] = forms.CharField(
                label=_("Option %(n)d: what does it need?") % {"n": n},
                required=False,
                max_length=200,
            )

    def _before(self, item):
        if item is None:
            return {"minutes": 10}
        found = {
            "question": item.question,
            "recommendation": item.recommendation,
            "purpose": item.purpose,
            "minutes": item.minutes,
            "presenter": item.presenter_id,
        }
        for n, row in enumerate(item.options, start=1):
            found[f"option_{n}"] = row["title"]
            for name in ("hours", "amount", "certainty", "needs"):
                found[f"{name}_{n}"] = row.get(name, "")
        return found

    def clean(self):
        """A figure belongs to an option, and says how sure it is."""
        data = super().clean()
        for n in range(1, ROWS + 1):
            figures = data.get(f"hours_{n}") or data.get(f"amount_{n}")
            if (figures or data.get(f"needs_{n}")) and not data.get(f"option_{n}"):
                self.add_error(f"option_{n}", _("Write what the option is."))
            if figures and not data.get(f"certainty_{n}"):
                self.add_error(f"certainty_{n}", _("Say how sure this figure is."))
        return data

    def words(self) -> dict:
        """What the actions ask for."""
        data = self.cleaned_data
        options = []
        for n in range(1, ROWS + 1):
            if not data[f"option_{n}"]:
                continue
            options.append(
                option_row(
                    data[f"option_{n}"],
                    hours=data[f"hours_{n}"],
                    amount=data[f"amount_{n}"],
                    certainty=data[f"certainty_{n}"],
                    needs=data[f"needs_{n}"],
                )
            )
        return {
            "question": data["question"],
            "recommendation": data["recommendation"],
            "purpose": data["purpose"],
            "minutes": data["minutes"],
            "presenter": data["presenter"],
            "options": options,
        }


class NewItemForm(PaperForm):
    """An item that the records do not bring by themselves."""

    title = forms.CharField(label=_("What is it about?"), max_length=200)
    section = forms.TypedChoiceField(
        label=_("In which part of the agenda?"), choices=Section.choices, coerce=int
    )
    field_order = ["title", "section", "initiative", "purpose", "question"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["initiative"] = forms.ModelChoiceField(
            label=_("Which initiative?"),
            queryset=Initiative.objects.seen_by(person).order_by("number"),
            to_field_name="ref",
            required=False,
            empty_label=_("None"),
            widget=forms.TextInput(attrs={"placeholder": "AI-005"}),
            error_messages={"invalid_choice": _("There is no such initiative.")},
        )
        self.order_fields(self.field_order)

    def clean_initiative(self):
        """The initiative, if any."""
        return self.cleaned_data["initiative"]


class ReasonOnlyForm(forms.Form):
    """Why, for the record."""

    reason = forms.CharField(
        label=_("Reason, for the record"), widget=forms.Textarea(attrs={"rows": 3})
    )


class MinuteTakerForm(forms.Form):
    """Which member keeps the minutes of one meeting."""

    def __init__(self, *args, meeting, **kwargs):
        kwargs["initial"] = {"person": meeting.minute_taker_id}
        super().__init__(*args, **kwargs)
        self.fields["person"] = HolderChoice(
            [row.person_id for row in meeting.members.all()],
            label=_("Who keeps the minutes of this meeting?"),
            help_text=_(
                "They may prepare and record in this meeting as Leadership does."
            ),
            required=False,
            empty_label=_("Leadership of the whole company"),
        )


class PresenceForm(forms.Form):
    """Who was in a closed meeting, put right."""

    who = forms.ChoiceField(label=_("Whose presence is wrong?"))
    was_here = forms.ChoiceField(
        label=_("Was this person in the meeting?"),
        choices=[("yes", _("Yes, from and until")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    begins = forms.TimeField(
        label=_("From when?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("Until when?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    reason = forms.CharField(
        label=_("What was wrong, for the minutes?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, meeting, noted, could, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        for name in ("begins", "ends"):
            self.fields[name].is_asked_by_answer = True
        self.known = {f"noted-{row.pk}": (row.member, row.person, row) for row in noted}
        words = [
            (
                f"noted-{row.pk}",
                _("%(function)s: %(name)s, noted from %(begins)s")
                % {
                    "function": row.member.get_function_display(),
                    "name": row.person.name,
                    "begins": f"{timezone.localtime(row.arrived_at):%H:%M}",
                },
            )
            for row in noted
        ]
        for member, people in could:
            for person in people:
                key = f"missed-{member.pk}-{person.pk}"
                self.known[key] = (member, person, None)
                words.append(
                    (
                        key,
                        _("%(function)s: %(name)s, to be added")
                        % {
                            "function": member.get_function_display(),
                            "name": person.name,
                        },
                    )
                )
        self.fields["who"].choices = [("", _("Choose a person")), *words]

    def clean(self):
        """Who was there came and left."""
        data = super().clean()
        if data.get("was_here") == "yes":
            for name in ("begins", "ends"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say from when and until when."))
        return data

    def values(self) -> dict:
        """What the action asks for."""
        data = self.cleaned_data
        member, person, presence = self.known[data["who"]]
        times = {"arrived_at": None, "left_at": None}
        if data["was_here"] == "yes":
            opened = timezone.localtime(self.meeting.opened_at)
            times = {
                name: datetime.combine(opened.date(), data[key], opened.tzinfo)
                for name, key in (("arrived_at", "begins"), ("left_at", "ends"))
            }
        return {
            "member": member,
            "person": person,
            "presence": presence,
            "reason": data["reason"],
            **times,
        }


class MinutesForm(forms.Form):
    """A member confirms the minutes or objects; nothing is preselected."""

    digest = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Is this what was decided?"),
        choices=[
            ("confirmed", Option(_("Yes, I confirm the minutes"))),
            (
                "returned",
                Option(
                    _("No, I object"),
                    _(
                        "Who issued them and the chair are told. Your words stand "
                        "in the minutes."
                    ),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What is not right?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].is_asked_by_answer = True


class MessageForm(forms.Form):
    """What the employees whom an initiative concerns are told."""

    initiative = forms.ModelChoiceField(
        label=_("On the page of which initiative?"),
        queryset=Initiative.objects.none(),
        empty_label=_("Choose an initiative"),
        to_field_name="ref",
    )
    text = forms.CharField(
        label=_("What are they told?"),
        help_text=_("Plain words, no names. It stands there from now on."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["initiative"].queryset = offered


def involved(initiative) -> list:
    """The leads of now, the sponsor, and the continuity holder: keys of people."""
    leads = initiative.leads.filter(until__isnull=True)
    return [
        *leads.values_list("person_id", flat=True),
        initiative.sponsor_id,
        initiative.continuity_holder_id,
    ]


def _currency() -> str:
    return Installation.objects.current().currency
