"""What people ask and fear, by name or without, and what is answered to everybody."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Initiative
from literacy import querysets
from literacy.disclosure import FLOOR
from organisation.functions import Function
from organisation.models import Person


class Mode(models.TextChoices):
    """Who may know who asked. It is chosen before anything is written."""

    NAMED = "named", _("With my name")
    CONFIDENTIAL = "confidential", _("Confidential")
    ANONYMOUS = "anonymous", _("Anonymous")


class Theme(models.TextChoices):
    """What a question or concern is about."""

    JOBS = "jobs", _("Job security")
    SURVEILLANCE = "surveillance", _("Surveillance")
    QUALITY = "quality", _("Quality of the work")
    SKILLS = "skills", _("Skills")
    WORKLOAD = "workload", _("Workload")
    ETHICS = "ethics", _("Ethics")
    DATA = "data", _("Data")
    FAIRNESS = "fairness", _("Fairness")
    ACCOUNTABILITY = "accountability", _("Who is responsible")
    MEANING = "meaning", _("Meaning of the work")


class Envelope(models.Model):
    """What was sent without an open name and waits for the release of its batch.

    Nobody reads it until then. The row holds the week in which it came and nothing
    finer; mode, theme, initiative, text and, where confidential, the sealed name lie
    inside. At the release the rows of a batch are written anew as concerns, in random
    order, and these are deleted: not even the order of the rows says when it came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    week = models.CharField(max_length=8, db_index=True, help_text="ISO: 2026-W48")
    release_by = models.DateTimeField(
        help_text="The latest release: the same for everything of that week."
    )
    claim_hash = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    wrapped = models.CharField(max_length=250)

    class Meta:
        verbose_name = _("sealed concern")

    def __str__(self):
        return self.week


class TakenBack(models.Model):
    """A sealed concern that was taken back before its release: nothing but its mark.

    So that it stays away where a backup holds it still.
    """

    claim_hash = models.CharField(max_length=64, primary_key=True)

    class Meta:
        verbose_name = _("concern taken back")

    def __str__(self):
        return self.claim_hash[:8]


class Batch(Ledger):
    """The concerns of all the organisation that were released at once, in a week."""

    week = models.CharField(
        max_length=8, unique=True, help_text="The week of the release: 2026-W48"
    )
    received = models.PositiveIntegerField(_("received"))
    released_at = models.DateTimeField(_("released"))

    class Meta:
        verbose_name = _("batch of concerns")
        ordering = ["-week"]
        constraints = [
            models.CheckConstraint(
                name="a_batch_holds_something", condition=Q(received__gt=0)
            ),
        ]

    def __str__(self):
        return self.week


class ThemeBlock(Ledger):
    """A number of concerns of one theme that was published, once and for all."""

    theme = models.CharField(max_length=14, choices=Theme.choices)
    week = models.CharField(max_length=8)
    concerns = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("published count")
        ordering = ["week", "theme"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "week"], name="one_block_per_theme_and_week"
            ),
            models.CheckConstraint(
                name="no_block_below_the_floor", condition=Q(concerns__gte=FLOOR)
            ),
        ]

    def __str__(self):
        return f"{self.week} {self.theme}"


