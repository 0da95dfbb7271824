"""Which lessons fit an initiative, and why: its context first, then its words.

At most seven, the best first. The same facts give the same answer on any database: the
index (`Term`) holds stems, the database only finds rows, and the sums are made here.

A lesson earns, at most: 3 for the process, 1 for the AI technique, 2 for the unit, 1
for the country, 2 when it explains the stop of the earlier cycle, and 8 for words in
common, each by how rare it is. It fits when it has the process, the technique, or
enough words; what the earlier cycle taught always does.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nsmallest
from math import log
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from audit import clock
from initiatives.models import Exposure, Initiative
from lessons import stems
from lessons.indexing import EVERY, PROCESS, TECHNIQUE, TEXT
from lessons.models import Disposition, Lesson, State, Stopping, Term

MOST = 7
READ = 5_000
"""Rows of the index that one initiative reads at most: its rarest words first."""
MANY = 2_000
"""Lessons up to which a word is counted: in so many it tells little, and is read only
where an initiative has no rarer one."""
AT_ONCE = 500
"""Words that one statement counts: initiatives with longer texts take more of them."""
SHORTLIST = 40
"""Lessons whose context is looked at, the best by their words."""
PROCESS_POINTS, TECHNIQUE_POINTS, WORD_POINTS = 3, 1, 8
UNIT_POINTS, COUNTRY_POINTS, CAUSE_POINTS = 2, 1, 2
ORIGIN_POINTS = 100
SAME = 0.5
"""The share of the words of a process or technique that makes it the same one."""
ENOUGH = 0.10
"""The share of the weight of an initiative's words that makes a lesson fit."""
COMMON = 0.04
"""The share of lessons above which a technique is too common to speak alone."""
FEW = 7
"""So many lessons with a technique are never too many."""
BESIDE = 0.30
"""What earns less than this share of the best one is noise beside it."""
STRONG = 4
"""How much a word of the title or the process counts beside one of the text."""
SHOWN_WORDS = 4


class Fit(NamedTuple):
    """The lessons that fit one initiative, and those of them nobody answered yet."""

    found: list[int]
    open: list[int]


@dataclass
class Asking:
    """What an initiative brings: its words by key, its countries, its earlier stop."""

    initiative: Initiative
    keys: dict[str, str]
    strong: set
    countries: set = field(default_factory=set)
    cause: str = ""


@dataclass
class Match:
    """A lesson that fits, what it earned and for which reasons."""

    lesson: Lesson
    score: float
    is_earlier: bool = False
    process: list = field(default_factory=list)
    technique: list = field(default_factory=list)
    words: list = field(default_factory=list)
    same_unit: bool = False
    same_country: bool = False
    same_cause: bool = False

    def why(self) -> str:
        """The reasons in words, in the language of the moment."""
        said = []
        if self.is_earlier:
            said.append(_("It comes from the earlier cycle."))
        if self.same_cause:
            said.append(_("Its cause is of the kind that stopped the earlier cycle."))
        if self.process:
            said.append(_("It comes from the same process."))
        if self.technique:
            said.append(_("It comes from the same AI technique."))
        if self.words and not (self.process and self.technique):
            said.append(
                _("Words in common: %(words)s.")
                % {"words": ", ".join(self.words[:SHOWN_WORDS])}
            )
        if self.same_unit:
            said.append(_("Same unit."))
        elif self.same_country:
            said.append(_("Same country."))
        return " ".join(said)


def matched(initiative) -> list[tuple[Lesson, str]]:
    """The endorsed lessons that fit an initiative, each with the reason.

    Five queries, whatever the library holds; one more after a stopped cycle.
    """
    asking = Initiative.objects.filter(pk=initiative.pk)
    found = best(asking).get(initiative.pk, [])
    return [(match.lesson, match.why()) for match in found]


def answerable(initiative):
    """The lessons that fit, then others that were answered; and the answers so far."""
    given = {
        row.lesson_id: row
        for row in Disposition.objects.filter(initiative=initiative).select_related(
            "lesson__initiative"
        )
    }
    found = matched(initiative)
    ids = {lesson.pk for lesson, _why in found}
    others = [row.lesson for row in given.values() if row.lesson_id not in ids]
    whys = {lesson.pk: why for lesson, why in found}
    return [lesson for lesson, _why in found] + others, whys, given


def fits(initiatives) -> dict:
    """The fit of each of these initiatives: {id: Fit}; six queries for all of it.

    Where no lesson is live there is nothing to fit, and nothing is returned.
    """
    found = best(initiatives)
    if not found:
        return {}
    answered = set()
    if any(found.values()):
        answered = set(
            Disposition.objects.filter(initiative__in=list(found)).values_list(
                "initiative", "lesson"
            )
        )
    result = {}
    for key, matches in found.items():
        ids = [match.lesson.pk for match in matches]
        result[key] = Fit(ids, [pk for pk in ids if (key, pk) not in answered])
    return result


