"""Which bodies are consulted, by which right, what they received and what they said.

What stands here is a record of acts. Where a consultation stands is read from them.
"""

from literacy.models.consulting.answering import (
    Addendum,
    Commitment,
    Fulfilment,
    Opinion,
    Response,
)
from literacy.models.consulting.course import (
    Deadline,
    Event,
    HandedItem,
    Information,
    Order,
)
from literacy.models.consulting.file import Consultation
from literacy.models.consulting.kinds import (
    APPROVING,
    CONSENTING,
    NEGOTIATED,
    OPEN_ENDED,
    ConsultationState,
    Outcome,
    Side,
)
from literacy.models.consulting.reading import Reading

__all__ = [
    "APPROVING",
    "CONSENTING",
    "NEGOTIATED",
    "OPEN_ENDED",
    "Addendum",
    "Commitment",
    "Consultation",
    "ConsultationState",
    "Deadline",
    "Event",
    "Fulfilment",
    "HandedItem",
    "Information",
    "Opinion",
    "Order",
    "Outcome",
    "Reading",
    "Response",
    "Side",
]
