"""What the columns and words of a list of attendance mean, and what came of it."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.imports.rows import RowError
from initiatives.imports.words import Header, normal
from initiatives.models import Initiative
from literacy.models import Audience, MeasureKind

MOST_ERRORS = 1_000


TOO_LONG = _("This text is too long.")


FIELDS = {
    "initiative": _("Reference of the initiative"),
    "system": _("AI system"),
    "unit": _("Unit, by code or name"),
    "site": _("Site"),
    "audience": _("For whom"),
    "held_on": _("Date"),
    "kind": _("Kind of measure"),
    "content": _("Content and its version"),
    "people": _("Number of people"),
    "person": _("Name or e-mail: one row a person"),
    "minutes": _("Duration in minutes"),
    "trainer": _("Trainer or organiser"),
    "languages": _("Languages"),
}


HEADERS = (
    Header(
        "people",
        (
            r"(?:number of |nombre de |nb |no of )?(?:people|persons|participants|"
            r"attendees|personnes|presents|effectif|attendance)",
            r"(?:count|headcount|nombre|nb|total|newly covered)",
        ),
    ),
    Header(
        "person",
        (
            r"(?:name|full name|nom|nom complet|e ?mail|mail|courriel|attendee|"
            r"participant|employee|salarie|person|personne)(?: .*)?",
        ),
    ),
    Header(
        "initiative",
        (
            r"(?:initiative|ref|reference|ai initiative)(?: .*)?",
            r"(?:use case|cas d usage|projet|project)(?: .*)?",
        ),
    ),
    Header(
        "system",
        (
            r"(?:ai |ia )?(?:system|tool|product|application|software)(?: .*)?",
            r"(?:systeme|outil|logiciel|solution)(?: (?:d )?ia)?",
        ),
    ),
    Header(
        "unit",
        (
            r"(?:unit|unite|entity|entite|team|equipe|department|departement|service|"
            r"division|direction)(?: .*)?",
        ),
    ),
    Header("site", (r"(?:site|location|lieu|place|etablissement|ort)(?: .*)?",)),
    Header(
        "audience",
        (r"(?:audience|for whom|public|public vise|target group|pour qui|role)",),
    ),
    Header(
        "held_on",
        (
            r"(?:date|day|jour|held on|session date|date de (?:la )?(?:session|"
            r"formation)|training date|tenue le)",
            r".*\bdate\b.*",
        ),
    ),
    Header(
        "kind",
        (r"(?:kind|type|nature|format|measure|mesure|kind of measure|type de mesure)",),
    ),
    Header(
        "content",
        (
            r"(?:content|contenu|course|training|session|module|title|titre|"
            r"intitule|formation|sujet|topic)(?: .*)?",
        ),
    ),
    Header("minutes", (r"(?:duration|duree|minutes|length)(?: .*)?",)),
    Header(
        "trainer",
        (
            r"(?:trainer|organi[sz]er|instructor)(?: .*)?",
            r"(?:formateur|formatrice|animateur)(?: .*)?",
        ),
    ),
    Header("languages", (r"(?:languages?|langues?)(?: .*)?",)),
)


AUDIENCES = {
    Audience.EVERYONE: "everyone all everybody tous tout le monde employees salaries "
    "everyone exposed|ensemble du personnel",
    Audience.OPERATORS: "operator operators user users operateur operateurs "
    "utilisateur utilisateurs|work with it",
    Audience.BUILDERS: "builder builders developer developers configurer configurers "
    "concepteur concepteurs developpeur developpeurs integrateur integrateurs",
    Audience.OVERSEERS: "overseer overseers supervisor supervisors superviseur "
    "superviseurs controleur controleurs|human oversight|controle humain",
}


KINDS = {
    MeasureKind.TRAINING: "training course formation cours e-learning elearning",
    MeasureKind.GUIDANCE: "guidance guide consigne consignes guidelines|written "
    "guidance|lignes directrices",
    MeasureKind.BRIEFING: "briefing information presentation reunion|information "
    "meeting|reunion d information",
    MeasureKind.WORKSHOP: "workshop atelier",
    MeasureKind.SANDBOX: "sandbox|sandbox session|bac a sable",
    MeasureKind.COACHING: "coaching accompagnement tutorat mentoring",
    MeasureKind.QUESTIONS: "questions q&a qa|question round|questions reponses|"
    "questions and answers",
}


def meanings(table) -> dict:
    """Each word of a table, and the value that it means."""
    found = {}
    for value, words in table.items():
        whole, *phrases = words.split("|")
        for word in (*whole.split(), *phrases, value.value, value.label):
            found.setdefault(normal(str(word)), value)
    return found


@dataclass
class Mapping:
    """What the columns of a list mean.

    `initiative` is the reference for rows that name none; `names` says that names are
    kept where the rules of a unit allow it.
    """

    columns: dict[str, str] = field(default_factory=dict)
    initiative: str = ""
    names: bool = False

    def as_json(self) -> dict:
        """For keeping with an import."""
        return asdict(self)


def from_json(data) -> Mapping:
    """A mapping as it was kept."""
    return Mapping(
        {k: str(v) for k, v in data.get("columns", {}).items() if k in FIELDS and v},
        str(data.get("initiative") or ""),
        bool(data.get("names", False)),
    )


@dataclass
class Item:
    """A measure that a list makes: where, for whom, when, and how many."""

    line: int
    rows: int
    initiative: Initiative
    unit_id: int
    site_id: int
    audience: str
    held_on: date
    kind: str
    content: str
    people: int
    key: str = ""
    minutes: int | None = None
    trainer: str = ""
    languages: str = ""
    names: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What an import did, or would do; rows of the file, and measures."""

    read: int = 0
    counts: Counter = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    repeats: int = 0
    people: int = 0

    def as_json(self) -> dict:
        """The counts and errors, as `import_attendance --json` prints them."""
        return {
            "read": self.read,
            **{name: self.counts[name] for name in COUNTS},
            "people": self.people,
            "errors": [error.as_json() for error in self.errors],
        }

    def sentences(self) -> list[Promise]:
        """What a person should know beside the counts."""
        found = []
        if self.repeats:
            found.append(
                format_lazy(
                    _("{n} rows name somebody who is counted already in this list."),
                    n=number_format(self.repeats),
                )
            )
        return found


COUNTS = ("created", "updated", "unchanged", "rejected")
