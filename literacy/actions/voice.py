"""Questions and concerns: asked by name, released, read, worded, answered, erased."""

import json
import random
from datetime import timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import SYSTEM, audited, record
from audit.errors import DomainError, Invalid, Refused, Stale
from initiatives import holds
from initiatives.models import Initiative
from literacy import disclosure, forgetting, sealing, voicing
from literacy.models import (
    Batch,
    Concern,
    EarlierAnswer,
    Envelope,
    Mode,
    PublishedQuestion,
    Seconding,
    Theme,
    ThemeBlock,
)
from literacy.releasing import answer_due, begins, root, week_of
from organisation import access, notices
from organisation.functions import Function
from organisation.models import Person
from organisation.rows import save

KEPT_DAYS = 730
"""Days after its answer for which the text of a concern is kept: 24 months."""
State = PublishedQuestion.State


# Asking


@audited
def ask_by_name(*, by, theme, text, initiative=None):
    """Ask a question or say a concern with one's name; its reader has it at once."""
    if not access.is_present(by, clock.today()):
        raise Refused(_("This account has no rights any more."))
    theme, text = _theme(theme), voicing.required(text)
    voicing.require_readable(initiative, by)
    sealed = sealing.seal(text)
    due = answer_due(clock.now(), initiative)
    row = save(
        Concern(
            mode=Mode.NAMED,
            theme=theme,
            initiative=initiative,
            released_at=clock.now(),
            answer_by=due.at,
            reckoning=due.reckoning,
            asked_by=by,
            sealed=sealed.text,
            wrapped=sealed.key,
        )
    )
    # Who asks is for the readers of the concern, and the record has other readers.
    record("literacy.concern_asked", row, by=SYSTEM, theme=theme)
    _tell_readers(initiative, by=by, key=f"concern/{row.pk}")
    return row


@audited
def write_again(concern, *, by, text):
    """Add something to what one asked with one's name."""
    _require_asker(concern, by)
    return voicing.add_reply(concern, text)


@audited
def withdraw_concern(concern, *, by):
    """Take back what one asked with one's name: its text is erased."""
    _require_asker(concern, by)
    voicing.require_none_held([concern])
    voicing.take_back(concern)
    record("literacy.concern_withdrawn", concern, by=SYSTEM)


# Releasing: steps of the sweep


@audited
def release_due(*, by):
    """Release the sealed concerns of past weeks, once they are enough or it is time.

    At least ten together, or all that there are on the latest day of the oldest; never
    one of a week that still runs. Once a week at most, whoever sweeps. Returns the
    batch, or nothing.
    """
    now = clock.now()
    week = week_of(now)
    rows = [row for row in Envelope.objects.filter(week__lt=week) if _opens(row)]
    if not rows:
        return None
    if len(rows) < disclosure.ANSWERS and min(r.release_by for r in rows) > now:
        return None
    batch, is_first = Batch.objects.get_or_create(
        week=week, defaults={"received": len(rows), "released_at": now}
    )
    if not is_first:
        return None
    made = [_concern(row, batch, now) for row in rows]
    # The order in which they came must not show in the order of the rows.
    random.SystemRandom().shuffle(made)
    Concern.objects.bulk_create(made)
    gone, _each = Envelope.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if gone != len(rows):
        raise Stale(_("One of these concerns was taken back a moment ago."))
    record("literacy.concerns_received", batch, by=by, received=len(rows), week=week)
    for initiative in {row.initiative for row in made}:
        _tell_readers(initiative, by=None, key=f"batch/{week}")
    return batch


@audited
def publish_counts(*, by):
    """Publish how many concerns of each theme came, in blocks that never overlap.

    Once a week, of what was released before this week and stands in no block yet.
    """
    week = week_of(clock.now())
    waiting = Concern.objects.standing().filter(
        counted_in__isnull=True, released_at__lt=begins(week)
    )
    pending = dict(
        waiting.order_by()
        .values("theme")
        .annotate(n=Count("pk"))
        .values_list("theme", "n")
    )
    made = []
    for theme in disclosure.blocks(pending):
        keys = list(waiting.filter(theme=theme).values_list("pk", flat=True))
        block, is_first = ThemeBlock.objects.get_or_create(
            theme=theme, week=week, defaults={"concerns": len(keys)}
        )
        if not is_first:
            continue
        Concern.objects.filter(pk__in=keys).update(counted_in=block)
        made.append(block)
    if made:
        record("literacy.counts_published", by=by, week=week, blocks=len(made))
    return made


