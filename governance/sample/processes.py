"""The processes of the sample: tables of steps with their figures, before and after.

Times are in minutes a visit, people in full-time posts with their productive hours a
week, demand in cases a week.
"""

from decimal import Decimal

from processes.facts import (
    WEEKS_A_YEAR,
    Facts,
    Figure,
    RoleFacts,
    Source,
    StepFacts,
    Unit,
)
from processes.known import said_in
from processes.reading.steps import Row, build

MEASURED, SAMPLED, ESTIMATED = Source.MEASURED, Source.SAMPLED, Source.ESTIMATED

QUOTES = {
    "steps": (
        ("Take the visit report in", "Sales office", 12, "", SAMPLED),
        ("Draft the quote", "Field engineers", 95, "3 55%, 4 45%", MEASURED),
        (
            *("Pricing approval above 5,000 euro", "Pricing managers", 35),
            *("2 22%, 4 78%", SAMPLED),
        ),
        ("Are the terms unusual?", "", None, "5 30%, 6 70%", "choice"),
        ("Check the terms", "Legal", 40, "", ESTIMATED),
        ("Send the quote", "Sales office", 15, "2 12%, end 88%", SAMPLED),
    ),
    "roles": {
        "Sales office": (4, 32.5),
        "Field engineers": (15, 32.5),
        "Pricing managers": (2.52, 32.5),
        "Legal": (1.8, 32.5),
    },
    "demand": 230,
    "margin": 276,
}
INVOICES = {
    "steps": (
        ("Receive and scan", "Mail room", 3, "", SAMPLED),
        ("Read the fields", "Accounts payable", 4, "", MEASURED),
        ("Match to the order", "Accounts payable", 5, "4 59%, 5 41%", MEASURED),
        (
            *("Settle the exception", "Supplier onboarding", 22),
            *("3 30%, 5 70%", MEASURED),
        ),
        ("Approve and pay", "Treasury", 2, "end", SAMPLED),
    ),
    "roles": {
        "Mail room": (3, 30),
        "Accounts payable": (9, 30),
        "Supplier onboarding": (12, 30),
        "Treasury": (2.5, 30),
    },
    "waits": {"Settle the exception": 6},
    "demand": 1_400,
    "weeks": 52.15,
}
INVOICES_TO_BE = INVOICES | {
    "steps": (
        ("Receive and scan", "Mail room", 3, "", SAMPLED),
        ("Check the fields that were read", "Accounts payable", 1.5, "", ESTIMATED),
        ("Match to the order", "Accounts payable", 5, "4 32%, 5 68%", ESTIMATED),
        (
            *("Settle the exception", "Supplier onboarding", 22),
            *("3 20%, 5 80%", MEASURED),
        ),
        ("Approve and pay", "Treasury", 2, "end", SAMPLED),
    ),
}
CONTACTS = {
    "steps": (
        ("Answer the contact", "Advisers", 11.5, "2 14%, end 86%", MEASURED),
        ("Look into it", "Second-level experts", 14, "", SAMPLED),
        ("Call the customer back", "Advisers", 5, "1 6%, end 94%", SAMPLED),
    ),
    "roles": {"Advisers": (96, 30), "Second-level experts": (8, 30)},
    "waits": {"Look into it": 4},
    "demand": 7_900,
    "weeks": 52.15,
}
CONTACTS_TO_BE = CONTACTS | {
    "steps": (
        ("Check the draft and send it", "Advisers", 9.4, "2 11%, end 89%", MEASURED),
        ("Look into it", "Second-level experts", 14, "", SAMPLED),
        ("Call the customer back", "Advisers", 5, "1 6%, end 94%", SAMPLED),
    ),
}
ORDERS = {
    "steps": (
        ("Forecast the part and place the order", "Supply planners", 9, "", MEASURED),
        (
            *("Get the supplier's confirmation", "Supplier confirmation", 3.6),
            *("1 8%, end 92%", SAMPLED),
        ),
    ),
    "roles": {"Supply planners": (22, 30), "Supplier confirmation": (4.5, 30)},
    "waits": {"Get the supplier's confirmation": 8},
    "demand": 1_800,
    "weeks": 52.15,
}
ORDERS_TO_BE = ORDERS | {
    "steps": (
        ("Check the forecast and place the order", "Supply planners", 6, "", MEASURED),
        (
            *("Get the supplier's confirmation", "Supplier confirmation", 3.6),
            *("1 6%, end 94%", SAMPLED),
        ),
    ),
}
BIDS = {
    "steps": (
        ("Decide to bid", "Heads of bids", 60, "2 70%, end 30%", SAMPLED),
        ("Write the bid", "Bid writers", 4_260, "", MEASURED),
        ("Approve the price", "Price approval", 240, "2 5%, 4 95%", SAMPLED),
        ("Hand the bid in", "Bid writers", 45, "end", SAMPLED),
    ),
    "roles": {
        "Heads of bids": (1, 30),
        "Bid writers": (14, 30),
        "Price approval": (0.2, 30),
    },
    "waits": {"Approve the price": 16},
    "demand": 1.7,
    "weeks": 52.15,
}
BIDS_TO_BE = BIDS | {
    "steps": (
        ("Decide to bid", "Heads of bids", 60, "2 70%, end 30%", SAMPLED),
        (
            *("Check the drafted chapters, write the offer", "Bid writers", 2_760),
            *("", MEASURED),
        ),
        ("Approve the price", "Price approval", 240, "2 5%, 4 95%", SAMPLED),
        ("Hand the bid in", "Bid writers", 45, "end", SAMPLED),
    ),
}
PARTS = {
    "steps": (
        ("Find the part", "Counter", 12, "2 82%, 3 18%", MEASURED),
        ("Sell the part", "Counter", 4, "end", SAMPLED),
        ("Ask the workshop", "Workshop", 9, "2 70%, end 30%", SAMPLED),
    ),
    "roles": {"Counter": (1.8, 30), "Workshop": (4, 30)},
    "demand": 190,
    "weeks": 52.15,
}
PARTS_TO_BE = PARTS | {
    "steps": (
        (
            *("Take a photo and check what it finds", "Counter", 7),
            *("2 90%, 3 10%", MEASURED),
        ),
        ("Sell the part", "Counter", 4, "end", SAMPLED),
        ("Ask the workshop", "Workshop", 9, "2 70%, end 30%", SAMPLED),
    ),
}
WORK = {
    "LUM-01": ("Advisers", 7_900, "11.5", "8.9", "0.5"),
    "LUM-05": ("Supply planners", 1_800, "9", "5", "1"),
    "LUM-06": ("Bid writers", Decimal("1.2"), "4260", "2700", "60"),
    "LUM-09": ("Accounts payable", 1_400, "10.1", "5.75", "1"),
    "LUM-12": ("Counter", 144, "12", "6.5", "0.5"),
}
"""Whose work was timed: cases a week, minutes a case before, after, and of checking."""
PROCESSES = {
    "LUM-01": (CONTACTS, CONTACTS_TO_BE),
    "LUM-02": (QUOTES, None),
    "LUM-05": (ORDERS, ORDERS_TO_BE),
    "LUM-06": (BIDS, BIDS_TO_BE),
    "LUM-09": (INVOICES, INVOICES_TO_BE),
    "LUM-12": (PARTS, PARTS_TO_BE),
}
"""The process as it is and as it is meant to be, by the key of the story."""


def table(process) -> tuple[list, list]:
    """The rows of such a process, and what is stated of it."""
    rows = [
        Row(
            str(number),
            name,
            who,
            following,
            "choice" if source == "choice" else "",
        )
        for number, (name, who, _touch, following, source) in enumerate(
            process["steps"], 1
        )
    ]
    graph = build(rows)
    waits = process.get("waits", {})
    steps = {
        row.key: StepFacts(
            touch=Figure(touch, source, Unit.MINUTES),
            wait=Figure(waits[name], SAMPLED) if name in waits else None,
        )
        for row, (name, _who, touch, _next, source) in zip(
            rows, process["steps"], strict=True
        )
        if touch is not None
    }
    margin = process.get("margin")
    facts = Facts(
        steps=steps,
        roles={
            name: RoleFacts(Figure(fte, MEASURED), Figure(hours, ESTIMATED))
            for name, (fte, hours) in process["roles"].items()
        },
        demand=Figure(process["demand"], MEASURED),
        margin=Figure(margin, ESTIMATED) if margin else None,
        weeks_a_year=process.get("weeks", WEEKS_A_YEAR),
    )
    return rows, said_in(facts, graph)
