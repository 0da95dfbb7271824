"""Which bodies are consulted, by which right, what they received and what they said.

What stands here is a record of acts. Where a consultation stands is read from them.
"""

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import ClosedBy, Ledger, NeverEarlier
from initiatives.models import Attachment, Initiative
from literacy import querysets
from literacy.law.kinds import RightKind as Right
from literacy.models.law import LawRuleVersion
from organisation.models import Body, Person, Site


class Outcome(models.TextChoices):
    """What a body says."""

    FAVOURABLE = "favourable", _("Favourable")
    WITH_RESERVATIONS = "with_reservations", _("With reservations")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    AGREEMENT = "agreement", _("Agreement signed")
    NO_AGREEMENT = "no_agreement", _("Negotiation closed without agreement")
    CONSENT_REFUSED = "consent_refused", _("Consent refused")
    NO_OPINION = "no_opinion", _("No opinion, and says so")


CONSENTING = (Outcome.FAVOURABLE, Outcome.AGREEMENT)
"""The outcomes that pass where the body must consent. Time alone never passes."""
NEGOTIATED = (Outcome.AGREEMENT, Outcome.NO_AGREEMENT)
"""The outcomes that end a negotiation."""
APPROVING = (Outcome.FAVOURABLE, Outcome.AGREEMENT, Outcome.NO_OPINION)
"""The outcomes from which no decision can depart, so that no standstill follows."""

OPEN_ENDED = Outcome.CONSENT_REFUSED
"""The one answer after which talks go on: it does not close the file."""


class ConsultationState(models.TextChoices):
    """Where a consultation stands: computed from what was done, never stored."""

    OPENED = "opened", _("Nothing handed over yet")
    INCOMPLETE = "incomplete", _("Clock not safely started")
    INFORMED = "informed", _("Informed")
    WAITING = "waiting", _("Opinion awaited")
    EXPERT = "expert", _("Expert at work, opinion awaited")
    CONTESTED = "contested", _("Information contested")
    EXTENDED = "extended", _("Term extended by a court")
    SUSPENDED = "suspended", _("Suspended by order")
    UNPROVEN = "unproven", _("Term over, delivery not proven")
    OVERDUE = "overdue", _("Term over, not passed")
    DEEMED = "deemed", _("Deemed consulted, opinion counts as negative")
    LAPSED = "lapsed", _("Term over without an objection")
    LEAD_TIME = "lead_time", _("Earliest day not reached")
    STANDSTILL = "standstill", _("Standstill")
    REFUSED = "refused", _("Consent refused")
    SUBSTITUTED = "substituted", _("Consent replaced by a ruling")
    GIVEN = "given", _("Opinion given, answer owed")
    FOLLOWED_UP = "followed_up", _("Commitments to keep")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened, another took its place")


class Side(models.TextChoices):
    """Who acts in a consultation."""

    EMPLOYER = "employer", _("The employer")
    BODY = "body", _("The body")


