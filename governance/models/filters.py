"""Filters of the pipeline that somebody keeps under a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation.functions import Function
from organisation.models import Person


class SavedFilter(models.Model):
    """What an address of the pipeline narrows, under a name, for its owner and others.

    A filter shows nobody more than they may see: it is asked anew for each reader.
    `functions` holds the codes of the functions it is shared with, each between commas.
    """

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    for_everyone = models.BooleanField(_("for everyone"), default=False)
    functions = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("saved filter")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="one_filter_of_a_name",
                violation_error_message=_("You have a filter of this name already."),
            ),
            models.CheckConstraint(
                name="a_filter_for_everyone_names_no_function",
                condition=Q(for_everyone=False) | Q(functions=""),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def shared_with(self) -> list[Function]:
        """The functions whose holders see it."""
        return [Function(code) for code in self.functions.split(",") if code]
