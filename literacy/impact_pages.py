"""What the pages of the impact assessment say, computed from the answers."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.rules import not_open
from literacy import impact
from literacy.heat import grade, heat
from literacy.models import (
    Dimension,
    Direction,
    Likelihood,
    Statement,
    StatementKind,
)
from organisation import access

SAID = (
    "is_affected",
    "reason",
    "before",
    "after",
    "direction",
    "severity",
    "likelihood",
    "residual_severity",
    "residual_likelihood",
    "evidence",
)
"""What an answer says, beside whom it is about and who wrote it."""


def finding(reading, plan) -> str:
    """The sentence on top: how far it is, what gets worse, what is late."""
    if reading is None:
        return _("What the AI system changes in the work has not been assessed yet.")
    if not reading.populations:
        return _("No site is in scope yet: list the people exposed first.")
    n = reading.assessment.version
    late = sum(row.is_late for row in plan)
    if reading.missing:
        sentence = _("Version %(n)d: %(answered)d of %(asked)d answers are given.") % {
            "n": n,
            "answered": reading.answered,
            "asked": reading.asked,
        }
    elif not reading.worse:
        sentence = _("Version %(n)d: work gets worse for nobody.") % {"n": n}
    else:
        worst = max(reading.worse, key=lambda row: row.score)
        sentence = ngettext(
            "Version %(n)d: work gets worse in %(worse)d answer, most in: %(what)s.",
            "Version %(n)d: work gets worse in %(worse)d answers, most in: %(what)s.",
            len(reading.worse),
        ) % {
            "n": n,
            "worse": len(reading.worse),
            "what": Dimension(worst.dimension).label,
        }
    if late:
        sentence += " " + ngettext(
            "%(n)d prevention measure is late.",
            "%(n)d prevention measures are late.",
            late,
        ) % {"n": late}
    return sentence


def rows(reading, plan) -> list[dict]:
    """One row a dimension: what is answered for whom, what is missing, what is done."""
    measures = {}
    for row in plan:
        measures.setdefault(row.dimension, []).append(row)
    return [
        {
            "dimension": dimension,
            "groups": groups(reading, dimension),
            "missing": [
                place
                for place in reading.populations
                if reading.at(dimension, place) is None
            ],
            "measures": measures.get(dimension.value, []),
            "first": reading.populations[0].pk if reading.populations else "",
        }
        for dimension in Dimension
    ]


def groups(reading, dimension) -> list[dict]:
    """Answers of one dimension; populations of which the same is said stand together.

    Those of a population that left the scope are not shown: they bind nobody.
    """
    found = [
        (reading.at(dimension, place), place)
        for place in reading.populations
        if reading.at(dimension, place) is not None
    ]
    found.sort(key=lambda pair: _said(pair[0]))
    made = []
    for _key, pairs in groupby(found, key=lambda pair: _said(pair[0])):
        pairs = list(pairs)
        row = pairs[0][0]
        made.append(
            {
                "row": row,
                "people": sum(place.people for _row, place in pairs),
                "places": [f"{p.unit.name}, {p.site.name}" for _row, p in pairs],
                "grade": grade(row.score)[1] if row.score else "",
                "residual": grade(row.residual_score)[1] if row.residual_score else "",
                "weight": weight(pairs) if row.score else None,
            }
        )
    return sorted(made, key=lambda group: -(group["row"].score or 0))


def weight(pairs) -> float:
    """Severity x likelihood x the share of the unit that it meets, at most 1.

    Where the headcount of the unit is not known the share counts as 1.
    """
    return max(
        row.score
        * (min(1, place.people / place.unit.headcount) if place.unit.headcount else 1)
        for row, place in pairs
    )


def _said(row) -> tuple:
    return tuple(str(getattr(row, name)) for name in SAID)


def heat_of(reading) -> list[dict]:
    """The heat of what gets worse: each dimension, with the sites that it meets."""
    sites = {}
    for row in reading.worse:
        key = row.severity, row.likelihood, Dimension(row.dimension)
        sites.setdefault(key, set()).add(row.site.name)
    return heat(
        (severity, likelihood, f"{dimension.label}, {', '.join(sorted(names))}")
        for (severity, likelihood, dimension), names in sorted(sites.items())
    )


def seats_here(initiative, person) -> list:
    """The sites of this initiative at which a person sits for the employees."""
    sites = {
        site.pk
        for seat in access.current_seats(person)
        for site in seat.body.sites.all()
    }
    if not sites:
        return []
    return list(
        initiative.exposures.filter(site__in=sites)
        .order_by("site")
        .values_list("site", flat=True)
        .distinct()
    )


def allowed(initiative, person) -> access.Access:
    """Whether a person may write in the assessment, and why not."""
    if not initiative.is_open:
        return not_open(initiative)
    return access.may(person, "literacy.assess_impact", of=initiative)


def page(initiative, person, version=None) -> dict | None:
    """All that the page of a version shows; nothing where there is no such version."""
    versions = impact.versions_of(initiative)
    shown = _shown(versions, version)
    if version is not None and shown is None:
        return None
    places = impact.populations(initiative)
    reading = impact.read(shown, places) if shown else None
    is_last = shown is not None and shown.pk == versions[0].pk
    plan = _plan(initiative, shown, is_last)
    may = allowed(initiative, person)
    file = Statement.objects.latest_of(initiative).get(StatementKind.IMPACT)
    return {
        "initiative": initiative,
        "tab": "literacy",
        "title": _("Working-conditions impact assessment"),
        "lead": finding(reading, plan),
        "assessment": shown,
        "reading": reading,
        "is_last": is_last,
        "is_open": bool(shown) and is_last and not shown.is_complete,
        "rows": rows(reading, plan) if reading else [],
        "heat": heat_of(reading) if reading else [],
        "likelihoods": list(Likelihood),
        "worse": Direction.WORSE,
        "plan": plan,
        "left": left_owners(plan),
        "views": impact.views_of(shown) if shown else [],
        "sits": bool(is_last and initiative.is_open and seats_here(initiative, person)),
        "versions": versions,
        "may": may,
        "person": person,
        "can_complete": bool(reading) and reading.is_whole,
        "file": file if initiative.taken_over_at else None,
    }


def _shown(versions, version):
    if version is None:
        return versions[0] if versions else None
    return next((row for row in versions if row.version == version), None)


def _plan(initiative, shown, is_last) -> list:
    """The plan of today with the last version, as it was with an earlier one."""
    if shown is None:
        return []
    return list(impact.plan_now(initiative) if is_last else impact.plan_of(shown))


def newest_answer(reading) -> int:
    """The key of the newest answer on a page, so that a later one is noticed."""
    return max((row.pk for row in reading.findings.values()), default=0)


def compare(old, new, places) -> dict:
    """What differs between two versions: answers and plan, each before and after."""
    before, after = impact.read(old, places), impact.read(new, places)
    changed = []
    for key in sorted(
        set(before.findings) | set(after.findings),
        key=lambda k: (list(Dimension.values).index(k[0]), k[1:]),
    ):
        was, now = before.findings.get(key), after.findings.get(key)
        if was is not None and now is not None and _said(was) == _said(now):
            continue
        row = now or was
        changed.append(
            {
                "dimension": Dimension(key[0]),
                "place": f"{row.unit.name}, {row.site.name}",
                "was": was,
                "now": now,
            }
        )
    was = {row.pk: row for row in impact.plan_of(old)}
    now = {row.pk: row for row in impact.plan_of(new)}
    return {
        "changed": changed,
        "added": [row for pk, row in now.items() if pk not in was],
        "removed": [row for pk, row in was.items() if pk not in now],
    }


def compare_sentence(old, new, found) -> str:
    """How much differs between two versions."""
    n = len(found["changed"])
    plan = len(found["added"]) + len(found["removed"])
    if not n and not plan:
        return _("Versions %(old)d and %(new)d say the same.") % {
            "old": old.version,
            "new": new.version,
        }
    return ngettext(
        "%(n)d answer differs between version %(old)d and version %(new)d.",
        "%(n)d answers differ between version %(old)d and version %(new)d.",
        n,
    ) % {"n": n, "old": old.version, "new": new.version}


def summary(initiative) -> dict:
    """What the page of the stage shows of the assessment."""
    versions = impact.versions_of(initiative)
    shown = versions[0] if versions else None
    reading = impact.read(shown) if shown else None
    plan = _plan(initiative, shown, True)
    return {
        "sentence": finding(reading, plan),
        "assessment": shown,
        "counting": impact.counting(versions),
        "late": [row for row in plan if row.is_late],
        "open": [row for row in plan if not row.is_done],
        "plan": plan,
        "worst": sorted(reading.worse, key=lambda row: -row.score)[:3]
        if reading
        else [],
        "views": len(impact.views_of(shown)) if shown else 0,
    }


def left_owners(plan) -> set:
    """The keys of measures whose owner has left."""
    today = clock.today()
    return {row.pk for row in plan if not access.is_present(row.owner, today)}
