"""Save a version of a map, and state the figures of its steps, roles and cases."""

from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import Invalid, Stale
from initiatives import files, uploads
from initiatives.actions import attach, require_open
from organisation import access
from organisation.rows import save
from organisation.templatetags.ui import written_day
from processes import origins, reading, storing
from processes.analysed import analysed, summary
from processes.carrying import carried
from processes.flow import whatif
from processes.graph import tidy
from processes.known import Said, is_on, said_in
from processes.models import (
    SAID_OF,
    SHARES,
    TEXTS,
    TIMES,
    ExpectedEffect,
    Fact,
    MapSource,
    MapVersion,
    ProcessMap,
)
from processes.reading import bpmn, sheet
from processes.reading.limits import MOST_XML_BYTES, check_size
from processes.reading.steps import build
from processes.wording import said

READ = ("bpmn", "drawio", "vsdx", "xlsx", "csv", "json", "xml")
"""The kinds of file that a map is read from."""
ATTACHED = ("pdf", "png", "jpeg", "webp", "vsd")
"""The kinds of file of which only the picture is kept."""
MAP_FILES = (*READ, *ATTACHED)
SOURCES = {
    "bpmn": MapSource.BPMN,
    "drawio": MapSource.DRAWIO,
    "vsdx": MapSource.VISIO,
    "xlsx": MapSource.SHEET,
    "csv": MapSource.SHEET,
    "json": MapSource.JSON,
}
MOST_FACTS = 5_000
MOST = 10**12


@audited
def attach_map(
    initiative,
    *,
    by,
    kind,
    upload,
    title="",
    open_questions=0,
    base=None,
    note="",
    columns=None,
):
    """Save a file as the next version of the map of this kind.

    What can be read is read, with the figures that it states; of a picture only the
    file is kept, with how many questions are still open on it. `columns` (a
    reading.sheet.Columns) says what those of a spreadsheet hold.
    """
    access.require(by, "processes.attach_map", of=initiative)
    now = require_open(initiative)
    accepted = uploads.accept(upload, only=MAP_FILES)
    if accepted.kind in ATTACHED:
        file = attach(now, by=by, upload=upload, note="")
        return _saved(
            now,
            by,
            kind,
            base,
            title=title or _stem(accepted.name),
            source=MapSource.ATTACHED,
            attachment=file,
            sha256=file.sha256,
            open_questions=open_questions,
            note=note,
        )
    content = accepted.content
    graph, facts = reading.read(content, accepted.name, columns=columns)
    file = attach(now, by=by, upload=upload, note="")
    return _saved(
        now,
        by,
        kind,
        base,
        graph=graph,
        stated=said_in(facts, graph),
        title=title or graph.title or _stem(accepted.name),
        source=SOURCES[reading.sniff(content, accepted.name)],
        attachment=file,
        note=note,
    )


@audited
def keep_sheet(initiative, *, by, upload):
    """Keep a spreadsheet whose headings are not known, until somebody explains them."""
    access.require(by, "processes.attach_map", of=initiative)
    return attach(require_open(initiative), by=by, upload=upload, note="")


@audited
def attach_sheet(initiative, *, by, kind, file, columns, title="", base=None, note=""):
    """Save a spreadsheet that is kept already, its columns explained (reading.sheet).

    `file` is the attachment, `columns` a reading.sheet.Columns.
    """
    access.require(by, "processes.attach_map", of=initiative)
    now = require_open(initiative)
    if file.initiative_id != now.pk or file.kind not in ("csv", "xlsx"):
        raise Invalid(_("Choose a spreadsheet of this initiative."))
    graph, facts = sheet.read(files.verified(file), file.name, columns=columns)
    return _saved(
        now,
        by,
        kind,
        base,
        graph=graph,
        stated=said_in(facts, graph),
        title=tidy(title)[:200] or graph.title or _stem(file.name),
        source=MapSource.SHEET,
        attachment=file,
        note=note,
    )


@audited
def save_steps(initiative, *, by, kind, rows, base, title="", note=""):
    """Save a table of steps (reading.steps.Row) as the next version of the map."""
    access.require(by, "processes.attach_map", of=initiative)
    now = require_open(initiative)
    graph = build([replace(row) for row in rows], tidy(title))
    return _saved(
        now,
        by,
        kind,
        base,
        graph=graph,
        typed=True,
        title=tidy(title)[:200],
        source=MapSource.TABLE,
        note=note,
    )


