"""What people owe in stage 1: consultations, information, opinions, answers."""

from datetime import timedelta
from uuid import UUID

from django.db.models import (
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Exposure, Initiative
from initiatives.obligations import Obligation, Owed, Verb, read
from initiatives.stages import Stage
from literacy import ai_act, pulses
from literacy.law.clock import today_there
from literacy.models import (
    OPEN_ENDED,
    Commitment,
    Concern,
    Consultation,
    Event,
    Novelty,
    Opinion,
    Override,
    Prevention,
    PublishedQuestion,
    Pulse,
    Side,
    Triage,
    Waiver,
)
from organisation import access
from organisation.functions import Function
from organisation.models import Body, Unit

MOST = 200
LOCAL = [kind for kind in Body.Kind.values if kind != Body.Kind.EUROPEAN]


def obligations(person) -> list[Obligation]:
    """What this person owes here, on initiatives that they may see."""
    return read(owed(person), MOST)


def owed(person) -> list[Owed]:
    """The kinds of obligations that this person may have here."""
    held = access.current_holdings(person)
    visible = Initiative.objects.seen_by(person).running()
    hr = _branches(held, Function.HR)
    legal = _branches(held, Function.LEGAL)
    kinds = []
    if hr is not None:
        mine = visible.filter(hr)
        of_everybody = any(h.is_of_root and h.function == Function.HR for h in held)
        kinds += [
            _to_open(mine),
            _to_open_by_law(mine),
            _to_hand_over(mine),
            _to_answer_requests(mine),
            _to_respond(mine),
            _to_read(mine, of_everybody),
        ]
        if of_everybody:
            kinds.append(_to_open_pulse())
    if held:
        kinds.append(_to_reply(visible, held))
    if legal is not None:
        kinds += _to_answer(visible.filter(legal), person)
        kinds.append(_to_sign_evolution(visible.filter(legal), person))
        kinds.append(_to_screen_again(visible.filter(legal)))
    if bodies := [seat.body_id for seat in access.current_seats(person)]:
        kinds += [_to_opine(bodies), _to_accept_terms(bodies)]
    return [*kinds, _to_put_in_place(visible, person), _to_keep(person)]


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
            site__bodies__kind__in=LOCAL,
        )
        .annotate(body=F("site__bodies"), body_name=F("site__bodies__name"))
        .filter(
            ~Exists(Consultation.objects.filter(**here, body=OuterRef("body"))),
            # once the triage is answered, the law says who is consulted
            ~Exists(Triage.objects.filter(initiative=OuterRef("initiative"))),
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


def _to_open_by_law(initiatives):
    """Triage answered, bodies sit there, and nothing is open nor justified as needless.

    Opening what the law asks for opens all of it at once, so that nothing of it can
    be open alone.
    """
    here = {"initiative": OuterRef("pk")}
    sits = Exposure.objects.filter(**here, in_scope=True, site__bodies__is_active=True)
    rows = initiatives.filter(
        Exists(Triage.objects.filter(**here)),
        Exists(sits),
        ~Exists(Triage.objects.filter(**here, agreed=True)),
        ~Exists(Consultation.objects.filter(**here)),
        ~Exists(Waiver.objects.filter(**here).exclude(agreed=False)),
        stage=Stage.LITERACY,
    )
    return Owed(
        kind="literacy.required",
        rows=rows,
        initiative="pk",
        since="stage_since",
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            _("Open the consultations that the law asks for, or say why none is"),
            row.since,
            None,
            _address("open-required", initiative),
            Function.HR,
        ),
    )


def _to_answer_requests(initiatives):
    rows = Event.objects.filter(
        consultation__initiative__in=initiatives.values("pk"),
        consultation__followed_by__isnull=True,
        kind=Event.Kind.REQUEST,
        answer__isnull=True,
    ).exclude(consultation__in=_answered())
    return Owed(
        kind="literacy.request",
        rows=rows,
        initiative="consultation__initiative_id",
        since="recorded_at",
        key="pk",
        one=F("consultation__body__name"),
        other=Cast(F("consultation_id"), TextField()),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            format_lazy(_("Answer {body}, which asks for documents"), body=row.one),
            row.since,
            None,
            _address("answer-event", initiative, row.other, row.key),
            Function.HR,
        ),
    )


def _to_respond(initiatives):
    return Owed(
        kind="literacy.respond",
        rows=Consultation.objects.to_answer().filter(
            initiative__in=initiatives.values("pk")
        ),
        since="opened_at",
        key="pk",
        one=F("body__name"),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            format_lazy(_("Give {body} the employer's reasoned answer"), body=row.one),
            row.since,
            None,
            _address("consultation-act", initiative, row.key, "response"),
            Function.HR,
        ),
    )


def _to_accept_terms(bodies):
    rows = Event.objects.filter(
        consultation__body__in=bodies,
        consultation__followed_by__isnull=True,
        kind=Event.Kind.PROPOSAL,
        side=Side.EMPLOYER,
        answer__isnull=True,
    ).exclude(consultation__in=_answered())
    return Owed(
        kind="literacy.term",
        rows=rows,
        initiative="consultation__initiative_id",
        since="recorded_at",
        key="pk",
        one=F("consultation__body__name"),
        other=Cast(F("consultation_id"), TextField()),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            format_lazy(_("Answer the term proposed to {body}"), body=row.one),
            row.since,
            None,
            _address("answer-event", initiative, row.other, row.key),
        ),
    )


