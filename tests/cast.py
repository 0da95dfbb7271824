"""The cast: the people and places that tests know by heart."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from audit import clock
from audit.models import Entry
from governance import actions as governance
from initiatives import actions as initiatives
from initiatives import screening
from initiatives.models import Initiative
from organisation.functions import LEADING
from organisation.functions import Function as F
from organisation.models import Body, Mandate, Person, Seat, Site, Unit
from tests.replaying import replayed

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SINCE = date(2020, 1, 1)

HOLDERS = {
    "hana": F.HR,
    "henri": F.HR,
    "otto": F.OPERATIONS,
    "olga": F.OPERATIONS,
    "mara": F.MARKETING,
    "max": F.MARKETING,
    "lena": F.LEADERSHIP,
    "louis": F.LEADERSHIP,
    "kim": F.KNOWLEDGE,
    "kai": F.KNOWLEDGE,
    "fred": F.FINANCE,
    "fay": F.FINANCE,
    "ines": F.IT,
    "igor": F.IT,
    "lou": F.LEGAL,
    "lara": F.LEGAL,
}
OTHERS = ("rosa", "rolf", "emma", "auda", "adam", "nobody")


def build_company() -> SimpleNamespace:
    """A group with one service, three sites, two councils, and everybody in it."""
    root = _unit("Group", "group", None)
    service = _unit("Service", "service", root)
    lyon = Site.objects.create(name="Lyon", country="FR")
    stuttgart = Site.objects.create(name="Stuttgart", country="DE")
    leeds = Site.objects.create(name="Leeds", country="GB")
    cse = Body.objects.create(name="CSE Lyon")
    cse.sites.add(lyon)
    rat = Body.objects.create(name="Betriebsrat")
    rat.sites.add(stuttgart)
    company = SimpleNamespace(
        root=root,
        service=service,
        lyon=lyon,
        stuttgart=stuttgart,
        leeds=leeds,
        cse=cse,
        rat=rat,
    )
    for name in (*HOLDERS, *OTHERS):
        person = Person.objects.create(
            email=f"{name}@example.org",
            name=f"{name.title()} Test",
            unit=service if name in ("emma", "rosa") else None,
            is_auditor=name == "auda",
            is_administrator=name == "adam",
        )
        setattr(company, name, person)
        if name in HOLDERS:
            Mandate.objects.create(
                person=person, function=HOLDERS[name], unit=root, starts_on=SINCE
            )
    Seat.objects.create(body=cse, person=company.rosa, starts_on=SINCE)
    Seat.objects.create(body=rat, person=company.rolf, starts_on=SINCE)
    return company


def _unit(name, code, parent):
    unit = Unit.objects.create(
        name=name, code=code, country="FR", parent=parent, path="/"
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def propose(company, *, by=None, title="Reply Assist", **fields) -> Initiative:
    """A proposal whose charter is complete: every criterion of G0 is met."""
    by = by or company.igor
    draft = initiatives.save_draft(
        by=by,
        **{
            "unit": company.service,
            "title": title,
            "problem": "Replies take eleven minutes each.",
            "purpose": "Draft replies that advisers check.",
            "process_family": "Customer service",
            "ai_system": "Drafting assistant",
            "intent": "growth",
            "promise": "The time goes to call-backs, not to cuts.",
            "hypothesis": "A",
            "hypothesis_proof": "Renewal orders against a control group.",
            "budget": 100_000,
            "screening_answers": screening.NO * len(screening.QUESTIONS),
            "screening_note": "Screened with Legal.",
            **fields,
        },
    )
    initiatives.set_exposures(
        draft,
        by=by,
        rows=[
            {
                "unit": company.service,
                "site": company.lyon,
                "people": 96,
                "overseers": 4,
                "in_scope": True,
            }
        ],
    )
    leads = dict(zip(LEADING, ("hana", "otto", "kim", "mara", "lena"), strict=True))
    initiatives.name_leads(
        draft,
        by=by,
        leads={f.value: getattr(company, name) for f, name in leads.items()},
        sponsor=company.louis,
        continuity_holder=company.kai,
    )
    return governance.propose(fresh(draft), by=by)


def ground_of(company) -> tuple:
    """The company that scenes stand on, and that nothing else was told of it yet."""
    return company.lena.pk, Entry.objects.count(), Person.objects.count(), clock.now()


def fresh(row):
    """The row as the database has it now."""
    rows = type(row).objects
    if isinstance(row, Initiative):
        rows = rows.select_related("unit")
    return rows.get(pk=row.pk)


def offer(company, initiative, *, by=None):
    """The handoff of the charter, offered by Leadership."""
    initiative = fresh(initiative)
    return governance.offer(
        initiative, by=by or company.lena, version=initiative.version
    )


def sign_all(company, handoff, *, but=()):
    """Everybody who must sign the charter does, except the functions named."""
    for name in ("lena", "hana", "otto", "kim", "mara"):
        function = HOLDERS[name]
        if function in but:
            continue
        handoff = fresh(handoff)
        governance.sign(
            handoff,
            by=getattr(company, name),
            function=function.value,
            digest=handoff.digest,
        )
    return fresh(handoff)


@pytest.fixture
def noon():
    """The clock stands still at a known instant."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def cast_company(db, noon):
    """The company with everybody in it."""
    return replayed("company", build_company)


@pytest.fixture
def proposal(cast_company):
    """A proposal with a complete charter, by somebody of IT."""
    return replayed(
        "proposal", lambda: propose(cast_company), ground=ground_of(cast_company)
    )


@pytest.fixture
def handoff(cast_company, proposal):
    """The charter, offered."""
    return replayed(
        "handoff",
        lambda: offer(cast_company, proposal),
        ground=(*ground_of(cast_company), proposal.pk),
    )
