"""The words by which an unseen inventory is understood, in English and French.

`docs/import.md` explains each choice of stage.
"""

import difflib
import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dateutil import parser as dates

from initiatives.stages import Stage

RETIRED = "retired"
"""What a stage word means when it says that the initiative has ended elsewhere."""

STAGE_WORDS: dict[str, tuple[str, ...]] = {
    # nothing runs yet: people learn what is coming, and are heard
    Stage.LITERACY: (
        "literacy", "literacy and dialogue", "acculturation", "initiated",
        "initiation", "planned", "planning", "ideation", "idea", "proposed",
        "proposal", "concept", "exploration", "exploratory", "discovery", "scoping",
        "not started", "pre deployment", "backlog", "new", "submitted", "approved",
        "under review", "feasibility", "intake", "stage 1", "1",
        "prevu", "planifie", "idee", "propose", "cadrage", "exploration",
        "a l etude", "etude", "non demarre", "lance", "initie", "nouveau",
    ),
    # the system is built or bought, and the work around it is designed
    Stage.APPROPRIATION: (
        "appropriation", "productive appropriation", "appropriation productive",
        "acquisition", "development", "acquisition and or development",
        "acquisition and development", "in development", "under development",
        "build", "building", "design", "prototype", "prototyping", "proof of concept",
        "poc", "in progress", "ongoing", "procurement", "stage 2", "2",
        "processes", "en developpement", "developpement", "en cours", "conception",
        "maquette", "preuve de concept", "construction", "achat",
    ),
    # it is in use and judged: verdicts and lessons are owed
    Stage.LEARNING: (
        "learning", "lessons", "apprentissage", "implementation and assessment",
        "implementation", "assessment", "pilot", "piloting", "in pilot", "test",
        "testing", "trial", "evaluation", "experiment", "experimentation",
        "research or administrative action complete", "stage 3", "3",
        "pilote", "en pilote", "phase pilote", "en test", "essai",
        "experimentation en cours", "deploiement en cours", "mise en oeuvre",
    ),
    # it runs in daily work: what counts now is what the freed time became
    Stage.VALUE: (
        "value", "value conversion", "conversion en valeur", "valeur",
        "operation and maintenance", "operations and maintenance", "operation",
        "operational", "in operation", "operate", "maintenance", "production",
        "in production", "in mission", "in use", "deployed", "deployment", "live",
        "active", "scaled", "scaling", "industrialised", "industrialized",
        "rolled out", "completed", "done", "running", "run",
        "scale up", "stage 4", "4", "realise",
        "en production", "en service", "deploye", "en exploitation", "exploitation",
        "industrialise", "generalise", "actif", "termine", "en usage",
    ),
    RETIRED: (
        "retired", "retirement", "decommissioned", "stopped", "cancelled", "canceled",
        "abandoned", "discontinued", "sunset", "closed", "inactive", "withdrawn",
        "ended", "terminated", "archived", "shut down", "phased out",
        "retire", "arrete", "abandonne", "annule", "suspendu", "clos", "cloture",
        "inactif", "desactive", "decommissionne", "archive", "mis a l arret",
    ),
}  # fmt: skip
KNOWN = {word: stage for stage, words in STAGE_WORDS.items() for word in words}
NEGATIONS = {"not", "non", "no", "never", "pre", "pas", "before", "avant", "jamais"}
_BETWEEN_WORDS = re.compile(r"[^\w]+|_")
NOTHING = {
    "", "n a", "na", "none", "nil", "null", "unknown", "tbd", "tbc", "to be determined",
    "not applicable", "not available", "x", "sans objet", "s o", "inconnu", "neant",
    "aucun", "aucune", "a definir", "so", "nan",
}  # fmt: skip


class Header(NamedTuple):
    """How well a column name fits a field, and which names are meant."""

    field: str
    patterns: tuple[str, ...]


