"""What narrows the pipeline: it stands in the address, on a page and in a file."""

from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Invalid
from governance import querysets
from initiatives.models import STATUS_LABELS, Initiative
from initiatives.stages import Stage
from organisation.functions import Function
from organisation.models import Unit
from organisation.templatetags.ui import colon

ANY = ("", _("Any"))
LONGEST_SEARCH = 200


class PipelineFilter(forms.Form):
    """What narrows the pipeline; it stands in the address."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_SEARCH)
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[ANY, *Stage.choices]
    )
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[ANY, *((k, v) for k, v in STATUS_LABELS.items() if k != "draft")],
    )
    holder = forms.ChoiceField(
        label=_("Waiting for"), required=False, choices=[ANY, *Function.choices]
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        required=False,
        queryset=Unit.objects.all(),
        to_field_name="code",
        empty_label=_("All units"),
    )
    late = forms.BooleanField(label=_("Past the limit only"), required=False)


class SavedFilterForm(forms.Form):
    """Under which name a filter is kept, and who sees it beside its owner."""

    name = forms.CharField(label=_("What is it called?"), max_length=60)
    for_everyone = forms.BooleanField(
        label=_("Everybody who uses Maillon sees it"), required=False
    )
    functions = forms.MultipleChoiceField(
        label=_("Or only who holds one of these functions"),
        required=False,
        choices=Function.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, may_share, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["for_everyone"], self.fields["functions"]


KEPT = ("q", "stage", "status", "holder", "unit", "late", "view", "sort")
"""What of an address a saved filter keeps."""


def kept_query(query) -> str:
    """The filters of an address in one order; empty where nothing is narrowed."""
    data = QueryDict(query)
    kept = {name: data[name][:LONGEST_SEARCH] for name in KEPT if data.get(name)}
    return urlencode(kept) if kept.keys() - {"view", "sort"} else ""


class Asked(NamedTuple):
    """The pipeline as an address asks for it: the form, what counts of it, the rows."""

    form: PipelineFilter
    chosen: dict
    rows: QuerySet

    @property
    def is_filtered(self) -> bool:
        """Whether anything is narrowed."""
        return any(self.chosen.values())

    def words(self) -> list[tuple]:
        """Each filter that counts as its label and what was chosen."""
        return [
            (self.form.fields[name].label, self._word(name, value))
            for name, value in self.chosen.items()
            if value
        ]

    def _word(self, name, value) -> str:
        if value is True:
            return str(_("Yes"))
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        return str(value if name == "unit" else choices.get(value, value))


def words_of(query) -> str:
    """What a kept address narrows, in words."""
    form = PipelineFilter(QueryDict(query))
    chosen = form.cleaned_data if form.is_valid() else {}
    said = Asked(form, chosen, Initiative.objects.none()).words()
    return "; ".join(f"{colon(label)} {value}" for label, value in said)


def pipeline(person, data) -> Asked:
    """The initiatives that a person may see, narrowed by what stands in the address.

    What the address cannot mean narrows nothing. Raises Invalid for a search that is
    too long.
    """
    if len(data.get("q", "")) > LONGEST_SEARCH:
        raise Invalid(_("Search for at most %(n)d characters.") % {"n": LONGEST_SEARCH})
    form = PipelineFilter(data or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = querysets.filtered(
        querysets.pipeline(person),
        stage=chosen.get("stage", ""),
        status=chosen.get("status", ""),
        unit=chosen.get("unit"),
        holder=chosen.get("holder", ""),
        search=chosen.get("q", ""),
        late=clock.now() if chosen.get("late") else None,
    )
    return Asked(form, chosen, rows)


def sorted_rows(rows, sort):
    """The rows in the order that an address asks for, and the name of that order."""
    key = querysets.ORDERINGS.get(sort.lstrip("-"), "number")
    order = f"-{key}" if sort.startswith("-") else key
    return rows.order_by(order, "-number")
