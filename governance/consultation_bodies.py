"""What the API of consultations is told and tells: bodies and rows."""

from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser

from literacy.models import (
    Answer,
    Order,
    Outcome,
    Right,
)
from organisation.api import Strict

FILES = [JSONParser, MultiPartParser]
"""Files come as multipart; what has none may be JSON."""


class ConsultationRow(serializers.Serializer):
    """A consultation and where it stands."""

    id = serializers.IntegerField()
    initiative = serializers.CharField()
    site = serializers.CharField()
    body = serializers.CharField()
    right = serializers.CharField()
    rule = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.CharField()
    sentence = serializers.CharField()
    has_passed = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)
    outcome = serializers.CharField()
    follows = serializers.IntegerField(allow_null=True)


class ItemRow(serializers.Serializer):
    """A thing of the rule's list, and when it was handed over."""

    item = serializers.IntegerField()
    text = serializers.CharField()
    handed_over_on = serializers.DateField(allow_null=True)


class EventRow(serializers.Serializer):
    """Something that one side did, or a court."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    side = serializers.CharField()
    on = serializers.DateField()
    is_open = serializers.BooleanField()


class CommitmentRow(serializers.Serializer):
    """A promise to the body."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField()
    is_confidential = serializers.BooleanField(
        help_text="Whether it is kept off the employees' page."
    )
    kept_on = serializers.DateField(allow_null=True)


class ConsultationDetail(ConsultationRow):
    """One consultation with its clock, its list and what was done."""

    derivation = serializers.CharField()
    calendar_version = serializers.CharField()
    law_version = serializers.CharField()
    checklist = ItemRow(many=True)
    events = EventRow(many=True)
    commitments = CommitmentRow(many=True)


class NoteRow(serializers.Serializer):
    """A note of the body, for its members."""

    id = serializers.IntegerField()
    text = serializers.CharField(allow_null=True)
    written_at = serializers.DateTimeField()
    written_by = serializers.UUIDField()


class OpenBody(Strict):
    """Open a consultation: by a rule, or by a right without one."""

    site = serializers.IntegerField(help_text="id of the site")
    body = serializers.IntegerField(help_text="id of the body")
    rule = serializers.CharField(required=False, default="", help_text="its code")
    right = serializers.ChoiceField(choices=Right.choices, required=False, default="")
    subject = serializers.CharField(max_length=200)


class NoBody(Strict):
    """Nothing to say."""


def _upload(*, required=False):
    return serializers.FileField(
        required=required, default=None if not required else serializers.empty
    )


def _words(*, required=True):
    if required:
        return serializers.CharField()
    return serializers.CharField(required=False, allow_blank=True, default="")


class InformationBody(Strict):
    """What is handed over."""

    informed_on = serializers.DateField()
    text = _words(required=False)
    upload = _upload()
    items = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list
    )
    is_confidential = serializers.BooleanField(required=False, default=False)


class OpinionBody(Strict):
    """What the body answers; `seen` is how often information had been handed over."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    given_on = serializers.DateField()
    text = _words(required=False)
    seen = serializers.IntegerField(required=False, default=None)
    upload = _upload()


class DeliveryBody(Strict):
    """On which day the information arrived, and what shows it."""

    on = serializers.DateField()
    text = _words(required=False)
    upload = _upload()


class MinutesBody(Strict):
    """When talks were held, with their minutes."""

    on = serializers.DateField()
    text = _words(required=False)
    upload = _upload(required=True)


class TermBody(Strict):
    """Another length of the term, in months in all."""

    months = serializers.IntegerField(min_value=1, max_value=24)
    text = _words(required=False)


class OrderBody(Strict):
    """What a court or a board ordered, with its paper."""

    kind = serializers.ChoiceField(choices=Order.Kind.choices)
    forum = serializers.ChoiceField(choices=Order.Forum.choices)
    on = serializers.DateField()
    until = serializers.DateField(required=False, default=None)
    reference = serializers.CharField(max_length=80)
    text = _words(required=False)
    upload = _upload(required=True)


class ResponseBody(Strict):
    """The employer's reasoned answer."""

    on = serializers.DateField()
    departs = serializers.BooleanField()
    text = _words()
    upload = _upload()


class CommitmentBody(Strict):
    """A promise to the body."""

    text = _words()
    owner = serializers.CharField(help_text="e-mail or id of the person")
    due_on = serializers.DateField()
    is_confidential = serializers.BooleanField(
        default=False, help_text="True keeps it off the employees' page."
    )


class TextBody(Strict):
    """A text, and perhaps a file."""

    text = _words()
    upload = _upload()


class ExpertBody(Strict):
    """Who the expert is."""

    on = serializers.DateField()
    text = _words()
    both_levels = serializers.BooleanField(required=False, default=False)
    upload = _upload()


class ReopenBody(Strict):
    """What has changed."""

    reason = _words()


class NoteBody(Strict):
    """A note of the body."""

    text = _words()


class AnswerEventBody(Strict):
    """The answer to a request for documents (text, file) or to a term (answer)."""

    text = _words(required=False)
    upload = _upload()
    answer = serializers.ChoiceField(choices=Answer.choices, required=False, default="")


class DoneBody(Strict):
    """What shows that a promise was kept."""

    on = serializers.DateField()
    text = _words()
    upload = _upload()


class WaiverBody(Strict):
    """Why no consultation is required at a site."""

    site = serializers.IntegerField(help_text="id of the site")
    rule = serializers.CharField(required=False, default="", help_text="its code")
    reason = _words()


class OverrideBody(Strict):
    """Why real work may begin before the consultation."""

    site = serializers.IntegerField(help_text="id of the site")
    reason = _words()


class AnswerBody(Strict):
    """What the second person says."""

    answer = serializers.ChoiceField(choices=Answer.choices)


class UseBody(Strict):
    """The first use at a site."""

    site = serializers.IntegerField(help_text="id of the site")
    on = serializers.DateField()
    real_work = serializers.BooleanField()


class Recorded(serializers.Serializer):
    """What was made, by its id."""

    id = serializers.IntegerField()
