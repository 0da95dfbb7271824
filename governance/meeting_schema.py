"""What the API of meetings says and asks for, in JSON."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.actions.resolving import ALL_FOR
from governance.meetings.briefing import CERTAINTIES
from governance.models import Answer, Cadence, Purpose, Section, Vote
from organisation.api import Strict
from organisation.functions import Function


class MemberRow(serializers.Serializer):
    """Who sits for a function, and who is there for it now."""

    function = serializers.CharField()
    person = serializers.EmailField()
    present = serializers.EmailField(
        allow_null=True, help_text="The member or a deputy; empty: nobody is there."
    )


class MeetingRow(serializers.Serializer):
    """A meeting: when, where, who chairs, and where it stands."""

    id = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField()
    cadence = serializers.CharField()
    chair = serializers.EmailField()
    minute_taker = serializers.EmailField(allow_null=True)
    state = serializers.ChoiceField(["planned", "open", "closed", "cancelled"])
    url = serializers.CharField()


class OptionRow(serializers.Serializer):
    """An option of an item: what it would bring in a year, how sure, what it needs."""

    title = serializers.CharField()
    hours = serializers.IntegerField()
    amount = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)
    certainty = serializers.CharField(allow_blank=True)
    needs = serializers.CharField(allow_blank=True)


class AgendaRow(serializers.Serializer):
    """An item of an agenda; `key` names its cause in the records."""

    key = serializers.CharField()
    number = serializers.IntegerField()
    section = serializers.IntegerField()
    section_label = serializers.CharField()
    purpose = serializers.ChoiceField(Purpose.choices)
    title = serializers.CharField()
    question = serializers.CharField()
    why = serializers.CharField()
    recommendation = serializers.CharField()
    lacks = serializers.CharField(help_text="What the paper lacks; empty: ready.")
    minutes = serializers.IntegerField()
    presenter = serializers.EmailField(allow_null=True)
    options = OptionRow(many=True)
    initiative = serializers.CharField(allow_null=True)
    withdrawn = serializers.BooleanField()
    decision = serializers.CharField(allow_null=True, help_text="Its number, D-012.")


class MeetingDetail(MeetingRow):
    """A meeting with its members, whether they can decide, and its agenda."""

    members = MemberRow(many=True)
    quorum = serializers.ListField(child=serializers.CharField())
    has_quorum = serializers.BooleanField()
    missing = serializers.CharField(help_text="Why nothing can be decided, in words.")
    agenda = AgendaRow(many=True)


class LineRow(serializers.Serializer):
    """A line of a briefing."""

    label = serializers.CharField()
    text = serializers.CharField()


class ItemDetail(AgendaRow):
    """An item with its briefing, and the answers that it offers."""

    briefing = LineRow(many=True)
    digest = serializers.CharField(help_text="Sent along with the decision.")
    answers = serializers.ListField(child=serializers.CharField())
    draft = serializers.CharField(help_text="What is being typed for the minutes.")
    draft_version = serializers.IntegerField(help_text="Sent along with a new draft.")


class VoteRow(serializers.Serializer):
    """What one person said to a decision."""

    function = serializers.CharField()
    person = serializers.EmailField()
    on_behalf_of = serializers.EmailField(allow_null=True)
    way = serializers.ChoiceField(Vote.Way.choices)
    text = serializers.CharField()


class DecisionRow(serializers.Serializer):
    """An entry of the decision log."""

    id = serializers.IntegerField()
    ref = serializers.CharField()
    meeting = serializers.IntegerField()
    item = serializers.CharField()
    initiative = serializers.CharField(allow_null=True)
    question = serializers.CharField()
    answer = serializers.ChoiceField(Answer.choices)
    text = serializers.CharField()
    person = serializers.EmailField(allow_null=True, help_text="Who takes it on.")
    until = serializers.DateField(
        allow_null=True, help_text="The end of an accepted risk."
    )
    to = serializers.CharField(help_text="The stage that it goes back to, or nothing.")
    legal_basis = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)
    corrects = serializers.CharField(allow_null=True)
    supersedes = serializers.CharField(allow_null=True)
    superseded_by = serializers.CharField(allow_null=True)
    seen = serializers.CharField(help_text="Digest of the briefing on the table.")
    decided_at = serializers.DateTimeField()
    decided_by = serializers.EmailField()
    votes = VoteRow(many=True)


class MinutesAnswerRow(serializers.Serializer):
    """What a member said to the minutes; silence is no answer."""

    function = serializers.CharField()
    person = serializers.EmailField()
    answer = serializers.ChoiceField(["confirmed", "objected", "none"])
    text = serializers.CharField()


class PresenceRow(serializers.Serializer):
    """Somebody was in a meeting, as it was noted."""

    id = serializers.IntegerField()
    function = serializers.CharField()
    person = serializers.EmailField()
    on_behalf_of = serializers.EmailField(allow_null=True)
    arrived_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)


class PresenceFixRow(serializers.Serializer):
    """What was put right about who was in a meeting."""

    function = serializers.CharField()
    person = serializers.EmailField()
    presence = serializers.IntegerField(allow_null=True)
    arrived_at = serializers.DateTimeField(allow_null=True)
    left_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    made_at = serializers.DateTimeField()
    made_by = serializers.EmailField()


class MinutesRow(serializers.Serializer):
    """The minutes of a meeting and where they stand."""

    state = serializers.ChoiceField(["draft", "open", "confirmed", "objected", "over"])
    sentence = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    digest = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    decisions = DecisionRow(many=True)
    members = MinutesAnswerRow(many=True)
    presences = PresenceRow(many=True)
    corrected = PresenceFixRow(many=True)


class MeetingBody(Strict):
    """A meeting to be planned. `members` maps functions to e-mails or ids."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=160)
    cadence = serializers.ChoiceField(Cadence.choices)
    chair = serializers.CharField(help_text="e-mail or id of the person")
    members = serializers.DictField(child=serializers.CharField())
    quorum = serializers.ListField(
        child=serializers.ChoiceField(Function.choices), required=False
    )


