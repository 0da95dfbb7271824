"""People, units, sites, mandates, deputies, bodies and seats: who stands where."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from organisation import querysets
from organisation.functions import Function
from organisation.numbers import NUMBERS


class Unit(models.Model):
    """A part of the company, in a tree: mandates and initiatives belong to one."""

    name = models.CharField(_("name"), max_length=120)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    path = models.CharField(max_length=255, db_index=True, editable=False)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166-1")
    headcount = models.PositiveIntegerField(_("people"), default=0)

    objects = querysets.UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="one_root_unit",
                condition=Q(parent__isnull=True),
                violation_error_message=_("There is a root unit already."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def depth(self) -> int:
        """How many units stand above this one."""
        return self.path.count("/") - 2


class PersonManager(BaseUserManager.from_queryset(querysets.PersonQuerySet)):
    """Makes accounts for sign-in; rights come from mandates, never from here."""

    use_in_migrations = False

    def create_user(self, email, password=None, **fields):
        """A person who can sign in, once a password or single sign-on is set."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who works with Maillon; the random id stands in the record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        _("e-mail"),
        unique=True,
        error_messages={"unique": _("There is an account with this e-mail already.")},
    )
    name = models.CharField(_("name"), max_length=120)
    job = models.CharField(_("job"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("unit"),
    )
    site = models.ForeignKey(
        "Site",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("site"),
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_auditor = models.BooleanField(_("auditor"), default=False)
    ends_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("After this day the person has no access and no rights."),
    )
    language = models.CharField(_("language"), max_length=5, default="en")
    theme = models.CharField(
        _("theme"),
        max_length=6,
        default="system",
        choices=[("system", _("System")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(
                # Who runs the system reads no confidential matter; an auditor does.
                name="an_administrator_is_no_auditor",
                condition=Q(is_administrator=False) | Q(is_auditor=False),
                violation_error_message=_(
                    "One person cannot be both administrator and auditor."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation:person", args=[self.pk])

    @property
    def is_staff(self) -> bool:
        """The administration site, where it is switched on, is for administrators."""
        return self.is_administrator

    def get_short_name(self):
        return self.name


class Site(models.Model):
    """A place of work, where a consultation body sits."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166-1")
    subdivision = models.CharField(
        _("region, for public holidays"), max_length=10, blank=True
    )
    headcount = models.PositiveIntegerField(_("people"), default=0)

    class Meta:
        verbose_name = _("site")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Mandate(models.Model):
    """A person holds a function for a unit and all units below it, from, to."""

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="mandates",
        verbose_name=_("person"),
    )
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("unit")
    )
    is_head = models.BooleanField(_("head of the function there"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = querysets.MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        ordering = ["function", "unit__path", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A mandate ends after it starts."),
            ),
            models.CheckConstraint(
                name="mandate_is_for_a_known_function",
                condition=Q(function__in=Function.values),
            ),
            models.UniqueConstraint(
                fields=["person", "function", "unit"],
                condition=Q(ends_on__isnull=True),
                name="one_open_mandate",
                violation_error_message=_(
                    "This person already holds this function for this unit."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_function_display()}, {self.unit}"


class Deputy(models.Model):
    """Somebody acts for a principal, in all the principal's mandates, for a time."""

    principal = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="deputies",
        verbose_name=_("principal"),
    )
    deputy = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="deputises_for",
        verbose_name=_("deputy"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = querysets.PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="nobody_deputises_for_themselves",
                condition=~Q(principal=F("deputy")),
                violation_error_message=_("Name another person as deputy."),
            ),
            models.CheckConstraint(
                name="deputy_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day comes after the first."),
            ),
        ]

    def __str__(self):
        return f"{self.deputy} → {self.principal}"


class Body(models.Model):
    """A works council or another body of employee representatives, at its sites."""

    class Kind(models.TextChoices):
        """What kind of body this is."""

        WORKS_COUNCIL = "works_council", _("Works council")
        CENTRAL = "central", _("Central works council")
        SAFETY = "safety", _("Health and safety body")
        UNION = "union", _("Union delegation")
        EUROPEAN = "european", _("European works council")

    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(
        _("kind"), max_length=14, choices=Kind.choices, default=Kind.WORKS_COUNCIL
    )
    sites = models.ManyToManyField(Site, related_name="bodies", verbose_name=_("sites"))
    is_active = models.BooleanField(_("in office"), default=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """A person sits on a body of employee representatives, from, to."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="seats", verbose_name=_("body")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    is_chair = models.BooleanField(_("chair"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = querysets.PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        ordering = ["body", "-is_chair", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A seat ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(ends_on__isnull=True),
                name="one_open_seat",
                violation_error_message=_("This person already sits on this body."),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.body}"


class Installation(models.Model):
    """The company that this installation belongs to: one row, its own words."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    organisation = models.CharField(_("name of the organisation"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    council_en = models.CharField(
        _("what the works council is called, in English"),
        max_length=60,
        default="Works council",
    )
    council_fr = models.CharField(
        _("what the works council is called, in French"), max_length=60, default="CSE"
    )
    productive_hours_per_fte = models.PositiveIntegerField(
        _("productive hours of a full-time post a year"), default=1560
    )

    objects = querysets.InstallationQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [
            models.CheckConstraint(name="one_installation", condition=Q(id=1)),
            models.CheckConstraint(
                name="a_post_has_hours",
                condition=Q(productive_hours_per_fte__gt=0)
                & Q(productive_hours_per_fte__lte=3000),
                violation_error_message=_(
                    "Enter the hours a full-time post works in a year, up to 3000."
                ),
            ),
        ]

    def __str__(self):
        return self.organisation

    @property
    def council(self) -> str:
        """What the works council is called, in the language of the reader."""
        return self.council_fr if get_language() == "fr" else self.council_en


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


class Submission(models.Model):
    """A form that was sent once: its hidden token, so that a double press is one.

    A request to the API that names itself keeps what was answered, to be said again.
    """

    token = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=clock.now, db_index=True)
    answer = models.JSONField(
        null=True,
        blank=True,
        help_text="Of the API: the digest of what was asked, the status and the body.",
    )

    class Meta:
        verbose_name = _("sent form")

    def __str__(self):
        return self.token


class NumberChange(Ledger):
    """A number of this installation is to change: one person asks, another answers.

    The last one that was agreed to counts; every version stays.
    """

    may_change = ("agreed", "answered_at", "answered_by")

    code = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField(_("new value"))
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", editable=False
    )
    agreed = models.BooleanField(
        null=True,
        editable=False,
        help_text="Empty until the second person has answered.",
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("change of a number")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="number_answered_at_and_by",
                condition=Q(
                    agreed__isnull=True,
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                )
                | Q(
                    agreed__isnull=False,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="number_takes_two_people",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                violation_error_message=_("Another person must answer this."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(agreed__isnull=True),
                name="one_open_change_per_number",
                violation_error_message=_(
                    "A change of this number waits for its answer already."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.value}"

    @property
    def number(self):
        """The row of the table that it changes."""
        return NUMBERS[self.code]
