"""Lessons: their context and text, who stands behind them, their states and words."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Guard, Ledger
from initiatives.models import Initiative
from lessons import querysets
from lessons.models.reviews import CauseLayer
from organisation.functions import Function
from organisation.models import Person


class State(models.TextChoices):
    """How far a lesson has come; it is learnt only when validated (after NATO)."""

    DRAFT = "draft", _("Draft")
    IDENTIFIED = "identified", _("Identified")
    ASSIGNED = "assigned", _("Action assigned")
    IMPLEMENTED = "implemented", _("Implemented")
    VALIDATED = "validated", _("Validated")
    RETIRED = "retired", _("Retired")


LIVE = (State.IDENTIFIED, State.ASSIGNED, State.IMPLEMENTED, State.VALIDATED)
"""The states in which a lesson is put before other initiatives."""


class Strength(models.TextChoices):
    """How sure the lesson is."""

    ANECDOTE = "anecdote", _("Anecdote: seen, not counted")
    ONE_CASE = "one_case", _("One case, with figures")
    REPEATED = "repeated", _("Repeated: seen in several cases")
    TESTED = "tested", _("Tested: an experiment shows it")


class Scale(models.TextChoices):
    """How many people worked with it where the lesson was learnt."""

    TRIAL = "trial", _("A trial: under 10 people")
    TEAM = "team", _("A team: 10 to 49 people")
    SITE = "site", _("A site: 50 to 249 people")
    COMPANY = "company", _("The company: 250 people or more")


UNLEARNT = """NOT EXISTS (
    SELECT 1 FROM lessons_lesson learnt
    WHERE learnt.initiative_id = NEW.id AND 3 <= (
        SELECT COUNT(*) FROM lessons_endorsement voice
        WHERE voice.lesson_id = learnt.id AND voice.version = learnt.version
    )
)""".replace("\n", " ")
"""That no lesson of an initiative is endorsed by all three functions."""

STOPPED = "(NEW.stopped_at IS NOT NULL OR NEW.outcome = 'stopped')"
WAS_STOPPED = "(OLD.stopped_at IS NOT NULL OR OLD.outcome = 'stopped')"
STOPS_UNLEARNT = f"""
NEW.stage = 'closed' AND (
    (OLD.stage = 'learning')
    OR ({STOPPED} AND NOT (OLD.stage = 'closed' AND {WAS_STOPPED}))
) AND {UNLEARNT}""".strip().replace("\n", " ")
"""Closing what is stopped, or stopping what is closed, while nothing is learnt."""

ADDED_UNLEARNT = f"NEW.stage = 'closed' AND {STOPPED} AND {UNLEARNT}"
"""Adding what is stopped and closed already: its lessons cannot be there yet."""


class Lesson(models.Model):
    """What was learnt, as a rule that the next initiative can test.

    The database holds that nothing that was stopped is closed without one.
    """

    guards = (
        Guard(
            "initiatives.Initiative",
            "stopped_closes_with_a_lesson",
            STOPS_UNLEARNT,
            ("lessons.Lesson", "lessons.Endorsement"),
            ADDED_UNLEARNT,
        ),
    )

    number = models.PositiveIntegerField(unique=True, editable=False)
    ref = models.CharField(max_length=12, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    observation = models.TextField(_("what was observed"))
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_("Figures with their source and number of cases."),
    )
    cause_layer = models.CharField(
        _("where the cause lies"),
        max_length=12,
        choices=CauseLayer.choices,
        blank=True,
    )
    cause = models.TextField(
        _("cause"), help_text=_("Name roles and conditions, never people.")
    )
    cause_chain = models.TextField(
        _("five whys"),
        blank=True,
        help_text=_("Ask why again of each answer, up to five times. One a line."),
    )
    rule = models.TextField(
        _("rule that can be tested"),
        validators=[MinLengthValidator(15)],
        help_text=_("For example: test 200 real files, exceptions included."),
    )
    scope = models.TextField(
        _("where it holds"),
        blank=True,
        help_text=_("And where it does not, as far as you know."),
    )
    strength = models.CharField(
        _("how sure it is"),
        max_length=8,
        choices=Strength.choices,
        default=Strength.ANECDOTE,
    )
    action = models.TextField(_("action"), help_text=_("What changes because of it."))
    action_owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the action"),
    )
    action_due_on = models.DateField(_("action done by"), null=True, blank=True)

    # where it was learnt
    process_family = models.CharField(_("process"), max_length=120, blank=True)
    function = models.CharField(
        _("function"), max_length=12, choices=Function.choices, blank=True
    )
    technique = models.CharField(_("AI technique"), max_length=200, blank=True)
    data_kind = models.CharField(
        _("kind of data"),
        max_length=120,
        blank=True,
        help_text=_("For example: scanned letters, call recordings."),
    )
    language = models.CharField(_("languages of the data"), max_length=80, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Two letters, for example FR. Empty: it holds everywhere."),
    )
    scale = models.CharField(
        _("scale"), max_length=7, choices=Scale.choices, blank=True
    )

    # who keeps it, and until when
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("keeper of the lesson"),
    )
    valid_until = models.DateField(
        _("look at it again by"),
        null=True,
        blank=True,
        help_text=_("After this day it is no longer put before others."),
    )
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("takes the place of"),
        help_text=_("That lesson retires once this one is endorsed."),
    )
    state = models.CharField(
        max_length=11, choices=State.choices, default=State.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["initiative"], name="lessons_of_an_initiative"),
            models.Index(fields=["state", "-number"], name="lessons_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="lesson_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="lesson_strength_is_known",
                condition=Q(strength__in=Strength.values),
            ),
            models.CheckConstraint(
                name="lesson_cause_is_known",
                condition=Q(cause_layer__in=["", *CauseLayer.values]),
            ),
            models.CheckConstraint(
                name="more_than_an_anecdote_has_evidence",
                condition=Q(strength="anecdote") | ~Q(evidence=""),
                violation_error_message=_(
                    "Give the evidence, or call it an anecdote: it is no less welcome."
                ),
            ),
            models.CheckConstraint(
                name="an_assigned_action_has_owner_and_date",
                condition=Q(state__in=["draft", "identified", "retired"])
                | Q(action_owner__isnull=False, action_due_on__isnull=False),
                violation_error_message=_("Name the owner of the action and its date."),
            ),
            models.CheckConstraint(
                name="a_lesson_does_not_supersede_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
            ),
        ]

    def __str__(self):
        return f"{self.ref} {self.title}"

    def get_absolute_url(self):
        return reverse("lessons:lesson", args=[self.ref])

    @property
    def is_live(self) -> bool:
        """Whether it is put before other initiatives, if its day has not passed."""
        return self.state in LIVE

    @property
    def chain(self) -> list[str]:
        """The whys, one after the other."""
        return [line.strip() for line in self.cause_chain.splitlines() if line.strip()]


class LessonVersion(Ledger):
    """The words of a lesson as one version had them."""

    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="versions"
    )
    version = models.PositiveIntegerField()
    words = models.JSONField()
    kept_at = models.DateTimeField(default=clock.now)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a lesson")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "version"], name="one_text_per_version"
            )
        ]

    def __str__(self):
        return f"{self.lesson_id} v{self.version}"


class LessonMove(Ledger):
    """A lesson came to a state: when, by whom, and what was done or seen."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="moves")
    state = models.CharField(max_length=11, choices=State.choices)
    note = models.TextField(blank=True)
    moved_at = models.DateTimeField(default=clock.now)
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("move of a lesson")
        ordering = ["moved_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="move_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="done_seen_or_ended_is_said",
                condition=~Q(state__in=["implemented", "validated", "retired"])
                | ~Q(note=""),
                violation_error_message=_("Say what was done or seen."),
            ),
        ]

    def __str__(self):
        return f"{self.lesson_id} {self.state}"


