"""Print the stages, the moves and the gates, as the code has them."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from governance.gates import CODES, G3_STOPPED, GATES, PATIENCE
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
    return "\n".join(lines) + "\n"
