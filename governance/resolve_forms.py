"""The form of a decision in a meeting: each answer asks for what belongs to it."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from governance import presenters
from governance.actions.resolving import ALL_FOR
from governance.meeting_forms import ROWS, HolderChoice, involved
from governance.meetings import agenda, answers, log
from governance.models import Answer, Resolution, Vote
from organisation import access
from organisation.forms import Day
from organisation.functions import Function
from organisation.options import Option

BY_NAME = "by_name"


class EarlierDecision(forms.ModelChoiceField):
    """A decision about the same, by its number, day and question."""

    def __init__(self, rows):
        super().__init__(
            label=_("Does it take the place of an earlier decision?"),
            queryset=Resolution.objects.filter(pk__in=[row.pk for row in rows]),
            required=False,
            empty_label=_("No"),
        )

    def label_from_instance(self, row):
        """What the list says of a decision."""
        return f"{row.ref}, {presenters.day(row.decided_at)}: {row.question}"


class ResolveForm(forms.Form):
    """What the committee decides on an item; nothing is preselected."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    draft_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("For the minutes"), widget=forms.Textarea(attrs={"rows": 4})
    )
    voting = forms.ChoiceField(
        label=_("How was it voted?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (ALL_FOR, Option(_("All who are here are for it"))),
            (
                BY_NAME,
                Option(
                    _("Name by name"),
                    _("With dissent, abstentions and conflicts of interest."),
                ),
            ),
        ],
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=200
    )
    review_on = Day(label=_("When is it looked at again?"), required=False)

    def __init__(self, *args, item, meeting, there, **kwargs):
        super().__init__(*args, **kwargs)
        self.item, self.there = item, there
        self.kind = agenda.kind(item)
        self.fields["answer"].choices = answers.choices(item)
        self.fields["voting"].is_asked_by_answer = True
        self._offer_people(meeting)
        self._offer_votes()
        earlier = log.replaceable(item)
        if earlier:
            self.fields["supersedes"] = EarlierDecision(earlier)

    def _offer_people(self, meeting):
        item = self.item
        people = [row.person_id for row in meeting.members.all()]
        if item.initiative_id:
            people += involved(item.initiative)
        function = ""
        if item.referral_id:
            function = item.referral.handoff.receiver
        if item.stall_id:
            function = item.stall.function
        if function:
            holders = access.holders_of(function, item.initiative.unit)
            people += [person.pk for person in holders]
            self.fields["person"] = HolderChoice(
                holders,
                label=_("Who takes it on?"),
                required=False,
            )
            self.fields["person"].is_asked_by_answer = True
        if item.stall_id:
            self.fields["until"] = Day(
                label=_("Until which day is the risk accepted?"), required=False
            )
            self.fields["until"].is_asked_by_answer = True
        stages = answers.backward(item.initiative) if self.kind == "initiative" else []
        if stages:
            self.fields["to"] = forms.ChoiceField(
                label=_("Back to which stage?"),
                required=False,
                choices=[(s.value, s.label) for s in stages],
                widget=forms.RadioSelect,
            )
            self.fields["to"].is_asked_by_answer = True
        if self.kind == "stall":
            return
        self._offer_conditions(people)

    def _offer_conditions(self, people):
        for n in range(1, ROWS + 1):
            self.fields[f"condition_{n}"] = forms.CharField(
                label=_("Condition %(n)d: what must be true?") % {"n": n},
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"owner_{n}"] = HolderChoice(
                people,
                label=_("Condition %(n)d: who sees to it?") % {"n": n},
                required=False,
            )
            self.fields[f"checks_{n}"] = forms.ChoiceField(
                label=_("Condition %(n)d: which function checks it?") % {"n": n},
                required=False,
                choices=[("", _("Choose a function")), *Function.choices],
            )
            self.fields[f"due_{n}"] = Day(
                label=_("Condition %(n)d: by when?") % {"n": n}, required=False
            )
        for name in ("condition", "owner", "checks", "due"):
            self.fields[f"{name}_1"].is_asked_by_answer = True

    def _offer_votes(self):
        for row in self.there.people:
            self.fields[f"vote_{row.pk}"] = forms.ChoiceField(
                label=_("How did %(name)s vote?") % {"name": row.person.name},
                required=False,
                choices=Vote.Way.choices,
                widget=forms.RadioSelect,
            )
            self.fields[f"said_{row.pk}"] = forms.CharField(
                label=_("Dissent or conflict of %(name)s, in words")
                % {"name": row.person.name},
                required=False,
                max_length=1000,
            )

    # for the template

    def votes(self):
        """The questions of each person who is there."""
        return [
            {
                "presence": row,
                "way": self[f"vote_{row.pk}"],
                "said": self[f"said_{row.pk}"],
            }
            for row in self.there.people
        ]

    def conditions(self):
        """The questions of each condition."""
        if "condition_1" not in self.fields:
            return []
        return [
            [self[f"{name}_{n}"] for name in ("condition", "owner", "checks", "due")]
            for n in range(1, ROWS + 1)
        ]

    def clean(self):
        """Each answer asks for what belongs to it; the rest is ignored."""
        data = super().clean()
        answer = data.get("answer")
        if answer and answer != Answer.NOTE and not data.get("voting"):
            self.add_error("voting", _("Say how it was voted."))
        if data.get("voting") == BY_NAME and answer != Answer.NOTE:
            for row in self.there.people:
                if not data.get(f"vote_{row.pk}"):
                    self.add_error(
                        f"vote_{row.pk}",
                        format_lazy(_("Say how {name} voted."), name=row.person.name),
                    )
                if data.get(f"vote_{row.pk}") == Vote.Way.CONFLICT:
                    self._ask(
                        f"said_{row.pk}", _("Say in a sentence what the conflict is.")
                    )
        if self._is_taken_on(answer):
            self._ask("person", _("Name the person who takes it on."))
        if answer == Answer.ACCEPT_RISK:
            self._ask("until", _("Say until which day the risk is accepted."))
        if answer == Answer.BACK:
            self._ask("to", _("Choose the stage to which it goes back."))
        if answer == Answer.CONDITIONS:
            self._clean_conditions(data)
        return data

    def _is_taken_on(self, answer) -> bool:
        approved = answer in (Answer.APPROVE, Answer.CONDITIONS)
        return answer == Answer.REASSIGN or (self.kind == "gate" and approved)

    def _ask(self, name, sentence):
        """An answer without what belongs to it is not whole."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    def _clean_conditions(self, data):
        self._ask("condition_1", _("Write the condition."))
        sentences = {
            "owner": _("Choose who sees to it."),
            "checks": _("Choose which function checks it."),
            "due": _("Say by when."),
        }
        for n in range(1, ROWS + 1):
            if n > 1 and not data.get(f"condition_{n}"):
                continue
            for name, sentence in sentences.items():
                self._ask(f"{name}_{n}", sentence)
            due = data.get(f"due_{n}")
            if due and due < clock.today():
                self.add_error(f"due_{n}", _("Give a day that is still to come."))

    def values(self) -> dict:
        """What the action asks for."""
        data, answer = self.cleaned_data, self.cleaned_data["answer"]
        votes = ALL_FOR
        if data["voting"] == BY_NAME:
            votes = [
                {
                    "person": row.person,
                    "way": data[f"vote_{row.pk}"],
                    "text": data[f"said_{row.pk}"],
                }
                for row in self.there.people
            ]
        conditions = []
        if answer == Answer.CONDITIONS:
            conditions = [
                {
                    "text": data[f"condition_{n}"].strip(),
                    "owner": data[f"owner_{n}"],
                    "function": data[f"checks_{n}"],
                    "due_on": data[f"due_{n}"],
                }
                for n in range(1, ROWS + 1)
                if data[f"condition_{n}"]
            ]
        return {
            "seen": data["seen"],
            "answer": answer,
            "text": data["text"],
            "votes": votes,
            "conditions": conditions,
            "person": data.get("person"),
            "until": data.get("until"),
            "to": data.get("to", ""),
            "legal_basis": data["legal_basis"],
            "review_on": data["review_on"],
            "supersedes": data.get("supersedes"),
        }


class CorrectForm(forms.Form):
    """How a decision in the log reads correctly."""

    text = forms.CharField(
        label=_("How does it read correctly?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=200
    )
    review_on = Day(label=_("When is it looked at again?"), required=False)