def _to_keep(person):
    """Commitments to bodies that this person owns."""
    today = clock.today()
    over = today if clock.end_of(today) <= clock.now() else today - timedelta(days=1)
    return Owed(
        kind="literacy.keep",
        rows=Commitment.objects.open().filter(
            owner=person,
            consultation__initiative__in=Initiative.objects.running().values("pk"),
        ),
        initiative="consultation__initiative_id",
        since="made_at",
        # the day is enough to sort by; it ends when its last instant has passed
        due_at="due_on",
        is_late=Q(due_on__lte=over),
        key="pk",
        one=Left("text", 120),
        other=Cast(F("consultation_id"), TextField()),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            format_lazy(_("Promised to a body: {text}"), text=row.one),
            row.since,
            clock.end_of(row.due_at.date()),
            _address("fulfil", initiative, row.other, row.key),
        ),
    )


def _answered():
    """The consultations that an opinion has closed."""
    return Opinion.objects.exclude(outcome=OPEN_ENDED).values("consultation")


def _subject(text):
    """A subject; where it is the title of a rule, in the reader's language."""
    return _(text) if text else ""


def _to_hand_over(initiatives):
    return Owed(
        kind="literacy.inform",
        rows=Consultation.objects.to_inform().filter(
            initiative__in=initiatives.values("pk")
        ),
        since="opened_at",
        # owed at once, as the stall counts it
        due_at="opened_at",
        key="pk",
        one=F("body__name"),
        other=F("subject"),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            format_lazy(
                _("Hand over the information to {body} on {subject}"),
                body=row.one,
                subject=_subject(row.other),
            ),
            row.since,
            row.due_at,
            _address("hand-over-information", initiative, row.key),
            Function.HR,
        ),
    )


def _to_read(initiatives, of_everybody):
    about = Q(initiative__in=initiatives.values("pk"))
    if of_everybody:
        about |= Q(initiative__isnull=True)
    return Owed(
        kind="literacy.concern",
        rows=Concern.objects.unread().filter(about),
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


def _to_open_pulse():
    """The pulse of everybody, once a quarter from the first one on."""
    ever = Pulse.objects.filter(initiative__isnull=True)
    return Owed(
        kind="literacy.pulse",
        rows=Unit.objects.filter(
            ~Exists(pulses.of_this_quarter()), Exists(ever), parent__isnull=True
        ),
        initiative=Cast(Value(None), UUIDField()),
        since=Cast(Value(pulses.quarter_began().isoformat()), DateTimeField()),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            _("Open the pulse of this quarter"),
            row.since,
            None,
            reverse("literacy:pulses"),
            Function.HR,
        ),
    )


def _to_reply(initiatives, held):
    seen = Q(initiative__in=initiatives.values("pk"))
    mine = Q(pk__in=[])
    for holding in held:
        mine |= seen & Q(
            function=holding.function, initiative__unit__path__startswith=holding.path
        )
        if holding.is_of_root:
            mine |= Q(function=holding.function, initiative__isnull=True)
    return Owed(
        kind="literacy.question",
        rows=PublishedQuestion.objects.open().filter(mine),
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


def _to_opine(bodies):
    # the body is consulted, also where the initiative is confidential to others
    return Owed(
        kind="literacy.opinion",
        rows=Consultation.objects.awaiting().filter(
            initiative__in=Initiative.objects.running().values("pk"), body__in=bodies
        ),
        since="opened_at",
        due_at="due_on",
        is_late=Q(due_on__lt=today_there("site__country")),
        key="pk",
        one=F("body__name"),
        other=F("subject"),
        word=lambda row, initiative: Obligation(
            Verb.ANSWER,
            initiative,
            format_lazy(
                _("Give the opinion of {body} on {subject}"),
                body=row.one,
                subject=_subject(row.other),
            ),
            row.since,
            clock.end_of(row.due_at.date()) if row.due_at else None,
            _address("give-opinion", initiative, row.key),
        ),
    )


def _to_put_in_place(initiatives, person):
    return Owed(
        kind="literacy.prevention",
        rows=Prevention.objects.open().filter(
            initiative__in=initiatives.values("pk"), owner=person
        ),
        since="recorded_at",
        # the day is enough to sort by; it ends when its last instant has passed
        due_at="due_on",
        is_late=Q(due_on__lt=clock.today()),
        key="pk",
        one=Left("text", 120),
        word=lambda row, initiative: Obligation(
            Verb.PREPARE,
            initiative,
            format_lazy(_("Put a prevention measure in place: {text}"), text=row.one),
            row.since,
            clock.end_of(row.due_at.date()),
            _address("finish-prevention", initiative, row.key),
            Function.HR,
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


def _to_sign_evolution(initiatives, person):
    return Owed(
        kind="literacy.evolution",
        rows=Triage.objects.latest()
        .filter(
            initiative__in=initiatives.values("pk"),
            novelty=Novelty.EVOLUTION,
            agreed__isnull=True,
        )
        .exclude(answered_by=person),
        since="answered_at",
        key="pk",
        word=lambda row, initiative: Obligation(
            Verb.CONFIRM,
            initiative,
            _("Say whether it is no new technology, as HR answers"),
            row.since,
            None,
            _address("sign-triage", initiative, row.key),
            Function.LEGAL,
        ),
    )


def _to_screen_again(initiatives):
    return Owed(
        kind="literacy.screening",
        rows=ai_act.reopened().filter(initiative__in=initiatives.values("pk")),
        since="screened_at",
        word=lambda row, initiative: Obligation(
            Verb.DECIDE,
            initiative,
            _("Look at the AI Act screening again"),
            row.since,
            None,
            _address("screening", initiative),
            Function.LEGAL,
        ),
    )


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
