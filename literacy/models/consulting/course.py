"""What is handed over and what happens in a consultation."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import ClosedBy, Ledger, NeverEarlier
from initiatives.models import Attachment
from literacy.models.consulting.file import Consultation
from literacy.models.consulting.kinds import OPEN_ENDED, Side
from organisation.models import Person


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
