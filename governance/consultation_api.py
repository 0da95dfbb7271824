"""The API of consultations, of the body's own side, and of the first use."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import clock
from audit.errors import Invalid
from governance.api import _find, _person
from governance.consultation_bodies import (
    FILES,
    AnswerBody,
    AnswerEventBody,
    CommitmentBody,
    ConsultationDetail,
    ConsultationRow,
    DeliveryBody,
    DoneBody,
    ExpertBody,
    InformationBody,
    MinutesBody,
    NoBody,
    NoteBody,
    NoteRow,
    OpenBody,
    OpinionBody,
    OrderBody,
    OverrideBody,
    Recorded,
    ReopenBody,
    ResponseBody,
    TermBody,
    TextBody,
    UseBody,
    WaiverBody,
)
from initiatives.models import Initiative
from literacy import actions, council_pages, reading
from literacy.councils import may_read_notes, notes
from literacy.filing import checklist
from literacy.law import clock as terms
from literacy.models import (
    Commitment,
    Consultation,
    Event,
    LawRule,
    LawRuleVersion,
    Override,
    Waiver,
)
from organisation import access
from organisation.api import REFUSALS, body_of
from organisation.models import Body, Site


class Consultations(APIView):
    """The consultations of an initiative."""

    @extend_schema(
        operation_id="consultations_list",
        responses={200: ConsultationRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List those whose file this person may open, 300 at most."""
        initiative = _find(request, ref)
        rows = council_pages.full(
            _readable(request).filter(initiative=initiative)
        ).order_by("pk")
        return Response(_rows(rows))

    @extend_schema(request=OpenBody, responses={201: ConsultationRow, **REFUSALS})
    def post(self, request, ref):
        """Open a consultation."""
        initiative = _find(request, ref)
        body = body_of(OpenBody, request)
        version = None
        if body["rule"]:
            version = _rule(body["rule"])
        row = actions.open_consultation(
            initiative,
            by=request.user,
            site=_row(Site, body["site"], "site"),
            body=_row(Body, body["body"], "body"),
            rule=version,
            right=body["right"],
            subject=body["subject"],
        )
        return Response(_detail(row.pk), status=201)


class Required(APIView):
    """The consultations that the law asks for."""

    @extend_schema(request=NoBody, responses={201: Recorded(many=True), **REFUSALS})
    def post(self, request, ref):
        """Open all that are not open yet."""
        initiative = _find(request, ref)
        body_of(NoBody, request)
        rows = actions.open_required(initiative, by=request.user)
        return Response([{"id": row.pk} for row in rows], status=201)


