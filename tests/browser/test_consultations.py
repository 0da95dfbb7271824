"""HR consults in two countries; the block lifts where the body has answered."""

import re
from datetime import UTC, datetime

import pytest

from audit import clock
from initiatives.models import Exposure
from initiatives.stages import Stage
from literacy.models import Consultation, LawRuleVersion
from tests.browser.conftest import said
from tests.factories import put_at

PDF = b"%PDF-1.4\n% minutes\n%%EOF\n"


@pytest.fixture
def initiative(cast):
    """An initiative in Literacy that people of Lyon and Stuttgart will use."""
    row = put_at(cast, Stage.LITERACY)
    Exposure.objects.filter(initiative=row, site=cast.leeds).delete()
    Exposure.objects.get_or_create(
        initiative=row,
        unit=cast.service,
        site=cast.stuttgart,
        defaults={"people": 20, "overseers": 1},
    )
    return row


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_the_block_lifts_for_one_site_and_stays_for_the_other(
    walk, cast, initiative, options
):
    walking, ref = walk(**options), initiative.ref
    today = datetime.now(UTC).date().isoformat()
    room = f"initiatives/{ref}/literacy/"
    for body, site, code, subject in (
        (cast.cse, cast.lyon, "FR-CSE-TECH", "Drafts for brokers"),
        (cast.rat, cast.stuttgart, "DE-87-1-6", "Entwürfe für Makler"),
    ):
        rule = LawRuleVersion.objects.in_force(clock.today()).get(rule__code=code)
        walking.answer(
            cast.hana,
            f"{room}consultations/new/",
            sitting=f"{site.pk}-{body.pk}",
            rule=rule.pk,
            subject=subject,
        )
        row = Consultation.objects.get(body=body)
        page = walking.see(cast.hana, f"{room}consultations/{row.pk}/information/")
        for box in page.locator("[name=items]").all():
            box.check()
        page = walking.fill(
            page, informed_on=today, text="What it does, on which data, for whom."
        )
        assert page.locator(".tasks .tag.warn").count() == 0
    french, german = Consultation.objects.get(body=cast.cse), row

    page = walking.see(cast.rosa, "council/")
    assert "waits for an answer of your body, until" in page.inner_text("main")
    assert "Entwürfe" not in page.inner_text("main")
    walking.see(cast.rosa, f"{room}consultations/{german.pk}/", status=404)
    walking.answer(
        cast.rosa,
        f"{room}consultations/{french.pk}/notes/new/",
        text="We vote on Tuesday.",
    )
    page = walking.see(cast.hana, f"{room}consultations/{french.pk}/")
    assert "Tuesday" not in page.content()

    for site in (cast.lyon, cast.stuttgart):
        page = walking.answer(
            cast.otto,
            f"{room}use/new/",
            status=409,
            site=site.pk,
            on=today,
            real_work="yes",
        )
        assert f"No real work can begin at {site.name} yet" in said(page)

    page = walking.answer(
        cast.rosa,
        f"{room}consultations/{french.pk}/opinion/",
        outcome="with_reservations",
        text="The load is looked at after three months.",
        given_on=today,
        upload={
            "name": "minutes.pdf",
            "mimeType": "application/pdf",
            "buffer": PDF,
        },
    )
    assert "With reservations" in page.inner_text("main")
    page = walking.answer(
        cast.otto, f"{room}use/new/", site=cast.lyon.pk, on=today, real_work="yes"
    )
    use = re.sub(r"\s+", " ", page.locator("#use").inner_text())
    assert "Lyon Real work may begin" in use
    assert "Stuttgart Blocked" in use
    page = walking.answer(
        cast.otto,
        f"{room}use/new/",
        status=409,
        site=cast.stuttgart.pk,
        on=today,
        real_work="yes",
    )
    assert "DE-87-1-6" in said(page)
    assert "Betriebsrat" in said(page)
