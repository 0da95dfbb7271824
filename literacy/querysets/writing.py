"""What can be asked about statements, assessments and prevention measures."""

from django.db import models
from django.db.models import (
    Q,
)

from audit import clock


class StatementQuerySet(models.QuerySet):
    """What was said in writing."""

    def latest_of(self, initiative) -> dict:
        """The last statement of each kind."""
        rows = self.filter(initiative=initiative).select_related(
            "attachment", "written_by"
        )
        return {row.kind: row for row in rows.order_by("pk")}


class AssessmentQuerySet(models.QuerySet):
    """Versions of impact assessments."""

    def complete(self):
        """Those that are finished."""
        return self.filter(completion__isnull=False)

    def last_of(self, initiative):
        """The newest version of an initiative, complete or not, or nothing."""
        return (
            self.filter(initiative=initiative)
            .select_related("completion__completed_by", "opened_by")
            .order_by("-version")
            .first()
        )

    def counting_of(self, initiative):
        """The newest complete version: the one that the gate reads; or nothing."""
        return self.complete().last_of(initiative)


class VersionedQuerySet(models.QuerySet):
    """Rows that stand from the version in which they were written."""

    def as_of(self, assessment):
        """Those that stood in a version: none later, none that was replaced by then."""
        return self.filter(
            initiative=assessment.initiative_id,
            assessment__version__lte=assessment.version,
        ).exclude(superseded_by__assessment__version__lte=assessment.version)


class PreventionQuerySet(VersionedQuerySet):
    """Prevention measures."""

    def as_of(self, assessment):
        """The plan as a version holds it: what was changed later is left out."""
        version = assessment.version

        def by_then(prefix=""):
            return Q(**{f"{prefix}assessment__version__lt": version}) | Q(
                **{
                    f"{prefix}assessment__version": version,
                    f"{prefix}is_follow_up": False,
                }
            )

        replaced = (
            self.model.objects.filter(by_then(), supersedes__isnull=False)
            .filter(initiative=assessment.initiative_id)
            .values("supersedes")
        )
        return self.filter(
            by_then(), initiative=assessment.initiative_id, is_dropped=False
        ).exclude(pk__in=replaced)

    def standing(self):
        """Those that are meant now: not replaced and not given up."""
        return self.filter(superseded_by__isnull=True, is_dropped=False)

    def open(self):
        """Those that are meant and not in place yet."""
        return self.standing().filter(done__isnull=True)

    def late(self):
        """Those whose day has passed."""
        return self.open().filter(due_on__lt=clock.today())
