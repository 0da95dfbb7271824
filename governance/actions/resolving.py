"""Decide in a meeting: decision, effect and what follows, in one transaction."""

from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Missing, Stale
from governance import rules, settling
from governance.actions import deciding
from governance.meetings import agenda, answers, briefing, holding, quorum
from governance.meetings.minutes import canonical
from governance.models import (
    Answer,
    Condition,
    Decision,
    FollowUp,
    Resolution,
    StallDecision,
    Vote,
)
from initiatives import asking, transitions
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save

ALL_FOR = "all"
"""Everybody who is there voted for it."""


class Conflict(Stale):
    """Somebody recorded a decision on this item first; `theirs` is it."""

    def __init__(self, theirs):
        self.theirs = theirs
        super().__init__(
            format_lazy(
                _("{name} has recorded a decision on this item: {text}"),
                name=theirs.decided_by.name,
                text=theirs.text,
            ),
            details={"theirs": theirs.text, "ref": theirs.ref},
        )


@audited
def resolve(
    meeting,
    *,
    by,
    key,
    seen,
    answer,
    text,
    votes=None,
    conditions=(),
    person=None,
    until=None,
    to="",
    legal_basis="",
    review_on=None,
    supersedes=None,
):
    """Record what the committee decides on an item; it takes effect at once.

    `seen` is the digest of the briefing that was on the table. `votes` is `ALL_FOR`,
    or a list of dicts of person, way (`Vote.Way`) and text, one for each person who is
    there; only a note needs none. `conditions` are dicts of text, owner, function (who
    checks) and due_on. `person` takes it on, `until` ends an accepted risk, `to` is a
    stage to go back to.
    """
    meeting = holding.open_(meeting, by=by)
    item = agenda.put(meeting, key, by=by)
    if item.withdrawn_at is not None:
        raise Stale(_("This item was withdrawn."))
    if item.initiative_id:
        # What the page says is read while nobody can change it any more.
        transitions.lock(item.initiative)
        item = agenda.put(meeting, key, by=by)
    theirs = item.resolutions.filter(corrects__isnull=True).first()
    if theirs is not None:
        raise Conflict(theirs)
    page = _as_seen(item, seen)
    if answer not in answers.offered(item):
        raise Invalid(_("Choose one of the answers of this item."), field="answer")
    if not text.strip():
        raise Invalid(_("Write what stands in the minutes."), field="text")
    if review_on is not None and review_on <= clock.today():
        raise Invalid(_("Give a day that is still to come."), field="review_on")
    there = quorum.of(meeting)
    cast = _votes(item, there, votes, answer)
    _require_quorum(item, there, answer, cast)
    if answer == Answer.CONDITIONS and not conditions:
        raise Invalid(_("Write the condition."), field="condition")
    if supersedes is not None:
        _require_earlier(item, supersedes)
    if answer != Answer.CONDITIONS and conditions:
        raise Invalid(
            _("Conditions belong to the answer “approve with conditions”."),
            field="conditions",
        )
    effect = _take_effect(
        item, answer, by=by, text=text.strip(), person=person, until=until, to=to
    )
    row = save(
        Resolution(
            **_next_number(),
            meeting=meeting,
            item=item,
            briefing=page,
            initiative=item.initiative,
            question=agenda.question(item) or agenda.title(item),
            options=item.options,
            answer=answer,
            text=text.strip(),
            promises=_promised(conditions),
            **_named(item, answer, person=person, until=until, to=to),
            legal_basis=legal_basis.strip(),
            review_on=review_on,
            supersedes=supersedes,
            decision=effect if isinstance(effect, Decision) else None,
            stall_decision=effect if isinstance(effect, StallDecision) else None,
            decided_at=clock.now(),
            decided_by=by,
        )
    )
    for vote in cast:
        vote.resolution = row
        save(vote)
    if answer == Answer.CONDITIONS:
        _promise(row, item, conditions)
    record(
        "governance.resolved",
        row,
        by=by,
        initiative=item.initiative_id,
        meeting=meeting.pk,
        answer=str(answer),
        briefing=page.digest,
        number=row.number,
        digest=briefing.digest(canonical(row)),
        supersedes=supersedes and supersedes.pk,
        votes={way.value: sum(vote.way == way for vote in cast) for way in Vote.Way},
    )
    _tell_owners(row, conditions, by=by)
    return row


