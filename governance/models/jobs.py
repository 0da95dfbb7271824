"""Background jobs and the trace of their runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of one background job: the heartbeat that administrators see."""

    name = models.CharField(max_length=20, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="In a row, since the last success."
    )
    counts = models.JSONField(default=dict, help_text="What the last success did.")
    error = models.CharField(
        max_length=200, blank=True, help_text="The kind of the last failure, no text."
    )

    class Meta:
        verbose_name = _("background job")
        ordering = ["name"]

    def __str__(self):
        return self.name
