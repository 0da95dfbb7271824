"""Lessons: matching one initiative among many, against plain full-text search."""

import random

from django.db import connection

from audit import clock
from governance.bench.measuring import Result, by_turns, middle, queries_of
from governance.seeding.writing import Table, count_on
from initiatives.models import Initiative
from lessons import indexing, matching, stems
from lessons.lexicon import PAIRS
from lessons.models import Lesson, State, Term
from organisation.models import Person

LESSONS = 20_000
SYLLABLES = [
    "ba",
    "co",
    "di",
    "fu",
    "ga",
    "lo",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "mar",
    "ton",
    "ler",
    "cen",
    "pra",
    "dro",
]


def l13():
    """The lessons that fit one initiative, by the product and by the engine alone."""
    words = vocabulary()
    if not Lesson.objects.exists():
        seed(words)
    one = Initiative.objects.order_by("number").first()
    draw = random.Random(7)
    Initiative.objects.filter(pk=one.pk).update(
        title=text(words, draw, 4),
        problem=text(words, draw, 14),
        purpose=text(words, draw, 10),
        process_family=text(words, draw, 2),
        ai_system=text(words, draw, 2),
    )
    one.refresh_from_db()
    search = plain(one)
    ours, floor = by_turns(lambda: matching.matched(one), search)
    ratio = middle(ours) / middle(floor)
    queries = queries_of(lambda: matching.matched(one))
    yield Result(
        "L13",
        f"one initiative among {Lesson.objects.count():,} lessons and "
        f"{Initiative.objects.count():,} initiatives",
        "<= 100 ms at best, <= 2 times full-text search, <= 5 statements",
        queries=queries,
        ratio=ratio,
        milliseconds=min(ours) * 1000,
        met=min(ours) <= 0.1 and ratio <= 2 and queries <= 5,
        note=f"median {middle(ours) * 1000:.0f} ms; full-text search of "
        f"{connection.vendor} alone {middle(floor) * 1000:.0f} ms; "
        f"{len(matching.matched(one))} found",
    )


def vocabulary() -> list[str]:
    """Business words, the commonest first, and invented ones that are rare."""
    draw = random.Random(3)
    real = sorted(set(PAIRS.replace("|", " ").split()))
    draw.shuffle(real)
    made = {
        "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _n in range(6000)
    }
    return real + sorted(made)


def text(words, draw, count) -> str:
    """So many words; a word is the rarer the later it stands in the list."""
    return " ".join(
        words[
            min(int(draw.paretovariate(0.6)) * 3 + draw.randint(0, 9), len(words) - 1)
        ]
        for _n in range(count)
    )


def seed(words):
    """Write lessons with their index, as the actions would."""
    draw, now = random.Random(13), clock.now()
    by = Person.objects.order_by("pk").values_list("pk", flat=True)[0]
    ids = list(Initiative.objects.order_by("number").values_list("pk", flat=True))
    lessons, terms = Table(Lesson), Table(Term)
    rows, found = [], []
    for n in range(1, LESSONS + 1):
        values = {
            "title": text(words, draw, 6),
            "observation": text(words, draw, 18),
            "cause": text(words, draw, 10),
            "rule": text(words, draw, 12),
            "action": text(words, draw, 8),
            "process_family": text(words, draw, 2),
            "technique": text(words, draw, 2),
            "country": draw.choice(("", "FR", "DE", "NL", "BE")),
        }
        row = Lesson(**values)
        rows.append(
            lessons.row(
                id=n,
                number=n,
                ref=f"L-{n:03d}",
                initiative_id=ids[n % len(ids)],
                state=State.IDENTIFIED.value,
                strength="anecdote",
                written_at=now,
                written_by_id=by,
                **values,
            )
        )
        for key, weight in indexing.terms_of(row).items():
            found.append(
                terms.row(
                    id=len(found) + 1,
                    lesson_id=n,
                    key=key,
                    weight=weight,
                    is_live=True,
                )
            )
    lessons.write(rows)
    terms.write(found)
    count_on([Lesson, Term])
    with connection.cursor() as cursor:
        # as the database keeps it by itself, some minutes after so many rows
        vacuum = "VACUUM ANALYZE lessons_term, lessons_lesson"
        cursor.execute(vacuum if connection.vendor == "postgresql" else "ANALYZE")


def plain(one):
    """The same words given to the engine's own full-text search, seven best."""
    asked = f"{one.title} {one.problem} {one.purpose} {one.process_family}"
    asked = sorted({w for w in stems.words_of(asked) if not stems.is_small(w)})
    body = "title || ' ' || observation || ' ' || cause || ' ' || rule || ' ' || action"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TABLE IF EXISTS bench_words")
            cursor.execute(
                "CREATE TABLE bench_words AS SELECT id, "
                f"to_tsvector('english', {body}) AS words FROM lessons_lesson"
            )
            cursor.execute("CREATE INDEX ON bench_words USING gin (words)")
            sql = (
                "SELECT id FROM bench_words, to_tsquery('english', %s) q "
                "WHERE words @@ q ORDER BY ts_rank(words, q) DESC LIMIT 7"
            )
            words = " | ".join(asked)
        else:
            cursor.execute("DROP TABLE IF EXISTS bench_words")
            cursor.execute(
                "CREATE VIRTUAL TABLE bench_words USING fts5"
                "(words, tokenize='porter unicode61')"
            )
            cursor.execute(
                "INSERT INTO bench_words (rowid, words) "
                f"SELECT id, {body} FROM lessons_lesson"
            )
            sql = (
                "SELECT rowid FROM bench_words WHERE bench_words MATCH %s "
                "ORDER BY rank LIMIT 7"
            )
            words = " OR ".join(f'"{w}"' for w in asked)

    def act():
        with connection.cursor() as cursor:
            cursor.execute(sql, [words])
            return cursor.fetchall()

    return act