@audited
def correct_resolution(resolution, *, by, text, legal_basis="", review_on=None):
    """Correct what the log says of a decision; the first stays, and is named.

    What the decision did is not undone by it: that takes a new decision.
    """
    settling.held(rules.may_record(by, resolution.meeting, fresh=True))
    first = Resolution.objects.select_related("item", "briefing").get(pk=resolution.pk)
    if first.corrects_id:
        raise Invalid(_("Correct the first record: a correction names the first."))
    if not text.strip():
        raise Invalid(_("Write how it reads correctly."), field="text")
    row = save(
        Resolution(
            **_next_number(),
            meeting_id=first.meeting_id,
            item=first.item,
            briefing=first.briefing,
            initiative_id=first.initiative_id,
            question=first.question,
            options=first.options,
            answer=first.answer,
            text=text.strip(),
            legal_basis=legal_basis.strip() or first.legal_basis,
            review_on=review_on or first.review_on,
            corrects=first,
            decided_at=clock.now(),
            decided_by=by,
        )
    )
    record(
        "governance.resolution_corrected",
        row,
        by=by,
        initiative=first.initiative_id,
        first=first.pk,
        digest=briefing.digest(canonical(row)),
        number=row.number,
    )
    return row


def _require_earlier(item, earlier):
    """A decision takes the place of one about the same, which none has replaced."""
    if earlier.corrects_id:
        raise Invalid(
            _("Name the decision itself, not its correction."), field="supersedes"
        )
    if earlier.initiative_id != item.initiative_id:
        raise Invalid(
            _(
                "A decision takes the place of an earlier one about the same "
                "initiative, or about the same matter where there is none."
            ),
            field="supersedes",
        )
    later = earlier.superseded_by.first()
    if later is not None:
        raise Duplicate(
            format_lazy(
                _("{later} has taken the place of {earlier} already."),
                later=later.ref,
                earlier=earlier.ref,
            )
        )


def _as_seen(item, seen):
    """The page as it is now, kept; Stale says what changed since it was seen."""
    if not seen:
        raise Missing(_("Say which briefing you read: the digest is missing."))
    text, now = briefing.now(item)
    if now == seen:
        return briefing.freeze(item)
    kept = item.briefings.filter(digest=seen).first()
    kept = kept or item.briefings.order_by("number").last()
    raise Stale(
        _("The paper changed since you opened it. Read it again, then decide."),
        changes=briefing.changes(kept.content, text) if kept else [],
    )


def _votes(item, there, given, answer):
    """The votes as rows, not saved: one for each person who is there."""
    if answer == Answer.NOTE:
        return []
    if given is None:
        raise Invalid(
            _(
                "Say how it was voted: each person who is there with their vote, or "
                "“all” where all are for it."
            ),
            field="votes",
        )
    barred = _barred(item)
    people = {row.person_id: row for row in there.people}
    if given == ALL_FOR:
        given = [{"person": row.person, "way": Vote.Way.FOR} for row in there.people]
    rows = {}
    for one in given:
        row = people.get(one["person"].pk)
        if row is None:
            raise Invalid(
                format_lazy(
                    _("{name} is not in the meeting."), name=one["person"].name
                ),
                field="votes",
            )
        excluded = {row.person_id, row.principal_id} & barred
        if excluded and one["way"] != Vote.Way.CONFLICT:
            raise Invalid(
                format_lazy(
                    _(
                        "{name} proposed it, or sits for who did: that is a conflict "
                        "of interest. Vote name by name and declare it."
                    ),
                    name=row.person.name,
                ),
                field="votes",
            )
        rows[row.person_id] = Vote(
            function=row.member.function,
            person=row.person,
            principal=row.principal,
            way=one["way"],
            text=(one.get("text") or "").strip(),
        )
    silent = [row.person.name for key, row in people.items() if key not in rows]
    if silent:
        raise Invalid(
            format_lazy(_("Say how {name} voted."), name=silent[0]), field="votes"
        )
    return list(rows.values())


def _barred(item) -> set:
    """Who proposed the initiative does not vote on it."""
    return {item.initiative.proposer_id} if item.initiative_id else set()


