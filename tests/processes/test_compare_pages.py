"""The as-is map beside the to-be map, as its owner sees and answers it."""

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlparse

import pytest
from django.urls import reverse

from audit.errors import Duplicate, Refused, Stale
from literacy import actions as literacy_actions
from processes import actions, evidence
from processes.compared import side_by_side
from processes.flow.whatif import AiOnStep
from processes.known import Said
from processes.models import MatchAnswer, ProcessMap
from processes.reading.steps import Row

AS_IS = [
    Row("1", "Receive the claim", "Front desk"),
    Row("2", "Read the fields", "Claims"),
    Row("3", "Match to the order", "Claims"),
    Row("4", "Check the file", "Experts", "3 20%, 5 80%"),
    Row("5", "Pay", "Finance", "end"),
]
TO_BE = [
    Row("1", "Receive the claim", "Front desk"),
    Row("2", "Read the fields and match to the order", "Claims"),
    Row("3", "Check the output", "Claims"),
    Row("4", "Check the file", "Experts", "3 10%, 5 90%"),
    Row("5", "Pay", "Finance", "end"),
]
MINUTES = {
    "Receive the claim": 5,
    "Read the fields": 20,
    "Match to the order": 25,
    "Read the fields and match to the order": 10,
    "Check the output": 5,
    "Check the file": 60,
    "Pay": 5,
}
PEOPLE = {"Front desk": 1, "Claims": 2, "Experts": 1, "Finance": 1}


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def both(initiative, otto):
    """Both maps with all their figures."""
    return both_maps(initiative, otto)


def both_maps(initiative, otto):
    """Otto saves both maps with all their figures: Experts hold the process up."""
    for kind, rows in (("as_is", AS_IS), ("to_be", TO_BE)):
        version = actions.save_steps(
            initiative, by=otto, kind=kind, rows=rows, base=0, title="Claims"
        )
        keys = {n["name"]: n["id"] for n in version.graph["nodes"] if n.get("name")}
        said = [
            Said("step", keys[row.name], "touch", MINUTES[row.name], unit="minutes")
            for row in rows
        ]
        said += [Said("role", name, "fte", fte) for name, fte in PEOPLE.items()]
        said += [Said("role", name, "hours", 30) for name in PEOPLE]
        actions.state_facts(
            version, by=otto, facts=[*said, Said("process", "", "demand", 30)]
        )
    return initiative


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def see(client, person, initiative, name="compare"):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(f"processes:{name}", args=[initiative.ref]))


def test_the_page_says_what_became_of_steps_measures_hours_and_jobs(client, both, otto):
    shown = see(client, otto, both)
    page = text(shown)
    assert "still held up by Experts" not in page
    assert "Hands-on time −" in page
    assert "1 merge is proposed" in page
    assert re.search(r"2\. Read the fields .*Merged", page)
    assert re.search(r"3\. Check the output .*New", page)
    for words in ("Lead time", "Flow efficiency", "Bottleneck", "Experts", "Capacity"):
        assert words in page
    assert "Estimated" in page
    assert "No longer done: Read the fields, Match to the order." in page
    assert shown.content.count(b'<svg class="map"') == 2
    assert b"style=" not in shown.content