def best(initiatives) -> dict:
    """The best seven for each of these initiatives: {id: [Match]}."""
    asking = _asking(initiatives)
    if not asking:
        return {}
    everywhere, counts = _counts(asking)
    if not everywhere:
        return {key: [] for key in asking}
    read = {key: _rarest(one.keys, counts) for key, one in asking.items()}
    rows = _rows({name for names in read.values() for name in names})
    drafts = {
        key: _by_words(asking[key], names, rows, counts, everywhere)
        for key, names in read.items()
    }
    most = max(FEW, COMMON * everywhere)
    common = {name for name, count in counts.items() if count > most}
    lessons = _lessons(asking, drafts)
    _add_places(asking)
    return {
        key: _ranked(one, drafts[key], lessons, common) for key, one in asking.items()
    }


def keys_of(initiative) -> dict[str, str]:
    """The keys that an initiative looks for, each with its own word."""
    texts = (initiative.title, initiative.problem, initiative.purpose)
    found = {TEXT + key: word for key, word in stems.stems(" ".join(texts)).items()}
    for place, text in (
        (PROCESS, initiative.process_family),
        (TECHNIQUE, initiative.ai_system),
    ):
        for key, word in stems.in_both(text).items():
            found[place + key] = word
            found.setdefault(TEXT + key, word)
    return found


def _strong(initiative) -> set:
    """The keys of its title and process: they say best what it is about."""
    names = f"{initiative.title} {initiative.process_family}"
    return {TEXT + key for key in stems.in_both(names)}


def _asking(initiatives) -> dict:
    # without a lesson there is nothing to ask: a page that only counts pays one query
    rows = initiatives.filter(Exists(Lesson.objects.live()))
    rows = rows.select_related("unit").order_by("number")
    return {row.pk: Asking(row, keys_of(row), _strong(row)) for row in rows}


def _counts(asking):
    """How many live lessons there are, and in how many of them each key stands.

    A key is counted up to MANY only: beyond, it is common, and counting it is dear.
    """
    names = sorted({name for one in asking.values() for name in one.keys})
    table = connection.ops.quote_name(Term._meta.db_table)
    counts = {}
    for start in range(0, max(len(names), 1), AT_ONCE):
        some = names[start : start + AT_ONCE] or [EVERY]
        holes = ", ".join(["(%s)"] * len(some))
        with connection.cursor() as cursor:
            # Django cannot count up to a limit for each of many words in one query.
            # The words are parameters; what stands in the text is the model's table
            # and a constant.
            cursor.execute(
                f"WITH asked(word) AS (VALUES {holes}) "
                "SELECT word, (SELECT COUNT(*) FROM (SELECT 1 FROM "
                f"{table} t WHERE t.key = asked.word AND t.is_live = %s LIMIT %s) few) "
                f"FROM asked UNION ALL SELECT '{EVERY}', COUNT(*) FROM {table} t "
                f"WHERE t.key = '{EVERY}' AND t.is_live = %s",
                [*some, True, MANY, True],
            )
            counts |= dict(cursor.fetchall())
    everywhere = counts.pop(EVERY, 0)
    return everywhere, {name: count for name, count in counts.items() if count}


def _rarest(keys, counts) -> list[str]:
    """The keys to read: its process, then the rarest, until the rows are enough."""

    def order(name):
        return not name.startswith(PROCESS), counts[name], name

    found, rows = [], 0
    for name in sorted((k for k in keys if k in counts), key=order):
        if found and (counts[name] >= MANY or rows + counts[name] > READ):
            continue
        rows += counts[name]
        found.append(name)
    return found


def _rows(names) -> dict:
    """The lessons of each key with the weights."""
    rows = defaultdict(list)
    for key, lesson, weight in Term.objects.filter(
        key__in=names, is_live=True
    ).values_list("key", "lesson_id", "weight"):
        rows[key].append((lesson, weight))
    return rows


def _rarity(count, everywhere) -> float:
    return log(1 + (everywhere - count + 0.5) / (count + 0.5))


def _by_words(one, names, rows, counts, everywhere) -> dict:
    """For each lesson: the shares of process, technique and text, and the words."""
    whole = dict.fromkeys((PROCESS, TECHNIQUE, TEXT), 0.0)
    for name in one.keys:
        place, count = name[:2], counts.get(name, 0)
        # what no lesson knows of tells no process from another, but makes words rarer
        if count or place == TEXT:
            whole[place] += _rarity(count, everywhere) * _times(one, name)
    sums = {place: defaultdict(float) for place in whole}
    worths = {}
    for name in names:
        place = name[:2]
        worth = _rarity(counts[name], everywhere) * _times(one, name) / whole[place]
        worths[name], sum_of = worth, sums[place]
        for lesson, weight in rows[name]:
            sum_of[lesson] += _gain(place, worth, weight)
    found = {
        lesson: {PROCESS: p, TECHNIQUE: a, TEXT: t, "n": []}
        for lesson, p, a, t in _shortlist(*(sums[place] for place in whole))
    }
    for name in names:
        for lesson, weight in rows[name]:
            if lesson in found:
                gain = _gain(name[:2], worths[name], weight)
                found[lesson]["n"].append((-gain, name))
    return found


