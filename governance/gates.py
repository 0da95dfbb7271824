"""The gates: one row each, saying what is asked, who signs, and who receives."""

from collections.abc import Callable
from typing import NamedTuple

import initiatives.evidence
import initiatives.signed
import lessons.evidence
import literacy.evidence
import processes.evidence
import value.evidence
from initiatives.stages import Stage
from organisation import numbers
from organisation.functions import Function as F


class Gate(NamedTuple):
    """What must be true to leave a stage, and which functions must agree.

    `asks` are functions of an initiative that each return criteria; `counts` return
    the people whose figures and files the gate counts; `covers` return what is put
    under the signature.
    """

    code: str
    stage: Stage
    to: Stage
    lead: F
    must_sign: tuple[F, ...]
    receiver: F | None
    asks: tuple[Callable, ...]
    counts: tuple[Callable, ...]
    covers: tuple[tuple[str, Callable], ...]


PATIENCE = ("sign", "accept", "answer", "idle")
"""The numbers of `organisation.numbers` that set a clock, in working days."""

_CHARTER = (("initiative", initiatives.signed.content),)
_LITERACY = (*_CHARTER, ("literacy", literacy.evidence.signed))
_PROCESSES = (*_LITERACY, ("processes", processes.evidence.signed))
_LESSONS = (*_PROCESSES, ("lessons", lessons.evidence.signed))
_VALUE = (*_LESSONS, ("value", value.evidence.signed))

G0 = Gate(
    code="G0",
    stage=Stage.PROPOSED,
    to=Stage.LITERACY,
    lead=F.LEADERSHIP,
    must_sign=(F.LEADERSHIP, F.HR, F.OPERATIONS, F.KNOWLEDGE, F.MARKETING),
    receiver=F.HR,
    asks=(initiatives.evidence.criteria, lessons.evidence.intake_criteria),
    counts=(),
    covers=_CHARTER,
)
G1 = Gate(
    code="G1",
    stage=Stage.LITERACY,
    to=Stage.APPROPRIATION,
    lead=F.HR,
    must_sign=(F.HR, F.LEGAL, F.LEADERSHIP),
    receiver=F.OPERATIONS,
    asks=(literacy.evidence.criteria,),
    counts=(literacy.evidence.contributors,),
    covers=_LITERACY,
)
G2 = Gate(
    code="G2",
    stage=Stage.APPROPRIATION,
    to=Stage.LEARNING,
    lead=F.OPERATIONS,
    must_sign=(F.OPERATIONS, F.HR, F.IT, F.MARKETING),
    receiver=F.KNOWLEDGE,
    asks=(processes.evidence.criteria, value.evidence.reception_criteria),
    counts=(processes.evidence.contributors, value.evidence.contributors),
    covers=_PROCESSES,
)
G3 = Gate(
    code="G3",
    stage=Stage.LEARNING,
    to=Stage.VALUE,
    lead=F.KNOWLEDGE,
    must_sign=(F.KNOWLEDGE, F.HR, F.OPERATIONS),
    receiver=F.MARKETING,
    asks=(lessons.evidence.criteria,),
    counts=(lessons.evidence.contributors,),
    covers=_LESSONS,
)
G3_STOPPED = G3._replace(to=Stage.CLOSED, receiver=None)
G4 = Gate(
    code="G4",
    stage=Stage.VALUE,
    to=Stage.CLOSED,
    lead=F.MARKETING,
    must_sign=(F.MARKETING, F.LEADERSHIP, F.FINANCE, F.OPERATIONS),
    receiver=None,
    asks=(value.evidence.criteria,),
    counts=(value.evidence.contributors,),
    covers=_VALUE,
)

GATES = {gate.stage: gate for gate in (G0, G1, G2, G3, G4)}


def gate_of(initiative) -> Gate | None:
    """The gate that an initiative stands before; a closed one has none."""
    if initiative.stage == Stage.LEARNING and initiative.stopped_at:
        return G3_STOPPED
    return GATES.get(initiative.stage)


def requirement(gate: Gate, *, owed: tuple[str, ...] = ()) -> dict:
    """What a gate asks, frozen at entry to its stage.

    `owed` are the codes of earlier gates that were never passed here, because the
    initiative was taken over: this gate asks for them too.
    """
    now = numbers.current()
    return {
        "gate": gate.code,
        "lead": gate.lead.value,
        "must_sign": [f.value for f in gate.must_sign],
        "receiver": gate.receiver.value if gate.receiver else "",
        "criteria": list(codes(gate)),
        "owed": list(owed),
        "patience": {code: now[code] for code in PATIENCE},
        "numbers": now,
    }


def codes(gate: Gate) -> tuple[str, ...]:
    """The criterion codes of a gate, in order."""
    return (*CODES[gate.code], "conditions")


CODES = {
    "G0": (*initiatives.evidence.CODES, *lessons.evidence.INTAKE_CODES),
    "G1": literacy.evidence.CODES,
    "G2": (*processes.evidence.CODES, *value.evidence.RECEPTION_CODES),
    "G3": lessons.evidence.CODES,
    "G4": value.evidence.CODES,
}
BY_CODE = {gate.code: gate for gate in GATES.values()}
