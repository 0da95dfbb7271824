"""What must hold of an initiative whatever raced; read from the rows, not the rules.

Nothing here asks the code under test: the tables below are written by hand from the
design of the gates, and the order of things is the order of the record.
"""

import hashlib
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Max

from audit.models import Entry
from governance.models import Handoff, Question, SignOff
from initiatives.models import Initiative, Stay
from organisation.models import Mandate

MUST_SIGN = {
    "G0": {"leadership", "hr", "operations", "knowledge", "marketing"},
    "G1": {"hr", "legal", "leadership"},
    "G2": {"operations", "hr", "it", "marketing"},
    "G3": {"knowledge", "hr", "operations"},
    "G4": {"marketing", "leadership", "finance", "operations"},
}
RECEIVED = {"G0": "hr", "G1": "operations", "G2": "knowledge", "G3": "marketing"}
FORWARD = {
    ("proposed", "literacy"): "G0",
    ("literacy", "appropriation"): "G1",
    ("appropriation", "learning"): "G2",
    ("learning", "value"): "G3",
    ("learning", "closed"): "G3",
    ("value", "closed"): "G4",
}
BACK = {
    ("appropriation", "literacy"),
    ("learning", "appropriation"),
    ("value", "appropriation"),
}
STOPPED_FROM = {"proposed", "literacy", "appropriation", "learning", "value"}
CHANGES_CONTENT = {
    "initiatives.edited",
    "initiatives.exposures_set",
    "literacy.measure_recorded",
    "literacy.measure_corrected",
    "processes.facts_stated",
    "processes.map_attached",
    "processes.measured",
    "value.hours_recorded",
    "value.allocated",
    "value.amount_reported",
}
"""Acts after which an older signature counts no more."""
COMES_AND_GOES = {
    "organisation.person_ended": False,
    "organisation.mandate_ended": False,
    "organisation.person_reinstated": True,
}
"""Whether somebody has rights after it; what ends here ends at once."""
SIGNED = "governance.signed"


class Mark(NamedTuple):
    """The ends of the record and of the tables before something happened."""

    seq: int = 0
    stay: int = 0
    signoff: int = 0
    question: int = 0

    @classmethod
    def now(cls):
        """Where everything ends at this moment."""
        return cls(
            *(
                model.objects.aggregate(last=Max("pk"))["last"] or 0
                for model in (Entry, Stay, SignOff, Question)
            )
        )


START = Mark()


def violations(pk, since=START) -> list[str]:
    """Each invariant that an initiative breaks, named; `since` is where a race began.

    That each caller had its one answer (I-12) and that the chain is whole (I-20) is
    asked beside this.
    """
    initiative = Initiative.objects.get(pk=pk)
    handoffs = list(Handoff.objects.filter(initiative=pk))
    entries = list(
        Entry.objects.filter(initiative_id=pk, seq__gt=since.seq).order_by("seq")
    )
    people = list(
        Entry.objects.filter(seq__gt=since.seq, action__in=COMES_AND_GOES).order_by(
            "seq"
        )
    )
    found = [*_moves(initiative), *_one_effect(handoffs, entries)]
    for handoff in handoffs:
        found += _signatures(initiative, handoff)
        if handoff.state == "passed":
            found += _passed(handoff, entries, people)
        found += _signed_by_who_could(handoff, entries, people)
    return [*found, *_recorded(pk, entries, since)]


def _moves(initiative):
    stays = list(Stay.objects.filter(initiative=initiative).order_by("visit"))
    if [s.visit for s in stays] != list(range(1, len(stays) + 1)):
        yield "I-04 visits have a gap"
    if not stays or stays[-1].stage != initiative.stage:
        yield "I-04 the last stay is not where the initiative stands"
    running = [s for s in stays if s.left_at is None]
    if [s.pk for s in running] != (
        [] if initiative.stage == "closed" else [stays[-1].pk]
    ):
        yield "I-04 not exactly one running stay"
    for before, after in pairwise(stays):
        step = (before.stage, after.stage)
        legal = {
            "forward": step in FORWARD,
            "back": step in BACK,
            "stop": before.stage in STOPPED_FROM and after.stage == "learning",
        }
        if not legal.get(after.kind):
            yield f"I-04 {before.stage} to {after.stage} as {after.kind}"
        if before.left_at is None or before.left_at > after.entered_at:
            yield "I-04 a stay began before the one before it ended"
        gate = FORWARD.get(step) if after.kind == "forward" else None
        if gate and before.handoffs.filter(state="passed", gate=gate).count() != 1:
            yield f"I-01 {gate} was crossed without one passed handoff"


def _one_effect(handoffs, entries):
    open_now = [h for h in handoffs if h.state in ("signing", "receiving", "committee")]
    if len(open_now) > 1:
        yield "I-12 two handoffs are open"
    passed = Counter(e.object_id for e in entries if e.action == "governance.passed")
    if any(n > 1 for n in passed.values()):
        yield "I-12 one handoff passed twice"


