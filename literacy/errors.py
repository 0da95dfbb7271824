"""What can be refused in this room beyond what every room refuses."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError
from organisation.functions import Function


class UseBlocked(DomainError):
    """Real work cannot begin at a site before its bodies have been consulted.

    `bodies` are the names of those whose right has not been honoured.
    """

    def __init__(self, site, bodies):
        self.site = site
        self.bodies = list(bodies)
        super().__init__(
            format_lazy(
                _(
                    "No real work can begin at {site} yet: the consultation has not "
                    "passed for {bodies}. HR can open it or finish it."
                ),
                site=site.name,
                bodies=", ".join(self.bodies),
            ),
            fixed_by=Function.HR.label,
            details={"site": site.name, "bodies": self.bodies},
        )
