"""Papers that people asked for: made by a job, fetched by who asked."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation.models import Person


def kept_for_paper(paper, filename):
    """A random storage key for a paper: its name is metadata only."""
    return f"papers/{uuid.uuid4().hex}"


class Paper(models.Model):
    """One paper: who asked for which, in which language, and what became of it.

    The row is the queue: a job claims it by lease until it is made or has failed.
    `facts` names what the paper is about, as the kind wants it; rights are asked when
    it is made and again when it is fetched. The file goes after `expires_at`. A list
    counts its rows while it is made. `sight` keeps in short what its owner could see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(
        max_length=40, blank=True, help_text="A code of governance.papers.FAILURES."
    )
    file = models.FileField(upload_to=kept_for_paper, max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="Rows of a list.")
    done = models.PositiveIntegerField(default=0, help_text="Rows written so far.")
    sight = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paper")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="paper_is_made_or_failed_not_both",
                condition=Q(made_at__isnull=True) | Q(failed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="paper_that_failed_says_why",
                condition=Q(failed_at__isnull=True, failure="")
                | (Q(failed_at__isnull=False) & ~Q(failure="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(made_at__isnull=True, failed_at__isnull=True),
                name="papers_to_make",
            ),
            models.Index(
                fields=["expires_at"],
                condition=~Q(file=""),
                name="papers_to_let_go",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.language}"

    @property
    def is_list(self) -> bool:
        """Whether it is the rows of a list, and no PDF."""
        return self.kind == "list"

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be made."""
        return self.made_at is None and self.failed_at is None

    @property
    def is_there(self) -> bool:
        """Whether it can be fetched."""
        return bool(self.file)