class OptionBody(Strict):
    """An option of an item; the amount is in the currency of the company."""

    title = serializers.CharField(max_length=200)
    hours = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=10_000_000
    )
    amount = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0
    )
    certainty = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="How sure its figures are: " + ", ".join(CERTAINTIES) + ".",
    )
    needs = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )


class PaperBody(Strict):
    """What an item asks and recommends, and who brings it; what is left out stays."""

    question = serializers.CharField(required=False, allow_blank=True, max_length=500)
    recommendation = serializers.CharField(required=False, allow_blank=True)
    purpose = serializers.ChoiceField(Purpose.choices, required=False)
    minutes = serializers.IntegerField(required=False, min_value=1, max_value=240)
    presenter = serializers.CharField(
        required=False, allow_null=True, help_text="e-mail or id; null: nobody"
    )
    options = OptionBody(many=True, required=False)


class ItemBody(PaperBody):
    """An item that the records do not bring by themselves."""

    section = serializers.ChoiceField(Section.choices)
    purpose = serializers.ChoiceField(Purpose.choices)
    title = serializers.CharField(max_length=200)
    initiative = serializers.CharField(required=False, help_text="AI-005")


class CallBody(Strict):
    """A question or a stall that waits for the committee."""

    key = serializers.CharField(help_text="referral-12, or stall- and its id")


class ItemMove(Strict):
    """One place up or down inside its part of the agenda."""

    up = serializers.BooleanField()


class WhyBody(Strict):
    """The reason, for the record."""

    reason = serializers.CharField()


class DraftBody(Strict):
    """What is typed for the minutes, and the version of the draft that was read."""

    text = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(required=False)


class MinuteTakerBody(Strict):
    """The member who keeps the minutes; null: Leadership does."""

    person = serializers.CharField(allow_null=True, help_text="e-mail or id")


