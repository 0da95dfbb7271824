"""What is kept with an initiative: files, comments, erasures, imports."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models.initiatives import Initiative
from organisation.models import Person


def stored_under(attachment, filename):
    """A random storage key: the name that was given stays metadata only."""
    return f"{attachment.initiative_id}/{uuid.uuid4().hex}"


class Attachment(Ledger):
    """A file of an initiative, immutable; erasing leaves its hash and its size.

    Name and note may say what the file says, so that they go with its bytes.
    """

    may_change = ("erased_at", "erased_by_id", "file", "name", "note")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="attachments"
    )
    file = models.FileField(upload_to=stored_under, max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=120)
    kind = models.CharField(max_length=10)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what it shows"), max_length=200, blank=True)
    is_traced = models.BooleanField(
        default=False,
        editable=False,
        help_text="Read only where each reading is noted, never from the list.",
    )
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("file")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(
                name="attachment_erased_at_and_by",
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(erased_at__isnull=False, erased_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.title)

    @property
    def title(self):
        """The name of the file, or the words that stand in its place."""
        return _("Erased file") if self.erased_at else self.name


class Comment(Ledger):
    """Somebody says something on the initiative's page; erasing leaves its hash.

    The hash is made with a salt that goes with the text: nobody can find a short text
    again by trying.
    """

    may_change = ("text", "salt", "erased_at", "erased_by_id")

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mentions = models.JSONField(default=list, blank=True)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    sha256 = models.CharField(
        max_length=64,
        default="",
        editable=False,
        help_text="Of the salt, then the text.",
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("comment")
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                name="comment_erased_at_and_by",
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(
                    erased_at__isnull=False,
                    erased_by__isnull=False,
                    text="",
                    salt="",
                ),
            ),
        ]

    def __str__(self):
        return self.text[:60]


class Erasure(models.Model):
    """A file or a comment is to be erased: one person asks, another one confirms.

    `leftover` names the stored bytes from the moment the row is erased until the
    storage has let them go, so that a crash between the two is found and mended.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="erasures"
    )
    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
    )
    comment = models.ForeignKey(
        Comment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
    )
    reason = models.CharField(_("reason"), max_length=500)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leftover = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("erasure")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                name="erasure_of_one_thing",
                condition=Q(attachment__isnull=False, comment__isnull=True)
                | Q(attachment__isnull=True, comment__isnull=False),
            ),
            models.CheckConstraint(
                name="two_people_erase",
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="erasure_done_at_and_by",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_declined_at_and_by",
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_ends_once",
                condition=Q(done_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["attachment"],
                condition=Q(done_at__isnull=True, declined_at__isnull=True),
                name="one_open_erasure_of_a_file",
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(done_at__isnull=True, declined_at__isnull=True),
                name="one_open_erasure_of_a_comment",
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.attachment_id or self.comment_id}"

    @property
    def is_open(self) -> bool:
        """Whether a second person has not answered yet."""
        return self.done_at is None and self.declined_at is None


def kept_for_import(upload, filename):
    """A random storage key for an import: the name that was given is metadata only."""
    return f"imports/{uuid.uuid4().hex}"


class KeptFile(models.Model):
    """A spreadsheet that was read and is brought in step by step, for any room.

    `done` counts the rows of the file that were dealt with, so that a long import
    goes on where it stopped; `mapping` is what the person chose on the page.
    """

    class State(models.TextChoices):
        """Where the import stands."""

        CHECKING = "checking", _("Being checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=kept_for_import, max_length=200)
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.CHECKING
    )
    mapping = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(_("rows in the file"), default=0)
    done = models.PositiveIntegerField(_("rows dealt with"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    errors = models.JSONField(default=list, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Import(KeptFile):
    """A spreadsheet of initiatives that already run."""

    class Meta:
        verbose_name = _("import")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(
                name="import_deals_with_rows_of_its_file",
                condition=Q(done__lte=F("rows")),
            ),
        ]
