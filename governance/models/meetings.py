"""Meetings of the committee: who sits, who is there, and what stands on the agenda."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from governance.models.handoffs import Referral
from governance.models.stalls import Stall
from initiatives.models import Initiative
from organisation import access
from organisation.functions import Function
from organisation.models import Person

QUORUM = (
    Function.LEADERSHIP,
    Function.HR,
    Function.OPERATIONS,
    Function.MARKETING,
    Function.FINANCE,
)
"""The functions without which, beside the chair, nothing is decided."""


def usual_quorum():
    """The functions of the quorum where nobody set others."""
    return [function.value for function in QUORUM]


class Cadence(models.TextChoices):
    """How often the committee meets, or that it meets beside its rhythm."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    EXTRA = "extra", _("Extraordinary")


class Section(models.IntegerChoices):
    """The fixed order of an agenda."""

    SAFETY = 1, _("Stops and safety")
    CONSULTATION = 2, _("Consultation calendar")
    STALLS = 3, _("Stalled handoffs and duties")
    GATES = 4, _("Gates and questions put to the committee")
    BOTTLENECKS = 5, _("Bottlenecks that moved")
    LESSONS = 6, _("Lessons and failures that repeat")
    HOURS = 7, _("Freed hours without destination")
    VALUE = 8, _("Value against plan")
    MESSAGES = 9, _("Messages to staff")


class Purpose(models.TextChoices):
    """What an item is on the agenda for."""

    DECIDE = "decide", _("To decide")
    DISCUSS = "discuss", _("To discuss")
    NOTE = "note", _("To note")


class MeetingQuerySet(models.QuerySet):
    """Meetings, for the people who may see them."""

    def visible_to(self, person):
        """All meetings, for whoever holds a mandate or reads the record."""
        if not access.is_present(person, clock.today()):
            return self.none()
        if person.is_auditor or access.current_holdings(person):
            return self
        return self.none()

    def coming(self):
        """Those that are planned and have not been closed or called off."""
        return self.filter(closed_at__isnull=True, cancelled_at__isnull=True)


class Meeting(models.Model):
    """One meeting of the committee: planned, opened, closed, or called off.

    `current` is the key of the item that the chair shows.
    """

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=160)
    cadence = models.CharField(_("rhythm"), max_length=9, choices=Cadence.choices)
    chair = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair")
    )
    minute_taker = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who keeps the minutes"),
        help_text="A member who may record in this meeting as Leadership does.",
    )
    quorum = models.JSONField(_("quorum"), default=usual_quorum)
    planned_at = models.DateTimeField(default=clock.now)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.TextField(_("reason"), blank=True)
    current = models.CharField(max_length=60, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A meeting ends after it begins."),
            ),
            models.CheckConstraint(
                name="meeting_opened_at_and_by",
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_closed_at_and_by",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_at_and_by",
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_is_closed_after_it_was_opened",
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_that_was_opened_is_not_called_off",
                condition=Q(cancelled_at__isnull=True) | Q(opened_at__isnull=True),
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="one_meeting_at_a_time",
                violation_error_message=_(
                    "Another meeting is still open. Close it first."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d} {self.place}"

    def get_absolute_url(self):
        return reverse("governance:meeting", args=[self.pk])

    @property
    def state(self) -> str:
        """Where it stands: planned, open, closed or cancelled."""
        if self.cancelled_at:
            return "cancelled"
        if self.closed_at:
            return "closed"
        return "open" if self.opened_at else "planned"

    @property
    def is_open(self) -> bool:
        """Whether it is being held."""
        return self.state == "open"


class Member(models.Model):
    """A person sits on the committee for a function, in one meeting.

    Who deputises for the person, in the organisation, may sit in their place.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="members"
    )
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="sits_in",
        verbose_name=_("person"),
    )

    class Meta:
        verbose_name = _("member of the committee")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "function"], name="one_member_per_function"
            ),
        ]

    def __str__(self):
        return f"{self.function} {self.person_id}"


class Presence(models.Model):
    """Somebody is in the meeting for a function, from, to; a deputy names whom for."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="presences"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    principal = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    arrived_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("presence")
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(left_at__isnull=True),
                name="one_presence_per_function",
                violation_error_message=_("This function is in the meeting already."),
            ),
            models.CheckConstraint(
                name="nobody_sits_in_for_themselves",
                condition=Q(principal__isnull=True) | ~Q(principal=F("person")),
            ),
            models.CheckConstraint(
                name="who_leaves_has_arrived",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
        ]

    def __str__(self):
        return f"{self.member_id} {self.person_id}"


class AgendaItem(models.Model):
    """One item of a meeting: found in the records, or added by a person.

    `key` names the cause in the records, so that the same is never on one agenda
    twice. Until the meeting opens, only items that somebody touched have a row; then
    all of them do. `draft` is the text for the minutes while it is being typed.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=60)
    section = models.PositiveSmallIntegerField(_("part"), choices=Section.choices)
    position = models.PositiveIntegerField(default=0)
    purpose = models.CharField(_("purpose"), max_length=7, choices=Purpose.choices)
    title = models.CharField(_("title"), max_length=200, blank=True)
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("initiative"),
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stall = models.ForeignKey(
        Stall, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.TextField(_("what is asked"), blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    presenter = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who brings it"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes planned"), default=5)
    is_added = models.BooleanField(default=False)
    put_at = models.DateTimeField(default=clock.now)
    put_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.TextField(_("reason"), blank=True)
    draft = models.TextField(_("for the minutes"), blank=True)
    draft_version = models.PositiveIntegerField(default=0)
    draft_at = models.DateTimeField(null=True, blank=True)
    draft_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("item of an agenda")
        ordering = ["section", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "key"],
                name="an_item_stands_once",
                violation_error_message=_("This is on the agenda already."),
            ),
            models.CheckConstraint(
                name="item_withdrawn_at_and_by",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="item_draft_at_and_by",
                condition=Q(draft_at__isnull=True, draft_by__isnull=True)
                | Q(draft_at__isnull=False, draft_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_item_has_one_cause",
                condition=Q(referral__isnull=True) | Q(stall__isnull=True),
            ),
            models.CheckConstraint(
                name="an_item_has_words",
                condition=~Q(title="") | Q(is_added=False),
                violation_error_message=_("Write what the item is about."),
            ),
        ]

    def __str__(self):
        return self.title or self.key


class Briefing(Ledger):
    """The page about an item as it was shown: in every language, with its digest."""

    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="briefings"
    )
    number = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="Canonical JSON: lines by language.")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("briefing")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], name="one_briefing_per_number"
            ),
        ]

    def __str__(self):
        return f"{self.item_id} {self.number}"
