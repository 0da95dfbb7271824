"""What is asked about the law: the triage of an initiative, and the text of a rule."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from literacy.forms.common import AREA, Day
from literacy.law.checking import problems
from literacy.law.composing import put_together, taken_apart
from literacy.law.kinds import Level, Mode, RightKind, Trigger
from literacy.law.shipped import document
from literacy.law.triage import NO, QUESTIONS, YES
from literacy.law.words import BY_TIME, EXPIRY, PASSES
from literacy.models import Novelty
from organisation.calendar import COUNTRIES
from organisation.options import Option

YES_OR_NO = [(YES, _("Yes")), (NO, _("No"))]
BESIDE = {"class": "two"}
"""Short answers stand beside each other."""
CHOOSE = {"required": _("Choose yes or no.")}
LONGEST_RAW = 20_000


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


def _sorted(choices):
    return sorted(choices, key=lambda pair: str(pair[1]))


class RuleForm(forms.Form):
    """The text of a rule: what decides stands in fields, the rest as it is."""

    title = forms.CharField(label=_("What is the rule about?"), max_length=200)
    body = forms.CharField(label=_("Which body holds the right?"), max_length=200)
    right_kind = forms.ChoiceField(
        label=_("What is the body entitled to?"),
        choices=RightKind.choices,
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
    needs_body = YesNo(_("Does it apply only where such a body sits?"))
    triggers = forms.MultipleChoiceField(
        label=_("What sets it in motion?"),
        choices=Trigger.choices,
        widget=forms.CheckboxSelectMultiple(attrs=BESIDE),
    )
    undertaking_employees_min = Number(
        _("From how many people in the company?"), 1_000_000
    )
    establishment_employees_min = Number(
        _("From how many people at the site?"), 1_000_000
    )
    mode = forms.ChoiceField(
        label=_("How does its term run?"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
    )
    months = Number(_("Length in months"), 24)
    days = Number(_("or length in days"), 730)
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
    handover = Lines(label=_("What must be handed over?"))
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
    blocked = Lines(label=_("What may not be done before?"), required=False)
    sanctions = Lines(label=_("What happens to a company that does?"), required=False)
    basis = Lines(label=_("Where does the law say so?"))
    sources = Lines(
        label=_("Sources"),
        help_text=_("One a line: an address, or a name from the data file."),
        required=False,
    )
    raw = forms.CharField(
        label=_("The rest of the text, as JSON"),
        help_text=_("Notes, dates inside the term, kinds of body. Leave it if unsure."),
        max_length=LONGEST_RAW,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
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

    def __init__(self, *args, version=None, **kwargs):
        super().__init__(*args, **kwargs)
        if version is None:
            self.initial = {"raw": "{}"}
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

    def clean_raw(self):
        """The rest is a set of named fields."""
        try:
            rest = json.loads(self.cleaned_data["raw"], parse_constant=_refuse)
        except ValueError as error:
            raise forms.ValidationError(
                _("This is not JSON: something is wrong in line %(line)s."),
                params={"line": getattr(error, "lineno", 1)},
            ) from error
        except RecursionError as error:
            raise forms.ValidationError(_("This is nested too deeply.")) from error
        if not isinstance(rest, dict):
            raise forms.ValidationError(_("The rest is a set of named fields: {…}."))
        return rest

    def clean(self):
        """The text as a whole can be worked with."""
        said = super().clean()
        if self.errors:
            return said
        text = put_together(said)
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


def _refuse(constant):
    raise ValueError(constant)


def _countries():
    named = _sorted((code, name) for code, (name, _zone) in COUNTRIES.items())
    return [("", _("None, it stands above the countries")), *named]
