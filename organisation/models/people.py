"""Who belongs to the company: units, people, sites, mandates, deputies, councils."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation import querysets
from organisation.functions import Function


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
