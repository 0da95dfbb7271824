"""What can be asked about experiments and lessons."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from initiatives.models import Initiative

ALL_THREE = 3


class ExperimentQuerySet(models.QuerySet):
    """Experiments of initiatives."""

    def of(self, initiative):
        """Those of one initiative, with their verdict."""
        return self.filter(initiative=initiative).select_related("verdict")


class LessonQuerySet(models.QuerySet):
    """Lessons, drafts and endorsed ones."""

    def visible_to(self, person):
        """Lessons of the initiatives that this person may see."""
        seen = Initiative.objects.visible_to(person)
        return self.filter(initiative__in=seen.values("pk"))

    def with_state(self):
        """Adds `voices`: how many of the three functions endorse this version."""
        endorsement = self.model._meta.get_field("endorsements").related_model
        voices = (
            endorsement.objects.filter(
                lesson=OuterRef("pk"), version=OuterRef("version")
            )
            .order_by()
            .values("lesson")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(voices=Coalesce(Subquery(voices), 0))

    def endorsed(self):
        """Lessons that Knowledge, HR and Operations stand behind."""
        return self.with_state().filter(voices=ALL_THREE)

    def drafts(self):
        """Lessons that still lack a voice."""
        return self.with_state().filter(voices__lt=ALL_THREE)

    def with_use(self):
        """Adds `uses`: in how many other initiatives it was adopted or adapted."""
        disposition = self.model._meta.get_field("dispositions").related_model
        uses = (
            disposition.objects.filter(
                lesson=OuterRef("pk"), answer__in=["adopt", "adapt"]
            )
            .order_by()
            .values("lesson")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(uses=Coalesce(Subquery(uses), 0))

    def matching(self, words: str):
        """Lessons whose text contains every word."""
        rows = self
        for word in words.casefold().split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows


def stopped_without_lesson(person, lesson_model):
    """Stopped initiatives that a person may see and that have no endorsed lesson."""
    endorsed = lesson_model.objects.endorsed().filter(initiative=OuterRef("pk"))
    return (
        Initiative.objects.visible_to(person)
        .filter(~Exists(endorsed), stopped_at__isnull=False)
        .order_by(F("stopped_at").asc(), "pk")
    )
