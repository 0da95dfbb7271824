"""What can be asked about initiatives; reading goes through `visible_to`."""

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL

from audit import clock
from initiatives.stages import LEADS, Stage
from organisation import access

LEAD = Case(
    *(When(stage=stage, then=Value(f.value)) for stage, f in LEADS.items()),
    default=Value(""),
    output_field=CharField(),
)
"""The function that leads the stage in which an initiative is, as an expression."""


class InitiativeQuerySet(models.QuerySet):
    """Initiatives, for the people who may see them."""

    def visible_to(self, person):
        """Those whose pages this person may open; fetching is the check.

        Whoever holds a mandate, the auditor and the administrator see all that is
        not confidential; representatives those that touch their sites. Confidential
        ones are seen by the proposer, leads, sponsor, continuity holder and people
        it is shared with, by whoever can answer for a function that its open handoff
        asks, by those who have answered, and by the auditor. Drafts are seen by their
        proposer.
        """
        today = clock.today()
        if not access.is_present(person, today):
            return self.none()
        named = self._naming(person) | self._asking(person)
        entered = Q(proposed_at__isnull=False) | Q(taken_over_at__isnull=False)
        if person.is_auditor:
            return self.filter(entered | Q(proposer=person))
        open_to_all = entered & Q(is_confidential=False)
        if access.current_holdings(person) or person.is_administrator:
            return self.filter(open_to_all | (entered & named) | Q(proposer=person))
        sites = {
            site.pk
            for seat in access.current_seats(person)
            for site in seat.body.sites.all()
        }
        if sites:
            return self.filter((open_to_all & self._touches(sites)) | (entered & named))
        return self.filter(entered & named)

    def seen_by(self, person):
        """The same as `visible_to`, for questions that ask it many times at once.

        Its condition is compiled once for a person, as long as their holdings are kept.
        """
        today = clock.today()
        kept = getattr(person, "_seen", None)
        if kept is None or kept[0] != today:
            rows = self.model.objects.visible_to(person).order_by().values("pk")
            try:
                sql, params = rows.query.sql_with_params()
            except EmptyResultSet:
                kept = today, None
            else:
                # SQL that Django compiled a moment ago, its values apart: no text of
                # anybody stands in it.
                kept = today, RawSQL(sql, params)
            person._seen = kept
        return self.none() if kept[1] is None else self.filter(pk__in=kept[1])

    def naming(self, person):
        """Those that name this person for good, whoever is asked to sign."""
        return self.filter(self._naming(person))

    def _naming(self, person):
        lead = self.model._meta.get_field("leads").related_model
        share = self.model._meta.get_field("initiativeuserpermission").related_model
        answered = self.model._meta.get_field("answered").related_model
        here = OuterRef("pk")
        return (
            Q(proposer=person)
            | Q(sponsor=person)
            | Q(continuity_holder=person)
            | Exists(
                lead.objects.filter(initiative=here, person=person, until__isnull=True)
            )
            | Exists(
                share.objects.filter(
                    content_object=here,
                    user=person,
                    permission__codename="see_confidential",
                )
            )
            | Exists(answered.objects.filter(initiative=here, person=person))
        )

    def _asking(self, person):
        """Functions asked now, against what this person holds, as deputy too."""
        asked = self.model._meta.get_field("asked").related_model
        mine = Q()
        for holding in access.current_holdings(person):
            mine |= Q(
                function=holding.function,
                initiative__unit__path__startswith=holding.path,
                of_root=False,
            )
            if holding.is_of_root:
                mine |= Q(function=holding.function, of_root=True)
        if not mine:
            return Q()
        return Q(
            Exists(
                asked.objects.filter(
                    mine, initiative=OuterRef("pk"), until__isnull=True
                )
            )
        )

    def _touches(self, site_ids):
        exposure = self.model._meta.get_field("exposures").related_model
        return Exists(
            exposure.objects.filter(initiative=OuterRef("pk"), site__in=site_ids)
        )

    def concerning(self, person):
        """Those whose page for employees this person may read.

        The initiative exposes the person's unit, and is not confidential.
        """
        if not access.is_present(person, clock.today()) or person.unit_id is None:
            return self.none()
        exposure = self.model._meta.get_field("exposures").related_model
        branch = [int(part) for part in person.unit.path.strip("/").split("/")]
        return self.filter(
            Exists(exposure.objects.filter(initiative=OuterRef("pk"), unit__in=branch)),
            proposed_at__isnull=False,
            is_confidential=False,
        ) | self.filter(
            Exists(exposure.objects.filter(initiative=OuterRef("pk"), unit__in=branch)),
            taken_over_at__isnull=False,
            is_confidential=False,
        )

    def drafts_of(self, person):
        """What a person has begun to write and not proposed yet."""
        return self.filter(
            proposer=person,
            proposed_at__isnull=True,
            taken_over_at__isnull=True,
            withdrawn_at__isnull=True,
        ).select_related("unit")

    def running(self):
        """Those that are on their way: proposed or further, not ended."""
        return self.filter(
            Q(proposed_at__isnull=False) | Q(taken_over_at__isnull=False),
            withdrawn_at__isnull=True,
        ).exclude(stage=Stage.CLOSED)

    def with_clocks(self):
        """Those on their way whose clocks run: accepted by a lead if taken over."""
        return self.running().filter(
            Q(taken_over_at__isnull=True) | Q(accepted_at__isnull=False)
        )

    def with_status(self, status: str):
        """Those whose computed status is this one."""
        entered = Q(proposed_at__isnull=False) | Q(taken_over_at__isnull=False)
        rules = {
            "draft": Q(
                proposed_at__isnull=True,
                taken_over_at__isnull=True,
                withdrawn_at__isnull=True,
            ),
            "withdrawn": Q(withdrawn_at__isnull=False),
            "closed": Q(stage=Stage.CLOSED),
            "stopped": Q(stopped_at__isnull=False) & ~Q(stage=Stage.CLOSED),
            "taken_over": Q(
                taken_over_at__isnull=False,
                accepted_at__isnull=True,
                stopped_at__isnull=True,
            )
            & ~Q(stage=Stage.CLOSED),
            "active": entered
            & Q(withdrawn_at__isnull=True, stopped_at__isnull=True)
            & (Q(taken_over_at__isnull=True) | Q(accepted_at__isnull=False))
            & ~Q(stage=Stage.CLOSED),
        }
        return self.filter(rules[status]) if status in rules else self.none()

    def matching(self, words: str):
        """Those whose text contains every word, in any case and with accents."""
        rows = self
        for word in words.casefold().split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows
