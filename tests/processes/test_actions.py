"""Who may do what in stage 2, and what is refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from processes import actions
from processes.models import Measurement
from tests.literacy.cast import TODAY, make_initiative

FIGURE = {
    "value": 42,
    "sample": 240,
    "starts_on": TODAY - timedelta(days=90),
    "ends_on": TODAY - timedelta(days=60),
    "certainty": "measured",
}
WHAT = {"what": "Minutes for a claim", "unit": "minutes"}


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.mark.parametrize("name", ["hana", "kim", "mara", "rosa", "emma", "nobody"])
def test_only_operations_maps_measures_and_names(initiative, company, pdf, name):
    by = company.people[name]
    for act in (
        lambda: actions.name_owner(initiative, by=by, person=by),
        lambda: actions.attach_map(
            initiative, by=by, kind="as_is", title="x", upload=pdf()
        ),
        lambda: actions.name_bottleneck(
            initiative,
            by=by,
            step="x",
            how_known="x",
            to_be_effect="same",
            reason="x",
        ),
        lambda: actions.record_baseline(initiative, by=by, **WHAT, **FIGURE),
    ):
        with pytest.raises(Refused, match="Only Operations"):
            act()


def test_operations_and_hr_write_notes_but_the_red_sign_is_for_operations(
    initiative, hana, otto, lena
):
    actions.write_note(initiative, by=hana, kind="managers_heard", text="Heard.")
    actions.write_note(initiative, by=otto, kind="red_sign_reason", text="Because.")
    for by, kind in ((lena, "managers_heard"), (hana, "red_sign_reason")):
        with pytest.raises(Refused):
            actions.write_note(initiative, by=by, kind=kind, text="x")


def test_a_map_is_drawn_in_a_format_that_is_one(initiative, otto):
    with pytest.raises(Invalid, match="not accepted"):
        actions.attach_map(
            initiative,
            by=otto,
            kind="as_is",
            title="x",
            upload=SimpleUploadedFile("map.txt", b"boxes"),
        )
    assert initiative.attachments.count() == 0


def test_a_person_who_left_owns_no_process(initiative, otto, olga):
    olga.ends_on = TODAY - timedelta(days=1)
    olga.save()
    with pytest.raises(Invalid, match="has left"):
        actions.name_owner(initiative, by=otto, person=olga)


def test_a_baseline_is_frozen(initiative, otto):
    row = actions.record_baseline(initiative, by=otto, **WHAT, **FIGURE)
    with pytest.raises(Duplicate, match="frozen"):
        actions.record_baseline(
            initiative, by=otto, what="minutes for a CLAIM", unit="minutes", **FIGURE
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.filter(pk=row.pk).update(value=1)


def test_a_correction_says_why_and_leaves_the_first_figure(initiative, otto):
    row = actions.record_baseline(initiative, by=otto, **WHAT, **FIGURE)
    with pytest.raises(Invalid):
        actions.correct_measurement(row, by=otto, reason=" ", **FIGURE)
    new = actions.correct_measurement(
        row, by=otto, reason="Counted twice", **(FIGURE | {"value": 40})
    )
    with pytest.raises(Stale):
        actions.correct_measurement(row, by=otto, reason="Again", **FIGURE)
    assert Measurement.objects.count() == 2
    assert list(Measurement.objects.standing()) == [new]


def test_what_is_measured_after_comes_after(initiative, otto):
    row = actions.record_baseline(initiative, by=otto, **WHAT, **FIGURE)
    with pytest.raises(Invalid) as wrong:
        actions.record_after(initiative, by=otto, baseline=row, **FIGURE)
    assert wrong.value.field == "starts_on"


def test_a_baseline_of_another_initiative_is_not_measured_again_here(
    initiative, otto, company
):
    other = make_initiative(company, number=5, stage="appropriation")
    row = actions.record_baseline(other, by=otto, **WHAT, **FIGURE)
    with pytest.raises(DomainError):
        actions.record_after(initiative, by=otto, baseline=row, **FIGURE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", -1),
        ("sample", 0),
        ("ends_on", TODAY - timedelta(days=91)),
        ("ends_on", TODAY + timedelta(days=1)),
        ("certainty", "confirmed"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(initiative, otto, field, value):
    with pytest.raises(Invalid):
        actions.record_baseline(
            initiative, by=otto, **WHAT, **(FIGURE | {field: value})
        )
    assert not Measurement.objects.exists()


def test_nothing_is_added_to_a_closed_initiative(initiative, otto):
    initiative.stage, initiative.outcome = "closed", "growth"
    initiative.save()
    with pytest.raises(DomainError, match="Closed"):
        actions.record_baseline(initiative, by=otto, **WHAT, **FIGURE)