class PublishedQuestion(models.Model):
    """A question in neutral words that everybody concerned reads, and its answer.

    Whoever asked stays unknown: the words are the reader's, not the asker's. It counts
    as answered for all who asked it.
    """

    class State(models.TextChoices):
        """How it was answered."""

        OPEN = "open", _("No answer yet")
        ANSWERED = "answered", _("Answered")
        COMMITTED = "committed", _("Answered with a commitment")
        DECLINED = "declined", _("Declined, with the reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    theme = models.CharField(_("theme"), max_length=14, choices=Theme.choices)
    text = models.TextField(_("question"))
    function = models.CharField(
        _("who answers"), max_length=12, choices=Function.choices
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    since = models.DateTimeField(help_text="Release of the first that asked it.")
    answer_by = models.DateTimeField()
    reckoning = models.JSONField(default=dict)
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    missing = models.TextField(
        _("what is still open"),
        blank=True,
        help_text="Once it was opened again: in the words of its reader.",
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = querysets.PublishedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        ordering = ["answer_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="question_theme_is_known", condition=Q(theme__in=Theme.values)
            ),
            models.CheckConstraint(
                name="published_answered_at_and_by",
                condition=Q(
                    state="open",
                    answer="",
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                )
                | (
                    Q(
                        state__in=["answered", "committed", "declined"],
                        answered_at__isnull=False,
                        answered_by__isnull=False,
                    )
                    & ~Q(answer="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "state"], name="questions_of_initiative")
        ]

    def __str__(self):
        return self.text[:60]

    def get_absolute_url(self):
        return reverse("literacy:question", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return self.state == self.State.OPEN


class Concern(Ledger):
    """A question or concern as it was sent, released to its reader.

    The mode stays as the asker chose it: the row is append-only, so nobody can widen
    it. The text and, in a confidential one, the name are sealed; withdrawing or erasing
    empties the keys. An anonymous one has no person, no time and no place in any order:
    only the batch that it came with.
    """

    may_change = ("question", "counted_in", "withdrawn_at", "sealed", "wrapped", "who")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    theme = models.CharField(_("theme"), max_length=14, choices=Theme.choices)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    released_at = models.DateTimeField(
        help_text="When its reader could read it: the clock starts here."
    )
    answer_by = models.DateTimeField()
    reckoning = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    trusted = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one person who may know who asked a confidential one.",
    )
    who = models.TextField(blank=True, default="", help_text="The asker, sealed.")
    sealed = models.TextField(blank=True)
    wrapped = models.CharField(max_length=250, blank=True)
    claim_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    question = models.ForeignKey(
        PublishedQuestion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="concerns",
    )
    counted_in = models.ForeignKey(
        ThemeBlock,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The published count that holds it.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        ordering = ["answer_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_theme_is_known", condition=Q(theme__in=Theme.values)
            ),
            models.CheckConstraint(
                name="a_concern_names_whom_its_mode_allows",
                condition=Q(
                    mode="named",
                    asked_by__isnull=False,
                    trusted__isnull=True,
                    who="",
                    batch__isnull=True,
                    claim_hash__isnull=True,
                )
                | Q(
                    mode="confidential",
                    asked_by__isnull=True,
                    trusted__isnull=False,
                    batch__isnull=False,
                    claim_hash__isnull=False,
                )
                | Q(
                    mode="anonymous",
                    asked_by__isnull=True,
                    trusted__isnull=True,
                    who="",
                    batch__isnull=False,
                    claim_hash__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["initiative"], name="concerns_of_initiative"),
        ]

    def __str__(self):
        return f"{self.get_theme_display()}, {self.get_mode_display()}"

    def __repr__(self):
        return f"<Concern {self.pk}>"


class Seconding(models.Model):
    """Somebody asks a published question too; a mark keeps them from asking twice.

    The mark is made of person and question with a key that is not in the database:
    the row says that somebody asked, never who.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(
        PublishedQuestion, on_delete=models.PROTECT, related_name="secondings"
    )
    mark = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("asked by one more")

    def __str__(self):
        return str(self.question_id)


class ConcernReply(Ledger):
    """What its reader answers to a concern, or what the asker adds, between them only.

    What comes without an open name is kept with its week alone, and its reader reads it
    from the week after.
    """

    may_change = ("sealed", "wrapped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="replies"
    )
    from_asker = models.BooleanField()
    place = models.PositiveIntegerField(help_text="Which one it is of this concern.")
    week = models.CharField(
        max_length=8, blank=True, help_text="Empty where it is read at once."
    )
    sealed = models.TextField(blank=True)
    wrapped = models.CharField(max_length=250, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reply")
        ordering = ["concern", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "place"], name="replies_stand_in_one_order"
            ),
            models.CheckConstraint(
                name="reply_written_at_and_by",
                condition=Q(
                    from_asker=True, written_at__isnull=True, written_by__isnull=True
                )
                | Q(
                    from_asker=False,
                    week="",
                    written_at__isnull=False,
                    written_by__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"{self.concern_id} {self.place}"


class EarlierAnswer(Ledger):
    """The first answer of a question that was opened again, since it did not answer it.

    A question is opened again once. What is still missing then stands in the question,
    in the words of its reader; those of the asker stay with the reader.
    """

    question = models.OneToOneField(
        PublishedQuestion, on_delete=models.PROTECT, related_name="earlier"
    )
    outcome = models.CharField(max_length=9, choices=PublishedQuestion.State.choices)
    text = models.TextField(_("answer"))
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("earlier answer")

    def __str__(self):
        return str(self.question_id)


class Verdict(Ledger):
    """Whether an answer answers it, as one of those says who asked.

    No time is kept. What comes without an open name has its week, and counts from the
    week after.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="verdicts"
    )
    round = models.PositiveSmallIntegerField(
        help_text="1: on the first answer, 2: on the one after it was opened again."
    )
    is_answered = models.BooleanField(_("answered"))
    week = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name = _("verdict on an answer")
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "round"], name="one_verdict_on_an_answer"
            ),
            models.CheckConstraint(
                name="verdict_on_one_of_two_answers",
                condition=Q(round__gte=1, round__lte=2),
            ),
        ]

    def __str__(self):
        return f"{self.concern_id} {self.round}"
