"""The pulse: five short questions, answered without a name, counted and never kept.

A person is given one ballot, and that is stored. The ballot is a random number that is
stored nowhere when it is given out: its seal alone shows that it is ours. When it
comes back, without session or cookie, the digest of the number is kept so that it
counts once, and five counters go up by one. No row holds an answer, no row holds the
person and the number, and the counters of a group have no order and no time.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative
from literacy import querysets
from organisation.models import Person, Unit


class Item(models.TextChoices):
    """The five statements, answered from 1 (not at all) to 5 (fully)."""

    USEFUL = "useful", _("It is useful for my work.")
    TRUST = "trust", _("I trust how it is used here.")
    DATA = "data", _("My data is not used against me.")
    PROSPECTS = "prospects", _("My job prospects are good with it.")
    DIRECTION = "direction", _("Our leaders have told us where this goes.")


VALUES = (1, 2, 3, 4, 5)
LOW = 2
"""This answer and those below it count as low."""


class Pulse(models.Model):
    """One round of the five questions, for everybody or for one initiative."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closes_on = models.DateField(_("last day"))
    invited = models.PositiveIntegerField(_("people invited"), default=0)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = querysets.PulseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pulse")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(closed_at__isnull=True, initiative__isnull=False),
                name="one_open_pulse_per_initiative",
                violation_error_message=_("A pulse is open for this initiative."),
            ),
            models.UniqueConstraint(
                Value(1),
                condition=Q(closed_at__isnull=True, initiative__isnull=True),
                name="one_open_pulse_of_everybody",
                violation_error_message=_("A pulse of everybody is open already."),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id or 'all'} {self.closes_on}"

    def get_absolute_url(self):
        return reverse("literacy:pulse", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether answers still come in."""
        return self.closed_at is None


class PulseGroup(models.Model):
    """Where answers of some units are counted together: ten people at the least.

    Set when the pulse opens, so that no counter ever stood for a smaller group.
    """

    pulse = models.ForeignKey(Pulse, on_delete=models.PROTECT, related_name="groups")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    invited = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("group of a pulse")
        ordering = ["unit__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "unit"], name="one_group_per_pulse_and_unit"
            ),
        ]

    def __str__(self):
        return f"{self.pulse_id} {self.unit_id}"


class Tally(models.Model):
    """How often an answer was given to an item in a group: counters, no answers."""

    group = models.ForeignKey(
        PulseGroup, on_delete=models.PROTECT, related_name="tallies"
    )
    item = models.CharField(max_length=9, choices=Item.choices)
    value = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(VALUES[0]), MaxValueValidator(VALUES[-1])]
    )
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of a pulse")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "item", "value"], name="one_counter_per_answer"
            ),
            models.CheckConstraint(
                name="an_answer_is_one_to_five", condition=Q(value__range=(1, 5))
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.item} {self.value}"


class Ballot(models.Model):
    """A person was given a ballot of a pulse: that, and neither which one nor when.

    Forgotten when the pulse closes.
    """

    pulse = models.ForeignKey(Pulse, on_delete=models.PROTECT, related_name="ballots")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ballot given out")
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "person"], name="one_ballot_per_person"
            ),
        ]

    def __str__(self):
        return str(self.pulse_id)


class SpentBallot(models.Model):
    """A ballot came back: its digest, so that it counts once; until the close."""

    number = models.CharField(primary_key=True, max_length=64)
    pulse = models.ForeignKey(Pulse, on_delete=models.PROTECT, related_name="spent")

    class Meta:
        verbose_name = _("ballot that came back")

    def __str__(self):
        return str(self.pulse_id)
