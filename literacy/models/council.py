"""What belongs to a body alone: its notes, and who has read what it was handed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from literacy.models.consulting import Consultation, Information
from organisation.models import Person


class CouncilKey(models.Model):
    """The key under which the notes of one consultation are sealed, itself wrapped.

    Without the row the notes can never be read again, in no backup of the notes either.
    """

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="council_key"
    )
    key_id = models.CharField(max_length=32)
    wrapped = models.TextField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("key of a body's notes")

    def __str__(self):
        return f"{self.consultation_id}"


class CouncilNote(Ledger):
    """A note of a body to itself, sealed: nothing here can be read without its key."""

    may_change = ("sealed",)

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.TextField(blank=True)
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("note of a body")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.consultation_id} {self.written_at:%Y-%m-%d}"


class FileReading(Ledger):
    """Somebody read confidential information; the body that received it sees who."""

    information = models.ForeignKey(
        Information, on_delete=models.PROTECT, related_name="readings"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("reading of confidential information")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.information_id} {self.read_at:%Y-%m-%d}"
