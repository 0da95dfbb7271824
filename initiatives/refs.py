"""References that people read: AI-001, AI-002, in the order of arrival."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from audit.errors import Stale
from initiatives.models import Initiative
from initiatives.search import searchable

PREFIX = "AI"
TRIES = 20


def ref_for(number: int) -> str:
    """The reference of a number."""
    return f"{PREFIX}-{number:03d}"


def insert(rows: list[Initiative]) -> list[Initiative]:
    """Give new rows the next numbers and write them.

    Two people may take the same number at once: the unique index tells the second,
    who takes the next ones.
    """
    for _attempt in range(TRIES):
        last = Initiative.objects.aggregate(last=Max("number"))["last"] or 0
        for number, row in enumerate(rows, last + 1):
            row.number, row.ref = number, ref_for(number)
            row.search_text = searchable(row)
        try:
            with transaction.atomic():
                return Initiative.objects.bulk_create(rows)
        except IntegrityError as error:
            if not _is_about_numbers(error):
                raise
    raise Stale(_("Many people add initiatives just now. Try again in a moment."))


def _is_about_numbers(error: IntegrityError) -> bool:
    text = str(error)
    return ".number" in text or ".ref" in text or "(number)" in text or "(ref)" in text
