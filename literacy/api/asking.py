"""The API of what one does for oneself: ask by name, follow the calendar, keep notes.

What is asked without an open name has no address here: it is sent from a page that
knows no session.
"""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from initiatives.models import Initiative
from literacy import actions, voicing
from literacy.councils import may_read_notes
from literacy.models import Concern, Consultation, Theme
from literacy.views.law import readers_only
from organisation.api import REFUSALS, Strict, body_of


class AskBody(Strict):
    """A question or concern, said with one's name."""

    theme = serializers.ChoiceField(choices=Theme.choices)
    text = serializers.CharField()
    ref = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Empty: AI in general."
    )


class MoreBody(Strict):
    """What is added."""

    text = serializers.CharField()


class NoWords(Strict):
    """The address says it all."""


class OwnConcern(serializers.Serializer):
    """What one asked with one's name, and where its answer stands."""

    id = serializers.UUIDField()
    ref = serializers.CharField(allow_null=True)
    theme = serializers.CharField()
    text = serializers.CharField(help_text="Empty: taken back, or erased in time.")
    answer_by = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    question = serializers.UUIDField(
        allow_null=True, help_text="The published question that it became."
    )


class FeedAddress(serializers.Serializer):
    """The secret address of a feed; nobody can read it again."""

    address = serializers.CharField()


class Concerns(APIView):
    """What the signed-in person asked with their name."""

    @extend_schema(responses={200: OwnConcern(many=True), **REFUSALS})
    def get(self, request):
        """List it, the newest first, 100."""
        rows = Concern.objects.of_asker(request.user).select_related("initiative")
        rows = rows.order_by("-released_at", "pk")[:100]
        return Response([_told(row) for row in rows])

    @extend_schema(request=AskBody, responses={201: OwnConcern, **REFUSALS})
    def post(self, request):
        """Ask with one's name; its reader has it at once."""
        body = body_of(AskBody, request)
        row = actions.ask_by_name(
            by=request.user,
            theme=body["theme"],
            text=body["text"],
            initiative=_about(body["ref"], request.user),
        )
        return Response(_told(row), status=201)


class More(APIView):
    """Something added to what one asked."""

    @extend_schema(request=MoreBody, responses={201: OwnConcern, **REFUSALS})
    def post(self, request, pk):
        """Add it."""
        row = _own(request, pk)
        actions.write_again(row, by=request.user, **body_of(MoreBody, request))
        return Response(_told(_own(request, pk)), status=201)


class Withdrawal(APIView):
    """What one asked, taken back."""

    @extend_schema(request=NoWords, responses={201: OwnConcern, **REFUSALS})
    def post(self, request, pk):
        """Take it back: its text is erased."""
        body_of(NoWords, request)
        actions.withdraw_concern(_own(request, pk), by=request.user)
        return Response(_told(_own(request, pk)), status=201)


class Feed(APIView):
    """One's own calendar feed, for a calendar program."""

    @extend_schema(request=NoWords, responses={201: FeedAddress, **REFUSALS})
    def post(self, request):
        """Make a new secret address; the one before stops working."""
        readers_only(request)
        body_of(NoWords, request)
        key = actions.renew_feed(by=request.user)
        address = f"{settings.BASE_URL}{reverse('literacy:feed')}?key={key}"
        return Response({"address": address}, status=201)


class EndFeed(APIView):
    """The end of one's own calendar feed."""

    @extend_schema(request=NoWords, responses={201: NoWords, **REFUSALS})
    def post(self, request):
        """Close it: its address answers nobody any more."""
        readers_only(request)
        body_of(NoWords, request)
        actions.close_feed(by=request.user)
        return Response({}, status=201)


class EraseNotes(APIView):
    """The notes of a body on one file, erased."""

    @extend_schema(request=NoWords, responses={201: NoWords, **REFUSALS})
    def post(self, request, pk):
        """Erase them for good, for members of the body alone."""
        row = get_object_or_404(Consultation.objects.select_related("body"), pk=pk)
        if not may_read_notes(request.user, row):
            raise Http404
        body_of(NoWords, request)
        actions.erase_notes(row, by=request.user)
        return Response({}, status=201)


def _own(request, pk):
    rows = Concern.objects.of_asker(request.user).select_related("initiative")
    return get_object_or_404(rows, pk=pk)


def _about(ref, person):
    """The initiative of a reference that this person may read of, or nothing."""
    if not ref.strip():
        return None
    rows = Initiative.objects.filter(ref__iexact=ref.strip()[:12])
    for mine in (rows.visible_to(person), rows.concerning(person)):
        if row := mine.first():
            return row
    raise Invalid(
        _("There is no initiative %(ref)s that you can see.") % {"ref": ref[:12]},
        field="ref",
    )


def _told(row) -> dict:
    told = {
        "id": row.pk,
        "ref": row.initiative.ref if row.initiative else None,
        "theme": row.theme,
        "text": voicing.clear(row),
        "answer_by": row.answer_by,
        "withdrawn_at": row.withdrawn_at,
        "question": row.question_id,
    }
    return OwnConcern(told).data
