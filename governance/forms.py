"""The forms of gates and handoffs: plain questions, nothing preselected."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from governance.models import SignOff
from initiatives.stages import Stage
from lessons.models import CauseLayer
from organisation.fields import Number
from organisation.forms import PersonChoice
from organisation.functions import Function
from organisation.models import Person
from organisation.options import Option


class LeavingForm(forms.Form):
    """Who takes over what somebody holds: one for all, or one for each kind."""

    LABELS = {
        "mandates": _("Mandates"),
        "deputies": _("Acting as deputy"),
        "leads": _("Leads, sponsorships and continuity"),
        "conditions": _("Conditions"),
        "actions": _("Actions of the committee"),
        "promises": _("Commitments to bodies and prevention measures"),
        "seats": _("Seats: only who was elected as the substitute"),
    }
    to = PersonChoice(label=_("Who takes over?"), required=False)

    def __init__(self, *args, person, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind in kinds:
            empty = _("Stays as it is") if kind == "seats" else _("The one above")
            self.fields[kind] = PersonChoice(
                label=self.LABELS[kind], required=False, empty_label=empty
            )
        for field in self.fields.values():
            field.offer(but=person)

    def clean(self):
        """Somebody is named for something."""
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("to", _("Choose who takes over."))
        return self.cleaned_data

    def successors(self) -> dict:
        """The successor of each kind; a seat goes to nobody who is not named for it."""
        chosen = {}
        for kind in self.kinds:
            general = None if kind == "seats" else self.cleaned_data["to"]
            person = self.cleaned_data[kind] or general
            if person is not None:
                chosen[kind] = person
        return chosen


class OfferForm(forms.Form):
    """The lead offers the handoff."""

    note = forms.CharField(
        label=_("Note to the receiver"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """A signer or the receiver answers a handoff; the answer is never preselected."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    function = forms.ChoiceField(label=_("For which function?"))
    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(
        label=_("Who takes it on in your function?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Choose a person"),
    )
    condition = forms.CharField(
        label=_("Your condition"),
        help_text=_(
            "What must be true by then. An unmet one keeps the next gate shut."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    condition_owner = forms.ModelChoiceField(
        label=_("Who sees to it?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Choose a person"),
    )
    condition_due = forms.DateField(
        label=_("By when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("Your question"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    would_change = forms.CharField(
        label=_("What would change your answer?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ask = forms.CharField(
        label=_("What should the committee decide?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    ASKED_BY = {
        "accept": ("owner",),
        "committee": ("ask",),
        SignOff.Answer.RETURNED.value: ("text", "would_change"),
        SignOff.Answer.CONDITIONS.value: (
            "condition",
            "condition_owner",
            "condition_due",
        ),
    }

    def __init__(
        self, *args, functions, receiving, owners, people, giver, receiver, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.receiving = receiving
        for name in {name for names in self.ASKED_BY.values() for name in names}:
            self.fields[name].is_asked_by_answer = True
        self.fields["function"].choices = [(f, Function(f).label) for f in functions]
        self.fields["answer"].choices = (
            receiver_answers(giver) if receiving else signer_answers(giver, receiver)
        )
        if len(functions) == 1:
            self.fields["function"].widget = forms.HiddenInput()
            self.fields["function"].initial = functions[0]
        if receiving:
            self.fields["owner"].queryset = owners
            for name in ("condition", "condition_owner", "condition_due"):
                del self.fields[name]
        else:
            self.fields["condition_owner"].queryset = people
            del self.fields["owner"]
            del self.fields["ask"]

    def clean(self):
        """Each answer asks for what belongs to it; the rest is ignored."""
        data = super().clean()
        needed = self.ASKED_BY.get(data.get("answer"), ())
        sentences = {
            "owner": _("Choose who takes it on"),
            "ask": _("Say in one sentence what to decide"),
            "text": _("Write your question"),
            "would_change": _("Write what would change your answer"),
            "condition": _("Write your condition"),
            "condition_owner": _("Choose who sees to it"),
            "condition_due": _("Say by when"),
        }
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentences[name])
        return data


def signer_answers(giver: str, receiver: str) -> list:
    """What a function that must sign can answer, each with what follows from it.

    `giver` and `receiver` are the names of functions; nobody receives what closes.
    """
    if receiver:
        signed = format_lazy(
            _(
                "Your name stands under this revision. When all have signed, "
                "{receiver} is asked to accept."
            ),
            receiver=receiver,
        )
    else:
        signed = _(
            "Your name stands under this revision. The last signature closes the "
            "initiative."
        )
    return [
        (SignOff.Answer.SIGNED.value, Option(_("Sign"), signed)),
        (
            SignOff.Answer.CONDITIONS.value,
            Option(
                _("Sign with conditions"),
                _(
                    "You sign now, and name what must be true, by when and through "
                    "whom. The next gate stays shut until you say that it is met."
                ),
            ),
        ),
        (SignOff.Answer.RETURNED.value, _returned(giver)),
    ]


def receiver_answers(giver: str) -> list:
    """What the receiver can answer, each with what follows from it."""
    return [
        (
            "accept",
            Option(
                _("Accept"),
                _(
                    "Your function carries it from then on, by the person you name. "
                    "Everybody who leads it is told today."
                ),
            ),
        ),
        (SignOff.Answer.RETURNED.value, _returned(giver)),
        (
            "committee",
            Option(
                _("Ask the committee to decide"),
                _(
                    "It stands on the committee's list at once. Nobody can accept it "
                    "before the committee has decided."
                ),
            ),
        ),
    ]


def _returned(giver) -> Option:
    return Option(
        _("Return with questions"),
        format_lazy(
            _(
                "It goes back to {giver}, and the clock runs for them. After the "
                "answer you are asked again."
            ),
            giver=giver,
        ),
    )


class ReplyForm(forms.Form):
    """The giver answers a returned question."""

    text = forms.CharField(
        label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """A reason, for the record."""

    reason = forms.CharField(
        label=_("Reason, for the record"), widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteStopForm(forms.Form):
    """Where the cause of a stop lies and what was spent."""

    cause = forms.ChoiceField(
        label=_("Where does the cause lie?"),
        choices=CauseLayer.choices,
        widget=forms.RadioSelect,
        help_text=_("As it looks today. The review may find another."),
    )
    spent = Number(
        label=_("Spent to date"),
        help_text=_("Leave it empty if nobody knows yet."),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args, currency, asks_cause=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_cause:
            del self.fields["cause"]
            self.fields["spent"].required = True
            self.fields["spent"].help_text = ""
        self.fields["spent"].label = _("Spent to date, in %(currency)s") % {
            "currency": currency
        }


class StopForm(NoteStopForm, ReasonForm):
    """Why it is stopped, where the cause lies and what was spent."""

    field_order = ["reason", "cause", "spent", "version"]


class SendBackForm(ReasonForm):
    """Back to which stage, and why."""

    to = forms.ChoiceField(label=_("Back to which stage?"), widget=forms.RadioSelect)
    field_order = ["to", "reason", "version"]

    def __init__(self, *args, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(s, Stage(s).label) for s in stages]


class ProofForm(forms.Form):
    """What shows that a condition is met."""

    proof = forms.CharField(
        label=_("What shows that it is met?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
