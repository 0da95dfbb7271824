"""Stage 4 of the sample: destinations, amounts, money put in, the end."""

from datetime import timedelta

from organisation.functions import Function as F
from value import actions as value
from value.rules import consultations


def convert(teller):
    """Freed hours get destinations; Finance confirms what is in the accounts."""
    story, marketing = teller.story, teller.second[F.MARKETING]
    put_in(teller)
    destinations = {}
    for kind, hours, team, use, target in story.reached["allocations"]:
        destinations[kind] = teller.after(
            4,
            value.allocate,
            teller.again(),
            by=marketing,
            hours=hours,
            type=kind,
            team=team,
            use=use,
            starts_on=teller.today(4),
            target=use,
            target_amount=target * 1000,
            expires_on=teller.today(4) + timedelta(days=365),
            scheduling_plan="Half days that the team lead plans each month."
            if kind == "A"
            else "",
            consultation=consultations(teller.again()).first() if kind == "D" else None,
        )
    for kind, amount, confirmed in story.reached["amounts"]:
        row = teller.after(
            20,
            value.report_amount,
            teller.again(),
            by=marketing,
            type=kind,
            amount=amount,
            period_from=teller.today(20) - timedelta(days=60),
            period_to=teller.today(20) - timedelta(days=1),
            source="Orders against the control group.",
            allocation=destinations.get(kind),
            evidence="E3",
            method="control",
            baseline="Twelve weeks before the start, kept by Controlling.",
            baseline_from=teller.today(20) - timedelta(days=180),
            baseline_to=teller.today(20) - timedelta(days=96),
            requisition="Post 4410-12 of the approved budget" if kind == "D" else "",
        )
        if confirmed:
            teller.after(
                5,
                value.answer_amount,
                row,
                by=teller.second[F.FINANCE],
                answer="confirmed",
                account="701200, cost centre 4410",
            )

    if "scenario" in story.reached:
        name, assumptions = story.reached["scenario"]
        teller.after(
            0,
            value.save_scenario,
            teller.again(),
            by=teller.second[F.FINANCE],
            name=name,
            assumptions=assumptions
            | {
                "lines": {
                    f"use{row.pk}": {"hours": str(row.hours)}
                    for row in destinations.values()
                }
            },
        )


def put_in(teller):
    """Controlling books what the initiative cost, against its plan."""
    by, day = teller.second[F.FINANCE], teller.today(1)
    for kind, thousands in teller.story.reached.get("costs", ()):
        for basis, amount in (("planned", thousands), ("actual", thousands)):
            teller.after(
                0,
                value.invest,
                teller.again(),
                by=by,
                kind=kind,
                basis=basis,
                amount=amount * 1000,
                period_from=day - timedelta(days=90),
                period_to=day - timedelta(days=1),
                account=f"6{len(kind)}40, cost centre 4410",
            )


def end(teller):
    """Leadership's review, the outcome told to employees, the last signatures."""
    teller.after(
        10,
        value.review,
        teller.again(),
        by=teller.first[F.LEADERSHIP],
        outcome="growth",
        text="Intended growth, and it came: counter sales rose.",
        strategy="adapted",
        strategy_text="Advice at the counter becomes part of the offer.",
    )
    teller.after(
        2,
        value.publish_outcome,
        teller.again(),
        by=teller.first[F.HR],
        text="The time went to advice at the counter, as was promised.",
    )
    teller.cross()
