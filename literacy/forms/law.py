"""What is asked about the law: the triage of an initiative, and the text of a rule."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from literacy.forms.common import AREA, Day
from literacy.law.checking import problems
from literacy.law.composing import (
    SUB_ANCHORS,
    THRESHOLDS,
    put_together,
    taken_apart,
)
from literacy.law.kinds import Level, Mode, RightKind, Trigger
from literacy.law.shipped import document
from literacy.law.triage import NO, QUESTIONS, YES
from literacy.law.words import BY_TIME, EXPIRY, PASSES, SUB_TERMS
from literacy.models import Novelty
from organisation.calendar import COUNTRIES
from organisation.models import Body
from organisation.options import Option

YES_OR_NO = [(YES, _("Yes")), (NO, _("No"))]
BESIDE = {"class": "two"}
"""Short answers stand beside each other."""
CHOOSE = {"required": _("Choose yes or no.")}
SHORT = forms.Textarea(attrs={"rows": 3})
COUNTED = {
    ("due", -1): _("Days before the end of the term. Empty: no such date."),
    ("expert_appointed", 1): _("Days after the expert was named."),
    ("expert_asked", 1): _("Days after the expert asked."),
    ("court_asked", 1): _("Days after the court was asked."),
}
"""From which day a date inside a term is counted."""


class TriageForm(forms.Form):
    """The plain questions that decide which rules apply."""

    novelty = forms.ChoiceField(
        label=_("Is the technology new in this company?"),
        choices=[
            (
                Novelty.NEW,
                Option(_("Yes, it is new here"), _("When in doubt, it is new.")),
            ),
            (
                Novelty.EVOLUTION,
                Option(
                    _("No, it is a further version of a tool that was consulted on"),
                    _("You say why and name that consultation; Legal confirms it."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the technology is new.")},
    )
    justification = forms.CharField(
        label=_("If it is no new technology: why?"), widget=AREA, required=False
    )
    earlier = forms.CharField(
        label=_("If it is no new technology: which consultation came before?"),
        help_text=_("Who was consulted, on what, and when."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, triage=None, **kwargs):
        super().__init__(*args, **kwargs)
        asked = {
            code: forms.ChoiceField(
                label=question,
                help_text=note,
                choices=YES_OR_NO,
                widget=forms.RadioSelect(attrs=BESIDE),
                error_messages=CHOOSE,
            )
            for code, (question, note, _triggers) in QUESTIONS.items()
        }
        first = next(iter(asked))
        self.fields = {
            first: asked.pop(first),
            **self.fields,
            **asked,
        }
        if triage is not None:
            # what was said before may be changed, so it stands there
            self.initial = {
                **triage.answers,
                "novelty": triage.novelty,
                "justification": triage.justification,
                "earlier": triage.earlier,
            }

    def clean(self):
        """An evolution has a reason and an earlier consultation."""
        said = super().clean()
        if said.get("novelty") == Novelty.EVOLUTION:
            if not said.get("justification", "").strip():
                self.add_error("justification", _("Say why it is no new technology."))
            if not said.get("earlier", "").strip():
                self.add_error("earlier", _("Say which consultation came before."))
        return said

    def answers(self) -> dict:
        """What the action is given."""
        said = dict(self.cleaned_data)
        return {
            "answers": {code: said.pop(code) for code in QUESTIONS},
            **said,
        }


class Lines(forms.CharField):
    """Several texts, one a line."""

    def __init__(self, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        options.setdefault("help_text", _("One a line."))
        super().__init__(**options)


class Number(forms.IntegerField):
    """A length or a number of people, empty where there is none."""

    def __init__(self, label, most, **options):
        super().__init__(
            label=label, min_value=1, max_value=most, required=False, **options
        )


class YesNo(forms.TypedChoiceField):
    """A question of yes or no."""

    def __init__(self, label, **options):
        super().__init__(
            label=label,
            choices=YES_OR_NO,
            coerce=lambda value: value == YES,
            widget=forms.RadioSelect(attrs=BESIDE),
            error_messages=CHOOSE,
            **options,
        )


SAID, LONGEST = 3, 70
"""How many answers the line of a closed part holds, and how long one may be there."""


def _said(field) -> str:
    """What stands in a field, in few words; empty where nothing does."""
    value = field.value()
    if value in (None, "", [], False):
        return ""
    if isinstance(field.field, forms.BooleanField):
        return str(field.label)
    choices = dict(getattr(field.field, "choices", ()))
    if choices:
        several = value if isinstance(value, list | tuple) else [value]
        value = ", ".join(str(choices.get(one, one)) for one in several)
    text = str(value)
    if isinstance(field.field, Number):
        text = f"{field.label} {text}"
    return Truncator(" ".join(text.split())).chars(LONGEST)


def _sorted(choices):
    return sorted(choices, key=lambda pair: str(pair[1]))


class RuleForm(forms.Form):
    """The text of a rule, asked in plain questions."""

    title = forms.CharField(label=_("What is the rule about?"), max_length=200)
    basis = Lines(label=_("Where does the law say so?"))
    triggers = forms.MultipleChoiceField(
        label=_("What sets it in motion?"),
        choices=Trigger.choices,
        widget=forms.CheckboxSelectMultiple(attrs=BESIDE),
    )
    inform_only_triggers = forms.MultipleChoiceField(
        label=_("Which of these only ask to inform?"),
        help_text=_("Where nothing else is met, the body is told and not consulted."),
        choices=Trigger.choices,
        widget=forms.CheckboxSelectMultiple(attrs=BESIDE),
        required=False,
    )
    only_without_national = forms.BooleanField(
        label=_("It applies only where no rule of the country is known"),
        required=False,
    )
    undertaking_employees_min = Number(
        _("From how many people in the company?"), 1_000_000
    )
    establishment_employees_min = Number(
        _("From how many people at the site?"), 1_000_000
    )
    eu_eea_employees_min = Number(
        _("From how many people in the European Economic Area?"), 1_000_000
    )
    per_state_min = Number(
        _("With how many people in each country at least?"), 1_000_000
    )
    states = Number(_("In how many countries at least?"), 30)
    threshold_note = forms.CharField(
        label=_("What else about the size?"), max_length=500, required=False
    )
    body = forms.CharField(label=_("Which body holds the right?"), max_length=200)
    body_kinds = forms.MultipleChoiceField(
        label=_("Which kinds of body are that?"),
        choices=Body.Kind.choices,
        widget=forms.CheckboxSelectMultiple(attrs=BESIDE),
    )
    body_choice = forms.ChoiceField(
        label=_("If several of them sit at a site"),
        choices=[
            ("all", _("All of them")),
            ("first", _("Only the first kind that sits there")),
        ],
        widget=forms.RadioSelect,
    )
    needs_body = YesNo(_("Does it apply only where such a body sits?"))
    right_kind = forms.ChoiceField(
        label=_("What is the body entitled to?"),
        choices=RightKind.choices,
        widget=forms.RadioSelect,
    )
    handover = Lines(label=_("What must be handed over?"))
    mode = forms.ChoiceField(
        label=_("How does its term run?"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
    )
    clock_start = forms.CharField(
        label=_("What starts the term?"), max_length=200, required=False
    )
    length = Number(_("How long is it?"), 730)
    length_unit = forms.ChoiceField(
        label=_("In months or in days?"),
        choices=[("months", _("Months")), ("days", _("Days"))],
        widget=forms.RadioSelect(attrs=BESIDE),
    )
    expert_months = Number(_("Months in all when an expert is named"), 24)
    both_months = Number(
        _("Months in all with experts at the centre and at the site"), 24
    )
    standstill_months = Number(_("Months of a standstill after a decision"), 24)
    authority_months = Number(_("Months that an authority has when it is asked"), 24)
    agreement_may_replace = forms.BooleanField(
        label=_("A company agreement may set another term"), required=False
    )
    court_may_extend = forms.BooleanField(
        label=_("A court may extend it"), required=False
    )
    roll = forms.ChoiceField(
        label=_("If the last day is a weekend or a public holiday"),
        choices=[
            ("forward", _("It moves to the next working day")),
            ("none", _("It stays")),
        ],
        widget=forms.RadioSelect,
    )
    applies_from = Day(
        label=_("From which day does it bind?"),
        help_text=_("Empty: it binds already."),
        initial=None,
        required=False,
    )
    clock_note = forms.CharField(
        label=_("What else about the term?"), widget=SHORT, required=False
    )
    on_expiry = forms.ChoiceField(
        label=_("What happens when the term ends without an answer?"),
        choices=list(EXPIRY.items()),
        widget=forms.RadioSelect,
    )
    gate_pass = forms.MultipleChoiceField(
        label=_("What passes it?"),
        choices=[
            (
                code,
                Option(words, _("The end of the term brings it.")),
            )
            if code in BY_TIME
            else (code, words)
            for code, words in PASSES.items()
        ],
        widget=forms.CheckboxSelectMultiple(attrs=BESIDE),
    )
    gate_pass_needs = forms.ChoiceField(
        label=_("How many of these?"),
        choices=[("any", _("One is enough")), ("all", _("All of them"))],
        widget=forms.RadioSelect,
    )
    blocking = YesNo(_("Must real work wait until it has passed?"))
    blocks_without_real_work = YesNo(
        _("Does it block even while nobody does real work with the system?"),
        help_text=_("Yes where the right begins with introducing or trying it out."),
    )
    time_may_pass = YesNo(
        _("Can the end of its term alone pass it?"),
        help_text=_(
            "Never consent or negotiation, and never before Legal verified it."
        ),
    )
    blocked = Lines(label=_("What may not be done before?"), required=False)
    not_blocked = Lines(label=_("What may be done all the while?"), required=False)
    after = forms.CharField(
        label=_("What does the employer owe afterwards?"),
        max_length=500,
        required=False,
    )
    sanctions = Lines(label=_("What happens to a company that does?"), required=False)
    expert = forms.CharField(
        label=_("What holds for an expert?"), widget=SHORT, required=False
    )
    settled = forms.CharField(
        label=_("How settled is it?"),
        help_text=_("Rulings, and what no court has decided yet."),
        widget=SHORT,
        required=False,
    )
    note = forms.CharField(
        label=_("What else should a reader know?"), widget=SHORT, required=False
    )
    sources = Lines(
        label=_("Sources"),
        help_text=_("One a line: an address, or a name from the data file."),
        required=False,
    )
    law_version = forms.CharField(
        label=_("State of the law"),
        help_text=_("The day or name of the state that you render, as 2026-11-22."),
        max_length=20,
    )
    in_force_from = Day(
        label=_("In force from"),
        help_text=_("Empty: it is in force already."),
        initial=None,
        required=False,
    )
    reason = forms.CharField(label=_("What changes, and why?"), widget=AREA)

    GROUPS = (
        (_("The rule"), ("code", "level", "country", "title", "basis")),
        (
            _("When it applies"),
            (
                "triggers",
                "inform_only_triggers",
                "only_without_national",
                *THRESHOLDS,
                "threshold_note",
            ),
        ),
        (
            _("Who is asked, and for what"),
            (
                "body",
                "body_kinds",
                "body_choice",
                "needs_body",
                "right_kind",
                "handover",
            ),
        ),
        (
            _("Its term"),
            (
                "mode",
                "clock_start",
                "length",
                "length_unit",
                "expert_months",
                "both_months",
                "standstill_months",
                "authority_months",
                "agreement_may_replace",
                "court_may_extend",
                "roll",
                "applies_from",
                "clock_note",
            ),
        ),
        (_("Dates inside the term"), tuple(f"sub_{code}" for code in SUB_ANCHORS)),
        (
            _("What passes it, and what it blocks"),
            (
                "on_expiry",
                "gate_pass",
                "gate_pass_needs",
                "blocking",
                "blocks_without_real_work",
                "time_may_pass",
                "blocked",
                "not_blocked",
                "after",
                "sanctions",
            ),
        ),
        (
            _("What a reader should know"),
            ("expert", "settled", "note", "sources"),
        ),
        (_("Your change"), ("law_version", "in_force_from", "reason")),
    )

    OPEN = ("reason",)
    """The parts with these questions stand open: here one begins to write."""

    def __init__(self, *args, version=None, **kwargs):
        super().__init__(*args, **kwargs)
        for code in SUB_ANCHORS:
            self.fields[f"sub_{code}"] = Number(
                SUB_TERMS[code], 365, help_text=COUNTED[SUB_ANCHORS[code]]
            )
        self.before = version.body if version else {}
        if version is None:
            return
        answers = taken_apart(version.body)
        for name in (
            "blocking",
            "blocks_without_real_work",
            "time_may_pass",
            "needs_body",
        ):
            answers[name] = YES if answers[name] else NO
        answers["gate_pass_needs"] = answers["gate_pass_needs"] or "any"
        self.initial = {**answers, "law_version": document()["law_version"]}
        # an outcome of one's own that the list does not have would get lost
        if answers["on_expiry"] not in EXPIRY:
            own = answers["on_expiry"]
            self.fields["on_expiry"].choices = [*EXPIRY.items(), (own, own)]
        known = dict(self.fields["gate_pass"].choices)
        self.fields["gate_pass"].choices = [
            *self.fields["gate_pass"].choices,
            *((c, c) for c in answers["gate_pass"] or () if c not in known),
        ]

    @property
    def groups(self) -> list[dict]:
        """The questions in parts that open, each with what it says now in a line."""
        return [
            self._part(title, [self[name] for name in names if name in self.fields])
            for title, names in self.GROUPS
        ]

    def _part(self, title, fields) -> dict:
        wrong = [field for field in fields if field.errors]
        empty = [f for f in fields if f.field.required and not _said(f)]
        said = [text for text in map(_said, fields) if text]
        return {
            "title": title,
            "fields": fields,
            "wrong": len(wrong),
            "to_answer": len(empty),
            "said": " · ".join(said[:SAID]),
            "is_open": bool(wrong or {f.name for f in fields} & set(self.OPEN)),
        }

    def clean(self):
        """The text as a whole can be worked with."""
        said = super().clean()
        if self.errors:
            return said
        text = put_together(said, self.before)
        for sentence in problems(text):
            self.add_error(None, sentence)
        said["text"] = text
        return said

    def answers(self) -> dict:
        """What the action is given."""
        said = self.cleaned_data
        return {
            "body": said["text"],
            "reason": said["reason"],
            "law_version": said["law_version"],
            "in_force_from": said["in_force_from"],
        }


class NewRuleForm(RuleForm):
    """A rule that is not known yet."""

    code = forms.SlugField(
        label=_("A short code"),
        help_text=_("Letters, numbers and hyphens, as PL-26-1."),
        max_length=40,
    )
    level = forms.ChoiceField(
        label=_("Whose law is it?"), choices=Level.choices, widget=forms.RadioSelect
    )
    country = forms.ChoiceField(
        label=_("Which country?"), required=False, choices=lambda: _countries()
    )
    field_order = ["code", "level", "country"]
    OPEN = ("code",)

    def clean(self):
        """A rule of a country names it."""
        said = super().clean()
        if said.get("level") == Level.COUNTRY and not said.get("country"):
            self.add_error("country", _("Say which country this rule is of."))
        return said

    def answers(self) -> dict:
        """What the action is given."""
        said = self.cleaned_data
        country = said["country"] if said["level"] == Level.COUNTRY else ""
        return {
            **super().answers(),
            "code": said["code"],
            "level": said["level"],
            "country": country,
        }


def _countries():
    named = _sorted((code, name) for code, (name, _zone) in COUNTRIES.items())
    return [("", _("None, it stands above the countries")), *named]