class Council(APIView):
    """The files of the bodies on which the signed-in person sits."""

    @extend_schema(
        operation_id="council_list",
        responses={200: ConsultationRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List them, the newest first; nobody else has this list."""
        seats = access.current_seats(request.user)
        if not seats:
            raise Http404
        rows = council_pages.full(
            Consultation.objects.filter(body__in=[s.body_id for s in seats])
        ).order_by("-opened_at")
        return Response(_rows(rows))


class OneConsultation(APIView):
    """One consultation."""

    @extend_schema(responses={200: ConsultationDetail, **REFUSALS})
    def get(self, request, pk):
        """Show where it stands, its clock and what was done."""
        row = _consultation(request, pk)
        return Response(_detail(row.pk))


class Notes(APIView):
    """The notes of a body, for its members alone."""

    @extend_schema(responses={200: NoteRow(many=True), **REFUSALS})
    def get(self, request, pk):
        """Read them."""
        row = _consultation(request, pk)
        if not may_read_notes(request.user, row):
            raise Http404
        return Response(
            [
                {
                    "id": note["row"].pk,
                    "text": note["text"],
                    "written_at": note["row"].written_at,
                    "written_by": note["row"].written_by_id,
                }
                for note in notes(row)
            ]
        )

    @extend_schema(request=NoteBody, responses={201: Recorded, **REFUSALS})
    def post(self, request, pk):
        """Keep one."""
        row = _consultation(request, pk)
        if not may_read_notes(request.user, row):
            raise Http404
        made = actions.write_note(row, by=request.user, **body_of(NoteBody, request))
        return Response({"id": made.pk}, status=201)


def _act(name, body, action, about):
    """A view for one act in the file of a consultation."""

    class Act(APIView):
        parser_classes = FILES

        @extend_schema(
            operation_id=f"consultation_{name}",
            request=body,
            responses={201: ConsultationDetail, **REFUSALS},
            description=about,
        )
        def post(self, request, pk):
            row = _consultation(request, pk)
            values = body_of(body, request)
            if "owner" in values:
                values["owner"] = _person(values["owner"], "owner")
            made = action(row, by=request.user, **values)
            kept = made if isinstance(made, Consultation) else row
            return Response(_detail(kept.pk), status=201)

    Act.__name__ = Act.__qualname__ = f"Consultation{name.title()}"
    Act.__doc__ = about
    return Act


ACTS = {
    name: _act(name, body, action, about)
    for name, body, action, about in (
        (
            "information",
            InformationBody,
            actions.hand_over_information,
            "Hand over information.",
        ),
        ("opinion", OpinionBody, actions.give_opinion, "Give the body's opinion."),
        ("delivery", DeliveryBody, actions.prove_delivery, "Prove the delivery."),
        ("minutes", MinutesBody, actions.minute_talks, "Record talks."),
        ("term", TermBody, actions.propose_term, "Propose another term."),
        ("order", OrderBody, actions.record_order, "Record an order."),
        ("response", ResponseBody, actions.respond, "Answer the opinion."),
        ("commitment", CommitmentBody, actions.commit_to, "Make a commitment."),
        ("addendum", TextBody, actions.add_addendum, "Write an addendum."),
        ("reopen", ReopenBody, actions.reopen, "Consult again after a change."),
        ("documents", TextBody, actions.ask_documents, "Ask for documents."),
        ("expert", ExpertBody, actions.name_expert, "Name an expert."),
        ("authority", DeliveryBody, actions.ask_authority, "An authority was asked."),
    )
}
"""One view for each act, by the last word of its address."""


class AnswerEvent(APIView):
    """A request for documents, or a term that was proposed."""

    parser_classes = FILES

    @extend_schema(
        request=AnswerEventBody, responses={201: ConsultationDetail, **REFUSALS}
    )
    def post(self, request, pk):
        """Answer it."""
        event = get_object_or_404(
            Event.objects.filter(
                consultation__in=_readable(request).values("pk"),
                kind__in=(Event.Kind.REQUEST, Event.Kind.PROPOSAL),
            ).select_related("consultation__initiative"),
            pk=pk,
        )
        body = body_of(AnswerEventBody, request)
        if event.kind == Event.Kind.REQUEST:
            actions.answer_request(
                event, by=request.user, text=body["text"], upload=body["upload"]
            )
        else:
            actions.answer_term(event, by=request.user, answer=body["answer"])
        return Response(_detail(event.consultation_id), status=201)


class Done(APIView):
    """A promise to a body."""

    parser_classes = FILES

    @extend_schema(request=DoneBody, responses={201: Recorded, **REFUSALS})
    def post(self, request, pk):
        """Show that it was kept."""
        rows = Commitment.objects.select_related("consultation__initiative__unit")
        promise = rows.filter(pk=pk, owner=request.user).first()
        if promise is None:
            promise = get_object_or_404(
                rows.filter(consultation__in=_readable(request).values("pk")), pk=pk
            )
        made = actions.fulfil(promise, by=request.user, **body_of(DoneBody, request))
        return Response({"id": made.pk}, status=201)


class Waivers(APIView):
    """That no consultation is required at a site."""

    @extend_schema(request=WaiverBody, responses={201: Recorded, **REFUSALS})
    def post(self, request, ref):
        """Justify it; Legal confirms."""
        initiative = _find(request, ref)
        body = body_of(WaiverBody, request)
        rule = None
        if body["rule"]:
            rule = LawRule.objects.filter(code=body["rule"]).first()
            if rule is None:
                raise _no_rule()
        row = actions.ask_waiver(
            initiative,
            by=request.user,
            site=_row(Site, body["site"], "site"),
            reason=body["reason"],
            rule=rule,
        )
        return Response({"id": row.pk}, status=201)


class Overrides(APIView):
    """That real work may begin at a site before the consultation."""

    @extend_schema(request=OverrideBody, responses={201: Recorded, **REFUSALS})
    def post(self, request, ref):
        """Ask for it as Leadership; Legal confirms."""
        initiative = _find(request, ref)
        body = body_of(OverrideBody, request)
        row = actions.ask_override(
            initiative,
            by=request.user,
            site=_row(Site, body["site"], "site"),
            reason=body["reason"],
        )
        return Response({"id": row.pk}, status=201)


class AnswerWaiver(APIView):
    """The answer of Legal to a waiver."""

    @extend_schema(request=AnswerBody, responses={200: Recorded, **REFUSALS})
    def post(self, request, pk):
        """Confirm or refuse it."""
        return _second(request, pk, Waiver, actions.answer_waiver)


class AnswerOverride(APIView):
    """The answer of Legal to an exception to the block."""

    @extend_schema(request=AnswerBody, responses={200: Recorded, **REFUSALS})
    def post(self, request, pk):
        """Confirm or refuse it."""
        return _second(request, pk, Override, actions.answer_override)


class Use(APIView):
    """The first use at a site."""

    @extend_schema(request=UseBody, responses={201: Recorded, **REFUSALS})
    def post(self, request, ref):
        """Record it; on real work every blocking consultation comes first."""
        initiative = _find(request, ref)
        body = body_of(UseBody, request)
        body["site"] = _row(Site, body["site"], "site")
        row = actions.start_use(initiative, by=request.user, **body)
        return Response({"id": row.pk}, status=201)


def _second(request, pk, model, action):
    seen = Initiative.objects.visible_to(request.user).values("pk")
    row = get_object_or_404(
        model.objects.filter(initiative__in=seen).select_related(
            "initiative__unit", "site"
        ),
        pk=pk,
    )
    action(row, by=request.user, **body_of(AnswerBody, request))
    return Response({"id": row.pk})


def _readable(request):
    return Consultation.objects.readable_by(
        request.user, Initiative.objects.visible_to(request.user)
    )


def _consultation(request, pk):
    return get_object_or_404(council_pages.full(_readable(request)), pk=pk)


def _row(model, pk, field):
    found = model.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("Nothing here has this id."), field=field)
    return found


def _no_rule():
    return Invalid(_("No rule of law that is in force has this code."), field="rule")


def _rule(code):
    version = (
        LawRuleVersion.objects.in_force(clock.today()).filter(rule__code=code).first()
    )
    if version is None:
        raise _no_rule()
    return version


def _rows(rows):
    return ConsultationRow(
        [_plain(row) for row in rows[: council_pages.MOST]], many=True
    ).data


def _plain(row):
    return {
        "id": row.pk,
        "initiative": row.initiative.ref,
        "site": row.site.name,
        "body": row.body.name,
        "right": row.right,
        "rule": row.rule.rule.code if row.rule else "",
        "subject": row.subject,
        "state": row.state.value,
        "sentence": str(reading.sentence(row)),
        "has_passed": row.has_passed,
        "due_on": row.due_on,
        "outcome": row.outcome,
        "follows": row.follows_id,
    }


def _detail(pk):
    row = council_pages.full(Consultation.objects.all()).get(pk=pk)
    last = row.deadlines.order_by("-pk").first()
    return ConsultationDetail(
        _plain(row)
        | {
            "derivation": terms.sentence(last.facts) if last else "",
            "calendar_version": last.calendar_version if last else "",
            "law_version": last.law_version if last else "",
            "checklist": [
                {
                    "item": item["n"],
                    "text": item["text"],
                    "handed_over_on": item["handed"].on if item["handed"] else None,
                }
                for item in checklist(row)
            ],
            "events": [
                {
                    "id": event.pk,
                    "kind": event.kind,
                    "side": event.side,
                    "on": event.on,
                    "is_open": event.kind in ("request", "proposal")
                    and not hasattr(event, "answer"),
                }
                for event in row.events.select_related("answer")
            ],
            "commitments": [
                {
                    "id": promise.pk,
                    "text": promise.text,
                    "owner": promise.owner.email,
                    "due_on": promise.due_on,
                    "is_confidential": promise.is_confidential,
                    "kept_on": promise.fulfilment.on
                    if hasattr(promise, "fulfilment")
                    else None,
                }
                for promise in row.commitments.standing().select_related(
                    "owner", "fulfilment"
                )
            ],
        }
    ).data
