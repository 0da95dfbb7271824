"""The maps of a process, version by version, and the figures that stand on them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Attachment, Initiative
from organisation.models import Person
from processes import facts, querysets
from processes.drawing import miniature
from processes.graph import LONGEST_NAME


class MapKind(models.TextChoices):
    """The process as it runs, and as it is meant to run."""

    AS_IS = "as_is", _("As-is")
    TO_BE = "to_be", _("To-be")


class MapSource(models.TextChoices):
    """What a version of a map was made from."""

    BPMN = "bpmn", _("BPMN file")
    DRAWIO = "drawio", _("draw.io file")
    VISIO = "vsdx", _("Visio file")
    SHEET = "sheet", _("Spreadsheet of steps")
    JSON = "json", _("Steps in JSON")
    TABLE = "table", _("Table of steps")
    EDITOR = "editor", _("Drawing in the browser")
    CARRIED = "carried", _("Earlier cycle")
    ATTACHED = "attached", _("Attached file")


class ProcessMap(models.Model):
    """The map of one kind that an initiative has: the newest version counts.

    `number` is that of the newest version: whoever saves says which one they saw, and
    only one of two gets the next. What follows from the figures is kept here for lists:
    `open_questions`, `bottleneck` (the role with the least capacity), `capacity` and
    `throughput` in cases a week, `lead` in hours; empty where it is not known.
    `findings` is what else the gate reads (processes.analysed.findings), `picture` the
    newest version in miniature (processes.drawing.miniature).
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="maps"
    )
    kind = models.CharField(_("kind"), max_length=5, choices=MapKind.choices)
    number = models.PositiveIntegerField(default=0, editable=False)
    open_questions = models.PositiveSmallIntegerField(_("open questions"), default=0)
    bottleneck = models.CharField(
        _("bottleneck by analysis"), max_length=LONGEST_NAME, blank=True, editable=False
    )
    capacity = models.FloatField(_("capacity"), null=True, blank=True, editable=False)
    throughput = models.FloatField(
        _("throughput"), null=True, blank=True, editable=False
    )
    lead = models.FloatField(_("lead time"), null=True, blank=True, editable=False)
    findings = models.JSONField(default=dict, blank=True, editable=False)
    picture = models.JSONField(default=dict, blank=True, editable=False)

    objects = querysets.MapQuerySet.as_manager()

    class Meta:
        verbose_name = _("process map")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "kind"], name="one_map_of_a_kind"
            ),
            models.CheckConstraint(
                name="map_kind_is_known", condition=Q(kind__in=MapKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind}"

    @property
    def miniature(self) -> str:
        """The newest version as a small picture; empty where it cannot be drawn."""
        return miniature.drawn(self.picture, self.get_kind_display(), self.bottleneck)


class MapVersion(Ledger):
    """One version of a map, as it was saved; a change is a new version.

    `attachment` keeps the bytes as they were uploaded. `graph` is what was read from
    them (processes.storing), empty for a picture, of which only the file is known.
    `report` holds what the reader said: counts, warnings, loose arrows.
    `open_questions` is what the person said of a picture. `sha256` is what a signature
    covers: of the file for a picture, otherwise of the graph.
    """

    map = models.ForeignKey(
        ProcessMap, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("made from"), max_length=8, choices=MapSource.choices)
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    graph = models.JSONField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(_("content"), max_length=64)
    open_questions = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    saved_at = models.DateTimeField(default=clock.now, editable=False)
    saved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.MapVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a map")
        ordering = ["map", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["map", "number"], name="one_version_of_a_number"
            ),
            models.CheckConstraint(
                name="map_source_is_known", condition=Q(source__in=MapSource.values)
            ),
            models.CheckConstraint(
                name="picture_has_a_file_and_no_graph",
                condition=Q(
                    source=MapSource.ATTACHED,
                    attachment__isnull=False,
                    graph__isnull=True,
                )
                | (~Q(source=MapSource.ATTACHED) & Q(graph__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_drawn(self) -> bool:
        """Whether its steps are known, so that it can be drawn and analysed."""
        return self.source != MapSource.ATTACHED


class Subject(models.TextChoices):
    """What a figure is about."""

    STEP = "step", _("Step")
    WAY = "way", _("Way on")
    START = "start", _("Start")
    NODE = "node", _("Point of the map")
    ROLE = "role", _("Role")
    PROCESS = "process", _("Process")


class What(models.TextChoices):
    """What a figure says."""

    TOUCH = "touch", _("Hands-on time")
    WAIT = "wait", _("Wait for others")
    CHECKING = "checking", _("Time to check AI output")
    REWORK = "rework", _("Done again at once")
    TIMES = "times", _("How often it runs")
    RIGHT = "right", _("Right without correction")
    WHO = "who", _("Who does it")
    CV = "cv", _("How much the time varies")
    SHARE = "share", _("Share of cases")
    MEANING = "meaning", _("All of the ways, or one")
    WAITS = "waits", _("Parallel paths wait here")
    FTE = "fte", _("Full-time people")
    HOURS = "hours", _("Productive hours a week")
    UNLIMITED = "unlimited", _("As many as it takes")
    DEMAND = "demand", _("New cases a week")
    MARGIN = "margin", _("Margin per case")
    COST = "cost", _("Cost")
    VARIANTS = "variants", _("Rules that differ by site")
    DAY = "day", _("Working hours of a day")
    WEEKS = "weeks", _("Working weeks of a year")


SAID_OF = {
    Subject.STEP: (
        *(What.TOUCH, What.WAIT, What.CHECKING, What.REWORK, What.TIMES),
        *(What.RIGHT, What.WHO, What.CV, What.COST),
    ),
    Subject.WAY: (What.SHARE,),
    Subject.START: (What.SHARE,),
    Subject.NODE: (What.MEANING, What.WAITS),
    Subject.ROLE: (What.FTE, What.HOURS, What.UNLIMITED, What.COST),
    Subject.PROCESS: (
        *(What.DEMAND, What.MARGIN, What.CV, What.DAY, What.WEEKS, What.VARIANTS),
    ),
}
"""What can be said of what."""

TIMES = (What.TOUCH, What.WAIT, What.CHECKING)
SHARES = (What.REWORK, What.RIGHT, What.SHARE, What.VARIANTS)
TEXTS = (What.WHO, What.MEANING)
SOURCES = [(key.value, label) for key, label in facts.SOURCES.items()]
UNITS = [(key.value, label) for key, label in facts.UNITS.items()]


class Fact(Ledger):
    """One figure of a process: how much, in which unit, how it is known, who said it.

    `key` is the id on the map, or the name of the role; `label` what people call it.
    The newest of one subject, key and `what` counts on its version; one without value
    and text takes it back. A new version of the map gets rows of its own,
    `carried_from` those of the version before, with the day and the person of the
    first. One that found nothing there that it is about has no home, and counts not,
    until somebody gives it one or lets it go.
    """

    version = models.ForeignKey(
        MapVersion, on_delete=models.PROTECT, related_name="facts"
    )
    subject = models.CharField(max_length=7, choices=Subject.choices)
    key = models.CharField(max_length=LONGEST_NAME, blank=True)
    label = models.CharField(_("what it is about"), max_length=LONGEST_NAME, blank=True)
    has_home = models.BooleanField(default=True)
    what = models.CharField(max_length=9, choices=What.choices)
    value = models.DecimalField(
        _("value"), max_digits=21, decimal_places=9, null=True, blank=True
    )
    text = models.CharField(_("text"), max_length=LONGEST_NAME, blank=True)
    unit = models.CharField(_("unit"), max_length=13, choices=UNITS, blank=True)
    source = models.CharField(_("how it is known"), max_length=9, choices=SOURCES)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried"
    )
    stated_at = models.DateTimeField(default=clock.now, editable=False)
    stated_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of the process")
        verbose_name_plural = _("figures of the process")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="fact_is_not_negative",
                condition=Q(value__isnull=True) | Q(value__gte=0),
                violation_error_message=_("A value cannot be below zero."),
            ),
            models.CheckConstraint(
                name="share_is_no_more_than_all",
                condition=Q(value__isnull=True) | ~Q(what__in=SHARES) | Q(value__lte=1),
                violation_error_message=_("A share lies between 0 and 100%."),
            ),
            models.CheckConstraint(
                name="fact_is_said_of_its_subject",
                condition=Q(
                    *(
                        Q(subject=subject, what__in=whats)
                        for subject, whats in SAID_OF.items()
                    ),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="fact_words_are_known",
                condition=Q(
                    source__in=[key for key, _label in SOURCES],
                    unit__in=["", *(key for key, _label in UNITS)],
                ),
            ),
        ]
        indexes = [models.Index(fields=["version", "id"], name="facts_of_a_version")]

    def __str__(self):
        return f"{self.subject} {self.key} {self.what}"

    @property
    def is_taken_back(self) -> bool:
        """Whether this row says that nothing is known any more."""
        return self.value is None and not self.text

    @property
    def about(self) -> tuple:
        """What it is about: the newest of these counts."""
        return self.subject, self.key, self.what, self.has_home


class ExpectedEffect(Ledger):
    """A trial of AI on one step that the owner expects to come true.

    What was entered, and what the analysis answered then: relative changes of the
    hands-on time and of the capacity, hours freed a year. The newest counts.
    """

    version = models.ForeignKey(
        MapVersion, on_delete=models.PROTECT, related_name="expected"
    )
    step = models.CharField(max_length=LONGEST_NAME)
    step_name = models.CharField(_("step"), max_length=LONGEST_NAME)
    cut = models.DecimalField(_("cut in hands-on time"), max_digits=5, decimal_places=4)
    checking = models.DecimalField(
        _("checking, minutes a case"), max_digits=9, decimal_places=2, default=0
    )
    checked_by = models.CharField(_("who checks"), max_length=LONGEST_NAME, blank=True)
    errors = models.DecimalField(
        _("share that comes out wrong"), max_digits=5, decimal_places=4, default=0
    )
    touch_change = models.FloatField(null=True, blank=True)
    capacity_change = models.FloatField(null=True, blank=True)
    hours_a_year = models.FloatField(null=True, blank=True)
    kept_at = models.DateTimeField(default=clock.now, editable=False)
    kept_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("expected effect")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="expected_shares_are_shares",
                condition=Q(cut__gte=0, cut__lte=1, errors__gte=0, errors__lt=1)
                & Q(checking__gte=0),
            ),
        ]

    def __str__(self):
        return self.step_name
