"""The API of attendance: send a list, say what its columns mean, bring it in."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import DomainError
from initiatives.doors import visible
from literacy.imports import pressing
from literacy.imports.words import FIELDS
from literacy.models import AttendanceImport
from organisation.api import REFUSALS, Strict, body_of

State = AttendanceImport.State


class ListBody(Strict):
    """A list as CSV or XLSX, and the initiative of rows that name none."""

    file = serializers.FileField()
    ref = serializers.CharField(required=False, allow_blank=True, default="")


class ColumnsBody(Strict):
    """What the columns mean, where the guess is wrong; empty keeps the guess."""

    columns = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text=f"Field to the name of a column; fields: {', '.join(FIELDS)}.",
    )
    names = serializers.BooleanField(
        required=False, help_text="Keep names where the rules of the unit allow it."
    )


class ImportRow(serializers.Serializer):
    """A list that comes in: how far, what came of it, what is wrong with a row."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    read = serializers.IntegerField()
    done = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    errors = serializers.ListField(child=serializers.DictField())
    columns = serializers.DictField(child=serializers.CharField())
    missing = serializers.CharField(help_text="What must be said before it runs.")


class Imports(APIView):
    """Lists of attendance."""

    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(request=ListBody, responses={201: ImportRow, **REFUSALS})
    def post(self, request):
        """Send a list; it is read and kept, and nothing is counted yet."""
        body = body_of(ListBody, request)
        ref = visible(request, body["ref"]).ref if body["ref"] else ""
        row = pressing.keep(by=request.user, upload=body["file"], initiative=ref)
        return Response(_told(row, request.user), status=201)


class OneImport(APIView):
    """One list of attendance, for who sent it."""

    @extend_schema(responses={200: ImportRow, **REFUSALS})
    def get(self, request, pk):
        """Show how far it has come."""
        return Response(_told(_own(request, pk), request.user))

    @extend_schema(
        operation_id="attendance_go",
        request=ColumnsBody,
        responses={200: ImportRow, **REFUSALS},
    )
    def post(self, request, pk):
        """Bring it in. A long one takes several calls, until its state is done."""
        row, by = _own(request, pk), request.user
        body = body_of(ColumnsBody, request)
        if row.state == State.CHECKING:
            mapping = {**row.mapping}
            if "columns" in body:
                mapping["columns"] = body["columns"]
            if "names" in body:
                mapping["names"] = body["names"]
            pressing.map_columns(row, by=by, mapping=mapping, state=State.RUNNING)
        if row.state == State.RUNNING:
            pressing.advance(row, by=by)
        return Response(_told(row, by))


def _own(request, pk):
    return get_object_or_404(AttendanceImport, pk=pk, added_by=request.user)


def _told(row, by) -> dict:
    missing = ""
    if row.state == State.CHECKING:
        try:
            pressing.attendance_of(row, by).require_all()
        except DomainError as error:
            missing = str(error.sentence)
    told = {
        "id": row.pk,
        "state": row.state,
        "read": row.rows,
        "done": row.done,
        "created": row.created,
        "updated": row.updated,
        "unchanged": row.unchanged,
        "rejected": row.rejected,
        "errors": row.errors,
        "columns": row.mapping.get("columns", {}),
        "missing": missing,
    }
    return ImportRow(told).data
