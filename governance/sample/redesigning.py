"""Stage 2 of the sample: maps, trials of the work, and measured hours."""

import io
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from governance.sample.processes import PROCESSES, WORK, table
from literacy import actions as literacy
from organisation.functions import Function as F
from processes import actions as processes
from processes.models import Certainty as ProcessCertainty
from processes.models import Effect, MapKind, MeasuredIn, NoteKind
from value import actions as value


def redesign(teller, *, complete):
    """Owner, maps, bottleneck, notes, the baseline and the first use."""
    ops, story = teller.second[F.OPERATIONS], teller.story
    teller.after(
        3,
        processes.name_owner,
        teller.again(),
        by=teller.first[F.OPERATIONS],
        person=ops,
    )
    draw_map(teller, 4, MapKind.AS_IS, f"{story.family}, as it is")
    teller.after(
        3,
        processes.name_bottleneck,
        teller.initiative,
        by=ops,
        step=story.reached.get("bottleneck", story.family),
        how_known="Longest queue in eight weeks of records.",
        to_be_effect=Effect.SAME,
        reason="The step before it is sped up; its inflow is capped.",
    )
    teller.baseline = teller.after(
        2,
        processes.record_baseline,
        teller.initiative,
        by=ops,
        what=story.reached.get("measured", "Minutes for a case"),
        unit=story.reached.get("unit", MeasuredIn.MINUTES),
        value=story.reached.get("before", 42),
        sample=240,
        starts_on=teller.today(2) - timedelta(days=56),
        ends_on=teller.today(2) - timedelta(days=1),
        certainty=ProcessCertainty.MEASURED,
    )
    teller.timed = work_before(teller)
    if not complete:
        return
    draw_map(teller, 3, MapKind.TO_BE, f"{story.family}, as it will be")
    for kind, text in (
        (NoteKind.MANAGERS, "Three team leaders heard; handover at noon kept."),
        (NoteKind.CHECKING, "Every draft is read; one in twenty is read twice."),
    ):
        teller.after(
            1,
            processes.write_note,
            teller.initiative,
            by=teller.first[F.OPERATIONS],
            kind=kind,
            text=text,
        )
    for _unit, site, _people, _overseers in story.exposures:
        teller.after(
            1,
            literacy.start_use,
            teller.initiative,
            by=teller.first[F.OPERATIONS],
            site=teller.company.sites[site],
            on=teller.today(1),
            real_work=True,
        )


def work_before(teller):
    """The hands-on time of the role that the AI system helps, before real use."""
    work = WORK.get(teller.story.key)
    if work is None:
        return None
    role, volume, before, _after, _checking = work
    return teller.after(
        0,
        processes.record_baseline,
        teller.initiative,
        by=teller.second[F.OPERATIONS],
        role=role,
        value=Decimal(before),
        volume=volume,
        sample=310,
        starts_on=teller.today() - timedelta(days=56),
        ends_on=teller.today() - timedelta(days=1),
        certainty=ProcessCertainty.MEASURED,
    )


def work_after(teller):
    """The same work, timed while the AI system is in use."""
    _role, volume, _before, after, checking = WORK[teller.story.key]
    teller.after(
        0,
        processes.record_after,
        teller.initiative,
        by=teller.second[F.OPERATIONS],
        baseline=teller.timed,
        value=Decimal(after),
        checking=Decimal(checking),
        volume=volume,
        sample=305,
        starts_on=teller.today() - timedelta(days=28),
        ends_on=teller.today() - timedelta(days=1),
        certainty=ProcessCertainty.MEASURED,
    )


def draw_map(teller, days, kind, title):
    """A map of the process: its table of steps with figures, or a picture."""
    ops = teller.second[F.OPERATIONS]
    both = PROCESSES.get(teller.story.key, (None, None))
    process = both[0 if kind == MapKind.AS_IS else 1]
    if process is None:
        teller.after(
            days,
            processes.attach_map,
            teller.initiative,
            by=ops,
            kind=kind,
            title=title,
            upload=drawing(title),
        )
        return
    rows, stated = table(process)
    version = teller.after(
        days,
        processes.save_steps,
        teller.initiative,
        by=ops,
        kind=kind,
        title=title,
        rows=rows,
        base=0,
    )
    teller.after(0, processes.state_facts, version, by=ops, facts=stated)


def measure(teller):
    """After thirty days of use: measured after, hours freed, received."""
    ops, story = teller.second[F.OPERATIONS], teller.story
    unit = teller.company.units[story.unit]
    teller.after(
        32,
        processes.record_after,
        teller.initiative,
        by=ops,
        baseline=teller.baseline,
        value=story.reached["after"],
        sample=260,
        starts_on=teller.today(32) - timedelta(days=28),
        ends_on=teller.today(32) - timedelta(days=1),
        certainty=ProcessCertainty.MEASURED,
    )
    if teller.timed:
        work_after(teller)
    teller.after(
        1,
        value.record_hours,
        teller.initiative,
        by=ops,
        unit=unit,
        hours=story.reached["freed"],
        certainty="measured",
        team=story.family,
        measured_from=teller.today(1) - timedelta(days=28),
        measured_to=teller.today(1) - timedelta(days=1),
        sample="Times from the case system, four weeks",
        people=sum(row[2] for row in story.exposures),
    )
    teller.after(
        1,
        value.plan_reception,
        teller.initiative,
        by=teller.second[F.MARKETING],
        unit=unit,
        team=story.family,
        text="Two days a week for customers, after a week of training.",
    )


def drawing(title):
    """A small picture that stands for a process map that somebody drew."""
    image = Image.new("RGB", (640, 200), "white")
    pen = ImageDraw.Draw(image)
    for number, step in enumerate(("Receive", "Check", "Decide", "Answer")):
        left = 20 + number * 155
        pen.rectangle((left, 80, left + 120, 130), outline="black", width=2)
        pen.text((left + 12, 98), step, fill="black")
        if number:
            pen.line((left - 35, 105, left, 105), fill="black", width=2)
    pen.text((20, 30), title, fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile("map.png", file.getvalue(), content_type="image/png")