class Consultation(Ledger):
    """HR consults one body, at one site, on one initiative, by one right.

    `rule` is the version of the law that was in force at the opening; consultations
    that were taken over have none, and pass by an answer of the body only. `items` is
    how many things must be handed over before a term begins. A material change opens
    another consultation that `follows` this one; only the last of a row counts.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body")
    )
    rule = models.ForeignKey(
        LawRuleVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rule"),
    )
    right = models.CharField(
        _("what the body is entitled to"), max_length=20, choices=Right.choices
    )
    subject = models.CharField(_("subject"), max_length=200)
    items = models.PositiveSmallIntegerField(default=0, editable=False)
    talks_pass = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether minutes of the talks pass the rule, without an opinion.",
    )
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        editable=False,
    )
    reason = models.TextField(_("what has changed"), blank=True, editable=False)
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        ordering = ["site__name", "body__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "site", "body", "right"],
                condition=Q(follows__isnull=True, rule__isnull=True),
                name="one_consultation_per_body_site_and_right",
                violation_error_message=_(
                    "This consultation was opened already. Look at it on the page."
                ),
            ),
            models.UniqueConstraint(
                fields=["initiative", "site", "body", "rule"],
                condition=Q(follows__isnull=True, rule__isnull=False),
                name="one_consultation_per_body_site_and_rule",
                violation_error_message=_(
                    "This consultation was opened already. Look at it on the page."
                ),
            ),
            models.CheckConstraint(
                name="consultation_right_is_known", condition=Q(right__in=Right.values)
            ),
            models.CheckConstraint(
                name="consultation_follows_for_a_reason",
                condition=Q(follows__isnull=True, reason="")
                | (Q(follows__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.body}, {self.get_right_display()}"

    @property
    def about(self) -> str:
        """The subject; where it is the title of the rule, in the reader's language."""
        title = self.rule.body["title"] if self.rule_id else ""
        return gettext(title) if title and self.subject == title[:200] else self.subject

    @property
    def reading(self) -> "Reading":
        """Where it stands; the row must come from `with_standing`."""
        return Reading(self)

    @property
    def state(self) -> ConsultationState:
        """Where it stands; the row must come from `with_standing`."""
        return self.reading.state

    @property
    def state_label(self):
        """The state in words; where no term can run, no clock is spoken of."""
        state = self.state
        if state == ConsultationState.INCOMPLETE and not self.reading.is_timed:
            return _("Information incomplete")
        return state.label

    @property
    def tone(self) -> str:
        """How the state is coloured: plain where it has passed, info while it runs."""
        if self.has_passed:
            return "plain"
        late = (ConsultationState.OVERDUE, ConsultationState.UNPROVEN)
        runs = self.awaits_opinion and self.state not in late
        return "info" if runs else "warn"

    @property
    def has_passed(self) -> bool:
        """Whether the body's right has been honoured."""
        return self.reading.has_passed

    @property
    def awaits_opinion(self) -> bool:
        """Whether the body was informed and can still answer in time."""
        return self.reading.awaits_opinion

    def get_outcome_display(self) -> str:
        """The last opinion in words, or nothing."""
        return Outcome(self.outcome).label if self.outcome else ""