def _gain(place, worth, weight) -> float:
    """What a key earns in a lesson: a word that stands there often, a little more."""
    return worth * weight / (weight + 1) * 1.5 if place == TEXT else worth


def _times(one, name) -> float:
    return STRONG if name in one.strong else 1


def _shortlist(process, technique, text) -> list:
    """The lessons that earn most: each with its three shares."""

    def shares(pk):
        return process.get(pk, 0.0), technique.get(pk, 0.0), text.get(pk, 0.0)

    every = process.keys() | technique.keys() | text.keys()
    # thousands are compared: as plain pairs that takes a third of the time of a key
    best_first = nsmallest(SHORTLIST, [(-_points(*shares(pk)), pk) for pk in every])
    return [(pk, *shares(pk)) for _points_off, pk in best_first]


def _context(row) -> float:
    return _points(row[PROCESS], row[TECHNIQUE], row[TEXT])


def _points(process, technique, text) -> float:
    return (
        PROCESS_POINTS * min(process, 1)
        + TECHNIQUE_POINTS * min(technique, 1)
        + WORD_POINTS * min(text, 1)
    )


def _lessons(asking, drafts) -> dict:
    """The lessons on the lists, and those of earlier cycles, still to be counted on."""
    ids = {pk for found in drafts.values() for pk in found}
    origins = {one.initiative.origin_id for one in asking.values()} - {None}
    wanted = Q(pk__in=ids)
    if origins:
        wanted |= Q(initiative__in=origins)
    rows = (
        Lesson.objects.live()
        .in_date(clock.today())
        .filter(wanted)
        .select_related("initiative__unit")
        .order_by("number")
    )
    return {row.pk: row for row in rows}


def _add_places(asking):
    """The countries of those exposed, and why the earlier cycle was stopped."""
    for key, country in (
        Exposure.objects.filter(initiative__in=list(asking), in_scope=True)
        .order_by()
        .values_list("initiative", "site__country")
        .distinct()
    ):
        asking[key].countries.add(country)
    origins = {
        one.initiative.origin_id: one
        for one in asking.values()
        if one.initiative.origin_id
    }
    if origins:
        for key, cause in Stopping.objects.filter(
            initiative__in=list(origins)
        ).values_list("initiative", "cause_layer"):
            origins[key].cause = cause


def _ranked(one, found, lessons, common) -> list[Match]:
    nothing = {PROCESS: 0.0, TECHNIQUE: 0.0, TEXT: 0.0, "n": []}
    matches = []
    for pk, lesson in lessons.items():
        is_earlier = lesson.initiative_id == one.initiative.origin_id
        if pk not in found and not is_earlier:
            continue
        if _is_hidden(one.initiative, lesson, is_earlier):
            continue
        match = _match(one, lesson, found.get(pk, nothing), is_earlier, common)
        if match is not None:
            matches.append(match)
    matches.sort(key=lambda m: (-round(m.score, 6), m.lesson.number))
    best_by_itself = max((m.score for m in matches if not m.is_earlier), default=0)
    return [m for m in matches if m.is_earlier or m.score >= BESIDE * best_by_itself][
        :MOST
    ]


def _is_hidden(initiative, lesson, is_earlier) -> bool:
    """What a confidential initiative learnt stays with it and its own next cycle."""
    return lesson.initiative_id == initiative.pk or (
        lesson.initiative.is_confidential
        and not (is_earlier and initiative.is_confidential)
    )


def _match(one, lesson, row, is_earlier, common) -> Match | None:
    names = [name for _gain, name in sorted(row["n"])]
    texts = [name for name in names if name.startswith(TEXT)]
    has_process, has_technique = row[PROCESS] >= SAME, row[TECHNIQUE] >= SAME
    by_words = row[TEXT] >= ENOUGH
    is_rare = any(n.startswith(TECHNIQUE) and n not in common for n in names)
    if not (is_earlier or has_process or (has_technique and is_rare) or by_words):
        return None
    path = lesson.initiative.unit.path
    mine = one.initiative.unit.path
    match = Match(
        lesson,
        _context(row),
        is_earlier=is_earlier,
        process=[one.keys[n] for n in names if n.startswith(PROCESS)]
        if has_process
        else [],
        technique=[one.keys[n] for n in names if n.startswith(TECHNIQUE)]
        if has_technique
        else [],
        words=[one.keys[n] for n in texts],
        same_unit=path == mine,
        same_country=bool(lesson.country) and lesson.country in one.countries,
        same_cause=bool(one.cause) and lesson.cause_layer == one.cause,
    )
    match.score += (
        ORIGIN_POINTS * is_earlier
        + UNIT_POINTS * match.same_unit
        + COUNTRY_POINTS * match.same_country
        + CAUSE_POINTS * match.same_cause
        + 0.5 * (lesson.state == State.VALIDATED)
    )
    return match
