"""One import of attendance in a process of its own, which ends with its peak memory."""

import io
import json
import os
import resource
import sys
from pathlib import Path

import django

sys.path.insert(0, os.getcwd())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
django.setup()

# Below the set-up, without which no model can be imported (E402).
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from audit import clock  # noqa: E402
from initiatives.models import Exposure  # noqa: E402
from tests.literacy import cast  # noqa: E402


def write(file, kind, rows):
    """A list of so many rows; each session of a thousand people at most."""
    with file.open("w") as out:
        if kind == "people":
            out.write("E-mail,Date,Training\n")
            for n in range(rows):
                out.write(f"person{n}@example.org,2026-11-12,Session {n // 1000}\n")
        else:
            out.write("Date,Training,People\n")
            for n in range(rows):
                out.write(f"2026-11-12,Session {n},3\n")


def main(folder, kind, rows):
    """A company with one initiative; a short list, then a long one, in one process."""
    # tables straight from the models, as pytest makes them
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    with clock.at(cast.NOW):
        company = cast.company.__wrapped__(None)
        cast.make_initiative(company)
        Exposure.objects.update(people=300_000)
        found = [_bring(Path(folder), kind, n) for n in (2_000, int(rows))]
    sys.stdout.write(json.dumps(found) + "\n")


def _bring(folder, kind, rows):
    file = folder / f"list-{rows}.csv"
    write(file, kind, rows)
    out = io.StringIO()
    call_command(
        "import_attendance", file, "--json", "--initiative", "AI-900",
        "--by", "hana@example.org", stdout=out, stderr=io.StringIO(),
    )  # fmt: skip
    found = json.loads(out.getvalue().splitlines()[-1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "peak": peak}


if __name__ == "__main__":
    main(*sys.argv[1:])