class Term(models.Model):
    """A word form that stands in a lesson, with its weight: the index of the library.

    `key` is one letter for the place (t text, p process, a technique) and the stem;
    each lesson has the key * too, which counts them.
    Kept by the actions; `manage.py index_lessons` makes it anew.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="terms")
    key = models.CharField(max_length=44)
    weight = models.PositiveSmallIntegerField()
    is_live = models.BooleanField()

    class Meta:
        verbose_name = _("word of a lesson")
        indexes = [
            models.Index(
                fields=["key", "is_live", "lesson", "weight"], name="lessons_by_word"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "key"], name="one_row_per_word_of_a_lesson"
            )
        ]

    def __str__(self):
        return f"{self.key} {self.lesson_id}"


class Endorsement(Ledger):
    """A function stands behind a lesson, in the version that its person read."""

    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="endorsements"
    )
    version = models.PositiveIntegerField()
    function = models.CharField(max_length=12, choices=Function.choices)
    endorsed_at = models.DateTimeField(default=clock.now)
    endorsed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("endorsement")
        ordering = ["endorsed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="endorsement_is_for_one_of_three_functions",
                condition=Q(function__in=["knowledge", "hr", "operations"]),
            ),
            models.UniqueConstraint(
                fields=["lesson", "version", "function"],
                name="one_endorsement_per_function",
                violation_error_message=_("This function has endorsed it already."),
            ),
            models.UniqueConstraint(
                fields=["lesson", "version", "endorsed_by"],
                name="one_endorsement_per_person",
                violation_error_message=_(
                    "You endorsed it already for another function. Another person must."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.lesson_id} {self.function}"
