"""What every way to a concern shares: its text, its thread, and what waits."""

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives import holds
from initiatives.models import Initiative
from literacy import disclosure, sealing
from literacy.models import (
    Concern,
    ConcernReply,
    EarlierAnswer,
    PublishedQuestion,
    Theme,
    ThemeBlock,
    Verdict,
)
from literacy.releasing import ended, week_of
from organisation.models import Person, Seat
from organisation.rows import save

LONGEST = 4000
"""Letters of a concern, a question or an answer."""


def required(text) -> str:
    """A text that says something, and not too much of it."""
    text = str(text).strip()
    if not text:
        raise Invalid(_("Write the text first."), field="text")
    if len(text) > LONGEST:
        raise Invalid(_("This is too long: 4,000 letters at most."), field="text")
    return text


def require_readable(initiative, person) -> None:
    """Refuse what is about an initiative of which the person may read nothing."""
    if initiative is None:
        return
    seen = Initiative.objects.visible_to(person).filter(pk=initiative.pk)
    mine = Initiative.objects.concerning(person).filter(pk=initiative.pk)
    if not seen.exists() and not mine.exists():
        raise Refused(_("This initiative does not concern your unit."))


def clear(row) -> str:
    """The text of a concern or a reply; empty once it was taken back or erased."""
    return sealing.opened(row.sealed, row.wrapped) if row.wrapped else ""


def thread(concern, *, for_reader: bool) -> list[dict]:
    """What was said since. A reader sees what came without a name a week later."""
    now = clock.now()
    return [
        {
            "from_asker": row.from_asker,
            "text": clear(row),
            "on": row.written_at,
            "waits": bool(row.week) and not ended(row.week, now),
        }
        for row in ConcernReply.objects.filter(concern=concern).order_by("place")
        if not (for_reader and row.week and not ended(row.week, now))
    ]


def add_reply(concern, text, *, by=None, week="") -> ConcernReply:
    """Write one more text of a thread; called inside an action."""
    if concern.withdrawn_at is not None:
        raise DomainError(_("This was taken back. Nothing can be added to it."))
    sealed = sealing.seal(required(text))
    last = ConcernReply.objects.filter(concern=concern).aggregate(n=Max("place"))["n"]
    return save(
        ConcernReply(
            concern=concern,
            from_asker=by is None,
            place=(last or 0) + 1,
            week=week,
            sealed=sealed.text,
            wrapped=sealed.key,
            written_at=clock.now() if by else None,
            written_by=by,
        )
    )


def judge(concern, *, answered, text="", week="") -> Verdict:
    """Whoever asked says whether the answer answers it; called inside an action.

    Where it does not, a sentence says what is missing: it goes to the reader alone.
    """
    if concern.withdrawn_at is not None:
        raise DomainError(_("This was taken back. Nothing can be added to it."))
    question = (
        PublishedQuestion.objects.select_for_update()
        .filter(pk=concern.question_id)
        .first()
    )
    if question is None or question.is_open:
        raise DomainError(_("It has no answer yet."))
    was_reopened = EarlierAnswer.objects.filter(question=question).exists()
    round_ = 2 if was_reopened else 1
    if Verdict.objects.filter(concern=concern, round=round_).exists():
        raise Duplicate(_("You have said so already."))
    if not answered:
        if was_reopened:
            raise DomainError(
                _(
                    "A question is opened again once, and this one was. Ask a new one, "
                    "or add to this one."
                )
            )
        if not str(text).strip():
            raise Invalid(_("Say in a sentence what is missing."), field="text")
        add_reply(concern, text, week=week)
    return save(Verdict(concern=concern, round=round_, is_answered=answered, week=week))


def may_judge(concern) -> bool:
    """Whether an answer waits for what this asker says of it."""
    question = concern.question
    if question is None or question.is_open or concern.withdrawn_at is not None:
        return False
    round_ = 2 if hasattr(question, "earlier") else 1
    return not Verdict.objects.filter(concern=concern, round=round_).exists()


def is_accepted(question) -> bool:
    """Whether somebody who asked said that the answer that stands answers it."""
    if question.is_open:
        return False
    return Verdict.objects.filter(
        concern__question=question,
        round=2 if hasattr(question, "earlier") else 1,
        is_answered=True,
        week__lt=week_of(clock.now()),
    ).exists()


def take_back(concern, *, at=None) -> None:
    """Withdraw a concern and erase its text; called inside an action."""
    Concern.objects.filter(pk=concern.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=at or clock.now()
    )
    forget(Concern.objects.filter(pk=concern.pk))
    concern.refresh_from_db()


def require_none_held(concerns) -> None:
    """Stop an erasure while one of these belongs to what is under legal hold.

    The sentence names neither the initiative nor the reason: it must not say what
    somebody asked about.
    """
    held = holds.standing()
    if held.filter(
        Q(initiative__in={row.initiative_id for row in concerns} - {None})
        | Q(person__in={row.asked_by_id for row in concerns} - {None})
    ).exists():
        raise DomainError(
            _("It cannot be erased now: Legal keeps it for proceedings (legal hold).")
        )


def forget(concerns) -> None:
    """Erase the keys and texts of concerns and all that was said since."""
    keys = list(concerns.values_list("pk", flat=True))
    Concern.objects.filter(pk__in=keys).update(sealed="", wrapped="", who="")
    ConcernReply.objects.filter(concern__in=keys).update(sealed="", wrapped="")


# What waits, for the page of HR and for the gate


def waiting_concerns(person) -> dict:
    """What waits for this reader: how many, how many past their day, and the next day.

    Counts `unread` concerns and `open` questions; both are late after 15 working days
    from their release.
    """
    now = clock.now()
    unread = Concern.objects.readable_by(person).unread()
    asked = PublishedQuestion.objects.readable_by(person).open()
    dues = sorted(
        [
            *unread.values_list("answer_by", flat=True),
            *asked.values_list("answer_by", flat=True),
        ]
    )
    return {
        "unread": unread.count(),
        "open": asked.count(),
        "late": sum(due <= now for due in dues),
        "next_due": dues[0] if dues else None,
    }


def concerns_by_theme(person=None) -> list[dict]:
    """How many concerns of each theme were published; nothing where too few came.

    The same for whoever asks: only blocks that were published once and for all.
    """
    sums = dict(
        ThemeBlock.objects.order_by()
        .values("theme")
        .annotate(n=Sum("concerns"))
        .values_list("theme", "n")
    )
    return sorted(
        (
            {
                "theme": theme,
                "label": Theme(theme).label,
                "concerns": sums.get(theme.value),
                "below": disclosure.ANSWERS,
            }
            for theme in Theme
        ),
        key=lambda row: -(row["concerns"] or 0),
    )


def late_concerns(initiative) -> int:
    """Concerns and questions of an initiative without an answer past their day."""
    late = {"initiative": initiative, "answer_by__lte": clock.now()}
    concerns = Concern.objects.filter(**late).unread().order_by()
    questions = PublishedQuestion.objects.filter(**late).open().order_by()
    return concerns.values("pk").union(questions.values("pk"), all=True).count()


def trusted_people():
    """Whom somebody can trust with their name: who sits on a body today."""
    today = clock.today()
    seats = Seat.objects.in_force(today).filter(body__is_active=True)
    return Person.objects.present(today).filter(pk__in=seats.values("person"))
