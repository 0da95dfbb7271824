"""Experiments: a question with a measure and thresholds, its series, its verdict."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from lessons import querysets
from organisation.functions import Function
from organisation.models import Person

FIGURE = {"max_digits": 14, "decimal_places": 3, "null": True, "blank": True}
UNNAMED_STOPPERS = (Function.OPERATIONS, Function.KNOWLEDGE)
"""Who may stop an experiment that names nobody, once its stop rule is met."""


class Experiment(models.Model):
    """A trial with a question, a measure and a threshold said before it starts.

    `step_key` is the id of the step on a map of the initiative, and `step` its name
    there; where there is no map, `step` is what people call it.
    `baseline`, `scale_at`, `stop_at` and `predicted` are in `unit`, as the series is.
    """

    class Better(models.TextChoices):
        """Which way the measure gets better."""

        LOWER = "lower", _("Lower is better")
        HIGHER = "higher", _("Higher is better")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    hypothesis = models.TextField(
        _("hypothesis"), help_text=_("We believe that X does Y for Z, because …")
    )
    step = models.CharField(
        _("step of the process"),
        max_length=200,
        blank=True,
        help_text=_("As it is called on the map."),
    )
    step_key = models.CharField(
        _("step of the process, on its map"), max_length=500, blank=True
    )
    bottleneck = models.TextField(
        _("what it changes at the bottleneck"),
        blank=True,
        help_text=_(
            "If the step is not the bottleneck, say why it is tried here all the same."
        ),
    )
    measure = models.CharField(
        _("what is measured"), max_length=200, help_text=_("With its source.")
    )
    unit = models.CharField(
        _("unit of the measure"),
        max_length=40,
        blank=True,
        help_text=_("For example: minutes a case, or %."),
    )
    better = models.CharField(
        _("which way is better"), max_length=6, choices=Better.choices, blank=True
    )
    baseline = models.DecimalField(
        _("baseline"), help_text=_("The value before it starts."), **FIGURE
    )
    baseline_source = models.CharField(
        _("where the baseline comes from"), max_length=200, blank=True
    )
    threshold = models.TextField(
        _("threshold"), help_text=_("What must be reached to go on, as a number.")
    )
    scale_at = models.DecimalField(
        _("scale from this value"),
        help_text=_("Reached or better: it is worth going on."),
        **FIGURE,
    )
    stop_rule = models.TextField(
        _("stop rule"), help_text=_("When it is stopped at once, and who may stop it.")
    )
    stop_at = models.DecimalField(
        _("stop at this value"),
        help_text=_("Reached or worse: the stop is asked for."),
        **FIGURE,
    )
    stopper = models.CharField(
        _("who may stop it"), max_length=12, choices=Function.choices, blank=True
    )
    guard_rails = models.TextField(
        _("guard-rails"),
        blank=True,
        help_text=_("What must not get worse: quality, workload. One a line."),
    )
    sample = models.PositiveIntegerField(
        _("smallest sample (cases)"), null=True, blank=True
    )
    ends_on = models.DateField(_("ends on"))
    budget = models.DecimalField(
        _("most that it may cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    prediction = models.TextField(
        _("prediction"),
        blank=True,
        help_text=_("What you expect, written before it starts."),
    )
    predicted = models.DecimalField(_("predicted value"), **FIGURE)
    version = models.PositiveIntegerField(default=1, editable=False)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    started_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = _("experiment")
        ordering = ["started_at", "pk"]
        indexes = [
            models.Index(fields=["initiative"], name="experiments_of_an_initiative")
        ]
        constraints = [
            models.CheckConstraint(
                name="experiment_direction_is_known",
                condition=Q(better__in=["", "lower", "higher"]),
            ),
            models.CheckConstraint(
                name="a_limit_says_which_way_is_better",
                condition=~Q(better="")
                | Q(scale_at__isnull=True, stop_at__isnull=True),
                violation_error_message=_(
                    "Say which way the measure gets better, so that its limits count."
                ),
            ),
            models.CheckConstraint(
                name="the_stop_is_worse_than_the_goal",
                condition=Q(scale_at__isnull=True)
                | Q(stop_at__isnull=True)
                | Q(better="lower", stop_at__gt=F("scale_at"))
                | Q(better="higher", stop_at__lt=F("scale_at")),
                violation_error_message=_(
                    "The value to stop at must be worse than the value to scale from."
                ),
            ),
        ]

    def __str__(self):
        return self.hypothesis[:60]

    @property
    def is_open(self) -> bool:
        """Whether the verdict is still owed."""
        return getattr(self, "verdict", None) is None

    @property
    def stoppers(self) -> tuple[str, ...]:
        """The functions that may stop it once its stop rule is met."""
        return (self.stopper,) if self.stopper else UNNAMED_STOPPERS

    def asks_for_the_stop(self, value) -> bool:
        """Whether a value of the series meets the stop rule."""
        if self.stop_at is None or value is None:
            return False
        if self.better == self.Better.LOWER:
            return value >= self.stop_at
        return value <= self.stop_at


class Reading(Ledger):
    """One value of an experiment's series; a later one for the same day replaces it."""

    class Source(models.TextChoices):
        """How it came in."""

        HAND = "hand", _("Entered by hand")
        FILE = "file", _("From a file")
        API = "api", _("By the API")

    experiment = models.ForeignKey(
        Experiment, on_delete=models.PROTECT, related_name="readings", editable=False
    )
    day = models.DateField(_("day"), help_text=_("The last day that the value covers."))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=3)
    cases = models.PositiveIntegerField(
        _("cases"), null=True, blank=True, help_text=_("How many were measured.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(
        max_length=4, choices=Source.choices, default=Source.HAND, editable=False
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("value of the series")
        ordering = ["day", "pk"]
        indexes = [
            models.Index(fields=["experiment", "day"], name="series_of_an_experiment")
        ]
        constraints = [
            models.CheckConstraint(
                name="reading_source_is_known",
                condition=Q(source__in=["hand", "file", "api"]),
            ),
        ]

    def __str__(self):
        return f"{self.experiment_id} {self.day} {self.value}"


class Verdict(Ledger):
    """What an experiment showed against its threshold: said once, never changed.

    `low` and `high` bound the value, in its unit, at the confidence that the result
    says; `cases` is how many were measured.
    """

    class Answer(models.TextChoices):
        """What follows from the result."""

        SCALE = "scale", _("Scale: the threshold was reached")
        ADAPT = "adapt", _("Adapt: change it and try again")
        STOP = "stop", _("Stop: it did not work")
        INCONCLUSIVE = "inconclusive", _("Inconclusive: the result says too little")

    experiment = models.OneToOneField(
        Experiment, on_delete=models.PROTECT, related_name="verdict", editable=False
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Answer.choices)
    result = models.TextField(
        _("result"), help_text=_("What was seen, how many cases, how sure.")
    )
    value = models.DecimalField(
        _("measured value"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    cases = models.PositiveIntegerField(_("cases measured"), null=True, blank=True)
    low = models.DecimalField(_("interval from"), **FIGURE)
    high = models.DecimalField(_("interval to"), **FIGURE)
    surprises = models.TextField(
        _("surprises"), blank=True, help_text=_("What nobody had expected.")
    )
    given_at = models.DateTimeField(default=clock.now, editable=False)
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("verdict")
        constraints = [
            models.CheckConstraint(
                name="verdict_is_known",
                condition=Q(verdict__in=["scale", "adapt", "stop", "inconclusive"]),
            ),
            models.CheckConstraint(
                name="an_interval_has_two_ends",
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=False, low__lte=F("high")),
                violation_error_message=_(
                    "Give both ends of the interval, the lower one first."
                ),
            ),
        ]

    def __str__(self):
        return self.get_verdict_display()