_AI = r"(?:ai |ia |use case |project |initiative |solution |system |model )*"
_OF = r"(?: (?:of|for|de|du|des|d|l|the|la|le|les) .*)?"
HEADERS = (
    Header(
        "id",
        (
            rf"{_AI}(?:id|identifier|unique id|uid|uuid|key)",
            r"id(?: .*)?",
            rf"{_AI}(?:ref|reference|reference number|number|no|nr|code|inventory id)",
            r"(?:reference|ref|identifiant|numero|n|code)(?: (?:unique|"
            r"interne|du|de|d)( .*)?)?",
        ),
    ),
    Header(
        "title",
        (
            r"(?:ai |ia )?(?:use case|initiative|project|programme|"
            r"program) (?:name|title)",
            r"(?:name|title) of (?:the )?(?:ai )?(?:use case|initiative|"
            r"project|system)",
            rf"(?:title|titre|intitule|libelle|nom){_OF}",
            r"(?:ai |ia )?(?:use case|initiative|project|projet|"
            r"cas d usage|titel)(?: ia)?",
            r"(?:name|bezeichnung|designation|subject|objet)",
            r"nom (?:court|complet)",
        ),
    ),
    Header(
        "purpose",
        (
            r"(?:purpose|objective|objectives|goal|goals|aim|finalite|"
            r"objectif|objectifs|but)",
            r".*\b(?:intended purpose|expected benefits?|business benefit)\b.*",
            r".*\b(?:purpose|objectives?|goals?|finalites?|objectifs?)\b.*",
            r"(?:benefits?|expected outcomes?|benefices?|gains? attendus?|"
            r"resultats? attendus?)",
            rf"(?:.* )?(?:description|summary|abstract|resume|overview){_OF}",
        ),
    ),
    Header(
        "problem",
        (
            r"(?:problem|problems|issue|challenge|pain point|need|needs|"
            r"probleme|besoin|constat|enjeu|enjeux)",
            r".*\b(?:problem|probleme|problematique|pain points?|business need)\b.*",
        ),
    ),
    Header(
        "process_family",
        (
            r"(?:business )?(?:process|processus|process area|process family)",
            r"(?:.* )?(?:topic area|business area|use case type|domain|"
            r"domaine|thematique|theme)",
            r"(?:category|categorie|type|area|business function|function|"
            r"fonction|metier|topic)",
        ),
    ),
    Header(
        "ai_system",
        (
            r"(?:ai |ia )?(?:system|product|solution|tool|model|"
            r"application|software|vendor product) ?(?:name)?",
            r"(?:systeme|outil|modele|logiciel|solution|produit)(?: (?:d )?ia)?",
            r"nom (?:du systeme|de l outil|du modele|de la solution).*",
            r"(?:vendor|supplier|technology|technologie|fournisseur|editeur)",
        ),
    ),
    Header(
        "unit",
        (
            r"(?:business |organi[sz]ation(?:al)? )?(?:unit|unite|entity|"
            r"entite)(?: name)?",
            r"(?:agency|department|departement|directorate|direction|"
            r"division|ministry|ministere|organi[sz]ation|company|societe|"
            r"filiale|abteilung)(?: name)?",
            r"(?:service|business line|branche|pole|owning department|"
            r"responsible unit|unite d affaires)",
        ),
    ),
    Header(
        "subunit",
        (
            r"(?:bureau|sub agency|subagency|component|office|team|"
            r"section|branch|equipe|sous direction|sub unit|sous unite|"
            r"cellule)(?: name)?",
            r"(?:service|department|division|pole)",
        ),
    ),
    Header(
        "stage",
        (
            r"(?:stage|phase|life ?cycle stage|stage of development|"
            r"development stage|lifecycle|maturity|etape|stade)",
            rf"(?:.* )?(?:stage|phase|etape|stade|maturite|avancement|"
            rf"maturity level){_OF}",
            r"(?:.* )?(?:status|state|statut|etat)",
        ),
    ),
    Header("status", (r"(?:.* )?(?:status|state|statut|etat)",)),
    Header(
        "retired_on",
        (
            r"(?:date )?(?:retired|retirement|decommissioned|"
            r"decommissioning|sunset)(?: date| on)?",
            r"(?:retirement|decommission(?:ing)?|sunset|retired) (?:date|on)",
            r"date (?:de |d )?(?:retrait|arret|fin d exploitation|"
            r"decommissionnement|mise hors service)",
            r"date (?:retired|decommissioned|stopped)",
        ),
    ),
    Header(
        "sponsor",
        (r"(?:.* )?(?:sponsor|commanditaire|executive owner)(?: .*)?",),
    ),
    Header(
        "continuity_holder",
        (
            r"(?:.* )?(?:owner|lead|responsible|contact|point of contact|"
            r"poc|responsable|porteur|pilote|proprietaire|referent|"
            r"manager|chef de projet)(?: (?:e ?mail|mail|courriel|email|"
            r"address|adresse))?",
            r"(?:e ?mail|mail|courriel|contact e ?mail)",
        ),
    ),
)


