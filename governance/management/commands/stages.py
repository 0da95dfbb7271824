"""Print the stages, the moves and the gates, as the code has them."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from governance.gates import CODES, G3_STOPPED, GATES, PATIENCE
from governance.stalls import AT_ONCE_CLIMBS_EVERY, RULES
from initiatives.stages import MOVES, Kind


class Command(BaseCommand):
    """`stages` prints what docs/stages.md holds; a test compares the two."""

    help = "Print stages, moves and gates as Markdown."

    def handle(self, *args, **options):
        with override("en"):
            self.stdout.write(text(), ending="")


def text() -> str:
    """The document: moves, gates with criteria, and patience."""
    lines = [
        "# Stages and gates",
        "",
        "Printed by `manage.py stages`; a test keeps it equal to the code.",
        "",
        "## Moves",
        "",
        "| from | to | why |",
        "|---|---|---|",
    ]
    lines += [
        f"| {m.origin.label} | {m.to.label} | {Kind(m.kind).label} |" for m in MOVES
    ]
    lines += [
        "",
        "## Gates",
        "",
        "| gate | from | to | lead | must sign | receiver | criteria |",
        "|---|---|---|---|---|---|---|",
    ]
    for gate in (*GATES.values(), G3_STOPPED):
        stopped = " (stopped)" if gate is G3_STOPPED else ""
        signers = ", ".join(str(f.label) for f in gate.must_sign)
        receiver = gate.receiver.label if gate.receiver else "nobody"
        codes = ", ".join(f"`{c}`" for c in (*CODES[gate.code], "conditions"))
        lines.append(
            f"| {gate.code}{stopped} | {gate.stage.label} | {gate.to.label} | "
            f"{gate.lead.label} | {signers} | {receiver} | {codes} |"
        )
    lines += [
        "",
        "## Patience",
        "",
        "Working days of the unit, from the moment when the clock starts:",
        "",
    ]
    words = {
        "sign": "a function signs, from the offer",
        "accept": "the receiver accepts, from the last signature",
        "answer": "the giver answers a returned question",
        "idle": "something happens in a stage",
    }
    lines += [f"- {words[k]}: {v}" for k, v in PATIENCE._asdict().items()]
    lines += [
        "",
        "## Stalls",
        "",
        "| rule | what it watches | limit | held by |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {rule.code.label} | {rule.watches} | {_limit(rule)} | {rule.holder} |"
        for rule in RULES
    ]
    lines += [
        "",
        "The ladder, by the share of the limit that is used up; at once climbs one "
        f"rung every {AT_ONCE_CLIMBS_EVERY} working days:",
        "",
        "- 50 and 80 %: the holder is reminded",
        "- 100 %: the holder and the deputy are told; pages show the stall",
        "- 150 %: the heads of both functions",
        "- 200 %: the sponsor; it goes on the committee's list",
        "- 300 %: the committee must decide: reassign, split, stop, accept the risk",
    ]
    return "\n".join(lines) + "\n"


def _limit(rule) -> str:
    if rule.days:
        return f"{rule.limit} calendar days"
    return f"{rule.limit} working days" if rule.limit else "at once"
