"""The faults: where, what stands there, what is put in its place, who should see it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One exact replacement, and the tests that are run against it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


RULES, DEEDS = "governance/rules.py", "governance/actions/"
SETTLING = "governance/settling.py"
MOVES, ACCESS = "initiatives/transitions.py", "organisation/access.py"
SEEN = "initiatives/querysets.py"
ATTACKS = "tests/governance/test_attacks.py::test_"
HANDOFF = "tests/governance/test_handoff.py::test_"
REPLAYED = "tests/architecture/test_replay.py::test_"
ACTED = f"{REPLAYED}nobody_else_can_do_what_takes_an_initiative_to_its_end"
HIDDEN = f"{REPLAYED}what_is_confidential_is_nowhere_for_who_is_not_named"
SIGHT = f"{REPLAYED}an_employee_and_a_draft_s_neighbours_see_only_what_is_theirs"
FINDERS = {
    "an empty requirement opens": (f"{HANDOFF}a_gate_that_asks_nothing_is_closed",),
    "the proposer signs": (f"{HANDOFF}who_proposed_does_not_sign",),
    "a deputy signs for the proposer": (
        f"{ATTACKS}no_other_account_of_the_proposer_s_deputy_signs",
    ),
    "an ended mandate still counts": (
        f"{ATTACKS}a_mandate_that_ended_is_counted_no_more_though_its_holder_is_here",
    ),
    "who left still counts as a deputy": (
        f"{ATTACKS}a_deputy_who_leaves_takes_the_signature_along",
    ),
    "answers outlive the content": (
        f"{ATTACKS}a_signature_of_an_old_revision_is_not_carried_over",
    ),
    "one person signs for two functions": (
        f"{ATTACKS}one_person_does_not_answer_for_a_second_function",
    ),
    "a mandate elsewhere signs here": (
        f"{ATTACKS}a_mandate_for_another_unit_signs_nothing_here",
    ),
    "Leadership of any unit is the committee": (
        f"{ATTACKS}leadership_of_a_part_does_not_decide_for_the_whole",
    ),
    "a sponsor who left stops": (f"{ATTACKS}a_sponsor_who_has_left_stops_nothing",),
    "open conditions are forgotten": (
        f"{HANDOFF}an_unmet_condition_keeps_the_next_gate_shut",
    ),
    "criteria are not asked again": (
        f"{ATTACKS}a_criterion_that_became_unmet_stops_the_last_step",
    ),
    "a question does not block": (
        f"{ATTACKS}a_question_of_the_receiver_stops_the_receiver_too",
    ),
    "a missing signature does not block": (
        f"{HANDOFF}the_receiver_cannot_accept_before_everybody_has_signed",
    ),
    "one person passes a gate": (f"{HANDOFF}a_gate_needs_two_different_people",),
    "a stale digest is taken": (
        f"{ATTACKS}a_signature_of_an_old_revision_is_not_carried_over",
    ),
    "anybody takes a signature back": (
        f"{ATTACKS}nobody_takes_back_the_signature_of_another",
    ),
    "anybody takes it on": (f"{ATTACKS}who_takes_it_on_holds_the_receiving_function",),
    "the receiver goes past the committee": (
        f"{ATTACKS}the_receiver_waits_for_the_committee_that_was_asked",
    ),
    "anybody decides for the committee": (
        f"{ATTACKS}leadership_of_a_part_does_not_decide_for_the_whole",
    ),
    "a condition is met by another function": (
        f"{ATTACKS}a_condition_is_met_by_who_set_it",
    ),
    "a stop leaves the handoff open": (
        f"{HANDOFF}stopping_leads_to_learning_and_ends_the_open_handoff",
    ),
    "any move is legal": (f"{ATTACKS}a_stage_is_skipped_by_no_way_back_and_no_way_on",),
    "no compare-and-swap": (
        f"{ATTACKS}an_initiative_that_moved_meanwhile_is_not_moved_again",
    ),
    "a stay never ends": (f"{ATTACKS}each_move_ends_one_stay_and_begins_the_next",),
    "a deputy acts for ever": (f"{ATTACKS}a_deputy_whose_time_is_over_signs_no_more",),
    "a last day never comes": (
        f"{ATTACKS}a_last_day_that_has_passed_ends_every_right",
    ),
    "a decision is found by anybody": (
        f"{REPLAYED}a_decision_of_the_committee_is_found_by_who_sees_the_initiative",
    ),
    "confidential is for all who hold a mandate": (
        "tests/governance/test_handoff.py::"
        "test_a_confidential_initiative_is_seen_by_named_people_only",
    ),
    "a representative sees other sites": (
        f"{REPLAYED}a_representative_sees_what_touches_their_sites",
    ),
    "the auditor reads drafts": (SIGHT,),
    "employees read of what is confidential": (SIGHT,),
    "HR of another unit hands over information": (ACTED,),
    "hours are recorded for another unit": (ACTED,),
    "Finance of another unit confirms": (ACTED,),
    "anybody names the process owner": (ACTED,),
    "anybody records a review": (ACTED,),
    "a holder may everything everywhere": (
        f"{REPLAYED}no_function_answers_a_lesson_for_another_unit",
    ),
    "a function is not asked for": (f"{HANDOFF}only_the_lead_of_the_stage_offers",),
    "anybody reads the record": ("tests/audit/test_pages.py",),
}
"""The test that each fault is meant for; without one, the walk through all pages."""


def _gate(name, file, old, new):
    return Fault(name, file, old, new, FINDERS[name])


def _hole(name, file, old, new):
    return Fault(name, file, old, new, FINDERS.get(name, (HIDDEN,)))


SPINE = (
    _gate(
        "an empty requirement opens",
        RULES,
        "return bool(self.criteria) and not self.unmet",
        "return not self.unmet",
    ),
    _gate(
        "the proposer signs",
        RULES,
        'reasons[self.initiative.proposer_id] = _("who proposed the initiative")',
        "pass",
    ),
    _gate(
        "a deputy signs for the proposer",
        RULES,
        "barred = principal if principal.pk in state.excluded else None",
        "barred = None",
    ),
    _gate(
        "an ended mandate still counts",
        RULES,
        "if row.mandate_id in holding and access.is_present(row.person, today)",
        "if access.is_present(row.person, today)",
    ),
    _gate(
        "who left still counts as a deputy",
        RULES,
        "if row.mandate_id in holding and access.is_present(row.person, today)",
        "if row.mandate_id in holding",
    ),
    _gate(
        "answers outlive the content",
        RULES,
        "if self.handoff is None or self.has_changed:",
        "if self.handoff is None:",
    ),
    _gate(
        "one person signs for two functions",
        RULES,
        "if mine is not None and mine != function:",
        "if False:",
    ),
    _gate(
        "a mandate elsewhere signs here",
        RULES,
        "if h.function == function and h.covers(initiative.unit)",
        "if h.function == function",
    ),
    _gate(
        "Leadership of any unit is the committee",
        RULES,
        " and holding.is_of_root",
        "",
    ),
    _gate(
        "a sponsor who left stops",
        RULES,
        "if by.pk == state.initiative.sponsor_id and access.is_present(by, "
        "clock.today()):",
        "if by.pk == state.initiative.sponsor_id:",
    ),
    _gate(
        "open conditions are forgotten",
        RULES,
        '        not unmet,\n        format_lazy(_("Open: {text}")',
        '        True,\n        format_lazy(_("Open: {text}")',
    ),
    _gate(
        "criteria are not asked again",
        SETTLING,
        "    state = rules.standing(initiative, handoff=handoff)\n"
        "    if not state.is_met:",
        "    state = rules.standing(initiative, handoff=handoff)\n    if False:",
    ),
    _gate(
        "a question does not block",
        SETTLING,
        '    if state.questions:\n        raise DomainError(_("A returned question',
        '    if False:\n        raise DomainError(_("A returned question',
    ),
    _gate(
        "a missing signature does not block",
        SETTLING,
        "    if state.pending:\n        raise DomainError(",
        "    if False:\n        raise DomainError(",
    ),
    _gate(
        "one person passes a gate",
        SETTLING,
        "if len(state.signers | {by.pk}) < 2:",
        "if len(state.signers | {by.pk}) < 1:",
    ),
    _gate(
        "a stale digest is taken",
        SETTLING,
        "    if digest != state.content.digest:\n        seen",
        "    if False:\n        seen",
    ),
    _gate(
        "anybody takes a signature back",
        f"{DEEDS}signing.py",
        "    if signoff.person_id != by.pk:",
        "    if False:",
    ),
    _gate(
        "anybody takes it on",
        SETTLING,
        "    if person.pk not in {p.pk for p in access.holders_of(function, "
        "initiative.unit)}:",
        "    if False:",
    ),
    _gate(
        "the receiver goes past the committee",
        f"{DEEDS}handing.py",
        "    if handoff.state == Handoff.State.COMMITTEE:\n"
        '        raise DomainError(_("The committee was asked.',
        '    if False:\n        raise DomainError(_("The committee was asked.',
    ),
    _gate(
        "anybody decides for the committee",
        "governance/meetings/holding.py",
        "    settling.held(rules.may_record(by, meeting, fresh=True))\n",
        "",
    ),
    _gate(
        "a condition is met by another function",
        f"{DEEDS}leaving.py",
        "        function=condition.function,\n    )\n    if condition.met_at",
        "    )\n    if condition.met_at",
    ),
    _gate(
        "a stop leaves the handoff open",
        SETTLING,
        "    for handoff in initiative.handoffs.filter(state__in=Handoff.OPEN):\n"
        "        close(handoff, Handoff.State.OVERTAKEN)\n"
        "    origin = initiative.stage\n    transitions.move(\n        initiative,\n"
        "        to=Stage.LEARNING,",
        "    origin = initiative.stage\n    transitions.move(\n        initiative,\n"
        "        to=Stage.LEARNING,",
    ),
    _gate(
        "any move is legal",
        MOVES,
        "    if move_for(initiative.stage, to, kind) is None:",
        "    if False:",
    ),
    _gate(
        "no compare-and-swap",
        MOVES,
        "pk=initiative.pk, stage=initiative.stage, version=initiative.version\n",
        "pk=initiative.pk\n",
    ),
    _gate(
        "a stay never ends",
        MOVES,
        "        last.left_at = now\n",
        "        pass\n",
    ),
    _gate(
        "a deputy acts for ever",
        ACCESS,
        "    principals = Deputy.objects.in_force(on).filter(",
        "    principals = Deputy.objects.all().filter(",
    ),
    _gate(
        "a last day never comes",
        ACCESS,
        "and (person.ends_on is None or person.ends_on >= on)",
        "and True",
    ),
)

HOLES = (
    _hole(
        "a page of an initiative is open to all",
        "initiatives/doors.py",
        "rows = Initiative.objects.visible_to(request.user).select_related(",
        "rows = Initiative.objects.select_related(",
    ),
    _hole(
        "the pipeline shows all",
        "governance/querysets.py",
        "        Initiative.objects.visible_to(person)\n        .exclude(",
        "        Initiative.objects.all()\n        .exclude(",
    ),
    _hole(
        "the API finds every handoff",
        "governance/api.py",
        '    seen = Initiative.objects.visible_to(request.user).values("pk")\n'
        "    rows = Handoff.objects.filter(initiative__in=seen)",
        "    rows = Handoff.objects.all()",
    ),
    _hole(
        "confidential is for all who hold a mandate",
        SEEN,
        "open_to_all = entered & Q(is_confidential=False)",
        "open_to_all = entered",
    ),
    _hole(
        "a representative sees other sites",
        SEEN,
        "(open_to_all & self._touches(sites)) | (entered & named)",
        "open_to_all | (entered & named)",
    ),
    _hole(
        "the auditor reads drafts",
        SEEN,
        "return self.filter(entered | Q(proposer=person))",
        "return self.all()",
    ),
    _hole(
        "employees read of what is confidential",
        SEEN,
        "            proposed_at__isnull=False,\n            is_confidential=False,",
        "            proposed_at__isnull=False,",
    ),
    _hole(
        "a decision is found by anybody",
        "governance/views/committee.py",
        "handoff__initiative__in=Initiative.objects.visible_to(request.user).values(",
        "handoff__initiative__in=Initiative.objects.values(",
    ),
    _hole(
        "a handoff is read below another initiative",
        "governance/views/handoff.py",
        "        pk=pk,\n        initiative=initiative,\n    )\n    row.initiative",
        "        pk=pk,\n    )\n    row.initiative",
    ),
    _hole(
        "an offer is taken back below another initiative",
        "governance/views/acts.py",
        "get_object_or_404(Handoff, pk=pk, initiative=initiative)",
        "get_object_or_404(Handoff, pk=pk)",
    ),
    _hole(
        "a file is read below another initiative",
        "literacy/views/common.py",
        "    return get_object_or_404(rows, initiative=initiative, pk=pk)",
        "    return get_object_or_404(rows, pk=pk)",
    ),
    _hole(
        "hours are reversed below another initiative",
        "value/views/common.py",
        "    return get_object_or_404(rows, initiative=initiative, pk=pk)",
        "    return get_object_or_404(rows, pk=pk)",
    ),
    _hole(
        "a map is read below another initiative",
        "processes/views/maps.py",
        "        map__initiative=initiative,\n        pk=pk,\n",
        "        pk=pk,\n",
    ),
    _hole(
        "lessons are open to all",
        "lessons/querysets.py",
        "        seen = Initiative.objects.visible_to(person)\n",
        "        seen = Initiative.objects.all()\n",
    ),
    _hole(
        "HR of another unit hands over information",
        "literacy/filing.py",
        "    access.require(by, permission, of=consultation.initiative)\n",
        "",
    ),
    _hole(
        "hours are recorded for another unit",
        "value/actions/hours.py",
        """access.require(by, "value.record_hours", of=initiative)
    now = require_open(initiative)
    if""",
        """access.require(by, "value.record_hours")
    now = require_open(initiative)
    if""",
    ),
    _hole(
        "Finance of another unit confirms",
        "value/actions/money.py",
        'access.require(by, "value.confirm_amount", of=amount.initiative)',
        'access.require(by, "value.confirm_amount")',
    ),
    _hole(
        "anybody names the process owner",
        "processes/actions/measuring.py",
        '    access.require(by, "processes.name_owner", of=initiative)\n',
        "",
    ),
    _hole(
        "anybody records a review",
        "lessons/actions/reviews.py",
        '    access.require(by, "lessons.review", of=initiative)\n',
        "",
    ),
    _hole(
        "a holder may everything everywhere",
        ACCESS,
        "        if of is None or holding.covers(unit):",
        "        if True:",
    ),
    _hole(
        "a function is not asked for",
        ACCESS,
        "        if function is not None and holding.function != function:\n"
        "            continue\n",
        "",
    ),
    _hole(
        "anybody reads the record",
        "audit/filtering.py",
        'if not getattr(person, "is_auditor", False):',
        "if False:",
    ),
)

FAULTS = SPINE + HOLES
