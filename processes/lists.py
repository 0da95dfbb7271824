"""The library of processes as a file; its hours are verified, so measured."""

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from initiatives.stages import Stage
from organisation.sheets import Column, Listing
from processes import library, pages
from processes.forms import LibraryForm


def asked_for(person, data):
    """The form of the library, every process, and those that an address asks for.

    Those in appropriation come first, the longest there before the others.
    """
    every = library.processes(person)
    form = LibraryForm(data)
    rows = (
        form.chosen(every)
        .select_related("unit")
        .annotate(
            turn=Case(
                When(stage=Stage.APPROPRIATION, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("turn", "stage_since", "number")
    )
    return form, every, rows


def processes(person, asked) -> Listing:
    """Each process with its owner, what holds it up, and what was measured."""
    form, _every, rows = asked_for(person, asked)
    chosen = form.cleaned_data
    return Listing(
        _("Processes"),
        rows,
        (
            Column(_("Process"), lambda r: r["initiative"].process_family, 30),
            Column(_("Reference"), lambda r: r["initiative"].ref, 12),
            Column(_("Initiative"), lambda r: r["initiative"].title, 36),
            Column(_("Unit"), lambda r: r["initiative"].unit.name, 24),
            Column(_("Stage"), lambda r: r["stage"], 24),
            Column(_("Process owner"), lambda r: str(r["now"].owner or ""), 24),
            Column(_("Maps"), lambda r: r["maps"]),
            Column(_("Maps with open questions"), lambda r: r["questions"]),
            Column(_("Limited by"), _limit, 24),
            Column(_("Measured last"), lambda r: r["initiative"].measured_on),
            Column(_("Due again"), lambda r: r["initiative"].is_due),
            Column(_("Verified hours a week"), lambda r: r["hours_a_week"]),
            Column(_("How sure"), lambda r: _("Measured") if r["hours"] else ""),
        ),
        [
            (field.label, _word(field, chosen.get(name)))
            for name, field in form.fields.items()
        ],
        pages.work_rows,
    )


def _limit(row) -> str:
    return _("Demand") if row["by_demand"] and row["held_up"] else row["held_up"]


def _word(field, value) -> str:
    if not value:
        return ""
    return str(dict(getattr(field, "choices", ())).get(value, value))


LISTS = {"processes": processes}