class Reading:
    """Where a consultation stands today, from the columns of `with_standing`.

    Time passes nothing by itself except where the rule says so, this installation's
    Legal has verified the rule, and the delivery of the information is proven; and it
    never passes consent, negotiation or mere information.
    """

    def __init__(self, row):
        self.row = row
        self.today = clock.today()

    @property
    def is_complete(self) -> bool:
        """Whether everything that must be handed over was."""
        return self.row.complete_on is not None

    @property
    def is_timed(self) -> bool:
        """Whether the law sets a term for this, begun or not."""
        rule = self.row.rule if self.row.rule_id else None
        return bool(
            rule
            and rule.right_kind == self.row.right
            and rule.body["clock"].get("mode", "none") != "none"
        )

    @property
    def term_is_over(self) -> bool:
        """Whether the last day of the term lies behind us."""
        return self.row.due_on is not None and self.row.due_on < self.today

    @property
    def time_counts(self) -> bool:
        """Whether the end of a period may pass this at all."""
        row = self.row
        return bool(row.time_may_pass and row.is_verified and not row.authority_asked)

    @property
    def expired(self) -> bool:
        """Whether the term alone has lawfully ended the consultation."""
        row = self.row
        return bool(
            self.time_counts
            and not row.outcome
            and row.right in (Right.CONSULT, Right.CONSULT_STANDSTILL)
            and self.is_complete
            and row.has_proof
            and self.term_is_over
        )

    @property
    def in_standstill(self) -> bool:
        """Whether the decision departs from the advice and must wait."""
        row = self.row
        if row.right != Right.CONSULT_STANDSTILL or not row.outcome:
            return False
        if row.outcome in APPROVING or row.departs is False:
            return False
        return not (
            row.departs
            and self.time_counts
            and row.waits_until is not None
            and row.waits_until < self.today
        )

    @property
    def has_passed(self) -> bool:
        """Whether the body's right has been honoured."""
        row = self.row
        if row.suspended or not self.is_complete:
            return False
        if row.right in (Right.INFORM, Right.PROCEDURAL):
            return True
        if row.right == Right.CONSENT:
            return row.outcome in CONSENTING or row.substituted
        if row.right == Right.BARGAIN:
            return row.outcome in NEGOTIATED
        if row.right == Right.CONSULT_LEAD_TIME:
            return self._after_lead_time()
        if row.right == Right.CONSULT_STANDSTILL:
            if row.substituted:
                return True
            if row.outcome:
                return not self.in_standstill
        return bool(row.outcome) or self.talked or self.expired

    @property
    def passed_on(self):
        """The day from which the right was honoured, or nothing while it is not."""
        if not self.has_passed:
            return None
        row, days = self.row, [self.row.complete_on]
        if row.right in (Right.INFORM, Right.PROCEDURAL):
            pass
        elif row.right == Right.CONSULT_LEAD_TIME:
            days += [row.due_on, row.opined_on or row.minuted_on]
        elif row.substituted and row.outcome not in CONSENTING:
            days.append(row.substituted_on)
        elif row.outcome:
            days.append(row.opined_on)
            if row.outcome not in APPROVING and row.right == Right.CONSULT_STANDSTILL:
                days.append(row.answered_on)
                if row.waits_until:
                    days.append(row.waits_until + timedelta(days=1))
        elif self.talked:
            days.append(row.minuted_on)
        else:
            days.append(row.due_on + timedelta(days=1))
        return max(day for day in days if day is not None)

    @property
    def talked(self) -> bool:
        """Whether talks were held and minuted, where that passes the rule."""
        row = self.row
        return bool(row.talks_pass and row.minuted and row.right == Right.CONSULT)

    def _after_lead_time(self) -> bool:
        """Talks were held, and the earliest day has come (CCT/CAO no 39, art. 2)."""
        row = self.row
        talked = bool(row.outcome) or (row.minuted and self.time_counts)
        return talked and row.due_on is not None and row.due_on <= self.today

    @property
    def awaits_opinion(self) -> bool:
        """Whether the body was informed and has not answered yet."""
        row = self.row
        return bool(
            row.right not in (Right.INFORM, Right.PROCEDURAL)
            and self.is_complete
            and not row.outcome
            and not row.substituted
            and not self.talked
            and not self.expired
            and not row.is_reopened
        )

    @property
    def response_is_owed(self) -> bool:
        """Whether the employer owes a reasoned answer to an opinion or to silence."""
        row = self.row
        said = row.outcome and row.outcome not in (
            Outcome.AGREEMENT,
            Outcome.CONSENT_REFUSED,
            Outcome.NO_OPINION,
        )
        return bool(
            (said or self.expired)
            and row.rule_id
            and row.right not in (Right.INFORM, Right.PROCEDURAL)
            and not row.answered_on
            and not row.is_reopened
        )

    @property
    def state(self) -> ConsultationState:
        """The one word for where it stands."""
        state, row = ConsultationState, self.row
        if row.is_reopened:
            return state.REOPENED
        if row.suspended:
            return state.SUSPENDED
        if not self.is_complete:
            return state.INCOMPLETE if row.handed_over else state.OPENED
        if row.right in (Right.INFORM, Right.PROCEDURAL):
            return state.INFORMED
        if row.substituted and row.outcome not in CONSENTING:
            return state.FOLLOWED_UP if row.open_commitments else state.SUBSTITUTED
        if not row.outcome and not self.expired and not self.talked:
            return self._waiting()
        if row.outcome == Outcome.CONSENT_REFUSED:
            return state.REFUSED
        if self.response_is_owed:
            if self.expired:
                return state.DEEMED if row.right == Right.CONSULT else state.LAPSED
            return state.GIVEN
        if self.in_standstill:
            return state.STANDSTILL
        if not self.has_passed:
            return (
                state.LEAD_TIME
                if row.right == Right.CONSULT_LEAD_TIME
                else state.OVERDUE
            )
        return state.FOLLOWED_UP if row.open_commitments else state.CLOSED

    def _waiting(self):
        state, row = ConsultationState, self.row
        if row.right == Right.CONSULT_LEAD_TIME:
            if self.has_passed:
                return state.FOLLOWED_UP if row.open_commitments else state.CLOSED
            if row.minuted and self.time_counts:
                return state.LEAD_TIME
        elif self.term_is_over:
            return state.OVERDUE if not self.time_counts else state.UNPROVEN
        if row.open_requests:
            return state.CONTESTED
        if row.extended:
            return state.EXTENDED
        return state.EXPERT if row.expert else state.WAITING


