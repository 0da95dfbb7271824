"""What can be asked about experiments and lessons."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from initiatives.models import Initiative
from lessons.searching import keys_of

ALL_THREE = 3
WORDS = 8
"""Words of a search that count."""


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
        """Lessons that Knowledge, HR and Operations stand behind, as they read now."""
        return self.with_state().filter(voices=ALL_THREE)

    def drafts(self):
        """Lessons that still lack a voice."""
        return self.with_state().filter(voices__lt=ALL_THREE).exclude(state="retired")

    def live(self):
        """Lessons that are put before other initiatives."""
        return self.filter(
            state__in=["identified", "assigned", "implemented", "validated"]
        )

    def in_date(self, day):
        """Lessons whose day to be looked at again has not passed."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

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

    def with_words(self, groups):
        """Lessons that have a word of each group, the heaviest first by `weight`.

        `groups` holds the keys of each word of a search; see `lessons.searching`.
        """
        term = self.model._meta.get_field("terms").related_model
        rows, every = self, set()
        for keys in groups[:WORDS]:
            rows = rows.filter(
                Exists(term.objects.filter(lesson=OuterRef("pk"), key__in=list(keys)))
            )
            every |= set(keys)
        weight = (
            term.objects.filter(lesson=OuterRef("pk"), key__in=every)
            .order_by()
            .values("lesson")
            .annotate(n=Sum("weight"))
            .values("n")
        )
        return rows.annotate(weight=Coalesce(Subquery(weight), 0))

    def matching(self, words: str):
        """Lessons that have every word, in any of its forms; or the one so numbered."""
        groups, ref = keys_of(words), words.strip().upper()
        if ref.startswith("L-") and ref[2:].isdigit():
            return self.filter(ref=ref).annotate(weight=models.Value(1))
        if not groups:
            return self.none().annotate(weight=models.Value(0))
        return self.with_words(groups)


def stopped_without_lesson(person, lesson_model):
    """Stopped initiatives that a person may see and that have no endorsed lesson."""
    endorsed = lesson_model.objects.endorsed().filter(initiative=OuterRef("pk"))
    return (
        Initiative.objects.visible_to(person)
        .filter(~Exists(endorsed), stopped_at__isnull=False)
        .order_by(F("stopped_at").asc(), "pk")
    )
