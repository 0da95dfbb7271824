"""Read a process map, analyse it, and say what holds it up."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from audit.errors import DomainError
from processes.errors import Unreadable
from processes.flow.analysis import MARKET
from processes.one_file import analyse_file
from processes.reading import limits

REFUSED = 2
SHOWN = 8


class Command(BaseCommand):
    """`analyse_process FILE`: exits 0 when it was read, 2 when it is refused.

    The last line is always one JSON object; with --json there is no other.
    """

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        """The map, the figures beside it, and how the answer is written."""
        parser.add_argument(
            "file",
            type=Path,
            help="BPMN, draw.io, vsdx, csv, xlsx, or a table of steps in JSON",
        )
        parser.add_argument(
            "--data", type=Path, help="figures for the map as JSON; see docs"
        )
        parser.add_argument("--example", default="", help="which one of a file of many")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *args, file, **options):
        """Read, analyse, print; a refusal ends with its reason."""
        with override("en"):
            try:
                found = self._run(file, options)
            except DomainError as error:
                found = {"file": file.name, "refused": str(error), **error.details}
                self.stdout.write(json.dumps(found, ensure_ascii=False))
                raise CommandError(str(error), returncode=REFUSED) from error
            self.stdout.write(json.dumps(found, ensure_ascii=False))

    def _run(self, file, options) -> dict:
        figures = _content(options["data"]) if options["data"] else None
        found, analysis = analyse_file(
            _content(file), file.name, figures=figures, example=options["example"]
        )
        if not options["json"]:
            for line in lines(found, analysis):
                self.stdout.write(line)
        return found


def lines(found, analysis):
    """The answer for a person, a sentence a line."""
    yield (
        f"{found['title'] or found['file']}: steps {found['steps']}, "
        f"nodes {found['flow_nodes']}, arrows {found['flows']}, "
        f"pools {found['pools']}, lanes {found['lanes']}."
    )
    if analysis.bottleneck:
        yield (
            f"The process is held up by {analysis.bottleneck}: at most "
            f"{analysis.capacity:.1f} cases a week get through."
        )
        for name, share in found.get("bottleneck_chances", {}).items():
            yield f"  {name}: the bottleneck in {share:.0%} of what is likely."
    if analysis.constraint == MARKET:
        yield f"Demand is {analysis.demand:g} a week, so the market is what limits."
    elif analysis.queue_grows:
        yield f"The queue grows by {analysis.queue_grows:.1f} cases a week."
    if analysis.lead is not None:
        least = "at least " if analysis.lead_is_lower_bound else ""
        yield f"A case takes {least}{analysis.lead:.1f} hours."
    yield from (f"! {f['sentence']}" for f in found["findings"])
    asked = found["questions"]
    yield from (f"? {q['sentence']}" for q in asked[:SHOWN])
    if len(asked) > SHOWN:
        yield f"? and {len(asked) - SHOWN} more questions"


def _content(file) -> bytes:
    try:
        with file.open("rb") as opened:
            # one byte more than is read shows that there is more
            return opened.read(limits.MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise Unreadable(f"{file} cannot be read: {why}.") from error
