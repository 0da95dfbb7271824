"""What stage 3 keeps: experiments, stops, reviews, lessons, and what became of them."""

from lessons.models.answers import Disposition, Shown
from lessons.models.experiments import (
    UNNAMED_STOPPERS,
    Experiment,
    Reading,
    Verdict,
)
from lessons.models.library import (
    Endorsement,
    Lesson,
    LessonMove,
    LessonVersion,
    State,
    Strength,
    Term,
)
from lessons.models.reviews import (
    ENDORSING,
    CauseLayer,
    FailureType,
    Review,
    ReviewAttestation,
    Stopping,
)

__all__ = [
    "ENDORSING",
    "UNNAMED_STOPPERS",
    "CauseLayer",
    "Disposition",
    "Endorsement",
    "Experiment",
    "FailureType",
    "Lesson",
    "LessonMove",
    "LessonVersion",
    "Reading",
    "Review",
    "ReviewAttestation",
    "Shown",
    "State",
    "Stopping",
    "Strength",
    "Term",
    "Verdict",
]
