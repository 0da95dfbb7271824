"""The library of lessons as a file: the filters of its page, no names of people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.indexing import PROCESS, TEXT
from lessons.models import CauseLayer, Lesson, State, Strength
from lessons.searching import keys_of
from organisation.functions import Function
from organisation.sheets import Column, Listing

FILTERS = {
    "state": (gettext_lazy("State"), State.choices),
    "cause": (gettext_lazy("Cause"), CauseLayer.choices),
    "strength": (gettext_lazy("How sure"), Strength.choices),
    "function": (gettext_lazy("Function"), Function.choices),
}
FIELDS = {"cause": "cause_layer"}


def asked_for(person, data):
    """What an address asks for, and the lessons that answer it, the best first."""
    query = data.get("q", "").replace("\0", "").strip()[:200]
    chosen = {"q": query, "process": data.get("process", "")[:120]}
    rows = Lesson.objects.visible_to(person)
    for name, (_label, choices) in FILTERS.items():
        value = data.get(name, "")
        chosen[name] = value if value in dict(choices) else ""
        if chosen[name]:
            rows = rows.filter(**{FIELDS.get(name, name): value})
    for keys in keys_of(chosen["process"]):
        places = [PROCESS + key.removeprefix(TEXT) for key in keys]
        rows = rows.filter(terms__key__in=places).distinct()
    order = ["-number"]
    if query:
        rows = rows.matching(query)
        order = ["-weight", "-number"]
    return chosen, rows.with_state().with_use().order_by(*order)


def lessons(person, asked) -> Listing:
    """The lessons of the initiatives that a person may see."""
    chosen, rows = asked_for(person, asked)
    return Listing(
        _("Lessons"),
        rows.select_related("initiative"),
        (
            Column(_("Reference"), lambda row: row.ref, 12),
            Column(_("State"), lambda row: row.get_state_display()),
            Column(_("Title"), lambda row: row.title, 40),
            Column(_("Check to run"), lambda row: row.rule, 48),
            Column(_("What was observed"), lambda row: row.observation, 48),
            Column(_("Evidence"), lambda row: row.evidence, 30),
            Column(_("How sure it is"), lambda row: row.get_strength_display()),
            Column(
                _("Where the cause lies"), lambda row: row.get_cause_layer_display()
            ),
            Column(_("Cause"), lambda row: row.cause, 40),
            Column(_("Where it holds"), lambda row: row.scope, 30),
            Column(_("Action"), lambda row: row.action, 40),
            Column(_("Process"), lambda row: row.process_family, 24),
            Column(_("Function"), lambda row: row.get_function_display()),
            Column(_("AI technique"), lambda row: row.technique),
            Column(_("Kind of data"), lambda row: row.data_kind),
            Column(_("Languages"), lambda row: row.language),
            Column(_("Country"), lambda row: row.country),
            Column(_("Initiative"), lambda row: row.initiative.ref, 12),
            Column(_("Reused"), lambda row: row.uses),
            Column(_("Written on"), lambda row: row.written_at.date()),
        ),
        [
            (_("Words"), chosen["q"]),
            (_("Process"), chosen["process"]),
            *(
                (label, dict(choices).get(chosen[name], ""))
                for name, (label, choices) in FILTERS.items()
            ),
        ],
    )


LISTS = {"lessons": lessons}
