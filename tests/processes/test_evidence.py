"""What the gate of appropriation asks: each criterion met and not met."""

from datetime import timedelta

import pytest
from django.apps import apps

from audit import clock
from initiatives.models import Exposure
from literacy import actions as literacy_actions
from processes import actions, evidence
from processes.known import Said
from tests.factories import mapped
from tests.literacy.cast import NOW, TODAY


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def criterion(initiative):
    """A criterion of the gate by its code."""
    return lambda code: {c.code: c for c in evidence.criteria(initiative)}[code]


@pytest.fixture
def baseline(initiative, otto):
    """Record a baseline of 60 days ago."""

    def record(value=42, what="Minutes for a claim", **more):
        fields = {
            "unit": "minutes",
            "sample": 240,
            "starts_on": TODAY - timedelta(days=90),
            "ends_on": TODAY - timedelta(days=60),
            "certainty": "measured",
        } | more
        return actions.record_baseline(
            initiative, by=otto, what=what, value=value, **fields
        )

    return record


@pytest.fixture
def after(initiative, otto):
    """Measure a baseline again over the last days."""

    def record(baseline, value=36, **more):
        fields = {
            "sample": 260,
            "starts_on": TODAY - timedelta(days=20),
            "ends_on": TODAY - timedelta(days=1),
            "certainty": "measured",
        } | more
        return actions.record_after(
            initiative, by=otto, baseline=baseline, value=value, **fields
        )

    return record


@pytest.fixture
def used(initiative, company, otto, consulted):
    """Real work began some days ago."""

    def begin(days=30):
        day = TODAY - timedelta(days=days)
        consulted(initiative, on=day)
        return literacy_actions.start_use(
            initiative,
            by=otto,
            site=company.lyon,
            on=day,
            real_work=True,
        )

    return begin


@pytest.fixture
def bottleneck(initiative, otto):
    """Name the bottleneck."""
    return lambda effect="same": actions.name_bottleneck(
        initiative,
        by=otto,
        step="Exceptions queue",
        how_known="Longest queue in eight weeks",
        to_be_effect=effect,
        reason="Its inflow is capped.",
    )


def attach(initiative, otto, pdf, kind, questions=0):
    return actions.attach_map(
        initiative,
        by=otto,
        kind=kind,
        title="Claims",
        upload=pdf(f"{kind} {questions}"),
        open_questions=questions,
    )


def test_nothing_is_met_before_anything_was_done(initiative):
    found = evidence.criteria(initiative)
    assert [c.code for c in found] == list(evidence.CODES)
    # no map is analysed that a sign could stand on
    assert [c.code for c in found if c.met] == ["red_signs"]
    assert all(str(c.fact) and c.url for c in found)


def test_the_owner_is_the_last_one_named(criterion, initiative, otto, olga, emma):
    actions.name_owner(initiative, by=otto, person=olga)
    actions.name_owner(initiative, by=otto, person=emma)
    assert criterion("owner").met
    assert str(criterion("owner").fact) == "Emma"


def test_both_maps_are_needed_and_no_question_is_open(criterion, initiative, otto, pdf):
    attach(initiative, otto, pdf, "as_is")
    assert str(criterion("maps").fact) == "Missing: To-be"
    attach(initiative, otto, pdf, "to_be", questions=2)
    assert not criterion("maps").met
    assert str(criterion("maps").fact) == (
        "As-is: no steps are known, type its table of steps"
    )
    for kind in ("as_is", "to_be"):
        asked = mapped(initiative, otto, kind)
    assert criterion("maps").met
    actions.state_facts(asked, by=otto, facts=[Said("role", "Desk", "fte")])
    assert str(criterion("maps").fact) == "1 open question"


def test_the_load_on_the_bottleneck_must_not_rise(criterion, bottleneck):
    assert not criterion("load").met
    bottleneck("higher")
    assert criterion("bottleneck").met
    assert not criterion("load").met
    bottleneck("lower")
    assert criterion("load").met


@pytest.mark.parametrize(
    ("code", "kind"),
    [("managers", "managers_heard"), ("checking", "checking_modelled")],
)
def test_each_note_meets_its_own_criterion(criterion, initiative, otto, code, kind):
    actions.write_note(initiative, by=otto, kind=kind, text="Heard.")
    assert criterion(code).met


