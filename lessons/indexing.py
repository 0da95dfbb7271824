"""The index of the library: which stems stand in a lesson, and how much each weighs."""

from collections import Counter

from lessons import stems
from lessons.models import Term

TEXT, PROCESS, TECHNIQUE = "t:", "p:", "a:"
EVERY = "*"
"""The key that every lesson has, so that lessons are counted with their words."""
WEIGHTS = {
    "title": 3,
    "rule": 2,
    "process_family": 2,
    "technique": 2,
    "data_kind": 2,
    "observation": 1,
    "evidence": 1,
    "cause": 1,
    "cause_chain": 1,
    "action": 1,
    "scope": 1,
    "language": 1,
}
"""What a stem weighs by the field in which it stands; several fields add up."""
HEAVIEST = 9


def terms_of(lesson) -> dict[str, int]:
    """The keys of a lesson with their weights."""
    texts = {name: getattr(lesson, name) for name in WEIGHTS}
    language = stems.language_of(stems.words_of(" ".join(texts.values())))
    weights: Counter = Counter()
    for name, text in texts.items():
        for key, times in stems.counted(text, language).items():
            weights[TEXT + key] += WEIGHTS[name] * min(times, 2)
    for key in stems.in_both(lesson.process_family):
        weights[PROCESS + key] = 1
    for key in stems.in_both(lesson.technique):
        weights[TECHNIQUE + key] = 1
    return {EVERY: 1} | {k: min(weight, HEAVIEST) for k, weight in weights.items()}


def index(lesson):
    """Write the words of a lesson anew. Called by the actions, inside them."""
    Term.objects.filter(lesson=lesson).delete()
    Term.objects.bulk_create(
        Term(lesson=lesson, key=key, weight=weight, is_live=lesson.is_live)
        for key, weight in terms_of(lesson).items()
    )


def turn(lesson):
    """Let the words of a lesson count, or not, after it came to another state."""
    Term.objects.filter(lesson=lesson).update(is_live=lesson.is_live)
