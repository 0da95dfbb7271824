"""What can be wrong with a move: each error carries a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError


class IllegalMove(DomainError):
    """The stage table has no such move."""


class Erased(DomainError):
    """The content of a file is gone for good; its hash stays."""

    status = 410


class Unavailable(DomainError):
    """What the product needs for this does not answer now; it can be tried again."""

    status = 503


class GateClosed(DomainError):
    """A gate was tried while a criterion is not met.

    `missing` is the list of criteria that are not met.
    """

    def __init__(self, missing):
        self.missing = list(missing)
        super().__init__(
            _("The gate is closed: something is still missing."),
            details={
                "missing": [
                    {"code": c.code, "label": str(c.label), "fact": str(c.fact)}
                    for c in self.missing
                ]
            },
        )
