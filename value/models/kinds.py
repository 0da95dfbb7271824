"""Words and rules that several models of stage 4 share."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models import Conversion, Outcome

GROWTH = (Conversion.A, Conversion.B, Conversion.C)
CONTRACTION = (Conversion.D, Conversion.F)
CONSULT_FIRST = _(
    "Fewer posts need a consultation. Choose it; HR opens one in Literacy."
)
ENDINGS = [
    (o.value, o.label)
    for o in (
        Outcome.GROWTH,
        Outcome.CONTRACTED,
        Outcome.KEPT,
        Outcome.NOT_CONVERTED,
    )
]
"""How an initiative can end by the economic review; stopping is told elsewhere."""

ZERO_OR_MORE = [MinValueValidator(0)]
MINUTES = 60


class Pool(models.TextChoices):
    """The accounts in which every verified hour stands, one at a time."""

    VERIFIED = "verified", _("Verified")
    UNALLOCATED = "unallocated", _("No destination")
    ALLOCATED = "allocated", _("Allocated")
    CONVERTED = "converted", _("Converted")
    EVAPORATED = "evaporated", _("Evaporated")
    CONTRACTED = "contracted", _("Contracted")


class Evidence(models.TextChoices):
    """How well a claim is proved, the weakest first."""

    E0 = "E0", _("E0. An opinion")
    E1 = "E1", _("E1. People report it about themselves")
    E2 = "E2", _("E2. Logs before and after")
    E3 = "E3", _("E3. Control group or staggered start")
    E4 = "E4", _("E4. Posting confirmed in the accounts")


WEIGHTS = {
    "E0": Decimal("0.25"),
    "E1": Decimal("0.40"),
    "E2": Decimal("0.65"),
    "E3": Decimal("0.85"),
    "E4": Decimal("1.00"),
}
"""How much of a claim counts in the weighted column, by its evidence."""


class Method(models.TextChoices):
    """How the part that is owed to the initiative was told apart, the best first."""

    CONTROL = "control", _("Control group")
    STAGGERED = "staggered", _("Staggered start")
    SERIES = "series", _("Interrupted time series")
    BEFORE_AFTER = "before_after", _("Before and after")


class CostKind(models.TextChoices):
    """What money was put in for; training and dialogue are costs of the initiative."""

    CAPEX = "capex", _("Capital expenditure")
    LICENCES = "licences", _("Licences")
    USAGE = "usage", _("Usage")
    INTEGRATION = "integration", _("Integration")
    TRAINING = "training", _("Training time")
    CONSULTATION = "consultation", _("Consultation and experts")
    CHECKING = "checking", _("Checking time")
    CHANGE = "change", _("Change management")
    RUN = "run", _("Run")
    EXIT = "exit", _("Exit")