@audited
def save_drawing(initiative, *, by, kind, xml, base, title="", note=""):
    """Save what was drawn in the browser, as BPMN, as the next version of the map."""
    access.require(by, "processes.attach_map", of=initiative)
    now = require_open(initiative)
    content = xml.encode() if isinstance(xml, str) else xml
    check_size(content, MOST_XML_BYTES)
    graph = bpmn.read(content)
    file = attach(
        now, by=by, upload=SimpleUploadedFile(f"{kind}.bpmn", content), note=""
    )
    return _saved(
        now,
        by,
        kind,
        base,
        graph=graph,
        title=tidy(title)[:200] or graph.title,
        source=MapSource.EDITOR,
        attachment=file,
        note=note,
    )


@audited
def state_facts(version, *, by, facts):
    """State figures (processes.known.Said) of the newest version; the newest counts.

    One that says what is known already, from the same source, is not written again.
    """
    access.require(by, "processes.state_facts", of=version.map.initiative)
    now = require_open(version.map.initiative)
    version = _newest(version)
    found = analysed(version)
    rows = [
        row for row in (_row(one, found, by) for one in facts) if _is_new(row, found)
    ]
    if len(rows) > MOST_FACTS:
        raise Invalid(_("These are too many figures at once."))
    written = Fact.objects.bulk_create(rows)
    if written:
        _noted(version, by, now, written)
    return written


@audited
def give_home(fact, *, by, key):
    """Say which part of the newest version a figure without a home is about."""
    access.require(by, "processes.state_facts", of=fact.version.map.initiative)
    now = require_open(fact.version.map.initiative)
    version = _newest(fact.version)
    found = analysed(version)
    _require_homeless(fact, found)
    if not is_on(found.graph, fact.subject, key):
        raise Invalid(_("Choose a part of this map."), field="key")
    moved = Said(
        fact.subject,
        key,
        fact.what,
        fact.value,
        fact.text,
        fact.unit,
        fact.source,
        fact.basis,
    ).row(
        version,
        found.graph,
        carried_from=fact,
        stated_at=fact.stated_at,
        stated_by=fact.stated_by,
    )
    rows = Fact.objects.bulk_create([moved, _taken_back(fact, by)])
    _noted(version, by, now, rows)
    return rows[0]


@audited
def let_go(fact, *, by):
    """Say that a figure without a home is needed no more."""
    access.require(by, "processes.state_facts", of=fact.version.map.initiative)
    now = require_open(fact.version.map.initiative)
    version = _newest(fact.version)
    _require_homeless(fact, analysed(version))
    rows = Fact.objects.bulk_create([_taken_back(fact, by)])
    _noted(version, by, now, rows)
    return rows[0]


@audited
def keep_effect(version, *, by, change):
    """Keep a trial of AI on a step (flow.whatif.AiOnStep) as the expected effect."""
    access.require(by, "processes.state_facts", of=version.map.initiative)
    now = require_open(version.map.initiative)
    version = _newest(version)
    found = analysed(version)
    if found is None or found.analysis is None:
        raise Invalid(_("This map cannot be computed yet, so nothing can be expected."))
    trial = whatif.try_out(found.graph, found.facts, change, found.analysis)
    compared = trial.comparison
    row = save(
        ExpectedEffect(
            version=version,
            step=change.step,
            step_name=found.graph.label(change.step),
            cut=Decimal(str(round(change.cut, 4))),
            checking=Decimal(str(round(change.checking * 60, 2))),
            checked_by=change.checked_by,
            errors=Decimal(str(round(change.errors, 4))),
            touch_change=compared.change("touch"),
            capacity_change=compared.change("capacity"),
            hours_a_year=compared.freed,
            kept_by=by,
        )
    )
    record(
        "processes.effect_expected",
        row,
        by=by,
        initiative=now,
        version=version.number,
        kind=version.map.kind,
    )
    return row


def _saved(now, by, kind, base, *, graph=None, stated=(), typed=False, **fields):
    """The next version, with the figures that follow from the one before."""
    process_map = _map_of(now, kind)
    before = process_map.versions.filter(number=process_map.number).first()
    _require_base(before, base)
    if graph is not None:
        fields["graph"] = storing.to_data(graph)
        fields["sha256"] = storing.digest(fields["graph"])
        fields["report"] = {
            **graph.counts(),
            "loose": [str(arrow) for arrow in graph.loose],
            "warnings": [str(sentence) for sentence in graph.warnings],
        }
    version = save(
        MapVersion(
            map=process_map, number=process_map.number + 1, saved_by=by, **fields
        )
    )
    process_map.number = version.number
    rows = [one.row(version, graph, stated_by=by) for one in stated]
    rows += _carried(process_map, version, graph, {r.about for r in rows}, typed)
    Fact.objects.bulk_create(rows)
    _refresh(process_map, version)
    record(
        "processes.map_attached",
        version,
        by=by,
        initiative=now,
        kind=kind,
        number=version.number,
        source=version.source,
        sha256=version.sha256,
        open_questions=process_map.open_questions,
    )
    return version


