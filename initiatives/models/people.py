"""Who is touched by an initiative, who leads it, who is asked."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models.initiatives import Initiative
from organisation.functions import Function
from organisation.models import Person, Site, Unit


class Exposure(models.Model):
    """People who will work with the AI system, per unit and site.

    `people` and `overseers` are head counts; overseers are part of `people`.
    A row out of scope stays: a site that was consulted keeps its block.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="exposures"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    people = models.PositiveIntegerField(_("people"))
    overseers = models.PositiveIntegerField(
        _("of whom oversee the AI system"), default=0
    )
    in_scope = models.BooleanField(_("in scope"), default=True)

    class Meta:
        verbose_name = _("people exposed")
        verbose_name_plural = _("people exposed")
        ordering = ["unit__path", "site__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "unit", "site"],
                name="one_exposure_per_unit_and_site",
                violation_error_message=_("This unit and site is already listed."),
            ),
            models.CheckConstraint(
                name="overseers_are_among_the_people",
                condition=Q(overseers__lte=F("people")),
                violation_error_message=_(
                    "There cannot be more overseers than people."
                ),
            ),
            models.CheckConstraint(
                name="somebody_is_exposed",
                condition=Q(people__gt=0),
                violation_error_message=_("Enter how many people, at least one."),
            ),
        ]

    def __str__(self):
        return f"{self.unit}, {self.site}: {self.people}"


class Lead(models.Model):
    """A named person leads the initiative for a function, until replaced."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="leads"
    )
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leading")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lead")
        ordering = ["function"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "function"],
                condition=Q(until__isnull=True),
                name="one_lead_per_function",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "initiative"],
                condition=Q(until__isnull=True),
                name="what_a_person_leads",
            ),
        ]

    def __str__(self):
        return f"{self.get_function_display()}: {self.person}"


class Asked(models.Model):
    """A function is asked to sign or receive, as long as the handoff is open.

    Whoever can answer for it then sees a confidential initiative: the person is not
    named here, so that a new mandate or a deputy counts at once.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="asked"
    )
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    of_root = models.BooleanField(
        default=False,
        help_text="The committee is asked: only a mandate for the root unit counts.",
    )
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("function asked")
        ordering = ["function"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "function", "of_root"],
                condition=Q(until__isnull=True),
                name="a_function_is_asked_once",
            ),
            models.CheckConstraint(
                name="asked_until_after_since",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.function}"


class Answered(models.Model):
    """A person has answered or owns a promise here, and keeps seeing it."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="answered"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("person who answered")
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person"], name="answered_is_kept_once"
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.person_id}"
