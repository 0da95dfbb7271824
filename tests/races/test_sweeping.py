"""Two sweeps at once, and a sweep while the handoff is accepted: one flag, or none."""

from collections import Counter
from datetime import timedelta

import pytest

from audit import clock, verification
from governance import actions, sweeping
from governance.models import Stall, Wait
from organisation.models import Notification
from tests import factories
from tests.cast import NOW, fresh, offer, propose
from tests.races.conftest import ROUNDS
from tests.races.invariants import Mark, violations
from tests.races.test_gates import charter, handoff_of

pytestmark = pytest.mark.postgres

LATE = NOW + timedelta(days=60)


def sweep():
    """One pass, two months late."""
    with clock.at(LATE):
        counts = sweeping.sweep(LATE)
    assert set(counts) == {"opened", "escalated", "closed", "notified"}
    return counts


def test_eight_sweeps_at_once_flag_and_tell_once(company, race):
    for _ in range(max(1, ROUNDS // 5)):
        with clock.at(NOW):
            row = propose(company)
            offer(company, row)
        counts = []
        before = Notification.objects.count()
        answers = race([lambda counts=counts: counts.append(sweep())] * 8)
        assert Counter(answers) == {"done": 8}
        # What was opened and told is what one sweep would have opened and told.
        assert sum(c["notified"] for c in counts) == (
            Notification.objects.count() - before
        )
        # Nothing is left: a ninth sweep finds all done.
        assert sweep() == {"opened": 0, "escalated": 0, "closed": 0, "notified": 0}
        assert not violations(row.pk)
    assert verification.verify().is_sound


def test_what_is_accepted_before_the_sweep_commits_has_no_open_flag(company, race):
    with clock.at(NOW):
        template = charter(company)
        rows = factories.copies(template, ROUNDS)
    for row in rows:
        mark, handoff = Mark.now(), handoff_of(row)

        def accept(handoff=handoff):
            with clock.at(LATE):
                actions.accept(
                    handoff, by=company.hana, digest=handoff.digest, owner=company.hana
                )

        answers = race([accept, sweep] * 4)
        assert answers[::2].count("done") == 1
        assert answers[1::2] == ["done"] * 4
        assert not violations(row.pk, mark)
        assert fresh(row).stage == "literacy"
        assert not Wait.objects.filter(handoff=handoff, ended_at__isnull=True).exists()
        # Nobody waits for the next sweep: who accepts closes what one opened before.
        assert open_stalls(row) == 0
    assert verification.verify().is_sound


def open_stalls(row) -> int:
    """Open flags about the handoff of the charter."""
    return Stall.objects.filter(
        initiative=row, closed_at__isnull=True, rule__in=["sign", "accept"]
    ).count()
