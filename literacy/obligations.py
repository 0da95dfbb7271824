"""What people owe in stage 1: consultations, information, opinions, answers."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Exposure, Initiative
from initiatives.obligations import Obligation, Owed, Verb, read
from initiatives.stages import Stage
from literacy.models import (
    Concern,
    Consultation,
    Override,
    PublishedQuestion,
    Right,
    Waiver,
)
from organisation import access
from organisation.functions import Function
from organisation.models import Seat

MOST = 200


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    return read(owed(person), MOST)


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here."""
    held = access.current_holdings(person)
    visible = Initiative.objects.visible_to(person).running()
    hr = _branches(held, Function.HR)
    legal = _branches(held, Function.LEGAL)
    kinds = []
    if hr is not None:
        kinds += [_to_open(visible.filter(hr)), _to_hand_over(visible.filter(hr))]
        kinds.append(_to_read(visible.filter(hr)))
    if held:
        kinds.append(_to_reply(visible, held))
    if legal is not None:
        kinds += _to_answer(visible.filter(legal), person)
    seats = Seat.objects.in_force(clock.today()).filter(
        person=person, body__is_active=True
    )
    return [*kinds, _to_opine(visible, seats.values("body"))]


def _branches(held, function) -> Q | None:
    """The initiatives of the units over which a person holds a function."""
    paths = {h.path for h in held if h.function == function}
    if not paths:
        return None
    asked = Q()
    for path in sorted(paths):
        asked |= Q(unit__path__startswith=path)
    return asked


def _to_open(initiatives):
    here = {"initiative": OuterRef("initiative"), "site": OuterRef("site")}
    rows = (
        Exposure.objects.filter(
            initiative__in=initiatives.filter(stage=Stage.LITERACY).values("pk"),
            in_scope=True,
            site__bodies__is_active=True,
        )
        .annotate(body=F("site__bodies"), body_name=F("site__bodies__name"))
        .filter(
            ~Exists(Consultation.objects.filter(**here, body=OuterRef("body"))),
            # a waiver that waits is owed by Legal, not by HR
            ~Exists(Waiver.objects.filter(**here).exclude(agreed=False)),
            # several units at one site ask once
            ~Exists(
                Exposure.objects.filter(**here, in_scope=True, pk__lt=OuterRef("pk"))
            ),
        )
    )
    return Owed(
        kind="literacy.open",
        rows=rows,
        since="initiative__stage_since",
        key="body",
        one=F("body_name"),
        other=F("site__name"),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            format_lazy(
                _("Open the consultation of {body} at {site}"),
                body=row.one,
                site=row.other,
            ),
            row.since,
            None,
            _address("open-consultation", initiative),
            Function.HR,
        ),
    )


def _to_hand_over(initiatives):
    return Owed(
        kind="literacy.inform",
        rows=Consultation.objects.with_standing().filter(
            initiative__in=initiatives.values("pk"), informed_on__isnull=True
        ),
        since="opened_at",
        key="pk",
        one=F("body__name"),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            format_lazy(_("Hand over the information to {body}"), body=row.one),
            row.since,
            None,
            _address("hand-over-information", initiative, row.key),
            Function.HR,
        ),
    )


def _to_read(initiatives):
    return Owed(
        kind="literacy.concern",
        rows=Concern.objects.unread().filter(initiative__in=initiatives.values("pk")),
        since="released_at",
        due_at="answer_by",
        one=F("pk"),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            _("Read what was asked about it, and answer it or pass it on"),
            row.since,
            row.due_at,
            reverse("literacy:concern", args=[UUID(row.one)]),
            Function.HR,
        ),
    )


def _to_reply(initiatives, held):
    mine = Q(pk__in=[])
    for holding in held:
        mine |= Q(
            function=holding.function, initiative__unit__path__startswith=holding.path
        )
    return Owed(
        kind="literacy.question",
        rows=PublishedQuestion.objects.open().filter(
            mine, initiative__in=initiatives.values("pk")
        ),
        since="since",
        due_at="answer_by",
        function=F("function"),
        one=F("pk"),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            _("Answer a question of employees"),
            row.since,
            row.due_at,
            reverse("literacy:question", args=[UUID(row.one)]),
            row.function,
        ),
    )


def _to_opine(initiatives, bodies):
    return Owed(
        kind="literacy.opinion",
        rows=Consultation.objects.with_standing()
        .filter(
            initiative__in=initiatives.values("pk"),
            body__in=bodies,
            informed_on__isnull=False,
            outcome="",
        )
        .exclude(right=Right.INFORM),
        since="opened_at",
        key="pk",
        one=F("body__name"),
        other=F("subject"),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            format_lazy(
                _("Give the opinion of {body} on {subject}"),
                body=row.one,
                subject=row.other,
            ),
            row.since,
            None,
            _address("give-opinion", initiative, row.key),
        ),
    )


def _to_answer(initiatives, person):
    return [
        _two_person(
            Waiver,
            "waiver",
            _("Confirm that no consultation is required at {site}"),
            initiatives,
            person,
        ),
        _two_person(
            Override,
            "override",
            _("Answer the exception to the block at {site}"),
            initiatives,
            person,
        ),
    ]


def _two_person(model, name, sentence, initiatives, person):
    return Owed(
        # in the order in which Legal reads them
        kind={"waiver": "literacy.confirm", "override": "literacy.except"}[name],
        rows=model.objects.open()
        .filter(initiative__in=initiatives.values("pk"))
        .exclude(asked_by=person),
        since="asked_at",
        key="pk",
        one=F("site__name"),
        word=lambda row, initiative: Obligation(
            Verb.CONFIRM,
            initiative,
            format_lazy(sentence, site=row.one),
            row.since,
            None,
            _address(f"answer-{name}", initiative, row.key),
            Function.LEGAL,
        ),
    )


def _address(name, initiative, *more):
    return reverse(f"literacy:{name}", args=[initiative.ref, *more])
