"""Somebody who left is to be erased: one person asks, another one confirms."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation.models import Person


class PersonErasure(models.Model):
    """The name and address of somebody who left, and what they asked, are to go.

    The account stays as a random id, so that what was signed and decided stands.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="erasures"
    )
    reason = models.CharField(_("reason"), max_length=500)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("erasure of a person")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                name="two_people_erase_a_person",
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="person_erasure_done_at_and_by",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="person_erasure_declined_at_and_by",
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False),
            ),
            models.CheckConstraint(
                name="person_erasure_ends_once",
                condition=Q(done_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(declined_at__isnull=True),
                name="one_erasure_of_a_person",
            ),
        ]

    def __str__(self):
        return f"{self.person_id}"

    @property
    def is_open(self) -> bool:
        """Whether a second person has not answered yet."""
        return self.done_at is None and self.declined_at is None
