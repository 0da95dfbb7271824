"""To which function a failure, an experiment or an end belongs: told by facts.

Never by lessons: a failure from which nothing was learnt belongs to somebody too.
"""

from collections import defaultdict
from typing import NamedTuple

from initiatives.models import Stay
from initiatives.stages import Kind, Stage
from lessons.models import Experiment, Verdict


class Visit(NamedTuple):
    """One stay of an initiative in a stage."""

    stage: str
    kind: str
    entered_at: object


class Course:
    """The stages that these initiatives went through, and who led them; two queries."""

    def __init__(self, initiatives):
        """Read the stays, and the experiments that were judged to be stopped."""
        ids = initiatives.values("pk")
        self._visits = defaultdict(list)
        for key, *visit in (
            Stay.objects.filter(initiative__in=ids)
            .order_by("visit")
            .values_list("initiative", "stage", "kind", "entered_at")
        ):
            self._visits[key].append(Visit(*visit))
        self._judged = defaultdict(list)
        for experiment in Experiment.objects.filter(
            verdict__verdict=Verdict.Answer.STOP, initiative__in=ids
        ).select_related("verdict"):
            self._judged[experiment.initiative_id].append(experiment)

    def of_failure(self, initiative) -> set[str]:
        """Who led the stage in which it was stopped, and who stops what was judged."""
        found = set().union(*map(self.of_experiment, self._judged[initiative.pk]))
        if initiative.stopped_at is None:
            return found
        visits = self._visits[initiative.pk]
        stops = [n for n, visit in enumerate(visits) if visit.kind == Kind.STOP]
        if stops and stops[-1]:
            return found | _lead(visits[stops[-1] - 1])
        return found | self._at(initiative.pk, initiative.stopped_at)

    def of_experiment(self, experiment) -> set[str]:
        """Who may stop it; where nobody is named, who led its stage at the verdict."""
        if experiment.stopper:
            return {experiment.stopper}
        return self._at(experiment.initiative_id, experiment.verdict.given_at)

    def of_end(self, initiative) -> set[str]:
        """Who led the stage from which it was closed."""
        visits = [v for v in self._visits[initiative.pk] if v.stage != Stage.CLOSED]
        return _lead(visits[-1]) if visits else set()

    def _at(self, key, moment):
        visits = [v for v in self._visits[key] if v.entered_at <= moment]
        return _lead(visits[-1]) if visits else set()


def _lead(visit) -> set[str]:
    lead = Stage(visit.stage).lead
    return {lead.value} if lead else set()
