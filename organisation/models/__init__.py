"""Who is who in the company, what they are told, and how the installation is set."""

from organisation.models.installation import Installation, NumberChange, Submission
from organisation.models.notices import Delivery, NoticeSettings, Notification, Webhook
from organisation.models.people import (
    Body,
    Deputy,
    Mandate,
    Person,
    PersonManager,
    Seat,
    Site,
    Unit,
)

__all__ = [
    "Body",
    "Delivery",
    "Deputy",
    "Installation",
    "Mandate",
    "NoticeSettings",
    "Notification",
    "NumberChange",
    "Person",
    "PersonManager",
    "Seat",
    "Site",
    "Submission",
    "Unit",
    "Webhook",
]
