"""What can be refused in this room beyond what every room refuses."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.errors import DomainError
from organisation.functions import Function


class UseBlocked(DomainError):
    """Real work cannot begin at a site before its bodies have been consulted.

    `duties` are what is owed and has not passed (literacy.standing.Duty), `because` a
    sentence for the first of them that says what it waits for.
    """

    def __init__(self, site, duties, because):
        self.site = site
        self.duties = list(duties)
        self.bodies = sorted({str(d.body.name) for d in self.duties if d.body})
        first = self.duties[0]
        who = first.body.name if first.body else site.name
        law = ", ".join(filter(None, (first.code, first.law)))
        sentence = format_lazy(
            _(
                "No real work can begin at {site} yet: the consultation has not "
                "passed for {who}{law}. {because}"
            ),
            site=site.name,
            who=who,
            law=f" ({law})" if law else "",
            because=because,
        )
        more = len(self.duties) - 1
        if more:
            sentence = format_lazy(
                "{} {}",
                sentence,
                ngettext_lazy(
                    "%(n)d more consultation has not passed here.",
                    "%(n)d more consultations have not passed here.",
                    "n",
                )
                % {"n": more},
            )
        super().__init__(
            sentence,
            fixed_by=Function.HR.label,
            details={
                "site": site.name,
                "bodies": self.bodies,
                "rules": [d.code for d in self.duties if d.code],
            },
        )