class PresenceFix(Strict):
    """Who was in a closed meeting; without times the person was not there.

    `presence` is the id of what had been noted; without it nothing had been.
    """

    function = serializers.ChoiceField(Function.choices)
    person = serializers.CharField(help_text="e-mail or id")
    presence = serializers.IntegerField(required=False)
    arrived_at = serializers.DateTimeField(required=False)
    left_at = serializers.DateTimeField(required=False)
    reason = serializers.CharField()


class MessageBody(Strict):
    """What the employees whom an initiative concerns are told."""

    initiative = serializers.CharField(help_text="AI-005")
    text = serializers.CharField()


class MessageRow(serializers.Serializer):
    """A message to staff as it was published."""

    initiative = serializers.CharField()
    text = serializers.CharField()
    published_at = serializers.DateTimeField()
    published_by = serializers.EmailField()


class DutyRow(serializers.Serializer):
    """An action of the committee: who owes it, who checks it, and where it stands."""

    id = serializers.IntegerField()
    decision = serializers.CharField(help_text="D-012")
    initiative = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    owner = serializers.EmailField()
    function = serializers.CharField(help_text="Which function checks it.")
    due_on = serializers.DateField()
    state = serializers.ChoiceField(["open", "reported", "done"])
    proof = serializers.CharField()


class DutyProof(Strict):
    """What shows that an action is done."""

    proof = serializers.CharField()


class PresenceBody(Strict):
    """Somebody comes for a function, or leaves."""

    function = serializers.ChoiceField(Function.choices)
    person = serializers.CharField(required=False, help_text="e-mail or id: who comes")
    leaves = serializers.BooleanField(required=False, default=False)


class VoteBody(Strict):
    """The vote of a person who is there."""

    person = serializers.CharField(help_text="e-mail or id")
    way = serializers.ChoiceField(Vote.Way.choices)
    text = serializers.CharField(required=False, allow_blank=True, default="")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": [ALL_FOR]},
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "person": {"type": "string", "description": "e-mail or id"},
                        "way": {"type": "string", "enum": Vote.Way.values},
                        "text": {"type": "string"},
                    },
                    "required": ["person", "way"],
                },
            },
        ]
    }
)
class Votes(serializers.Field):
    """How it was voted: the word "all", or the vote of each person who is there."""

    def to_internal_value(self, data):
        """The word, or the votes as they were checked."""
        return data if data == ALL_FOR else VoteBody(many=True).run_validation(data)

    def to_representation(self, value):
        """As it came."""
        return value


class PromiseBody(Strict):
    """A condition: what must be true, who sees to it, who checks it, by when."""

    text = serializers.CharField()
    owner = serializers.CharField(help_text="e-mail or id of the person")
    function = serializers.ChoiceField(Function.choices)
    due_on = serializers.DateField()


class DecisionBody(Strict):
    """What the committee decides on an item, with the digest that was read.

    `votes` is "all" where everybody who is there is for it; only a note needs none.
    """

    digest = serializers.CharField(required=False, default="")
    answer = serializers.ChoiceField(Answer.choices)
    text = serializers.CharField()
    votes = Votes(required=False)
    conditions = PromiseBody(many=True, required=False, default=list)
    person = serializers.CharField(required=False, help_text="Who takes it on.")
    until = serializers.DateField(required=False)
    to = serializers.CharField(required=False, default="")
    legal_basis = serializers.CharField(required=False, allow_blank=True, default="")
    review_on = serializers.DateField(required=False)
    supersedes = serializers.CharField(required=False, help_text="D-012")


class DecisionCorrection(Strict):
    """How a decision reads correctly."""

    text = serializers.CharField()
    legal_basis = serializers.CharField(required=False, allow_blank=True, default="")
    review_on = serializers.DateField(required=False)


class MinutesAnswerBody(Strict):
    """A member's answer to the minutes that were read."""

    digest = serializers.CharField()
    confirmed = serializers.BooleanField()
    text = serializers.CharField(required=False, allow_blank=True, default="")
