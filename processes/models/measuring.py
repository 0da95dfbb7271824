"""Whose process it is, what holds it up, what changed."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from organisation.models import Person, Site
from processes import querysets


class ProcessOwner(Ledger):
    """Who answers for the process; naming somebody else is a new row."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    named_at = models.DateTimeField(default=clock.now, editable=False)
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("process owner")
        ordering = ["pk"]

    def __str__(self):
        return str(self.person)


class Effect(models.TextChoices):
    """What the to-be process does to the load on the bottleneck."""

    LOWER = "lower", _("Lower load")
    SAME = "same", _("Same load")
    HIGHER = "higher", _("Higher load")


class Bottleneck(Ledger):
    """The step or role that holds up the whole process, and how that is known."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    step = models.CharField(_("step or role"), max_length=200)
    how_known = models.TextField(_("how it is known"))
    to_be_effect = models.CharField(
        _("what the to-be process does to its load"),
        max_length=6,
        choices=Effect.choices,
    )
    reason = models.TextField(_("why"))
    named_at = models.DateTimeField(default=clock.now, editable=False)
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("bottleneck")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="bottleneck_effect_is_known",
                condition=Q(to_be_effect__in=Effect.values),
            ),
        ]

    def __str__(self):
        return self.step


class MeasuredIn(models.TextChoices):
    """The unit of a measurement."""

    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    PERCENT = "percent", _("per cent")
    CASES = "cases", _("cases")


class Phase(models.TextChoices):
    """Before the AI system was used on real work, or after."""

    BASELINE = "baseline", _("Before")
    AFTER = "after", _("After")


class Certainty(models.TextChoices):
    """How a value is known here; Finance confirms amounts of money, not this."""

    ESTIMATED = "estimated", _("Estimated")
    MEASURED = "measured", _("Measured")


class Measurement(Ledger):
    """One figure of the process, over a period, before or after.

    It stays as it was written. A correction supersedes it, and both are shown.

    Where it names a `role`, `value` is the hands-on time of that role for one case, in
    minutes, `volume` the cases a week that it was measured on, and `checking`, after
    only, the minutes a case that the role checks what the AI system puts out, not
    counted in `value`. Without a role it is any figure, named by `what`. `site` is
    where it was measured; empty is every site in scope. `thing` tells what is the same
    thing before and after. `due_on` is the day by which the work of a role is measured
    again, set when it was measured after.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(_("what is measured"), max_length=200, blank=True)
    role = models.CharField(_("whose work"), max_length=200, blank=True)
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
    )
    volume = models.DecimalField(
        _("cases a week"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    checking = models.DecimalField(
        _("checking, minutes a case"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )
    thing = models.CharField(max_length=450, editable=False)
    due_on = models.DateField(
        _("measured again by"), null=True, blank=True, editable=False
    )
    unit = models.CharField(_("unit"), max_length=7, choices=MeasuredIn.choices)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    sample = models.PositiveIntegerField(_("size of the sample"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    certainty = models.CharField(
        _("certainty"), max_length=9, choices=Certainty.choices
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    reason = models.TextField(_("why it was corrected"), blank=True)
    measured_at = models.DateTimeField(default=clock.now, editable=False)
    measured_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="measurement_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                name="measurement_has_a_sample",
                condition=Q(sample__gt=0),
                violation_error_message=_("Enter how many cases were looked at."),
            ),
            models.CheckConstraint(
                name="measurement_is_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A value cannot be below zero."),
            ),
            models.CheckConstraint(
                name="measurement_words_are_known",
                condition=Q(
                    unit__in=MeasuredIn.values,
                    phase__in=Phase.values,
                    certainty__in=Certainty.values,
                ),
            ),
            models.CheckConstraint(
                name="correction_says_why",
                condition=Q(supersedes__isnull=True, reason="")
                | (Q(supersedes__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="work_of_a_role_has_its_volume",
                condition=(Q(role="", volume__isnull=True) & ~Q(what=""))
                | (
                    Q(
                        what="",
                        unit=MeasuredIn.MINUTES,
                        volume__isnull=False,
                        volume__gt=0,
                    )
                    & ~Q(role="")
                ),
                violation_error_message=_("Enter how many cases a week there were."),
            ),
            models.CheckConstraint(
                name="checking_is_measured_after",
                condition=Q(checking__isnull=True)
                | (Q(phase=Phase.AFTER, checking__gte=0) & ~Q(role="")),
            ),
            models.CheckConstraint(
                name="work_after_says_its_checking",
                condition=~Q(phase=Phase.AFTER)
                | Q(role="")
                | Q(checking__isnull=False),
                violation_error_message=_(
                    "Enter the minutes of checking a case: 0 where nobody checks."
                ),
            ),
            models.UniqueConstraint(
                fields=["initiative", "thing"],
                condition=Q(phase=Phase.BASELINE, supersedes__isnull=True),
                name="one_first_baseline_of_a_thing",
                violation_error_message=_(
                    "There is a baseline for this already. It is frozen: correct it "
                    "instead."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["initiative", "thing"], name="measurements_of_initiative"
            ),
            models.Index(fields=["phase", "ends_on"], name="measurements_by_day"),
        ]

    def __str__(self):
        value = number_format(Decimal(self.value), self.decimals)
        return f"{self.label}: {value} {self.get_unit_display()}"

    @property
    def label(self) -> str:
        """What is measured, in words; with its site where it has one."""
        name = self.what
        if self.role:
            name = _("Hands-on time a case, %(role)s") % {"role": self.role}
        if self.site_id:
            name = _("%(name)s, %(site)s") % {"name": name, "site": self.site}
        return str(name)

    @property
    def minutes(self):
        """What a case costs the role, in minutes: hands-on time and checking."""
        return self.value + (self.checking or 0)

    @property
    def decimals(self) -> int:
        """How many decimals its value needs to be written."""
        value = Decimal(self.value)
        return 0 if value == value.to_integral_value() else 2


class NoteKind(models.TextChoices):
    """What is said in writing before the gate of appropriation."""

    MANAGERS = "managers_heard", _("Managers of the exposed units heard")
    CHECKING = "checking_modelled", _("Checking of AI output modelled")
    RED_SIGN = "red_sign_reason", _("Reason for AI on a step with a red sign")


class Note(Ledger):
    """Something said in writing about the process; a newer one takes its place."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=17, choices=NoteKind.choices)
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.NewestQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="note_kind_is_known", condition=Q(kind__in=NoteKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.kind}"