def test_the_owner_answers_a_merge_once_and_the_answer_wins(client, both, otto, olga):
    actions.name_owner(both, by=otto, person=olga)
    (merge,) = side_by_side(both).proposed
    client.force_login(olga, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("processes:answer-merge", args=[both.ref])
    body = {"before": json.dumps(merge.before), "after": merge.after}
    client.post(address, body | {"answer": "no"})
    found = side_by_side(both)
    assert not any(change.fate == "merged" for change in found.changes)
    client.post(address, body | {"answer": "yes"})
    (merged,) = [c for c in side_by_side(both).changes if c.fate == "merged"]
    assert not merged.is_proposed
    with pytest.raises(Duplicate):
        actions.match_steps(both, by=olga, before=merge.before, after=merge.after)
    assert MatchAnswer.objects.count() == 2
    # another version of the map keeps what was said
    actions.save_steps(both, by=otto, kind="to_be", rows=TO_BE, base=1, title="Claims")
    (kept,) = [c for c in side_by_side(both).changes if c.fate == "merged"]
    assert not kept.is_proposed


def test_what_is_said_by_hand_wins_and_only_the_owner_or_operations_say_it(
    client, both, otto, hana
):
    found = side_by_side(both)
    ids = {found.was.graph.label(n.id): n.id for n in found.was.graph.steps()}
    pay = next(n.id for n in found.now.graph.steps() if n.name == "Pay")
    with pytest.raises(Refused):
        actions.match_steps(both, by=hana, before=[ids["Pay"]])
    with pytest.raises(Stale):
        actions.match_steps(both, by=otto, before=["nowhere"], after=pay)
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("processes:match-steps", args=[both.ref])
    assert client.get(address, {"step": ids["Pay"]}).status_code == 200
    empty = client.post(address, {"after": ""})
    assert empty.status_code == 400
    assert "Choose the steps first." in text(empty)
    sent = client.post(address, {"before": [ids["Pay"]], "after": ""})
    assert sent.status_code == 302
    fates = {c.fate for c in side_by_side(both).changes if ids["Pay"] in c.before}
    assert fates == {"removed"}


def test_jobs_open_the_form_of_the_impact_assessment_with_their_words(
    client, both, hana
):
    literacy_actions.open_assessment(both, by=hana)
    page = see(client, hana, both).content.decode()
    link = re.search(r'href="([^"]+)">Take it into the assessment[^C]*Claims', page)[1]
    link = link.replace("&amp;", "&")
    assert parse_qs(urlparse(link).query)["before"][0].startswith("Claims: Read the")
    form = client.get(link).content.decode()
    assert "No longer done: Read the fields" in form
    assert "checked" not in form.split('name="is_affected"')[1][:60]


def test_without_two_maps_the_page_says_what_is_missing(client, initiative, otto):
    page = see(client, otto, initiative)
    assert "Both maps are needed" in text(page)
    assert see(client, otto, initiative, "match-steps").status_code == 409


def test_the_gate_reads_the_bottleneck_the_load_and_the_signs_of_the_analysis(
    both, otto
):
    found = {c.code: c for c in evidence.criteria(both)}
    assert found["bottleneck"].met
    assert str(found["bottleneck"].fact).startswith("Experts, in ")
    # less of it comes back: 60 minutes / 0.8 before, / 0.9 after
    assert found["load"].met
    assert str(found["load"].fact) == (
        "Lower load: 75.0 minutes a case before, 66.7 after"
    )
    as_is = ProcessMap.objects.get(initiative=both, kind="as_is")
    assert as_is.findings["sure"] > 0.5
    assert found["red_signs"].met
    to_be = ProcessMap.objects.get(initiative=both, kind="to_be").versions.get()
    check = next(
        n["id"] for n in to_be.graph["nodes"] if n.get("name") == "Check the file"
    )
    actions.state_facts(
        to_be, by=otto, facts=[Said("step", check, "checking", 30, unit="minutes")]
    )
    found = {c.code: c for c in evidence.criteria(both)}
    assert found["checking"].met
    assert not found["load"].met
    assert not found["red_signs"].met
    assert "Check the file" in str(found["red_signs"].fact)
    actions.write_note(both, by=otto, kind="red_sign_reason", text="It is watched.")
    assert {c.code: c for c in evidence.criteria(both)}["red_signs"].met


@pytest.fixture
def signs(both):
    """What the gate says of the signs."""
    return lambda: next(c for c in evidence.criteria(both) if c.code == "red_signs")


def checked(initiative, otto, name):
    """Otto says that AI output is checked on a step of the to-be map."""
    to_be = ProcessMap.objects.get(initiative=initiative, kind="to_be")
    version = to_be.versions.last()
    key = next(n["id"] for n in version.graph["nodes"] if n.get("name") == name)
    fact = Said("step", key, "checking", 5, unit="minutes")
    actions.state_facts(version, by=otto, facts=[fact])
    return key


def test_a_red_sign_shuts_the_gate_though_the_step_was_drawn_anew(both, otto, signs):
    anew = [replace(row, name=row.name.replace("file", "files")) for row in TO_BE]
    actions.save_steps(both, by=otto, kind="to_be", rows=anew, base=1, title="Anew")
    assert signs().met
    key = checked(both, otto, "Check the files")
    assert not signs().met
    whole, step = "the process as a whole", "Check the file, "
    assert str(signs().fact) == f"No reason yet for: {step}{whole}"
    # the owner says that it is another step, and what the owner says wins
    as_is = ProcessMap.objects.get(initiative=both, kind="as_is")
    (was,) = as_is.findings["signs"]
    actions.match_steps(both, by=otto, before=[was])
    assert str(signs().fact) == f"No reason yet for: {whole}"
    actions.match_steps(both, by=otto, before=[was], after=key)
    assert str(signs().fact) == f"No reason yet for: {step}{whole}"


def test_an_expected_effect_counts_though_the_map_was_saved_anew(both, otto, signs):
    as_is = ProcessMap.objects.get(initiative=both, kind="as_is").versions.get()
    (step,) = ProcessMap.objects.get(pk=as_is.map_id).findings["signs"]
    actions.keep_effect(as_is, by=otto, change=AiOnStep(step, cut=0.5))
    assert "Check the file" in str(signs().fact)
    actions.save_steps(both, by=otto, kind="as_is", rows=AS_IS, base=1, title="Claims")
    assert "Check the file" in str(signs().fact)


def test_a_sign_on_the_whole_process_is_a_sign_on_each_step_with_ai(both, otto, signs):
    as_is = ProcessMap.objects.get(initiative=both, kind="as_is").versions.get()
    pay = next(n["id"] for n in as_is.graph["nodes"] if n.get("name") == "Pay")
    slow = [Said("step", pay, "wait", 400), Said("process", "", "demand", 5)]
    actions.state_facts(as_is, by=otto, facts=slow)
    findings = ProcessMap.objects.get(pk=as_is.map_id).findings
    assert findings["signs"] == {}
    assert findings["whole"] == ["rework", "efficiency", "waiting"]
    assert signs().met
    checked(both, otto, "Check the output")
    assert str(signs().fact) == "No reason yet for: the process as a whole"
    assert not signs().met
    actions.write_note(both, by=otto, kind="red_sign_reason", text="It is watched.")
    assert signs().met


def test_what_people_and_visits_cost_makes_the_cost_of_a_case(client, both, otto):
    versions = [row.versions.last() for row in ProcessMap.objects.order_by("kind")]
    for version in versions:
        costs = [Said("role", name, "cost", 60) for name in PEOPLE]
        key = next(n["id"] for n in version.graph["nodes"] if n.get("name") == "Pay")
        costs.append(Said("step", key, "cost", 2.5))
        actions.state_facts(version, by=otto, facts=costs)
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("processes:map", args=[both.ref, "as-is"])
    # 5 + 5 minutes once, 20 once, 25 and 60 each 1.25 times: 136.25 minutes, and 2.50
    assert "Cost €138.75 a case estimated" in text(client.get(address))
    page = text(see(client, otto, both))
    # checked 1.11 times: 5, 10, 5.56, 66.67 and 5 minutes, and 2.50
    assert "Cost of a case €138.75 €94.72 −32%" in page
    form = client.get(reverse("processes:state-figures", args=[both.ref, "as-is"]))
    assert b"Cost of an hour, EUR" in form.content
    assert "Rules that differ from site to site, of 100" in text(form)