def _carried(process_map, version, graph, stated, typed):
    """The figures of the last version that was drawn, brought to this one."""
    if graph is None:
        return []
    before = (
        process_map.versions.exclude(graph__isnull=True)
        .filter(number__lt=version.number)
        .last()
    )
    if before is None:
        return []
    rows = Fact.objects.filter(version=before).standing()
    found = carried(rows, storing.from_data(before.graph), graph, version, typed=typed)
    return [row for row in found if row.about not in stated]


def _map_of(initiative, kind) -> ProcessMap:
    row = ProcessMap.objects.filter(initiative=initiative, kind=kind).first()
    return row or save(ProcessMap(initiative=initiative, kind=kind))


def _require_base(before, base):
    """Refuse to save over a version that was not seen."""
    if base is None or base == (before.number if before else 0):
        return
    if before is None:
        raise Stale(_("There is no such version any more. Look again."))
    raise Stale(
        said(
            _(
                "{name} saved version {number} on {day}, after you opened this page. "
                "What you typed is still here: look at that version first, then send "
                "yours again."
            ),
            name=before.saved_by.name,
            number=before.number,
            day=written_day(timezone.localtime(before.saved_at)),
        )
    )


def _newest(version):
    """The version, as long as it is the newest; it must be one that was drawn."""
    process_map = ProcessMap.objects.get(pk=version.map_id)
    if process_map.number != version.number:
        raise Stale(_("There is a newer version of this map. Look at it first."))
    if not version.is_drawn:
        raise Invalid(
            _("Of this map only a file is known. Type its table of steps first.")
        )
    return version


def _row(stated, found, by) -> Fact:
    """A row for what somebody states, when it can be said of this map."""
    if not is_on(found.graph, stated.subject, stated.key):
        raise Invalid(said(_("“{name}” is not on this map."), name=stated.key[:80]))
    if stated.text and stated.what not in TEXTS:
        raise Invalid(_("Enter a number."))
    if stated.unit and stated.what not in TIMES:
        raise Invalid(_("Only a time has a unit."))
    row = stated.row(found.version, found.graph, stated_by=by)
    if stated.what not in SAID_OF.get(stated.subject, ()):
        raise Invalid(_("This cannot be said of that."))
    if row.value is not None and not 0 <= row.value < MOST:
        raise Invalid(_("Enter a number of 0 or more, for example 12 or 0.5."))
    if row.value is not None and stated.what in SHARES and row.value > 1:
        raise Invalid(_("A share lies between 0 and 100%."))
    try:
        row.clean_fields(exclude=("version", "stated_by", "carried_from"))
    except ValidationError as error:
        raise Invalid(error.messages[0]) from error
    return row


def _is_new(row, found) -> bool:
    known = found.row(row.subject, row.key, row.what)
    if known is None:
        return not row.is_taken_back
    same = ("value", "text", "unit", "source", "basis")
    return any(getattr(known, name) != getattr(row, name) for name in same)


def _taken_back(fact, by) -> Fact:
    return Fact(
        version=fact.version,
        subject=fact.subject,
        key=fact.key,
        label=fact.label,
        has_home=False,
        what=fact.what,
        source=fact.source,
        carried_from=fact,
        stated_by=by,
    )


def _require_homeless(fact, found):
    if fact.pk not in {row.pk for row in found.homeless}:
        raise Stale(_("Somebody gave this figure a home a moment ago. Look again."))


def _noted(version, by, initiative, rows):
    """Write down that figures were stated, and what follows for the lists."""
    process_map = ProcessMap.objects.get(pk=version.map_id)
    _refresh(process_map, version)
    record(
        "processes.facts_stated",
        version,
        by=by,
        initiative=initiative,
        kind=process_map.kind,
        number=version.number,
        figures=len(rows),
        open_questions=process_map.open_questions,
    )


def _refresh(process_map, version):
    """Keep what lists show of the newest version."""
    found = analysed(version)
    process_map.open_questions = version.open_questions
    if found is not None:
        process_map.open_questions = min(found.open_questions, 9_999)
        for name, value in summary(found).items():
            setattr(process_map, name, value)
    else:
        process_map.bottleneck = ""
        process_map.findings, process_map.picture = {}, {}
        process_map.capacity = process_map.throughput = process_map.lead = None
    process_map.save()
    origins.refresh(process_map.initiative_id)


def _stem(name):
    return tidy(PurePosixPath(name).stem)[:200]
