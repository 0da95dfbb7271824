"""What people owe in stage 1: consultations, information, opinions, answers."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Exposure, Initiative
from initiatives.obligations import Obligation, Verb
from initiatives.stages import Stage
from literacy.models import Consultation, Override, Right, Waiver
from organisation import access
from organisation.functions import Function

MOST = 200


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    held = access.current_holdings(person)
    visible = Initiative.objects.visible_to(person).running()
    hr = _branches(held, Function.HR)
    legal = _branches(held, Function.LEGAL)
    rows = []
    if hr is not None:
        rows += _to_open(visible.filter(hr)) + _to_hand_over(visible.filter(hr))
    if legal is not None:
        rows += _to_answer(visible.filter(legal), person)
    bodies = [seat.body_id for seat in access.seats(person)]
    if bodies:
        rows += _to_opine(visible, bodies)
    return rows[:MOST]


def _branches(held, function) -> Q | None:
    """The initiatives of the units over which a person holds a function."""
    paths = {h.path for h in held if h.function == function}
    if not paths:
        return None
    asked = Q()
    for path in paths:
        asked |= Q(unit__path__startswith=path)
    return asked


def _to_open(initiatives):
    exposures = (
        Exposure.objects.filter(
            initiative__in=initiatives.filter(stage=Stage.LITERACY),
            in_scope=True,
            site__bodies__is_active=True,
        )
        .annotate(body=F("site__bodies"), body_name=F("site__bodies__name"))
        .filter(
            ~Exists(
                Consultation.objects.filter(
                    initiative=OuterRef("initiative"),
                    site=OuterRef("site"),
                    body=OuterRef("body"),
                )
            ),
            ~Exists(
                # a waiver that waits is owed by Legal, not by HR
                Waiver.objects.filter(
                    initiative=OuterRef("initiative"), site=OuterRef("site")
                ).exclude(agreed=False)
            ),
        )
        .select_related("initiative", "site")
        .order_by("initiative__stage_since", "initiative", "site", "body")
    )
    found = {}
    for row in exposures[: MOST * 2]:
        found.setdefault((row.initiative_id, row.site_id, row.body), row)
    return [
        Obligation(
            Verb.PREPARE,
            row.initiative,
            format_lazy(
                _("Open the consultation of {body} at {site}"),
                body=row.body_name,
                site=row.site.name,
            ),
            row.initiative.stage_since,
            None,
            _address("open-consultation", row.initiative),
            Function.HR,
        )
        for row in found.values()
    ]


def _to_hand_over(initiatives):
    rows = (
        Consultation.objects.with_standing()
        .filter(initiative__in=initiatives, informed_on__isnull=True)
        .select_related("initiative", "body")
        .order_by("opened_at")[:MOST]
    )
    return [
        Obligation(
            Verb.PREPARE,
            row.initiative,
            format_lazy(_("Hand over the information to {body}"), body=row.body.name),
            row.opened_at,
            None,
            _address("hand-over-information", row.initiative, row.pk),
            Function.HR,
        )
        for row in rows
    ]


def _to_opine(initiatives, bodies):
    rows = (
        Consultation.objects.with_standing()
        .filter(
            initiative__in=initiatives,
            body__in=bodies,
            informed_on__isnull=False,
            outcome="",
        )
        .exclude(right=Right.INFORM)
        .select_related("initiative", "body")
        .order_by("opened_at")[:MOST]
    )
    return [
        Obligation(
            Verb.ANSWER,
            row.initiative,
            format_lazy(
                _("Give the opinion of {body} on {subject}"),
                body=row.body.name,
                subject=row.subject,
            ),
            row.opened_at,
            None,
            _address("give-opinion", row.initiative, row.pk),
        )
        for row in rows
    ]


def _to_answer(initiatives, person):
    asked = (
        (Waiver, _("Confirm that no consultation is required at {site}"), "waiver"),
        (Override, _("Answer the exception to the block at {site}"), "override"),
    )
    return [
        Obligation(
            Verb.CONFIRM,
            row.initiative,
            format_lazy(sentence, site=row.site.name),
            row.asked_at,
            None,
            _address(f"answer-{name}", row.initiative, row.pk),
            Function.LEGAL,
        )
        for model, sentence, name in asked
        for row in model.objects.open()
        .filter(initiative__in=initiatives)
        .exclude(asked_by=person)
        .select_related("initiative", "site")
        .order_by("asked_at")[:MOST]
    ]


def _address(name, initiative, *more):
    return reverse(f"literacy:{name}", args=[initiative.ref, *more])
