"""Lessons: written, endorsed, acted upon, validated, retired."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid, Refused, Stale
from initiatives.actions import require_open
from lessons.blameless import require_roles
from lessons.indexing import WEIGHTS, index, turn
from lessons.models import Endorsement, Lesson, LessonMove, LessonVersion, State
from lessons.querysets import ALL_THREE
from lessons.voices import require_voice
from organisation import access
from organisation.functions import Function
from organisation.rows import save

TRIES = 20
LESSON_TEXTS = (
    "title",
    "observation",
    "evidence",
    "cause_layer",
    "cause",
    "cause_chain",
    "rule",
    "scope",
    "strength",
    "action",
)
"""What an endorsement stands behind: changed, it needs new ones."""
WORDS = tuple(sorted({*LESSON_TEXTS} - {"cause_layer", "strength"}))
"""What is written freely: it names roles, not people."""
NEXT = {
    State.ASSIGNED: State.IMPLEMENTED,
    State.IMPLEMENTED: State.VALIDATED,
}
"""The moves that say what was done or seen; others have an action of their own."""


@audited
def write_lesson(initiative, *, by, **fields):
    """Write down what was learnt, as a rule that the next initiative can test."""
    access.require(by, "lessons.write", of=initiative)
    now = require_open(initiative)
    fields.setdefault("process_family", now.process_family)
    fields.setdefault("technique", now.ai_system)
    _require_in_use(fields.get("supersedes"))
    require_roles({name: fields.get(name) for name in WORDS})
    row = _numbered(Lesson(initiative=now, written_by=by, **fields))
    index(row)
    _keep(row, by)
    record("lessons.written", row, by=by, initiative=now, ref=row.ref)
    return row


@audited
def edit_lesson(lesson, *, by, version, **fields):
    """Change a lesson; changed words need new endorsements, and it is a draft again."""
    access.require(by, "lessons.write", of=lesson.initiative)
    now = require_open(lesson.initiative)
    row = _held(lesson)
    if str(version) != str(row.version):
        raise Stale(_("Somebody changed this lesson meanwhile. Look again."))
    if row.state == State.RETIRED:
        raise DomainError(_("It is retired. Write another that takes its place."))
    changed = [n for n, value in fields.items() if getattr(row, n) != value]
    if "supersedes" in changed:
        _require_in_use(fields["supersedes"])
    require_roles({name: fields[name] for name in changed if name in WORDS})
    for name in changed:
        setattr(row, name, fields[name])
    names = [*changed]
    if set(changed) & set(LESSON_TEXTS):
        row.version += 1
        names.append("version")
        if row.state != State.DRAFT:
            row.state = State.DRAFT
            names.append("state")
    save(row, names or ["version"])
    if set(changed) & set(WEIGHTS) or "state" in names:
        index(row)
    if "version" in names:
        _keep(row, by)
    if "state" in names:
        _note_move(row, by)
    record(
        "lessons.edited",
        row,
        by=by,
        initiative=now,
        fields=sorted(changed),
        version=row.version,
    )
    return row


@audited
def endorse(lesson, *, by, function, version):
    """A function stands behind a lesson, in the version that its person read.

    With the third voice the lesson is identified, and takes the place of the one that
    it supersedes.
    """
    require_voice(function)
    access.require(by, "lessons.endorse", of=lesson.initiative, function=str(function))
    row = _held(lesson)
    if str(version) != str(row.version):
        raise Stale(_("The lesson changed since you opened it. Read it again."))
    if row.state == State.RETIRED:
        raise DomainError(_("It is retired: nobody needs to stand behind it."))
    if row.written_by_id == by.pk:
        raise Refused(
            format_lazy(
                _("Who wrote a lesson does not endorse it. Somebody else of {f} does."),
                f=Function(function).label,
            )
        )
    endorsement = save(
        Endorsement(lesson=row, version=row.version, function=function, endorsed_by=by)
    )
    record(
        "lessons.endorsed",
        endorsement,
        by=by,
        initiative=row.initiative_id,
        lesson=row.pk,
        function=endorsement.function,
        version=row.version,
    )
    voices = Endorsement.objects.filter(lesson=row, version=row.version).count()
    if voices == ALL_THREE and row.state == State.DRAFT:
        _move(row, State.IDENTIFIED, by)
        if row.supersedes_id:
            old = _held(row.supersedes)
            if old.state != State.RETIRED:
                _move(old, State.RETIRED, by, note=row.ref)
    return endorsement


@audited
def assign_action(lesson, *, by, action_owner, action_due_on):
    """Give the action of an endorsed lesson to a person, until a day."""
    access.require(by, "lessons.move", of=lesson.initiative)
    row = _held(lesson)
    if row.state not in (State.IDENTIFIED, State.ASSIGNED):
        raise DomainError(_wrong(row, _("An action is assigned once it is endorsed.")))
    if action_due_on < clock.today():
        raise Invalid(_("The day of the action has passed."), field="action_due_on")
    row.action_owner, row.action_due_on = action_owner, action_due_on
    save(row, ["action_owner", "action_due_on"])
    record(
        "lessons.action_owner_named",
        row,
        by=by,
        initiative=row.initiative_id,
        due_on=row.action_due_on,
    )
    if row.state == State.IDENTIFIED:
        _move(row, State.ASSIGNED, by)
    return row


@audited
def move_lesson(lesson, *, by, to, note):
    """Say that the action was done, or that it was seen to work.

    Who owns the action says that it is done, or Knowledge does; that it works, HR,
    Operations or Knowledge says, and never who owns the action.
    """
    row = _held(lesson)
    if NEXT.get(row.state) != to:
        raise DomainError(_wrong(row, _("That is not its next state.")))
    is_owner = row.action_owner_id == by.pk
    if to == State.VALIDATED:
        access.require(by, "lessons.validate", of=row.initiative)
        if is_owner:
            raise Refused(_("Who owns the action does not validate it: others do."))
    elif not (is_owner and access.is_present(by, clock.today())):
        access.require(by, "lessons.move", of=row.initiative)
    if not note.strip():
        raise Invalid(_("Say what was done or seen."), field="note")
    return _move(row, to, by, note=note.strip())


@audited
def retire_lesson(lesson, *, by, reason):
    """Take a lesson out of use, with a reason; it stays readable."""
    access.require(by, "lessons.move", of=lesson.initiative)
    row = _held(lesson)
    if row.state in (State.DRAFT, State.RETIRED):
        raise DomainError(_wrong(row, _("Only an endorsed lesson retires.")))
    if not reason.strip():
        raise Invalid(_("Say why it is retired."), field="reason")
    return _move(row, State.RETIRED, by, note=reason.strip())


def _move(row, state, by, note=""):
    row.state = state
    save(row, ["state"])
    turn(row)
    _note_move(row, by, note)
    return row


def _note_move(row, by, note=""):
    move = save(LessonMove(lesson=row, state=row.state, note=note, moved_by=by))
    record(
        "lessons.moved",
        move,
        by=by,
        initiative=row.initiative_id,
        lesson=row.pk,
        state=str(row.state),
    )


def _held(lesson):
    """The lesson as it is now, held until the transaction ends."""
    rows = Lesson.objects.select_for_update(of=("self",))
    return rows.select_related("initiative__unit").get(pk=lesson.pk)


def _wrong(row, sentence):
    return format_lazy(
        _("{sentence} The lesson is in the state “{state}”."),
        sentence=sentence,
        state=row.get_state_display(),
    )


def _require_in_use(old):
    """Only a lesson that others work by can be replaced."""
    if old is not None and old.state in (State.DRAFT, State.RETIRED):
        raise Invalid(
            _("Only an endorsed lesson that is in use can be replaced."),
            field="supersedes",
        )


def _keep(row, by):
    words = {name: getattr(row, name) for name in LESSON_TEXTS}
    LessonVersion.objects.create(
        lesson=row, version=row.version, words=words, kept_by=by
    )


def _numbered(lesson):
    """Give a lesson the next number; again, when somebody took it a moment ago."""
    for attempt in range(1, TRIES + 1):
        last = Lesson.objects.aggregate(last=Max("number"))["last"] or 0
        lesson.number, lesson.ref = last + 1, f"L-{last + 1:03d}"
        try:
            with transaction.atomic():
                return save(lesson)
        except (IntegrityError, Invalid) as error:
            # the checks see a number that was just taken before the index does
            if attempt == TRIES or not _was_taken(lesson, error):
                raise
    return lesson


def _was_taken(lesson, error) -> bool:
    if isinstance(error, Invalid):
        return error.field in ("number", "ref")
    return Lesson.objects.filter(number=lesson.number).exists()
