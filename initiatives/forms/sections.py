"""The sections of a proposal, asked in plain questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives import screening
from initiatives.merging import read_seen, seen_by
from initiatives.models import Conversion, Initiative, Intent
from organisation.fields import Number, WholeNumber
from organisation.options import Option


class SectionForm(forms.ModelForm):
    """One section of what an initiative says, with what the person saw of it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    heading = ""
    code = ""

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if self.instance.number:
            self.initial["version"] = self.instance.version
            self.initial["seen"] = seen_by(self.instance, self._meta.fields)

    def _post_clean(self):
        """The action checks the row as it is then; here only each answer is read."""

    def label_of(self, name):
        """The question that a field answers."""
        field = self.fields.get(name)
        return field.label if field else self.heading

    def take(self, data, name, text):
        """Put somebody else's text in the place of mine, in the answers sent again."""
        data[name] = text

    def shown(self, name, text):
        """A stored text as a person reads it: the words of a choice, a unit's name."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            return str(field.queryset.filter(pk=text or None).first() or "")
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(text, text))
        return text

    def changes(self) -> dict:
        """What to hand to the action: the answers, and what was seen."""
        answers = {name: self.cleaned_data[name] for name in self._meta.fields}
        return answers | {
            "version": self.cleaned_data.get("version"),
            "seen": read_seen(self.cleaned_data.get("seen", "")),
        }


class WhatForm(SectionForm):
    """What will change, why, and where."""

    code, heading = "what", _("What it is")

    class Meta:
        model = Initiative
        fields = (
            "title",
            "unit",
            "problem",
            "purpose",
            "process_family",
            "ai_system",
        )
        labels = {
            "title": _("What will change, in one line?"),
            "unit": _("In which unit?"),
            "problem": _("What is the problem today?"),
            "purpose": _("What is AI to do about it?"),
            "process_family": _("Which process does it belong to?"),
            "ai_system": _("Which AI system would be used?"),
        }
        help_texts = {
            "title": _("For example: answer broker e-mails with a draft."),
            "problem": _("In plain words, as the people who do the work would say it."),
            "ai_system": _("Its name, if it is known already."),
        }
        widgets = {
            "problem": forms.Textarea(attrs={"rows": 4}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].empty_label = _("Choose a unit")


class PromiseForm(SectionForm):
    """What the company means to do with the freed time, and what it promises."""

    code, heading = "promise", _("What it promises")
    intent = forms.ChoiceField(
        label=_("What is the freed time meant for?"),
        choices=[
            (
                Intent.GROWTH,
                Option(_("Growth"), _("More sales, service or a new offer")),
            ),
            (
                Intent.CONTRACTION,
                Option(
                    _("Contraction"), _("Posts not replaced. It needs consultation")
                ),
            ),
            (Intent.BOTH, Option(_("Both"), _("Growth and contraction, each named"))),
            (Intent.KEPT, Option(_("Kept slack"), _("The time stays with the team"))),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Initiative
        fields = ("intent", "promise")
        labels = {"promise": _("What do you promise the employees?")}
        help_texts = {
            "promise": _(
                "This sentence is published to them and travels with every handoff."
            )
        }
        widgets = {"promise": forms.Textarea(attrs={"rows": 3})}


class ValueForm(SectionForm):
    """How the freed time would turn into value, and what it may cost."""

    code, heading = "value", _("Value and budget")
    hypothesis = forms.ChoiceField(
        label=_("How would the freed time turn into value?"),
        choices=Conversion.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    hours_expected = WholeNumber(
        label=_("Hours you expect to free each year"),
        help_text=_(
            "A rough figure is fine. It shows as estimated until someone measures it."
        ),
        required=False,
        min_value=0,
        max_value=100_000_000,
        error_messages={
            "invalid": _("Enter the hours as a number, for example 1200"),
        },
    )
    budget = Number(
        label=_("Budget"),
        help_text=_("What it may cost until it closes, all in."),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )

    class Meta:
        model = Initiative
        fields = (
            "hypothesis",
            "hypothesis_proof",
            "hours_expected",
            "budget",
            "currency",
        )
        labels = {
            "hypothesis_proof": _("How would it show in the accounts?"),
            "currency": _("Currency"),
        }
        help_texts = {
            "hypothesis_proof": _("Which line, of which unit, and by when."),
        }
        widgets = {
            "hypothesis_proof": forms.Textarea(attrs={"rows": 3}),
            "currency": forms.TextInput(attrs={"class": "w-s", "maxlength": 3}),
        }

    def clean_currency(self):
        """Three letters, in capitals."""
        code = self.cleaned_data["currency"].strip().upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise forms.ValidationError(
                _("Enter the three letters of a currency, for example EUR.")
            )
        return code


class ScreeningForm(SectionForm):
    """The nine prohibited practices of the AI Act, and whether it weighs on people."""

    code, heading = "screening", _("AI Act screening")

    class Meta:
        model = Initiative
        fields = ("screening_answers", "screening_note")
        labels = {"screening_note": _("What do these answers rest on?")}
        help_texts = {"screening_note": _("Who looked, at which documents, and when.")}
        widgets = {
            "screening_answers": forms.HiddenInput,
            "screening_note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        note = self.fields.pop("screening_note")
        self.fields.pop("screening_answers")
        answers = self.instance.screening_answers
        for place, question in enumerate(screening.QUESTIONS):
            self.fields[question.code] = forms.ChoiceField(
                label=question.text,
                help_text=question.law,
                choices=[(screening.NO, _("No")), (screening.YES, _("Yes"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer yes or no.")},
                initial=answers[place] if place < len(answers) else None,
            )
        self.fields["screening_note"] = note

    def take(self, data, name, text):
        """The answers to all questions stand in one field."""
        if name != "screening_answers":
            return super().take(data, name, text)
        for place, question in enumerate(screening.QUESTIONS):
            data[question.code] = text[place : place + 1]
        return None

    def shown(self, name, text):
        """The questions that were answered with yes."""
        if name != "screening_answers":
            return super().shown(name, text)
        yes = [
            str(question.text)
            for question, answer in zip(screening.QUESTIONS, text, strict=False)
            if answer == screening.YES
        ]
        return " ".join(yes) or _("No to every question") if text else ""

    def clean(self):
        """The answers in one line, as they are kept."""
        cleaned = super().clean()
        given = [cleaned.get(question.code) for question in screening.QUESTIONS]
        cleaned["screening_answers"] = "".join(given) if all(given) else ""
        return cleaned


SECTIONS = {
    "what": WhatForm,
    "people": None,
    "promise": PromiseForm,
    "value": ValueForm,
    "screening": ScreeningForm,
}


HEADINGS = {
    "what": WhatForm.heading,
    "people": _("Whom it touches"),
    "promise": PromiseForm.heading,
    "value": ValueForm.heading,
    "screening": ScreeningForm.heading,
}
