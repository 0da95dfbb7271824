"""What people are told, how they want to be told, and what is on its way."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation import querysets
from organisation.models.people import Person


class Notification(models.Model):
    """Somebody is told of a change: written with the change, sent by a job later.

    Confidential text never stands in it: `kind` and `facts` are worded when shown.
    The row is the queue of the mail, too: `mail` says where it stands on its way.
    """

    class Mail(models.TextChoices):
        """How far it has come by mail; the product shows it from the first moment."""

        NEW = "new", _("not looked at yet")
        PRODUCT = "product", _("in the product only")
        DUE = "due", _("waits for its time")
        BOUND = "bound", _("stands in a mail that waits")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("not sent, no longer of use")
        GIVEN_UP = "given_up", _("given up")

    key = models.CharField(max_length=64, unique=True, editable=False)
    occasion = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="The same for everybody who was told of this at once.",
    )
    recipient = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=40)
    initiative_id = models.UUIDField(null=True, db_index=True)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.NEW)
    mail_at = models.DateTimeField(null=True, blank=True)
    in_digest = models.BooleanField(default=False)
    mail_reason = models.CharField(
        max_length=12, blank=True, default="", help_text="Why it was not sent."
    )
    delivery = models.ForeignKey(
        "Delivery",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )

    class Meta:
        verbose_name = _("update")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_notice_in_a_mail_has_one",
                condition=~Q(mail__in=["bound", "sent"]) | Q(delivery__isnull=False),
            ),
            models.CheckConstraint(
                name="a_notice_that_waits_has_its_time",
                condition=~Q(mail="due") | Q(mail_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"], name="updates_of_a_person"
            ),
            models.Index(
                fields=["id"], condition=Q(mail="new"), name="notices_not_looked_at"
            ),
            models.Index(
                fields=["mail_at", "recipient"],
                condition=Q(mail="due"),
                name="notices_due_by_mail",
            ),
        ]

    def __str__(self):
        return f"{self.kind} → {self.recipient_id}"


class NoticeSettings(models.Model):
    """How one person wants to be told; without a row the defaults hold."""

    class When(models.TextChoices):
        """By which way, and when, a group of notices reaches somebody."""

        NOW = "now", _("By mail, at once")
        DAILY = "daily", _("By mail, once a day")
        PRODUCT = "product", _("Only in Maillon")

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="notice_settings"
    )
    owed = models.CharField(
        _("what I must do"), max_length=7, choices=When.choices, default=When.NOW
    )
    followed = models.CharField(
        _("what changed on what I follow"),
        max_length=7,
        choices=When.choices,
        default=When.DAILY,
    )
    mentions = models.CharField(
        _("when somebody mentions or names me"),
        max_length=7,
        choices=When.choices,
        default=When.NOW,
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily mail"), default=8
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    working_days_only = models.BooleanField(
        _("no mail on weekends and public holidays"), default=False
    )
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("personal settings of notices")
        verbose_name_plural = _("personal settings of notices")
        constraints = [
            models.CheckConstraint(
                name="a_day_has_24_hours", condition=Q(digest_hour__lte=23)
            ),
            models.CheckConstraint(
                name="quiet_hours_begin_and_end",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | (
                    Q(quiet_from__isnull=False, quiet_to__isnull=False)
                    & ~Q(quiet_from=F("quiet_to"))
                ),
                violation_error_message=_(
                    "Quiet hours have a beginning and another time as their end."
                ),
            ),
        ]

    def __str__(self):
        return str(self.person_id)


class Webhook(models.Model):
    """An address outside to which notices of some functions are posted, signed.

    Nothing of a confidential initiative ever goes there.
    """

    class Kind(models.TextChoices):
        """What stands at the other end, and so in which form it is told."""

        GENERIC = "generic", _("Another system (JSON)")
        SLACK = "slack", _("Slack")
        TEAMS = "teams", _("Microsoft Teams")

    MOST_FAILURES = 10

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    address = models.CharField(_("address"), max_length=1000)
    functions = models.JSONField(_("functions"), default=list)
    with_changes = models.BooleanField(
        _("also what has changed"),
        default=False,
        help_text="Else only what waits for these functions.",
    )
    language = models.CharField(_("language"), max_length=5, default="en")
    salt = models.CharField(max_length=32, editable=False)
    key_id = models.CharField(
        max_length=8, editable=False, help_text="Which secret key it is derived from."
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="In a row, since the last success."
    )
    switched_off_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("webhook")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_webhook_speaks_tls", condition=Q(address__startswith="https://")
            ),
            models.CheckConstraint(
                name="a_webhook_switched_off_by_failures_is_off",
                condition=Q(switched_off_at__isnull=True) | Q(is_active=False),
            ),
        ]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """One message on its way out: a mail to a person, or a post to a webhook.

    Claimed by a lease, sent outside any transaction, then marked. `attempts` is the
    ticket of the claim: whoever was overtaken by another cannot mark the row any more.
    A mail that waits takes in what comes meanwhile for the same person; once it may
    have left (`sending`) its content and its `message_id` stay as they are.
    """

    class Channel(models.TextChoices):
        """By which way it goes."""

        MAIL = "mail", _("Mail")
        WEBHOOK = "webhook", _("Webhook")

    class State(models.TextChoices):
        """Where it stands; the last three are ends."""

        WAITING = "waiting", _("Waits")
        SENDING = "sending", _("Is being sent")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not sent, no longer of use")
        GIVEN_UP = "given_up", _("Given up")

    OPEN = (State.WAITING, State.SENDING)

    key = models.CharField(max_length=64, unique=True, editable=False)
    channel = models.CharField(max_length=7, choices=Channel.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    webhook = models.ForeignKey(
        Webhook,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
    )
    notification = models.ForeignKey(
        Notification,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What a webhook is told; empty for a test.",
    )
    slot = models.DateField(
        null=True, blank=True, help_text="The day whose digest it carries."
    )
    message_id = models.CharField(max_length=255, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(
        default=0, help_text="How often this very message was refused."
    )
    error = models.CharField(
        max_length=40, blank=True, default="", help_text="A code, never a text."
    )
    made_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_delivery_has_one_receiver",
                condition=Q(channel="mail", person__isnull=False, webhook__isnull=True)
                | Q(
                    channel="webhook",
                    person__isnull=True,
                    webhook__isnull=False,
                    slot__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="an_ended_delivery_has_its_time",
                condition=Q(state__in=["waiting", "sending"], ended_at__isnull=True)
                | Q(state__in=["sent", "dropped", "given_up"], ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(channel="mail", state="waiting"),
                name="one_waiting_mail_per_person",
            ),
            models.UniqueConstraint(
                fields=["person", "slot"],
                condition=Q(slot__isnull=False),
                name="one_digest_per_person_and_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="deliveries_due",
            ),
            models.Index(fields=["channel", "tried_at"], name="deliveries_by_rate"),
            models.Index(
                fields=["ended_at"],
                condition=Q(state="given_up"),
                name="deliveries_given_up",
            ),
        ]

    def __str__(self):
        return f"{self.channel} {self.state} {self.message_id}"
