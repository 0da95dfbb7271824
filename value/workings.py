"""How a realised amount is worked out and proved, in words for who confirms it."""

from django.utils.text import capfirst

from organisation.templatetags.ui import money, written_day, written_number
from value.models import RealisedAmount


def workings(row) -> list[dict]:
    """Terms and values from the gross amount to the claimed one, then the proof.

    Per cents of a hundred and what was left empty are not told.
    """
    told = [("gross", money(row.gross, row.currency))]
    for name in ("margin", "attribution", "share"):
        part = getattr(row, name)
        if part != 100:
            told.append((name, written_number(part, 1 if part % 1 else 0)))
    if row.deduction:
        told.append(("deduction", money(row.deduction, row.currency)))
    told.append(("amount", money(row.amount, row.currency)))
    told += [
        ("period_from", written_day(row.period_from)),
        ("period_to", written_day(row.period_to)),
        ("source", row.source),
        ("allocation", row.allocation and row.allocation.team),
        ("attribution_reason", row.attribution_reason),
        ("cohort", row.cohort),
        ("evidence", row.get_evidence_display()),
        ("method", row.get_method_display()),
        ("baseline", row.baseline),
        ("baseline_from", row.baseline_from and written_day(row.baseline_from)),
        ("baseline_to", row.baseline_to and written_day(row.baseline_to)),
        ("requisition", row.requisition),
    ]
    label = RealisedAmount._meta.get_field
    return [
        {"term": capfirst(label(name).verbose_name), "value": value}
        for name, value in told
        if value
    ]