class Information(Ledger):
    """What was handed over to a body in a consultation: a text, a file or both."""

    closed_by = (ClosedBy("literacy.Opinion", "consultation", ("outcome", OPEN_ENDED)),)

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="information"
    )
    informed_on = models.DateField(_("handed over on"))
    text = models.TextField(_("what was handed over"), blank=True)
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    is_confidential = models.BooleanField(
        _("confidential: each reading is noted"), default=False
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("information handed over")
        ordering = ["informed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="information_says_something",
                condition=~Q(text="") | Q(attachment__isnull=False),
                violation_error_message=_("Write the information or choose a file."),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.informed_on}"


class HandedItem(Ledger):
    """One thing that the rule asks for, handed over for the first time.

    `item` counts from 1 in the list of the rule's version.
    """

    closed_by = Information.closed_by

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="handed"
    )
    information = models.ForeignKey(
        Information, on_delete=models.PROTECT, related_name="handed"
    )
    item = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta:
        verbose_name = _("thing handed over")
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "item"], name="each_thing_is_handed_over_once"
            ),
            models.CheckConstraint(
                name="things_count_from_one", condition=Q(item__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.item}"


class Event(Ledger):
    """Something that one side did while the body deliberates, on a day."""

    class Kind(models.TextChoices):
        """What was done."""

        DELIVERED = "delivered", _("Delivery proven")
        REQUEST = "request", _("Documents asked for")
        ANSWER = "answer", _("Request answered")
        EXPERT = "expert", _("Expert named")
        MINUTES = "minutes", _("Talks held and minuted")
        PROPOSAL = "proposal", _("Another term proposed")
        ACCEPTED = "accepted", _("Term agreed by both sides")
        DECLINED = "declined", _("Proposed term declined")
        AUTHORITY = "authority", _("Authority asked")

    closed_by = Information.closed_by

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    on = models.DateField(_("on"))
    text = models.TextField(_("in words"), blank=True)
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    months = models.PositiveSmallIntegerField(_("months in all"), null=True, blank=True)
    both_levels = models.BooleanField(
        _("experts at the central and the site level"), default=False
    )
    answers = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answer",
        editable=False,
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("event of a consultation")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_kind_is_known",
                condition=Q(
                    kind__in=[
                        "delivered",
                        "request",
                        "answer",
                        "expert",
                        "minutes",
                        "proposal",
                        "accepted",
                        "declined",
                        "authority",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="event_side_is_known", condition=Q(side__in=Side.values)
            ),
            models.CheckConstraint(
                name="an_answer_answers_something",
                condition=Q(
                    kind__in=["answer", "accepted", "declined"], answers__isnull=False
                )
                | (
                    ~Q(kind__in=["answer", "accepted", "declined"])
                    & Q(answers__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="a_proposed_term_has_its_months",
                condition=Q(kind="proposal", months__gte=1)
                | (~Q(kind="proposal") & Q(months__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(kind="expert"),
                name="one_expert_per_consultation",
                violation_error_message=_("An expert was named already."),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.kind}"


class Order(Ledger):
    """What a court or an arbitration board ordered, with its paper."""

    class Kind(models.TextChoices):
        """What is ordered."""

        EXTENDED = "extended", _("The term is extended")
        SUSPENDED = "suspended", _("The project is suspended")
        LIFTED = "lifted", _("The suspension is lifted")
        GRANTED = "granted", _("The consent is replaced")
        DISMISSED = "dismissed", _("The consent is not replaced")

    class Forum(models.TextChoices):
        """Who ordered it."""

        COURT = "court", _("Court")
        EINIGUNGSSTELLE = "einigungsstelle", _("Conciliation board (Einigungsstelle)")
        KANTONRECHTER = "kantonrechter", _("Subdistrict court (kantonrechter)")
        SCHLICHTUNGSSTELLE = (
            "schlichtungsstelle",
            _("Arbitration board (Schlichtungsstelle)"),
        )
        INSPECTORATE = "inspectorate", _("Labour inspectorate")
        AUTHORITY = "authority", _("Data protection authority")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="orders"
    )
    kind = models.CharField(_("what is ordered"), max_length=9, choices=Kind.choices)
    forum = models.CharField(_("who ordered it"), max_length=18, choices=Forum.choices)
    on = models.DateField(_("ordered on"))
    until = models.DateField(_("until"), null=True, blank=True)
    reference = models.CharField(_("file number"), max_length=80)
    text = models.TextField(_("in words"), blank=True)
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("the order as a file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("order of a court or board")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="order_kind_is_known",
                condition=Q(
                    kind__in=["extended", "suspended", "lifted", "granted", "dismissed"]
                ),
            ),
            models.CheckConstraint(
                name="an_extension_says_until_when",
                condition=~Q(kind="extended") | Q(until__isnull=False),
                violation_error_message=_("Until when is the term extended?"),
            ),
            models.CheckConstraint(
                name="an_order_ends_after_its_day",
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                violation_error_message=_("An order ends after its day."),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.kind}"


class Deadline(Ledger):
    """Until when a term runs, as it was reckoned at one time; the last row counts.

    `facts` are what the term was reckoned from, enough to word it again. It never gets
    earlier than the row before, except by an agreement of both sides.
    """

    never_earlier = (NeverEarlier("due_on", "consultation", "agreement"),)
    closed_by = Information.closed_by

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="deadlines"
    )
    started_on = models.DateField()
    due_on = models.DateField()
    agreement = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    calendar_version = models.CharField(max_length=40)
    law_version = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("deadline of a consultation")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_term_ends_after_it_starts",
                condition=Q(due_on__gte=F("started_on")),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.due_on}"


class Opinion(Ledger):
    """What a body answered, recorded by one of its own representatives.

    One answer closes the file; after a refused consent talks go on, and the last
    answer counts.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="opinions"
    )
    outcome = models.CharField(_("opinion"), max_length=17, choices=Outcome.choices)
    text = models.TextField(_("in the words of the body"), blank=True)
    given_on = models.DateField(_("given on"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("opinion")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="opinion_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=~Q(outcome="consent_refused"),
                name="one_answer_closes_a_consultation",
                violation_error_message=_(
                    "The opinion is recorded already, and cannot be changed. "
                    "Write an addendum."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.outcome}"


class Response(Ledger):
    """The employer's reasoned answer to an opinion, or to the silence of the body.

    `departs` says that the decision departs from the advice; where the rule knows a
    standstill, `waits_until` is its last day.
    """

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="response"
    )
    on = models.DateField(_("told the body on"))
    text = models.TextField(_("what you do with the opinion, and why"))
    departs = models.BooleanField(_("the decision departs from the opinion"))
    waits_until = models.DateField(null=True, blank=True, editable=False)
    facts = models.JSONField(
        default=dict, blank=True, editable=False, encoder=DjangoJSONEncoder
    )
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("employer's answer")

    def __str__(self):
        return f"{self.consultation_id} {self.on}"


class Commitment(Ledger):
    """A promise to a body that follows from its opinion: who does it, by when.

    It stays as it was written. When its owner leaves, a new row with the same promise
    and another owner supersedes it.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="commitments"
    )
    text = models.TextField(_("what is promised"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by when"))
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        editable=False,
    )
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = querysets.CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment to a body")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return f"{self.consultation_id} {self.due_on}"


class Fulfilment(Ledger):
    """A commitment was kept: on which day, and what shows it."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="fulfilment"
    )
    on = models.DateField(_("done on"))
    text = models.TextField(_("what shows it"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("commitment kept")

    def __str__(self):
        return f"{self.commitment_id} {self.on}"


class Addendum(Ledger):
    """A correction or an addition after the opinion, by the side that it concerns."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="addenda"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    text = models.TextField(_("what you add or correct"))
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("addendum")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="addendum_side_is_known", condition=Q(side__in=Side.values)
            ),
        ]

    def __str__(self):
        return f"{self.consultation_id} {self.side}"
