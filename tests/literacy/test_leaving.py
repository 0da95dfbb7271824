"""Somebody who promised something leaves: nothing of it stays with nobody."""

from datetime import date, timedelta

import pytest
from django.test import Client

from audit.errors import Stale
from governance import actions as governance
from literacy import actions, due
from literacy.models import Commitment, Dimension, Prevention
from organisation.models import Notification
from tests.literacy.cast import TODAY

DAY = date(2027, 2, 1)


@pytest.fixture
def promised(consulted, initiative, hana, otto, lena):
    """Otto promised the council something, and sees to a prevention measure."""
    row = consulted(initiative)
    actions.respond(row, by=hana, on=TODAY, text="We look again.", departs=False)
    actions.commit_to(row, by=hana, text="Measure the load", owner=otto, due_on=DAY)
    actions.open_assessment(initiative, by=hana)
    actions.plan_prevention(
        initiative,
        by=hana,
        dimension=Dimension.values[0],
        text="Rest after each hour",
        owner=otto,
        due_on=DAY,
    )
    return row


def test_what_a_leaver_promised_goes_over_with_text_and_day(
    promised, otto, olga, adam, rosa
):
    client = Client()
    client.force_login(adam)
    address = f"/en/people/{otto.pk}/leaving/"
    shown = client.get(address).text
    assert "Measure the load" in shown
    assert "Rest after each hour" in shown

    answer = client.post(address, {"to": olga.pk, "once": "a"})

    assert "Commitments and measures: 2 to Olga" in answer.text
    old = Commitment.objects.get(owner=otto)
    new = Commitment.objects.open().get()
    assert (new.owner, new.text, new.due_on) == (olga, old.text, DAY)
    assert Prevention.objects.open().get().owner == olga
    assert [d.who for d in due.due_items(rosa) if "Commitment" in d.what] == ["Olga"]
    kinds = Notification.objects.filter(recipient=olga).values_list("kind", flat=True)
    assert "literacy.promise_handed_over" in kinds
    with pytest.raises(Stale):
        actions.fulfil(old, by=otto, on=TODAY, text="Done")
    actions.fulfil(new, by=olga, on=TODAY, text="Done")


def test_who_leaves_before_the_day_or_sees_nothing_gets_no_promise(
    promised, initiative, otto, olga, nobody, adam
):
    olga.ends_on = TODAY + timedelta(days=7)
    olga.save()
    moved, left = governance.hand_over_everything(otto, by=adam, to={"promises": olga})
    assert (moved, left) == ({"promises": 0}, [(initiative, "too_short")] * 2)

    moved, left = governance.hand_over_everything(
        otto, by=adam, to={"promises": nobody}
    )
    assert (moved, left) == ({"promises": 1}, [(initiative, "unseen")])