def _signatures(initiative, handoff):
    digests = dict(handoff.revisions.values_list("number", "digest"))
    for number, text, digest in handoff.revisions.values_list(
        "number", "content", "digest"
    ):
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            yield f"I-08 revision {number} is not what its digest says"
    rows = list(handoff.signoffs.all())
    for row in rows:
        if row.digest != digests.get(row.revision):
            yield "I-08 a signature carries another digest than its revision"
        if row.person_id == initiative.proposer_id:
            yield "I-03 the proposer signed"
        if row.principal_id == initiative.proposer_id:
            yield "I-03 a deputy signed for the proposer"
    standing = [r for r in rows if r.is_standing]
    own = Counter((r.revision, r.person_id) for r in standing if not r.counts_with_id)
    if any(n > 1 for n in own.values()):
        yield "I-02 one person signed twice"
    spoken = Counter((r.revision, r.function) for r in standing)
    if any(n > 1 for n in spoken.values()):
        yield "I-02 one function signed twice"


def _passed(handoff, entries, people):
    told = [
        e
        for e in entries
        if e.action == "governance.passed" and e.object_id == str(handoff.pk)
    ]
    if not told:
        return  # it passed before the race began
    entry = told[0]
    rows = list(SignOff.objects.filter(pk__in=entry.facts["signoffs"]))
    if {r.function for r in rows} != MUST_SIGN[handoff.gate]:
        yield f"I-01 {handoff.gate} passed on {sorted(r.function for r in rows)}"
    if {r.handoff_id for r in rows} != {handoff.pk}:
        yield "I-01 signatures of another handoff were counted"
    if any(r.answer == "returned" for r in rows):
        yield "I-11 a return was counted as a signature"
    if any(r.revision != handoff.revision for r in rows):
        yield "I-05 signatures of an older revision were counted"
    if {r.digest for r in rows} != {handoff.digest}:
        yield "I-08 the handoff passed on another digest than was signed"
    if any(not r.is_standing for r in rows):
        yield "I-01 a signature that was taken back was counted"
    if len({r.person_id for r in rows} | {entry.actor_ref}) < 2:
        yield "I-02 one person alone passed a gate"
    if RECEIVED.get(handoff.gate) and handoff.receiver and not handoff.accepted_by_id:
        yield "I-01 nobody accepted"
    if Question.objects.filter(
        handoff=handoff, asked_at__isnull=False, answered_at__isnull=True
    ).exists():
        yield "I-11 passed over a question without an answer"
    yield from _changed_before(handoff, entry, entries)
    yield from _gone_before(rows, entry, people)


def _changed_before(handoff, entry, entries):
    """Signed content that changed, in the record, before the gate passed on it."""
    counted = [
        e.seq
        for e in entries
        if e.object_id == str(handoff.pk)
        and e.action in ("governance.offered", "governance.revised")
        and e.facts["digest"] == handoff.digest
        and e.seq < entry.seq
    ]
    start = max(counted, default=0)
    for change in entries:
        if change.action in CHANGES_CONTENT and start < change.seq < entry.seq:
            yield f"I-05 {change.action} came before the pass and was not signed"


def _gone_before(rows, entry, people):
    for row in rows:
        if not _could(row, entry.seq, people):
            yield f"I-09 {row.function} was counted after its signer had lost the right"


def _signed_by_who_could(handoff, entries, people):
    rows = {str(r.pk): r for r in handoff.signoffs.all()}
    for entry in entries:
        row = rows.get(entry.object_id) if entry.action == SIGNED else None
        if row is not None and not _could(row, entry.seq, people):
            yield f"I-09 {row.function} was signed by who had lost the right"


def _could(row, seq, people) -> bool:
    """Whether, in the record, the right behind a signature stood at an entry."""
    mandate = Mandate.objects.get(pk=row.mandate_id)
    behind = {str(row.person_id), str(mandate.person_id), str(mandate.pk)}
    could = True
    for change in people:
        if change.seq < seq and change.object_id in behind:
            could = COMES_AND_GOES[change.action]
    return could


def _recorded(pk, entries, since):
    """Each row that was written has its entry, and each entry its row."""
    stays = Stay.objects.filter(initiative=pk, pk__gt=since.stay).exclude(visit=1)
    signoffs = SignOff.objects.filter(
        handoff__initiative=pk, pk__gt=since.signoff, counts_with__isnull=True
    )
    questions = Question.objects.filter(handoff__initiative=pk, pk__gt=since.question)
    told = Counter(e.action.removeprefix("governance.") for e in entries)
    written = {
        "passed": stays.filter(kind="forward").count(),
        "sent_back": stays.filter(kind="back").count(),
        "stopped": stays.filter(kind="stop").count(),
        "signed": signoffs.exclude(answer="returned").count(),
    }
    returned_by_committee = sum(
        e.action == "governance.decided" and e.facts["outcome"] == "return"
        for e in entries
    )
    written["returned"] = questions.count() - returned_by_committee
    for action, count in written.items():
        if told[action] != count:
            yield f"I-19 {action}: {count} in the tables, {told[action]} in the record"