@lru_cache(maxsize=10_000)
def normal(text: str) -> str:
    """Words without case, accents and punctuation."""
    if text.isascii():
        flat = text.lower()
    else:
        flat = text.replace("œ", "oe").replace("Œ", "oe")
        flat = unicodedata.normalize("NFKD", flat)
        flat = "".join(c for c in flat if not unicodedata.combining(c)).casefold()
    return " ".join(_BETWEEN_WORDS.sub(" ", flat).split())


def stage_of(word: str) -> str:
    """The stage that a word means, RETIRED, or nothing when it is not understood.

    Exactly, else nearly spelt so, else the longest known words that stand in it,
    unless something denies them ("not in production").
    """
    text = normal(word)
    if text in KNOWN:
        return KNOWN[text]
    bare = re.sub(r"^\d+ |^(?:stage|phase|etape|statut|status) (?:\d+ )?", "", text)
    if bare in KNOWN:
        return KNOWN[bare]
    if NEGATIONS & set(text.split()):
        return ""
    if len(bare) > 5:
        near = difflib.get_close_matches(
            bare, [w for w in KNOWN if len(w) > 5], 1, 0.88
        )
        if near:
            return KNOWN[near[0]]
    inside = [w for w in KNOWN if len(w) > 3 and f" {w} " in f" {text} "]
    longest = max(inside, key=len, default="")
    ties = {KNOWN[w] for w in inside if len(w) == len(longest)}
    return ties.pop() if len(ties) == 1 else ""


def says_nothing(text: str) -> bool:
    """Whether a cell only says that there is nothing: N/A, none, sans objet."""
    return normal(text) in NOTHING


def day(text: str, *, day_first: bool) -> date | None:
    """The day that a cell names, or nothing.

    A year typed into a cell that was formatted as a date comes out as a day of 1905:
    Excel counts 2023 days from 1900.
    """
    text = text.strip()
    if not re.search(r"\d", text) or len(text) > 40:
        return None
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return date(int(text), 12, 31)
    try:
        found = dates.parse(
            text, dayfirst=day_first, yearfirst=text[:4].isdigit()
        ).date()
    except (ValueError, OverflowError, TypeError):
        return None
    if found.year == 1905:
        year = (found - date(1899, 12, 30)).days
        if 1990 <= year <= 2100:
            return date(year, 12, 31)
    return found if date(1970, 1, 1) <= found <= date(2100, 1, 1) else None


def day_comes_first(texts) -> bool:
    """Whether dates such as 3/4/2024 are written day first in a column."""
    for text in texts:
        found = re.match(r"\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{2,4}", text)
        if found and int(found[1]) > 12:
            return True
        if found and int(found[2]) > 12:
            return False
    return any(re.match(r"\s*\d{1,2}\.\d{1,2}\.\d{2,4}", text) for text in texts)
