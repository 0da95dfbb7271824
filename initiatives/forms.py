"""The questions by which an initiative is written, led, shared and brought in."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives import screening
from initiatives.imports import mapping as mapping_of
from initiatives.imports.words import RETIRED
from initiatives.merging import exposures_seen, read_seen, seen_by
from initiatives.models import Conversion, Initiative, Intent, Link
from initiatives.people import candidates
from initiatives.stages import FOUR
from organisation.fields import Number, WholeNumber
from organisation.functions import LEADING, Function
from organisation.models import Person, Site, Unit
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


class ConfirmForm(forms.Form):
    """A press on a button that asks nothing more."""


class ExposureForm(forms.Form):
    """People who will work with the AI system, in one unit at one site."""

    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Unit"), empty_label=_("Choose a unit")
    )
    site = forms.ModelChoiceField(
        Site.objects.all(), label=_("Site"), empty_label=_("Choose a site")
    )
    people = WholeNumber(label=_("People"), min_value=1, max_value=1_000_000)
    overseers = WholeNumber(
        label=_("Of whom oversee the AI system"),
        min_value=0,
        max_value=1_000_000,
        required=False,
    )
    in_scope = forms.BooleanField(label=_("In scope"), required=False, initial=True)
    remove = forms.BooleanField(label=_("Take this line out"), required=False)

    def clean(self):
        """Overseers are part of the people."""
        cleaned = super().clean()
        cleaned["overseers"] = cleaned.get("overseers") or 0
        if cleaned["overseers"] > (cleaned.get("people") or 10**9):
            self.add_error(
                "overseers", _("There cannot be more overseers than people.")
            )
        return cleaned

    def has_changed(self):
        """A line where only the tick of "in scope" stands is an empty line."""
        return bool(set(self.changed_data) - {"in_scope"})


class ExposuresForm(forms.BaseFormSet):
    """The list of places; an empty line is passed over."""

    def __init__(self, data=None, *, initiative):
        exposures = list(initiative.exposures.all())
        self.seen = exposures_seen(exposures)
        if data is not None and "seen" in data:
            self.seen = data["seen"]
        super().__init__(
            data,
            prefix="places",
            initial=[
                {
                    "unit": e.unit_id,
                    "site": e.site_id,
                    "people": e.people,
                    "overseers": e.overseers,
                    "in_scope": e.in_scope,
                }
                for e in exposures
            ],
        )

    def problems(self) -> forms.Form:
        """What is wrong in the lines, as a form whose summary leads to each of them."""
        summary = forms.Form({})
        summary.full_clean()
        for form in self.forms:
            for name, errors in form.errors.items():
                for error in errors:
                    label = form.fields[name].label if name in form.fields else ""
                    summary.add_error(None, f"{label}: {error}" if label else error)
        for error in self.non_form_errors():
            summary.add_error(None, error)
        return summary

    def rows(self) -> list[dict]:
        """The lines that are filled and stay, for the action."""
        names = ("unit", "site", "people", "overseers", "in_scope")
        return [
            {name: form.cleaned_data[name] for name in names}
            for form in self.forms
            if form.cleaned_data.get("unit") and not form.cleaned_data.get("remove")
        ]


ExposureFormSet = forms.formset_factory(ExposureForm, formset=ExposuresForm, extra=1)
ExposureFormSet.max_num = ExposureFormSet.absolute_max = 200


class LeadsForm(forms.Form):
    """A person for each function, the sponsor, the continuity holder."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        holders = candidates(initiative.unit)
        everybody = {p.pk: p for people in holders.values() for p in people}
        standing = {
            lead.function: lead.person
            for lead in initiative.leads.filter(until__isnull=True).select_related(
                "person"
            )
        }
        others = [f for f in Function if f not in LEADING and f in standing]
        self.people = dict(everybody)
        for function in (*LEADING, *others):
            self._add(
                function.value,
                function.label,
                holders[function],
                standing.get(function.value),
                _("Nobody holds this function for this unit. Ask the administrator."),
            )
        self._add(
            "sponsor",
            _("Sponsor"),
            holders[Function.LEADERSHIP],
            initiative.sponsor,
            "",
        )
        self._add(
            "continuity_holder",
            _("Continuity holder"),
            sorted(everybody.values(), key=lambda p: p.name),
            initiative.continuity_holder,
            _("Follows the initiative across all stages, and knows what feeds it."),
        )
        self.initial["seen"] = json.dumps(
            {
                name: field.initial
                for name, field in self.fields.items()
                if name != "seen"
            }
        )

    def _add(self, name, label, people, now, hint):
        choices = [("", _("Nobody yet")), *((str(p.pk), p.name) for p in people)]
        if now is not None and now not in people:
            choices.append((str(now.pk), now.name))
            self.people[now.pk] = now
        is_hint = name == "continuity_holder" or not people
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            required=False,
            initial=str(now.pk) if now else "",
            help_text=hint if is_hint else "",
        )

    def changed(self) -> tuple[dict, dict]:
        """Who was changed on the page, and who the person saw in all places."""
        seen = read_seen(self.cleaned_data.get("seen", "")) or {}
        by_id = {str(pk): person for pk, person in self.people.items()}
        picked = {
            name: by_id.get(value)
            for name, value in self.cleaned_data.items()
            if name != "seen" and value != seen.get(name, "")
        }
        return picked, seen


