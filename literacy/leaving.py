"""What somebody who leaves has promised to bodies, and sees to."""

from initiatives.models import Initiative
from literacy.models import Commitment, Prevention


def promises_of(person) -> tuple[list, list]:
    """The commitments and the prevention measures that somebody has open."""
    running = Initiative.objects.running().values("pk")
    promised = (
        Commitment.objects.open()
        .filter(owner=person, consultation__initiative__in=running)
        .select_related("consultation__initiative__unit")
    )
    planned = (
        Prevention.objects.open()
        .filter(owner=person, initiative__in=running)
        .select_related("initiative__unit")
    )
    return list(promised), list(planned)
