"""What can be wrong with a move: each error carries a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError


class IllegalMove(DomainError):
    """The stage table has no such move."""


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
