"""The same data keyed twice, as far as the names of steps show it.

Two steps that key in the same thing, or one whose name says that it is done again. The
words are those of English and French; where names do not show it, nothing is said.
"""

import re
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from processes.wording import said

KEYING = re.compile(
    r"(key|keys|keying|enter|enters|entering|type|types|typing|input|copy|copies|"
    r"transcribe|fill|saisir|saisie|saisit|encoder|encodage|taper|reporter|remplir)\b"
)
"""What the name of a step that keys in begins with."""
AGAIN = re.compile(
    r"\b(re-?enter\w*|re-?key\w*|re-?typ(e|es|ing)|re-?s?saisi\w*|retape\w*|recopi\w*)\b"
)
SHORTEST = 4
SMALL = {
    *("into", "from", "with", "data", "system", "form", "this", "that", "again", "and"),
    *("dans", "avec", "données", "donnees", "système", "systeme", "formulaire", "sous"),
}
"""Words that do not say what is keyed in."""
MOST_STEPS = 200


def twice(analysis):
    """Each sentence with the steps that it is about; a step is named once."""
    steps = {
        step.id: step.name.casefold()
        for step in list(analysis.steps.values())[:MOST_STEPS]
        if step.visits and step.name
    }
    told = set()
    for key, name in steps.items():
        if AGAIN.search(name):
            told.add(key)
            sentence = _("“{name}” keys in again what stands somewhere already.")
            yield said(sentence, name=analysis.graph.label(key)), (key,)
    keyed = {
        key: _things(name)
        for key, name in steps.items()
        if KEYING.match(name) and key not in told
    }
    for one, two in combinations(keyed, 2):
        if keyed[one] & keyed[two] and told.isdisjoint((one, two)):
            told |= {one, two}
            sentence = _("“{one}” and “{two}” key in the same data: once is enough.")
            names = {"one": analysis.graph.label(one), "two": analysis.graph.label(two)}
            yield said(sentence, **names), (one, two)


def _things(name) -> set:
    """What a step keys in: its words but for the first, in the singular."""
    words = re.findall(r"[^\W\d_]+", name)[1:]
    return {w.rstrip("s") for w in words if len(w) >= SHORTEST and w not in SMALL}
