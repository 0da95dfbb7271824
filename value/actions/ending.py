"""The end: Leadership's economic review, and what employees are told."""

from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError
from initiatives.actions import require_open
from organisation import access
from organisation.rows import save
from value.accounts import account_of
from value.cash import money_of
from value.models import EconomicReview, OutcomeNote


@audited
def review(initiative, *, by, outcome, text, strategy="", strategy_text=""):
    """Leadership says in writing how the initiative ended.

    What the accounts and the ledger show at that moment stands beside it for good.
    """
    access.require(by, "value.review", of=initiative)
    now = require_open(initiative)
    account, money = account_of(now), money_of(now)
    row = save(
        EconomicReview(
            initiative=now,
            outcome=outcome,
            text=text,
            strategy=strategy,
            strategy_text=strategy_text.strip(),
            invested=money.invested,
            confirmed=money.confirmed,
            currency=now.currency,
            intent=now.intent,
            growth_hours=account.growth,
            contraction_hours=account.contraction,
            written_by=by,
        )
    )
    record(
        "value.reviewed",
        row,
        by=by,
        initiative=now,
        outcome=row.outcome,
        strategy=row.strategy,
        invested=row.invested,
        confirmed=row.confirmed,
    )
    return row


@audited
def publish_outcome(initiative, *, by, text):
    """Tell employees what was promised and what became of it."""
    access.require(by, "value.publish_outcome", of=initiative)
    now = require_open(initiative)
    last = EconomicReview.objects.filter(initiative=now).last()
    if last is None:
        raise DomainError(_("Leadership writes the economic review first."))
    row = save(
        OutcomeNote(initiative=now, outcome=last.outcome, text=text, published_by=by)
    )
    record("value.outcome_published", row, by=by, initiative=now, outcome=row.outcome)
    return row