class ShareForm(forms.Form):
    """Name one more person who sees a confidential initiative."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who else may see it?"),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.present(clock.today()).filter(
            is_administrator=False
        )


class LinkForm(forms.Form):
    """Another initiative that this one needs or feeds."""

    kind = forms.ChoiceField(
        label=_("How do they hang together?"),
        choices=[
            (
                Link.Kind.NEEDS,
                Option(_("Needs"), _("It cannot go on without the other one")),
            ),
            (
                Link.Kind.FEEDS,
                Option(_("Feeds"), _("The other one lives on what this one brings")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    other = forms.CharField(
        label=_("Which initiative?"),
        help_text=_("Its reference, for example AI-012."),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_other(self):
        """An initiative that the person may see."""
        ref = self.cleaned_data["other"].strip().upper()
        found = Initiative.objects.visible_to(self.person).filter(ref=ref).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no initiative %(ref)s that you can see."),
                params={"ref": ref},
            )
        return found


class CommentForm(forms.Form):
    """What somebody says on the page of an initiative."""

    text = forms.CharField(
        label=_("Comment"),
        help_text=_("Write @ and an e-mail or a name to tell somebody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class EraseForm(forms.Form):
    """Why a file or a comment is to be erased."""

    reason = forms.CharField(
        label=_("Why must it go?"),
        help_text=_("Do not repeat what must go: the reason is kept."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HoldForm(forms.Form):
    """Why nothing may be erased."""

    reason = forms.CharField(
        label=_("Why must everything be kept?"),
        help_text=_(
            "Such as the proceedings and their number. Who asks to erase something "
            "reads it."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LiftForm(forms.Form):
    """Why things may be erased again."""

    reason = forms.CharField(
        label=_("Why does the legal hold end?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AttachForm(forms.Form):
    """A file, and what it shows."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, WebP, XLSX, DOCX, CSV, TXT or BPMN, 25 MB at most."
        ),
        max_length=500,
    )
    note = forms.CharField(
        label=_("What does it show?"), max_length=200, required=False
    )


class ImportForm(forms.Form):
    """The file of an inventory."""

    file = forms.FileField(
        label=_("Inventory"),
        help_text=_("CSV or XLSX; the first line names the columns. 50 MB at most."),
        max_length=500,
    )


class MappingForm(forms.Form):
    """What the columns and the stage words of a file mean."""

    def __init__(self, *args, inventory, **kwargs):
        super().__init__(*args, **kwargs)
        self.inventory = inventory
        choices = [("", _("In no column")), *((n, n[:80]) for n in inventory.names)]
        for name, label in mapping_of.FIELDS.items():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=name == "title",
                initial=inventory.mapping.columns.get(name, ""),
            )
        self.words = inventory.stage_words()
        stages = [(stage.value, stage.label) for stage in FOUR]
        stages.append((RETIRED, _("Ended: comes in at Learning as stopped")))
        for place, (word, _count, means) in enumerate(self.words):
            if not word:
                continue
            self.fields[f"stage-{place}"] = forms.ChoiceField(
                label=word[:120],
                choices=[("", _("Not known: leave these rows out")), *stages],
                required=False,
                initial=str(means or ""),
            )
        self.fields["unit"] = forms.ModelChoiceField(
            Unit.objects.all(),
            label=_("Unit for rows whose unit is not known here"),
            to_field_name="code",
            initial=inventory.fallback.code,
            empty_label=None,
        )
        self.fields["create_units"] = forms.BooleanField(
            label=_("Create the units of the file that do not exist yet"),
            required=False,
            initial=inventory.mapping.create_units,
        )

    def columns(self):
        """The fields that say which column means what."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def stages(self):
        """The stage words of the file: the field, and in how many rows it stands."""
        return [
            (self[f"stage-{place}"], count)
            for place, (word, count, _means) in enumerate(self.words)
            if word
        ]

    def mapping(self) -> dict:
        """The answers, as an import keeps them."""
        data = self.cleaned_data
        columns = {
            name: data[f"column-{name}"]
            for name in mapping_of.FIELDS
            if data.get(f"column-{name}")
        }
        stages = {
            word: data[f"stage-{place}"]
            for place, (word, _count, _means) in enumerate(self.words)
            if word
        }
        return {
            "columns": columns,
            "stages": stages,
            "unit": data["unit"].code,
            "create_units": data["create_units"],
        }
