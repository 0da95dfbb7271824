"""The papers of stage 3: one lesson on a page, the digest of a quarter."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.models import Initiative
from lessons import repeats
from lessons.maturity import Quarter
from lessons.models import Disposition, Lesson, LessonMove, State
from organisation import access


def lesson_for(person, ref) -> dict:
    """One lesson on a page, for a person who may see it."""
    rows = Lesson.objects.visible_to(person).select_related(
        "initiative", "supersedes", "action_owner"
    )
    row = get_object_or_404(rows, ref=str(ref).upper())
    seen = Initiative.objects.visible_to(person)
    uses = list(
        row.dispositions.filter(initiative__in=seen.values("pk")).select_related(
            "initiative"
        )
    )
    used = sum(use.is_used for use in uses)
    return {
        "title": row.title,
        "lead": row.rule,
        "lesson": row,
        "uses": uses,
        "summary": ngettext(
            "%(n)d initiative works by it.", "%(n)d initiatives work by it.", used
        )
        % {"n": used}
        if used
        else _("No other initiative works by it yet."),
        "paper": {"kind": "lessons.lesson", "facts": {"ref": row.ref}},
        "back_url": row.get_absolute_url(),
    }


def digest(person, quarter) -> dict:
    """What was learnt in a quarter.

    Who holds a function or audits reads of all that they may see; everybody else reads
    endorsed lessons of initiatives that are not confidential, without names of people.
    """
    rooms = access.current_holdings(person) or person.is_auditor
    seen = Initiative.objects.all()
    seen = seen.visible_to(person) if rooms else seen.filter(is_confidential=False)
    first, until = quarter.first, _after(quarter).first
    between = Q(moved_at__date__gte=first, moved_at__date__lt=until)
    moves = (
        LessonMove.objects.filter(
            between,
            state__in=[State.IDENTIFIED, State.VALIDATED],
            lesson__initiative__in=seen.values("pk"),
        )
        .exclude(lesson__state__in=[State.DRAFT, State.RETIRED])
        .select_related("lesson__initiative")
        .order_by("moved_at", "pk")
    )
    written, learnt = {}, {}
    for move in moves:
        place = learnt if move.state == State.VALIDATED else written
        place[move.lesson_id] = move.lesson
    outcomes = list(
        Disposition.objects.filter(
            initiative__in=seen.values("pk"),
            lesson__initiative__in=seen.values("pk"),
            outcome_at__date__gte=first,
            outcome_at__date__lt=until,
        ).select_related("lesson", "initiative")
    )
    failed = []
    if rooms:
        failed = [
            failure
            for failure in repeats.failures(seen).values()
            if first <= failure.at.date() < until
        ]
    return {
        "title": _("What we learned, quarter %(n)d of %(year)d")
        % {"n": quarter.number, "year": quarter.year},
        "lead": _digest_finding(written, learnt, outcomes),
        "quarter": quarter,
        "earlier": quarter.before(),
        "later": _after(quarter)
        if _after(quarter) <= Quarter.of(clock.today())
        else None,
        "written": list(written.values()),
        "learnt": list(learnt.values()),
        "outcomes": outcomes,
        "failed": failed,
        "links": bool(rooms),
    }


def _after(quarter) -> Quarter:
    if quarter.number == 4:
        return Quarter(quarter.year + 1, 1)
    return Quarter(quarter.year, quarter.number + 1)


def _digest_finding(written, learnt, outcomes):
    if not (written or learnt or outcomes):
        return _("Nothing was endorsed, validated or tried again in this quarter.")
    parts = [
        ngettext("%(n)d lesson endorsed", "%(n)d lessons endorsed", len(written))
        % {"n": len(written)},
        ngettext("%(n)d validated", "%(n)d validated", len(learnt))
        % {"n": len(learnt)},
        ngettext(
            "%(n)d tried again elsewhere", "%(n)d tried again elsewhere", len(outcomes)
        )
        % {"n": len(outcomes)},
    ]
    return f"{', '.join(parts)}."
