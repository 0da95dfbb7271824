"""The next cycle starts with the maps and the measurements of the one before."""

from decimal import Decimal

from governance import actions as governance
from initiatives import actions
from initiatives.stages import Stage
from processes.models import Fact, MapVersion, Measurement
from tests.cast import fresh
from tests.factories import at_stage

KINDS = "map__kind"


def newest(row):
    return {v.map.kind: v for v in MapVersion.objects.newest_of(row).values()}


def said(version):
    rows = Fact.objects.filter(version=version).standing()
    return sorted((r.subject, r.key, r.what, r.value) for r in rows)


def test_the_next_cycle_begins_with_how_the_process_runs_now(
    cast_company,
):
    row = at_stage(cast_company, Stage.LEARNING, complete=False)
    draft = actions.open_next_cycle(row, by=cast_company.olga)
    old, new = newest(row), newest(draft)
    assert list(new) == ["as_is"]  # as it was meant to be, and is now
    assert new["as_is"].graph == old["to_be"].graph
    assert said(new["as_is"]) == said(old["to_be"])
    assert new["as_is"].map.bottleneck == old["to_be"].map.bottleneck != ""
    assert new["as_is"].source == "carried"
    (baseline,) = Measurement.objects.filter(initiative=draft)
    last = Measurement.objects.get(initiative=row, phase="after")
    assert (baseline.phase, baseline.value) == ("baseline", Decimal(8))
    assert (baseline.ends_on, baseline.volume) == (last.ends_on, last.volume)


def test_after_a_stop_the_process_runs_as_before(
    cast_company,
):
    row = at_stage(cast_company, Stage.LEARNING, complete=False)
    governance.stop(row, by=cast_company.kim, version=row.version, reason="No.")
    draft = actions.open_next_cycle(fresh(row), by=cast_company.olga)
    assert list(newest(draft)) == ["as_is", "to_be"]
    (baseline,) = Measurement.objects.filter(initiative=draft)
    assert baseline.value == Decimal(11)