def _require_quorum(item, there, answer, cast):
    """Nothing but a note without quorum, gate lead and more votes for than against."""
    if answer == Answer.NOTE:
        return
    if not there.is_met:
        raise DomainError(there.sentence)
    if item.referral_id and item.referral.handoff.giver not in there.functions:
        raise DomainError(
            format_lazy(
                _(
                    "{function} leads this gate and is not in the meeting. Nothing is "
                    "decided about it without the person or a deputy."
                ),
                function=Function(item.referral.handoff.giver).label,
            )
        )
    pro = sum(vote.way == Vote.Way.FOR for vote in cast)
    con = sum(vote.way == Vote.Way.AGAINST for vote in cast)
    if pro <= con:
        raise DomainError(
            format_lazy(
                _("{pro} for, {con} against: this decision is not carried."),
                pro=pro,
                con=con,
            )
        )


def _take_effect(item, answer, *, by, text, person, until, to):
    """Do what was decided, by the same action as everywhere."""
    if answer == Answer.NOTE:
        return None
    if item.referral_id:
        return _decide_gate(item, answer, by=by, text=text, person=person)
    if item.stall_id:
        return deciding.decide_stall(
            item.stall,
            meeting=item.meeting,
            by=by,
            seen=item.stall.climb,
            outcome=StallDecision.Outcome(answer),
            reason=text,
            person=person,
            until=until,
        )
    if answer in (Answer.STOP, Answer.BACK):
        initiative = transitions.lock(item.initiative)
        initiative = settling.open_(initiative, initiative.version)
        if answer == Answer.STOP:
            settling.require_stoppable(initiative)
            settling.stop_(initiative, by=by, reason=text)
        else:
            if to not in answers.backward(initiative):
                raise Invalid(_("Choose the stage to which it goes back."), field="to")
            settling.back_(initiative, by=by, to=to, reason=text)
    return None


def _named(item, answer, *, person, until, to) -> dict:
    """What an answer names, as the log keeps it: a person, a day, or a stage."""
    takes_on = answer == Answer.REASSIGN or (
        item.referral_id and answer in (Answer.APPROVE, Answer.CONDITIONS)
    )
    return {
        "person": person if takes_on else None,
        "until": until if answer == Answer.ACCEPT_RISK else None,
        "to": to if answer == Answer.BACK else "",
    }


def _decide_gate(item, answer, *, by, text, person):
    handoff = item.referral.handoff
    state = rules.standing(transitions.lock(handoff.initiative), handoff=handoff)
    return deciding.decide(
        item.referral,
        meeting=item.meeting,
        by=by,
        digest=state.content.digest,
        outcome={
            Answer.APPROVE: Decision.Outcome.ACCEPT,
            Answer.CONDITIONS: Decision.Outcome.ACCEPT,
            Answer.SEND_BACK: Decision.Outcome.RETURN,
            Answer.STOP: Decision.Outcome.STOP,
        }[answer],
        reason=text,
        owner=person,
    )


def _promised(conditions) -> list:
    """What was promised, as the log keeps it whoever takes it over later."""
    return sorted(
        [
            one["text"],
            str(one["owner"].pk),
            str(one["function"]),
            one["due_on"] and one["due_on"].isoformat(),
        ]
        for one in conditions
    )


def _promise(row, item, conditions):
    """Conditions of a gate keep the next one shut; others are actions of their own."""
    for one in conditions:
        values = {
            "function": one["function"],
            "text": one["text"],
            "owner": one["owner"],
            "due_on": one["due_on"],
            "made_at": clock.now(),
        }
        if one["due_on"] is None or one["due_on"] < clock.today():
            raise Invalid(_("Give a day that is still to come."), field="condition_due")
        if item.initiative_id:
            settling.require_reader(
                one["owner"], item.initiative, field="condition_owner"
            )
        if item.referral_id:
            handoff = item.referral.handoff
            save(Condition(initiative=item.initiative, handoff=handoff, **values))
        else:
            save(FollowUp(resolution=row, initiative=item.initiative, **values))
    if item.initiative_id:
        asking.keep(item.initiative, [one["owner"] for one in conditions])


def _tell_owners(row, conditions, *, by):
    tell(
        [one["owner"] for one in conditions],
        "duty_given",
        initiative=row.initiative,
        by=by,
        url=row.initiative.get_absolute_url()
        if row.initiative_id
        else row.get_absolute_url(),
        resolution=row.pk,
    )


def _next_number() -> dict:
    number = (Resolution.objects.aggregate(n=Max("number"))["n"] or 0) + 1
    return {"number": number, "ref": f"D-{number:03d}"}
