"""What the JSON doors of every room share: bodies, and how a refusal is told."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from rest_framework import serializers

from audit.errors import Invalid


class Problem(serializers.Serializer):
    """Why something was refused, and what is missing or has changed."""

    detail = serializers.CharField()
    changes = serializers.ListField(child=serializers.CharField(), required=False)
    field = serializers.CharField(required=False)
    fields = serializers.DictField(
        required=False, help_text="What is wrong, for each field of the body."
    )


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 428), Problem)


class Strict(serializers.Serializer):
    """A body that says nothing it may not say: unknown fields are refused."""

    def to_internal_value(self, data):
        """Refuse fields that this body does not have, such as times and states."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else ()
        if unknown:
            raise serializers.ValidationError(
                {name: [_("This field cannot be set.")] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


def body_of(kind, request) -> dict:
    """The body of a request, checked; what is wrong is told field by field."""
    body = kind(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


def one_of(model, field, **asked):
    """The row that a body names, or a refusal of that field."""
    row = model.objects.filter(**asked).first()
    if row is None:
        raise Invalid(_("Nothing here has this name or code."), field=field)
    return row
