"""Who may sign, who may receive, and what a signature is worth today."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

import literacy.evidence
from audit import clock
from governance import digest
from governance.gates import BY_CODE, G0, G3_STOPPED, gate_of
from governance.models import Handoff, SignOff
from initiatives.criteria import Criterion
from initiatives.models import Initiative
from initiatives.stages import Stage
from lessons import series
from organisation import access
from organisation.access import Access
from organisation.functions import Function
from organisation.models import Mandate, Unit

NO_REQUIREMENT = {
    "gate": "",
    "must_sign": [],
    "receiver": "",
    "criteria": [],
    "owed": [],
    "patience": {},
}


def open_stay(initiative):
    """The stay in the stage where the initiative is now."""
    stays = [row for row in initiative.stays.all() if row.left_at is None]
    return max(stays, key=lambda row: row.visit, default=None)


def earlier_gates(initiative) -> tuple[str, ...]:
    """The gates before the stage at which an initiative was taken over."""
    if not initiative.taken_over_stage or initiative.stopped_at:
        return ()
    reached = Stage(initiative.taken_over_stage).number
    return tuple(code for code, g in BY_CODE.items() if g.stage.number < reached)


def debts(initiative) -> list[Criterion]:
    """What the gates that were taken over would have asked for, and is not there."""
    found = []
    for code in earlier_gates(initiative):
        found += [c for c in _ask(initiative, BY_CODE[code]) if not c.met]
    # consultations first: they carry the heaviest duty
    return sorted(found, key=lambda c: c.code != "consultations")


def criteria(initiative, requirement) -> list[Criterion]:
    """All criteria of the gate that an initiative stands before, met or not."""
    gate = gate_of(initiative)
    if gate is None:
        return []
    frozen = list(requirement["criteria"])
    found = {c.code: c for c in _ask(initiative, gate)}
    if "conditions" in frozen:
        found["conditions"] = _conditions(initiative)
    rows = [found[code] for code in frozen if code in found]
    if gate not in (G0, G3_STOPPED):
        # the law holds whatever was asked at the entry to the stage
        rows = [*literacy.evidence.prohibited(initiative), *rows]
    for code in requirement.get("owed", []):
        rows += _ask(initiative, BY_CODE[code])
    return rows


def _ask(initiative, gate):
    return [criterion for ask in gate.asks for criterion in ask(initiative)]


def _conditions(initiative) -> Criterion:
    passed = {
        row.pk for row in initiative.handoffs.all() if row.state == Handoff.State.PASSED
    }
    unmet = sorted(
        (
            row
            for row in (initiative.conditions.all() if passed else ())
            if row.met_at is None and row.handoff_id in passed
        ),
        key=lambda row: (row.due_on, row.pk),
    )
    return Criterion(
        "conditions",
        _("Conditions of earlier gates are met"),
        not unmet,
        format_lazy(_("Open: {text}"), text=unmet[0].text[:90])
        if unmet
        else _("None is open"),
        Function(unmet[0].function) if unmet else Function.LEADERSHIP,
        f"{initiative.get_absolute_url()}#conditions",
    )


@dataclass
class Standing:
    """How a gate and its handoff stand now, derived from the facts each time."""

    initiative: Initiative
    handoff: Handoff | None = None
    requirement: dict = field(default_factory=lambda: dict(NO_REQUIREMENT))

    @cached_property
    def gate(self):
        """The row of the gates table."""
        return gate_of(self.initiative)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """All criteria, met or not."""
        return criteria(self.initiative, self.requirement)

    @cached_property
    def unmet(self) -> list[Criterion]:
        """What is still missing; an empty requirement never opens a gate."""
        return [c for c in self.criteria if not c.met]

    @property
    def is_met(self) -> bool:
        """Whether every criterion is met, and there is at least one."""
        return bool(self.criteria) and not self.unmet

    @cached_property
    def content(self):
        """The signed content now."""
        return digest.content(self.initiative, self.gate, self.requirement)

    @property
    def has_changed(self) -> bool:
        """Whether the signed content differs from the revision that was offered."""
        return bool(self.handoff) and self.content.digest != self.handoff.digest

    @property
    def revision(self) -> int:
        """The number of the revision that can be signed now."""
        if self.handoff is None:
            return 0
        return self.handoff.revision + (1 if self.has_changed else 0)

    @property
    def must_sign(self) -> list[Function]:
        """The functions whose signature the gate asks for."""
        return [Function(f) for f in self.requirement["must_sign"]]

    @property
    def receiver(self) -> Function | None:
        """The function that accepts, if any."""
        value = self.requirement["receiver"]
        return Function(value) if value else None

    @property
    def asked(self) -> list[str]:
        """The functions that see it while the handoff is open: signers and receiver."""
        asked = {*self.requirement["must_sign"], self.requirement["receiver"]}
        return sorted(asked - {""})

    @cached_property
    def answers(self) -> dict:
        """The standing answer of each function on the current revision."""
        if self.handoff is None or self.has_changed:
            return {}
        return {
            row.function: row
            for row in self.standing
            if row.revision == self.handoff.revision
        }

    @cached_property
    def standing(self) -> list:
        """The standing answers on every revision of the handoff."""
        if self.handoff is None:
            return []
        rows = self.handoff.signoffs.filter(is_standing=True)
        return list(rows.select_related("person", "principal", "question"))

    @cached_property
    def signed(self) -> dict:
        """The signatures that count today: the mandate behind each still holds."""
        given = {
            f: row
            for f, row in self.answers.items()
            if row.answer != SignOff.Answer.RETURNED
            and row.digest == self.content.digest
        }
        if not given:
            return {}
        today = clock.today()
        holding = set(
            Mandate.objects.effective(today)
            .filter(pk__in=[row.mandate_id for row in given.values()])
            .values_list("pk", flat=True)
        )
        return {
            f: row
            for f, row in given.items()
            if row.mandate_id in holding and access.is_present(row.person, today)
        }

    @property
    def pending(self) -> list[Function]:
        """The functions that must still sign, or sign anew."""
        return [f for f in self.must_sign if f.value not in self.signed]

    @cached_property
    def questions(self) -> list:
        """Returned questions without an answer: each blocks."""
        if self.handoff is None:
            return []
        return list(
            self.handoff.questions.filter(answered_at__isnull=True).select_related(
                "asked_by"
            )
        )

    @property
    def signers(self) -> set:
        """The different people behind the signatures that count."""
        return {row.person_id for row in self.signed.values()}

    @cached_property
    def excluded(self) -> dict:
        """People who may not sign this revision, with the reason."""
        reasons = {
            person: _("who contributed a figure or file that this gate counts")
            for count in (self.gate.counts if self.gate else ())
            for person in count(self.initiative)
        }
        reasons[self.initiative.proposer_id] = _("who proposed the initiative")
        return reasons


def standing(initiative, *, handoff=None) -> Standing:
    """Read how an initiative stands before its gate."""
    stay = open_stay(initiative)
    if handoff is None:
        handoff = next((h for h in initiative.handoffs.all() if h.is_open), None)
    frozen = (stay.requirement if stay else None) or dict(NO_REQUIREMENT)
    return Standing(initiative, handoff, frozen)


def may_sign(by, state: Standing, function, *, fresh=False) -> Access:
    """Whether a person may answer for a function on the current revision."""
    initiative = state.initiative
    if function not in state.requirement["must_sign"]:
        return Access(False, _("This gate does not ask this function to sign."))
    permitted = [
        h
        for h in (access.holdings(by) if fresh else access.current_holdings(by))
        if h.function == function and h.covers(initiative.unit)
    ]
    if not permitted:
        return Access(
            False,
            access.refusal("governance.sign", unit=initiative.unit, function=function),
        )
    answered = {
        row.person_id: f
        for f, row in state.answers.items()
        if row.counts_with_id is None
    }
    mine = answered.get(by.pk)
    if mine is not None and mine != function:
        return Access(
            False,
            _("You have already answered on this revision, for another function."),
        )
    for holding in permitted:
        barred = by if by.pk in state.excluded else None
        if barred is None and holding.principal is not None:
            principal = holding.principal
            barred = principal if principal.pk in state.excluded else None
        if barred is None:
            return Access(True, holding=holding)
    return Access(
        False,
        format_lazy(
            _("A person {reason} does not sign. Somebody else of {function} signs."),
            reason=state.excluded[barred.pk],
            function=Function(function).label,
        ),
    )


def may_receive(by, state: Standing, *, fresh=False) -> Access:
    """Whether a person may accept or return for the receiving function."""
    if state.receiver is None:
        return Access(False, _("Nobody receives at this gate."))
    return access.may(
        by,
        "governance.accept",
        of=state.initiative,
        function=state.receiver.value,
        fresh=fresh,
    )


def may_lead(by, state: Standing, permission: str, *, fresh=False) -> Access:
    """Whether a person leads the stage for this permission."""
    lead = state.gate.lead if state.gate else None
    return access.may(
        by, permission, of=state.initiative, function=lead and lead.value, fresh=fresh
    )


def sits_for_committee(by, *, fresh=False) -> Access:
    """Whether a person may decide for the committee: Leadership of the root unit."""
    held = access.holdings(by) if fresh else access.current_holdings(by)
    for holding in held:
        if holding.function == Function.LEADERSHIP and holding.is_of_root:
            return Access(True, holding=holding)
    return Access(False, _committee_refusal())


def may_record(by, meeting, *, fresh=False) -> Access:
    """Whether a person may record in a meeting: who sits for the committee.

    So may the member whom the chair named to keep the minutes of this meeting.
    """
    committee = sits_for_committee(by, fresh=fresh)
    if committee or meeting is None or meeting.minute_taker_id != by.pk:
        return committee
    return Access(access.is_present(by, clock.today()), committee.reason)


def may_check(by, follow_up, *, fresh=False) -> Access:
    """Whether a person may say that an action of the committee is done."""
    checks = access.may(
        by, "governance.meet_condition", function=follow_up.function, fresh=fresh
    )
    return checks or sits_for_committee(by, fresh=fresh) or checks


def may_name_recorder(by, meeting, *, fresh=False) -> Access:
    """Whether a person may name who keeps the minutes: the chair, or the committee."""
    if meeting.chair_id == by.pk and access.is_present(by, clock.today()):
        return Access(True)
    return sits_for_committee(by, fresh=fresh)


def _committee_sentence():
    root = Unit.objects.filter(parent__isnull=True).first()
    return str(
        access.refusal(
            "governance.decide", unit=root, function=Function.LEADERSHIP.value
        )
    )


_committee_refusal = lazy(_committee_sentence, str)


def may_stop(by, state: Standing, *, fresh=False) -> Access:
    """Who may stop: the lead of the stage, the sponsor, the committee.

    While the stop rule of a running experiment is met, whoever it names may stop too.
    """
    if by.pk == state.initiative.sponsor_id and access.is_present(by, clock.today()):
        return Access(True)
    led = may_lead(by, state, "governance.stop", fresh=fresh)
    if led:
        return led
    committee = sits_for_committee(by, fresh=fresh)
    if committee:
        return committee
    for experiment in series.asking_for_the_stop(state.initiative):
        for function in experiment.stoppers:
            named = access.may(
                by,
                "governance.stop_by_rule",
                of=state.initiative,
                function=function,
                fresh=fresh,
            )
            if named:
                return named
    return Access(
        False,
        format_lazy(
            _("Only {lead}, the sponsor or the committee can do this."),
            lead=state.gate.lead.label if state.gate else _("the lead of the stage"),
        ),
    )


def may_note_stop(by, state: Standing, *, fresh=False) -> Access:
    """Whoever may stop it where it stands now: with Knowledge, which leads there."""
    if not state.initiative.stopped_at:
        return Access(False, _("This initiative was not stopped."))
    return may_stop(by, state, fresh=fresh)


def may_send_back(by, state: Standing, *, fresh=False) -> Access:
    """The lead of the gate or the committee may send back."""
    led = may_lead(by, state, "governance.send_back", fresh=fresh)
    return led or sits_for_committee(by, fresh=fresh) or led
