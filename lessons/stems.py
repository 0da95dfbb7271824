"""Word forms brought to their stems, in English and French, the same on any database.

The stemmers are Snowball's. The language of a text is told by its small words; where
they do not tell, each word counts in both.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

import snowballstemmer

from lessons.lexicon import PAIRS

LONGEST = 40
LANGUAGES = ("en", "fr")

_STOP = {
    "en": """a about above after again against all also am an and any are as at be
        because been before being below between both but by can cannot could did do
        does doing done down during each every few for from further had has have having
        he her here hers him his how i if in into is it its itself just less let many
        may me might more most much must my never no nor not now of off on once one only
        or other our out over own per quite rather same shall she should since so some
        such than that the their them then there these they this those through to too
        under until up upon us very was we were what when where which while who whom
        whose why will with within without would yet you your two three four five six
        seven eight nine ten first second""",
    "fr": """à afin ai aient ainsi alors après as au aucun aucune aujourd aussi autre
        autres aux avaient avait avant avec avoir ayant bien c car ce ceci cela celle
        celles celui cependant ces cet cette ceux chaque chez comme comment contre d
        dans de depuis dès des deux doit doivent donc dont du elle elles en encore entre
        es est et étaient était été être eu eux fait faire fois il ils j jamais je jusqu
        l la là laquelle le lequel les lesquels leur leurs lors lorsque lui m ma mais
        malgré me même mêmes mes moins mon n ne ni non nos notre nous on ont ou où par
        parce pas pendant peu peut peuvent plus plusieurs pour pourquoi près puis qu
        quand que quel quelle quelles quels qui quoi s sa sans se selon sera seraient
        serait ses seulement si sinon son sont sous sur t ta tandis te tel telle tes ton
        tous tout toute toutes très trois trop tu un une vers vos votre vous y""",
}
STOP = {language: frozenset(words.split()) for language, words in _STOP.items()}
_ALL_STOP = STOP["en"] | STOP["fr"]

_EVERYWHERE = """ai ia assist assistant tool outil system pilot projet project process
    processus processu initi handl manag gestion trait model use util help aid work
    travail time temp new nouveau nouvel peopl person people entrepris compani lesson
    enseign cas case minut heur hour day jour week semain month mois year an make gain
    free liber cut"""
EMPTY = frozenset(_EVERYWHERE.split())
"""Stems that every initiative has: they tell none from another."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


@lru_cache(maxsize=1)
def _stemmers():
    return {
        "en": snowballstemmer.stemmer("english"),
        "fr": snowballstemmer.stemmer("french"),
    }


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The stem of one casefolded word, without accents; synonyms come to one."""
    return _concepts()[language].get(found := _plain(word, language), found)


def _plain(word, language) -> str:
    letters = unicodedata.normalize("NFKD", _stemmers()[language].stemWord(word))
    return "".join(c for c in letters if not unicodedata.combining(c))[:LONGEST]


@lru_cache(maxsize=1)
def _concepts() -> dict:
    """For each language, a stem and the stem that stands for its meaning."""
    found = {"en": {}, "fr": {}}
    for line in PAIRS.strip().splitlines():
        english, french = (side.split() for side in line.split("|"))
        one = _plain(english[0], "en")
        for language, words in (("en", english), ("fr", french)):
            for word in words:
                found[language].setdefault(_plain(word, language), one)
    return found


def words_of(text: str) -> list[str]:
    """The words of a text, casefolded; numbers and single letters left out."""
    text = unicodedata.normalize("NFC", text).casefold()
    return [w for w in _WORD.findall(text) if len(w) > 1 and not w.isdigit()]


def language_of(words) -> str:
    """en or fr by the small words; empty where they do not tell."""
    counts = {
        language: sum(word in STOP[language] for word in words)
        for language in LANGUAGES
    }
    if counts["en"] == counts["fr"]:
        return ""
    return max(counts, key=counts.get)


def is_small(word: str) -> bool:
    """Whether a word only holds others together."""
    return word in _ALL_STOP


def _keys(word, language) -> set[str]:
    """The stems of a word that tell something; none for one that every text has."""
    known = (language,) if language else LANGUAGES
    found = {stem(word, one) for one in known}
    return set() if found & EMPTY else found


def stems(text: str, language: str = "") -> dict[str, str]:
    """Each stem of a text with the first word that has it, small words left out."""
    words = words_of(text)
    language = language or language_of(words)
    found: dict[str, str] = {}
    for word in words:
        if not is_small(word):
            for key in sorted(_keys(word, language)):
                found.setdefault(key, word)
    return found


def counted(text: str, language: str = "") -> Counter:
    """How often each stem stands in a text."""
    words = words_of(text)
    language = language or language_of(words)
    found: Counter = Counter()
    for word in words:
        if not is_small(word):
            found.update(_keys(word, language))
    return found


def in_both(text: str) -> dict[str, str]:
    """The stems of a short name in both languages, each with its word."""
    found: dict[str, str] = {}
    for word in words_of(text):
        if not is_small(word):
            for key in sorted(_keys(word, "")):
                found.setdefault(key, word)
    return found
