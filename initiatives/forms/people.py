"""Who is exposed, who leads, who may see it."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.merging import exposures_seen, read_seen
from initiatives.people import candidates
from organisation.fields import WholeNumber
from organisation.functions import LEADING, Function
from organisation.models import Person, Site, Unit


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
