"""Print the stages, the moves and the gates, as the code has them."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from governance.gates import CODES, G3_STOPPED, GATES
from governance.stalls import AT_ONCE_CLIMBS_EVERY, RULES
from initiatives.stages import MOVES, Kind
from organisation.numbers import NUMBERS

DEFAULTS = {code: number.default for code, number in NUMBERS.items()}


class Command(BaseCommand):
    """`stages` prints what docs/stages.md holds; a test compares the two."""

    help = "Print stages, moves and gates as Markdown."

    def handle(self, *args, **options):
        with override("en"):
            self.stdout.write(text(), ending="")


def text() -> str:
    """The document: moves, gates with criteria, limits and stalls."""
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
        "At every gate but G0 and G3 (stopped) stands `prohibited` too, as soon as the "
        "screening finds a practice that the AI Act prohibits: nobody opens that gate.",
        "A taken-over initiative is also asked what the gates before its stage would "
        "have asked.",
        "",
        "## Limits and shares",
        "",
        "The defaults. An administrator asks for another number, Leadership agrees.",
        "What an initiative was told when it entered a stage holds for that stay.",
        "",
        "| limit or share | default | from | to |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {n.label} | {n.default} {n.unit.label} | {n.lowest} | {n.highest} |"
        for n in NUMBERS.values()
    ]
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
    limit = rule.days_now(DEFAULTS)
    if rule.days:
        return f"{limit} calendar days"
    return f"{limit} working days" if limit else "at once"