def test_the_baseline_is_of_work_on_the_as_is_map_and_frozen_before_real_use(
    criterion, initiative, baseline, used, otto
):
    baseline()
    assert str(criterion("baseline").fact) == (
        "The as-is map says of no role yet what it works"
    )
    mapped(initiative, otto, "as_is")
    baseline(what="", role="Gardeners", volume=9)
    assert not criterion("baseline").met
    assert str(criterion("baseline").fact).endswith("as-is map: Desk, Advisers")
    baseline(what="", role="advisers", volume=1_500)
    assert criterion("baseline").met
    assert str(criterion("baseline").fact) == "3 figures, measured"
    used(days=70)
    assert not criterion("baseline").met
    assert "after use had begun" in str(criterion("baseline").fact)


def test_every_baseline_is_measured_again_after_real_use(
    criterion, baseline, after, used
):
    first, second = baseline(), baseline(what="Cases a week", unit="cases")
    used(days=30)
    after(first)
    assert str(criterion("after").fact) == "1 of 2 baselines measured again"
    after(second)
    assert criterion("after").met


def test_an_estimate_is_no_measurement_after(criterion, baseline, after, used):
    first = baseline()
    used(days=30)
    row = after(first, certainty="estimated")
    assert not criterion("after").met
    assert row.certainty == "estimated"


def test_what_is_measured_before_real_use_is_not_after(
    criterion, baseline, after, used
):
    row = baseline()
    used(days=10)
    after(row)
    assert not criterion("after").met
    after(row, starts_on=TODAY - timedelta(days=9))
    assert criterion("after").met


def test_thirty_days_of_real_use_at_a_site_in_scope(criterion, used):
    assert str(criterion("in_use").fact) == "Not in use on real work yet"
    used(days=29)
    assert str(criterion("in_use").fact) == "29 of 30 days, since 26 October 2026"
    assert not criterion("in_use").met
    with clock.at(NOW + timedelta(days=1)):
        assert criterion("in_use").met
    Exposure.objects.update(in_scope=False)
    assert not criterion("in_use").met


def test_a_sandbox_is_no_use(criterion, initiative, company, otto):
    literacy_actions.start_use(
        initiative,
        by=otto,
        site=company.lyon,
        on=TODAY - timedelta(days=40),
        real_work=False,
    )
    assert not criterion("in_use").met


def test_the_criteria_cost_the_same_however_much_there_is(
    initiative, baseline, after, used, bottleneck, otto, pdf, django_assert_num_queries
):
    def count():
        anew = type(initiative).objects.get(pk=initiative.pk)
        with django_assert_num_queries(6):
            evidence.criteria(anew)

    count()
    rows = [baseline(what=f"Figure {number}") for number in range(3)]
    used()
    bottleneck()
    for row in rows:
        after(row)
    for kind in ("as_is", "to_be"):
        attach(initiative, otto, pdf, kind)
    count()


def test_the_signature_covers_maps_figures_and_bottleneck_and_no_names(
    initiative, baseline, bottleneck, otto, olga, pdf
):
    empty = evidence.signed(initiative)
    row = baseline()
    bottleneck()
    actions.name_owner(initiative, by=otto, person=olga)
    actions.write_note(initiative, by=otto, kind="managers_heard", text="Secret words")
    drawn = attach(initiative, otto, pdf, "as_is")
    full = evidence.signed(initiative)
    assert empty == {"maps": {}, "bottleneck": {}, "measurements": []}
    assert full["maps"]["as_is"]["sha256"] == drawn.attachment.sha256
    assert full["bottleneck"] == {"step": "Exceptions queue", "to_be_effect": "same"}
    assert "Secret" not in str(full)
    assert "Olga" not in str(full)
    actions.correct_measurement(
        row,
        by=otto,
        value=41,
        sample=240,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        certainty="measured",
        reason="One week was counted twice",
    )
    figures = evidence.signed(initiative)["measurements"]
    assert [figure["value"] for figure in figures] == ["41.00"]


def test_contributors_are_who_mapped_and_measured_not_who_wrote_notes(
    initiative, baseline, otto, olga, hana, pdf
):
    baseline()
    actions.write_note(initiative, by=hana, kind="managers_heard", text="Heard.")
    actions.name_owner(initiative, by=olga, person=olga)
    assert evidence.contributors(initiative) == {otto.pk}
    attach(initiative, olga, pdf, "as_is")
    assert evidence.contributors(initiative) == {otto.pk, olga.pk}


def test_every_field_of_the_room_is_signed_or_says_that_it_is_not():
    listed = {}
    for fields in (evidence.SIGNED_FIELDS, evidence.UNSIGNED_FIELDS):
        for model, names in fields.items():
            listed.setdefault(model, []).extend(names)
    for model in apps.get_app_config("processes").get_models():
        names = [field.name for field in model._meta.concrete_fields]
        assert sorted(listed[model._meta.label_lower]) == sorted(names)