@audited
def forget_old(*, by):
    """Erase the text of concerns that were answered more than 24 months ago."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    rows = (
        Concern.objects.exclude(wrapped="")
        .filter(
            Q(question__answered_at__lt=before)
            | Q(question__isnull=True, released_at__lt=before)
        )
        .exclude(Exists(holds.standing().filter(initiative=OuterRef("initiative"))))
        .exclude(Exists(holds.standing().filter(person=OuterRef("asked_by"))))
        .annotate(last=Max("replies__written_at"))
        .filter(Q(last__isnull=True) | Q(last__lt=before))
    )
    keys = list(rows.order_by().values_list("pk", flat=True)[:500])
    if not keys:
        return 0
    voicing.forget(Concern.objects.filter(pk__in=keys))
    record("literacy.concerns_forgotten", by=by, concerns=len(keys))
    return len(keys)


# Reading and wording


@audited
def read_concern(concern, *, by):
    """Open a concern; that somebody read it stays in the record.

    Returns its text, who asked where this reader may know, and what was said since.
    """
    _require_reader(concern, by)
    record("literacy.concern_read", concern, by=by)
    who = concern.asked_by
    if concern.mode == Mode.CONFIDENTIAL and concern.trusted_id == by.pk:
        who = _who(concern)
    return {
        "text": voicing.clear(concern),
        "who": who,
        "thread": voicing.thread(concern, for_reader=True),
    }


@audited
def publish_question(concern, *, by, text, function):
    """Put a concern as a question to a function, in words that give nobody away."""
    _require_reader_in_office(concern, by)
    _require_untouched(concern)
    if function not in Function.values:
        raise Invalid(_("Choose who answers."), field="function")
    row = save(
        PublishedQuestion(
            initiative=concern.initiative,
            theme=concern.theme,
            text=voicing.required(text),
            function=function,
            since=concern.released_at,
            answer_by=concern.answer_by,
            reckoning=concern.reckoning,
            published_by=by,
        )
    )
    _put(concern, row)
    record(
        "literacy.question_published",
        row,
        by=by,
        initiative=row.initiative,
        function=function,
    )
    notices.tell(
        access.holders_of(function, _unit(row.initiative)),
        "literacy.question_given",
        initiative=row.initiative,
        by=by,
        url=row.get_absolute_url(),
        function=function,
        question=str(row.pk),
    )
    return row


@audited
def join_question(concern, *, by, question):
    """Say that a concern is what a published question asks already."""
    _require_reader_in_office(concern, by)
    _require_untouched(concern)
    if question.initiative_id != concern.initiative_id:
        raise Invalid(_("This question is about another initiative."), field="question")
    _put(concern, question)
    record("literacy.concern_joined", concern, by=by, question=str(question.pk))


@audited
def reply_to_concern(concern, *, by, text):
    """Answer whoever asked, and nobody else."""
    _require_reader_in_office(concern, by)
    reply = voicing.add_reply(concern, text, by=by)
    record("literacy.concern_replied", concern, by=by)
    if concern.mode == Mode.NAMED:
        notices.tell(
            [concern.asked_by],
            "literacy.concern_answered",
            initiative=None,
            by=by,
            url=reverse("literacy:my-concern", args=[concern.pk]),
        )
    return reply


# Answering


@audited
def answer_question(question, *, by, outcome, text):
    """Answer a question for the function that it waits for; everybody reads it.

    A question that was answered stays answered so; a commitment is an answer that
    promises something, a refusal says why.
    """
    access.require(
        by,
        "literacy.answer_question",
        of=question.initiative or root(),
        function=question.function,
    )
    if outcome not in (State.ANSWERED, State.COMMITTED, State.DECLINED):
        raise Invalid(_("Say how you answer it."), field="outcome")
    text = voicing.required(text)
    now = clock.now()
    done = PublishedQuestion.objects.filter(pk=question.pk, state=State.OPEN).update(
        state=outcome, answer=text, answered_at=now, answered_by=by
    )
    if not done:
        raise Stale(_("Somebody has answered this question a moment ago."))
    question.refresh_from_db()
    record(
        "literacy.question_answered",
        question,
        by=by,
        initiative=question.initiative,
        function=question.function,
        outcome=outcome,
    )
    notices.tell(
        Person.objects.filter(
            pk__in=Concern.objects.filter(
                question=question, asked_by__isnull=False
            ).values("asked_by")
        ),
        "literacy.concern_answered",
        initiative=None,
        by=by,
        url=question.get_absolute_url(),
    )
    return question


@audited
def move_question(question, *, by, function):
    """Give an open question to another function; its clock goes on."""
    access.require(by, "literacy.read_concerns", of=question.initiative or root())
    if function not in Function.values:
        raise Invalid(_("Choose who answers."), field="function")
    done = PublishedQuestion.objects.filter(pk=question.pk, state=State.OPEN).update(
        function=function
    )
    if not done:
        raise Stale(_("Somebody has answered this question a moment ago."))
    question.function = function
    record(
        "literacy.question_moved",
        question,
        by=by,
        initiative=question.initiative,
        function=function,
    )
    notices.tell(
        access.holders_of(function, _unit(question.initiative)),
        "literacy.question_given",
        initiative=question.initiative,
        by=by,
        url=question.get_absolute_url(),
        function=function,
        question=str(question.pk),
    )


@audited
def second_question(question, *, by):
    """Ask a published question too. Nothing is kept of who, in the record neither.

    Returns whether it counted: each person counts once.
    """
    if not PublishedQuestion.objects.readable_by(by).filter(pk=question.pk).exists():
        raise Refused(_("Only people whom this initiative concerns can ask this too."))
    found = sealing.marks("literacy.second", question.pk, by.pk)
    if Seconding.objects.filter(mark__in=found).exists():
        return False
    if Concern.objects.filter(question=question, asked_by=by).exists():
        return False
    _row, is_new = Seconding.objects.get_or_create(
        mark=found[0], defaults={"question": question}
    )
    return is_new


# What the askers say of an answer


@audited
def judge_answer(concern, *, by, answered, text=""):
    """Who asked by name says whether the answer answers it; if not, it opens again.

    Opened again is a question once, with the clock of an answer from now on.
    """
    _require_asker(concern, by)
    voicing.judge(concern, answered=answered, text=text)
    question = PublishedQuestion.objects.get(pk=concern.question_id)
    if answered:
        record("literacy.answer_accepted", question, by=SYSTEM)
    else:
        _reopen(question)
    return question


@audited
def reopen_doubted(*, by):
    """Open the answered questions again that do not answer it, as was said by code.

    A step of the sweep: what was said without an open name counts from the week after,
    so that the time gives nobody away. Returns how many were opened.
    """
    week = week_of(clock.now())
    rows = list(PublishedQuestion.objects.doubted(week).order_by("pk"))
    for row in rows:
        _reopen(row)
    if rows:
        record("literacy.questions_reopened", by=by, questions=len(rows))
    return len(rows)


@audited
def say_what_is_missing(question, *, by, text):
    """The reader says what a question that was opened again still asks, in own words.

    The words of the asker stay with the reader.
    """
    access.require(by, "literacy.read_concerns", of=question.initiative or root())
    text = voicing.required(text)
    done = PublishedQuestion.objects.filter(
        pk=question.pk, state=State.OPEN, earlier__isnull=False, missing=""
    ).update(missing=text)
    if not done:
        raise Stale(_("Nothing is asked here any more. Look at the question again."))
    record("literacy.missing_said", question, by=by, initiative=question.initiative)
    return question


def _reopen(question):
    """Keep the answer as the earlier one, and start the clock of the next."""
    now = clock.now()
    due = answer_due(now, question.initiative)
    save(
        EarlierAnswer(
            question=question,
            outcome=question.state,
            text=question.answer,
            answered_at=question.answered_at,
            answered_by=question.answered_by,
        )
    )
    question.state, question.answer = State.OPEN, ""
    question.answered_at = question.answered_by = None
    question.answer_by, question.reckoning = due.at, due.reckoning
    save(
        question,
        ["state", "answer", "answered_at", "answered_by", "answer_by", "reckoning"],
    )
    record(
        "literacy.question_reopened",
        question,
        by=SYSTEM,
        initiative=question.initiative,
        function=question.function,
    )
    unit = _unit(question.initiative)
    notices.tell(
        {
            *access.holders_of(question.function, unit),
            *access.holders_of(Function.HR, unit),
        },
        "literacy.question_reopened",
        initiative=question.initiative,
        by=None,
        url=question.get_absolute_url(),
        function=question.function,
        question=str(question.pk),
    )


# Erasing


@audited
def erase_concerns_of(person, *, by):
    """Erase what a person asked, by name or confidentially, when the person is erased.

    An anonymous one cannot be found, since nothing says whose it is. The rows stay as
    empty ones, with the id of a person who has no name any more.
    """
    access.require(by, "organisation.erase_person", of=root())
    n = forgetting.concerns_of(person)
    record("literacy.concerns_erased", by=by, concerns=n)
    return n


# What the actions share


def _theme(theme):
    if theme not in Theme.values:
        raise Invalid(_("Choose what it is about."), field="theme")
    return theme


def _opens(envelope) -> bool:
    """Whether an envelope can be opened: one that was spoiled holds nobody else up."""
    try:
        sealing.opened(envelope.sealed, envelope.wrapped)
    except sealing.Unreadable:
        return False
    return True


def _concern(envelope, batch, now) -> Concern:
    """What lies in an envelope, as the row that its reader gets."""
    inside = json.loads(sealing.opened(envelope.sealed, envelope.wrapped))
    initiative = None
    if inside["initiative"]:
        rows = Initiative.objects.select_related("unit")
        initiative = rows.filter(pk=inside["initiative"]).first()
    due = answer_due(now, initiative)
    sealed = sealing.seal(inside["text"])
    return Concern(
        mode=inside["mode"],
        theme=inside["theme"],
        initiative=initiative,
        batch=batch,
        released_at=now,
        answer_by=due.at,
        reckoning=due.reckoning,
        trusted_id=inside["trusted"],
        who=sealing.add(inside["who"], wrapped=sealed.key) if inside["who"] else "",
        sealed=sealed.text,
        wrapped=sealed.key,
        claim_hash=envelope.claim_hash,
    )


def _who(concern):
    """The asker of a confidential concern, for the one person who may know."""
    if not concern.who or not concern.wrapped:
        return None
    key = sealing.opened(concern.who, concern.wrapped)
    return Person.objects.filter(pk=key).first()


def _require_reader(concern, by):
    if not Concern.objects.readable_by(by).filter(pk=concern.pk).exists():
        raise Refused(access.refusal("literacy.read_concerns"))


def _require_reader_in_office(concern, by):
    """Who words and answers holds the function; who knows the name only reads."""
    access.require(by, "literacy.read_concerns", of=concern.initiative or root())
    _require_reader(concern, by)


def _require_asker(concern, by):
    if concern.asked_by_id is None or concern.asked_by_id != by.pk:
        raise Refused(_("Only the person who asked this can do this."))


def _require_untouched(concern):
    if concern.withdrawn_at is not None:
        raise DomainError(_("This was taken back. Nothing can be added to it."))
    if concern.question_id is not None:
        raise Stale(_("This stands in a published question already."))


def _put(concern, question):
    done = Concern.objects.filter(pk=concern.pk, question__isnull=True).update(
        question=question
    )
    if not done:
        raise Stale(_("This stands in a published question already."))
    concern.question = question


def _unit(initiative):
    return initiative.unit if initiative else root()


def _tell_readers(initiative, *, by, key):
    notices.tell(
        access.holders_of(Function.HR, _unit(initiative)),
        "literacy.concerns_released",
        initiative=None,
        by=by,
        url=reverse("literacy:concerns"),
        key=key,
    )
