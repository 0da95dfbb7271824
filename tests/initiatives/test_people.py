"""Leads, confidential initiatives, comments and links."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives import actions
from initiatives.models import Initiative
from organisation.models import Notification


def test_a_lead_is_named_and_told_and_the_one_before_is_kept(initiative, lena, otto):
    actions.name_leads(initiative, by=lena, leads={"operations": otto})

    assert initiative.leads.get(function="operations").person == otto
    told = Notification.objects.get(recipient=otto)
    assert told.kind == "named"


def test_a_lead_holds_the_function_for_the_unit(initiative, lena, otto, emma):
    for person in (otto, emma):
        with pytest.raises(Invalid) as refusal:
            actions.name_leads(initiative, by=lena, leads={"hr": person})
        assert refusal.value.field == "hr"


def test_a_lead_is_replaced_but_not_left_out_once_it_runs(initiative, lena, company):
    with pytest.raises(Invalid):
        actions.name_leads(initiative, by=lena, leads={"hr": None})


def test_two_people_who_name_leads_at_once_are_told(initiative, lena, otto, hana):
    seen = {"operations": ""}
    actions.name_leads(initiative, by=lena, leads={"operations": otto}, seen=seen)

    with pytest.raises(Stale):
        actions.name_leads(initiative, by=hana, leads={"operations": otto}, seen=seen)


def test_the_sponsor_holds_leadership(initiative, lena, otto):
    with pytest.raises(Invalid):
        actions.name_leads(initiative, by=lena, sponsor=otto)
    actions.name_leads(initiative, by=lena, continuity_holder=otto)

    initiative.refresh_from_db()
    assert initiative.continuity_holder == otto


def test_functions_that_do_not_lead_name_nobody(initiative, fred, otto):
    with pytest.raises(Refused):
        actions.name_leads(initiative, by=fred, leads={"operations": otto})


def test_leads_are_handed_over_to_who_holds_the_function(
    initiative, hana, lena, adam, mara, company
):
    actions.name_leads(initiative, by=lena, leads={"marketing": mara})
    moved, left = actions.hand_over_leads(mara, to=company.people["max"], by=adam)
    assert (moved, left) == (1, [])

    moved, left = actions.hand_over_leads(hana, to=mara, by=adam)
    assert moved == 0
    assert [function for _initiative, function in left] == ["hr"]
    with pytest.raises(Refused):
        actions.hand_over_leads(hana, to=mara, by=lena)


def test_a_confidential_initiative_is_seen_by_leads_and_named_people(
    initiative, hana, lena, otto, mara, auda, adam
):
    actions.set_confidential(initiative, by=lena, confidential=True)

    def sees(person):
        return initiative in Initiative.objects.visible_to(person)

    assert [sees(p) for p in (hana, lena, auda, otto, mara, adam)] == [
        *[True] * 3,
        *[False] * 3,
    ]
    actions.share(initiative, by=lena, person=otto)
    assert sees(otto)
    actions.unshare(initiative, by=lena, person=otto)
    assert not sees(otto)
    with pytest.raises(Invalid):
        actions.share(initiative, by=lena, person=adam)
    with pytest.raises(Refused):
        actions.share(initiative, by=mara, person=otto)


def test_who_makes_it_confidential_keeps_seeing_it(initiative, otto):
    actions.set_confidential(initiative, by=otto, confidential=True)

    assert initiative in Initiative.objects.visible_to(otto)


def test_a_mention_tells_only_people_who_may_see_it(
    initiative, lena, otto, mara, hana, emma
):
    actions.set_confidential(initiative, by=lena, confidential=True)
    Notification.objects.all().delete()

    said = actions.comment(
        initiative,
        by=lena,
        text="Ask @hana@example.org, @Otto Test and @Emma Test; also @Kim Test please.",
    )

    told = set(Notification.objects.values_list("recipient__name", flat=True))
    assert told == {"Hana Test", "Kim Test"}
    assert len(said.mentions) == 2


def test_a_comment_is_never_changed(initiative, lena):
    said = actions.comment(initiative, by=lena, text="As agreed.")

    said.text = "Otherwise."
    with pytest.raises(DatabaseError, match="ledger"), transaction.atomic():
        said.save()


def test_strangers_do_not_comment(initiative, emma, rosa, auda):
    with pytest.raises(Refused):
        actions.comment(initiative, by=emma, text="Hello")
    with pytest.raises(Refused):
        actions.comment(initiative, by=auda, text="Hello")
    assert actions.comment(initiative, by=rosa, text="For the council.").pk
    with pytest.raises(Invalid):
        actions.comment(initiative, by=rosa, text="  \n ")


def test_links_go_to_what_one_may_see(initiative, draft, max, lena, hana, company):
    other = actions.take_over(by=lena, unit=company.root, title="Base", stage="value")
    link = actions.link(initiative, by=hana, kind="needs", other=other)

    with pytest.raises(Duplicate):
        actions.link(initiative, by=hana, kind="needs", other=other)
    with pytest.raises(Invalid):
        actions.link(initiative, by=hana, kind="feeds", other=initiative)
    with pytest.raises(Refused):
        actions.link(initiative, by=hana, kind="feeds", other=draft)
    actions.unlink(initiative, by=hana, row=link)
    assert not initiative.links.exists()


def test_a_person_past_the_last_day_sees_nothing(initiative, hana):
    hana.ends_on = clock.today() - timedelta(days=1)
    hana.save()

    assert not Initiative.objects.visible_to(hana).exists()
    with pytest.raises(DomainError):
        actions.comment(initiative, by=hana, text="Still here")
