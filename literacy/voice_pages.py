"""What the pages of dialogue say: for employees, for the reader, of the pulse."""

from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import clock
from initiatives.models import Intent
from initiatives.stages import Kind, Stage
from literacy import disclosure, pages, pulses, voicing
from literacy.models import (
    Commitment,
    Mode,
    PublishedQuestion,
    Pulse,
    Statement,
    StatementKind,
    Theme,
)
from literacy.releasing import root
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import written_day

THEMES = {theme.value: theme.label for theme in Theme}
MOST = 20

IN_WORDS = {
    Stage.PROPOSED: gettext_lazy(
        "It is an idea. Nobody works with it, and its charter is being signed."
    ),
    Stage.LITERACY: gettext_lazy(
        "People learn about it, try it safely, ask and are consulted. Nobody has to "
        "work with it yet."
    ),
    Stage.APPROPRIATION: gettext_lazy(
        "The work itself is redesigned with the people who do it."
    ),
    Stage.LEARNING: gettext_lazy("What went well and what did not is written down."),
    Stage.VALUE: gettext_lazy("The time that it frees is given a use."),
    Stage.CLOSED: gettext_lazy("It is closed. What came of it stands here."),
}
"""Where an initiative stands, for somebody who knows no stage by name."""

DIRECTION = {
    Intent.GROWTH: gettext_lazy(
        "Growth: the time it frees is for more and better work."
    ),
    Intent.CONTRACTION: gettext_lazy(
        "Contraction: posts that it frees are not replaced."
    ),
    Intent.BOTH: gettext_lazy(
        "Both: it is for growth, and some posts are not replaced."
    ),
    Intent.KEPT: gettext_lazy("Neither: the time it frees stays with the team."),
}


def employees(initiative, person) -> dict:
    """What the people touched read: where it goes, why, what was promised, decided."""
    published = Statement.objects.latest_of(initiative).get(StatementKind.INTENT)
    stays = list(initiative.stays.order_by("visit"))
    asked = list(
        PublishedQuestion.objects.filter(initiative=initiative)
        .with_askers()
        .order_by("-published_at", "pk")[: MOST + 1]
    )
    last = Pulse.objects.filter(initiative=initiative).closed().first()
    found = pulses.results(last) if last else None
    return {
        "initiative": initiative,
        "published": published,
        "stage_in_words": IN_WORDS[Stage(initiative.stage)],
        "direction": DIRECTION[published.intent] if published else "",
        "passed": [
            {"label": Stage(after.stage).label, "on": after.entered_at}
            for _before, after in pairwise(stays)
            if after.kind == Kind.FORWARD
        ],
        "commitments": commitments(initiative),
        "promises": promises(initiative),
        "lead": _employees_lead(initiative, published),
        "opinions": pages.opinions(initiative),
        "silences": pages.silences(initiative),
        "questions": [question_row(row) for row in asked[:MOST]],
        "more_questions": len(asked) > MOST,
        "open_pulse": Pulse.objects.filter(initiative=initiative).open().first(),
        "last_pulse": last,
        "pulse_sentence": pulse_finding(last, found) if last else "",
        "sees_more": bool(access.current_holdings(person))
        or bool(access.seats(person)),
    }


def commitments(initiative) -> list[dict]:
    """What was promised to employees of this initiative since its charter, and by whom.

    The answers to questions that commit to something.
    """
    rows = PublishedQuestion.objects.filter(
        initiative=initiative, state=PublishedQuestion.State.COMMITTED
    ).order_by("-answered_at")
    return [
        {
            "text": row.answer,
            "by": Function(row.function).label,
            "on": row.answered_at,
            "url": row.get_absolute_url(),
        }
        for row in rows[:MOST]
    ]


def promises(initiative) -> list[Commitment]:
    """What was promised to the bodies of this initiative, kept or not, in the open."""
    return list(
        Commitment.objects.standing()
        .filter(consultation__initiative=initiative, is_confidential=False)
        .select_related("consultation__body", "consultation__site", "fulfilment")
        .order_by("due_on", "pk")[:MOST]
    )


def _employees_lead(initiative, published) -> str:
    stage = Stage(initiative.stage)
    if initiative.status == "stopped":
        return _("This initiative was stopped. What was learnt is being written down.")
    if stage == Stage.CLOSED:
        return _("This initiative is closed: %(outcome)s.") % {
            "outcome": initiative.get_outcome_display()
        }
    if published is None:
        return _(
            "This initiative is in %(stage)s. Where it leads has not been published "
            "yet."
        ) % {"stage": stage.label}
    aim = {
        Intent.GROWTH: _("the time it frees is for growth"),
        Intent.CONTRACTION: _("posts that it frees are not replaced"),
        Intent.BOTH: _("it is for growth, and some posts are not replaced"),
        Intent.KEPT: _("the time it frees stays with the team"),
    }[published.intent]
    return _("This initiative is in %(stage)s: %(aim)s.") % {
        "stage": stage.label,
        "aim": aim,
    }


# Questions


def asked_by(askers: int) -> str:
    """How many asked, in steps of five, so that no one more can be seen."""
    n = disclosure.at_least(askers)
    if not n:
        return _("asked by fewer than 5 people")
    return _("asked by at least %(n)d people") % {"n": n}


def question_row(row) -> dict:
    """A published question for a list; the row comes from `with_askers`."""
    now = clock.now()
    return {
        "row": row,
        "askers": asked_by(row.askers),
        "late": row.is_open and row.answer_by <= now,
        "function": Function(row.function).label,
    }


def question(row, person) -> dict:
    """All that the page of a question shows."""
    of = row.initiative or root()
    return {
        **question_row(row),
        "initiative": row.initiative,
        "question": row,
        "lead": _question_lead(row),
        "may_answer": access.may(
            person, "literacy.answer_question", of=of, function=row.function
        ),
        "may_move": access.may(person, "literacy.read_concerns", of=of),
        "misses_words": misses_words(row, person),
        "is_accepted": voicing.is_accepted(row),
    }


def misses_words(row, person) -> bool:
    """Whether this reader should say what a question that is open again still asks."""
    return bool(
        row.is_open
        and hasattr(row, "earlier")
        and not row.missing
        and access.may(person, "literacy.read_concerns", of=row.initiative or root())
    )


def _question_lead(row) -> str:
    function = Function(row.function).label
    if not row.is_open:
        return _("%(function)s answered on %(day)s.") % {
            "function": function,
            "day": written_day(row.answered_at),
        }
    if row.answer_by <= clock.now():
        return _("%(function)s has not answered; it was due by %(day)s.") % {
            "function": function,
            "day": written_day(row.answer_by),
        }
    return _("%(function)s answers by %(day)s.") % {
        "function": function,
        "day": written_day(row.answer_by),
    }


def questions_finding(rows) -> str:
    """The sentence on top of the published questions."""
    total, open_ = rows.count(), rows.open().count()
    if not total:
        return _("No question has been published yet.")
    if not open_:
        return ngettext(
            "The %(n)d question has its answer.",
            "All %(n)d questions have their answer.",
            total,
        ) % {"n": total}
    late = rows.open().filter(answer_by__lte=clock.now()).count()
    sentence = ngettext(
        "%(open)d of %(n)d question has no answer yet",
        "%(open)d of %(n)d questions have no answer yet",
        total,
    ) % {"open": open_, "n": total}
    if late:
        return ngettext(
            "%(sentence)s, %(n)d for more than 15 working days.",
            "%(sentence)s, %(n)d for more than 15 working days.",
            late,
        ) % {"sentence": sentence, "n": late}
    return f"{sentence}."


def concerns_finding(waiting) -> str:
    """The sentence on top of what waits for its reader."""
    total = waiting["unread"] + waiting["open"]
    if not total:
        return _("Nothing waits for you here.")
    sentence = (
        ngettext(
            "%(unread)d to read and %(open)d question without an answer",
            "%(unread)d to read and %(open)d questions without an answer",
            waiting["open"],
        )
        % waiting
    )
    if waiting["late"]:
        return ngettext(
            "%(sentence)s; %(n)d is past its day.",
            "%(sentence)s; %(n)d are past their day.",
            waiting["late"],
        ) % {"sentence": sentence, "n": waiting["late"]}
    return _("%(sentence)s. The next is due by %(day)s.") % {
        "sentence": sentence,
        "day": written_day(waiting["next_due"]),
    }


def concern_finding(row) -> str:
    """The sentence on top of one concern."""
    if row.withdrawn_at:
        return _("This was taken back by the person who asked it.")
    if not row.wrapped:
        return _("The text of this concern was erased after its time.")
    if row.question_id:
        return _("It stands in a published question.")
    sentence = {
        Mode.NAMED: _("Sent with a name."),
        Mode.CONFIDENTIAL: _("Sent confidentially: one trusted person knows who asks."),
        Mode.ANONYMOUS: _("Sent anonymously: nobody knows who asks."),
    }[row.mode]
    return _("%(sentence)s Answer it by %(day)s.") % {
        "sentence": sentence,
        "day": written_day(row.answer_by),
    }


def counts(rows) -> dict:
    """Concerns by theme for a page: what is published, and what is too few."""
    return {
        "shown": [row for row in rows if row["concerns"]],
        "hidden": [row["label"] for row in rows if not row["concerns"]],
        "below": disclosure.ANSWERS,
    }


# The pulse


def pulses_finding(rows) -> str:
    """The sentence on top of the rounds."""
    running = sum(row.is_open for row in rows)
    if running:
        return ngettext("%(n)d pulse is open.", "%(n)d pulses are open.", running) % {
            "n": running
        }
    if rows:
        return _("No pulse is open. The last ones stand below.")
    return _("No pulse has been opened yet.")


def pulse_finding(row, found) -> str:
    """What one round says, in a sentence, or when it will."""
    if row.is_open:
        return _("Open until %(day)s. Results stand here once it is closed.") % {
            "day": written_day(row.closes_on)
        }
    if not found or not found["items"]:
        return _(
            "Fewer than 10 people answered: nothing is published, so that nobody can "
            "be recognised."
        )
    trust = next(i for i in found["items"] if i["item"] == "trust")
    if trust["mean"] is None:
        return _(
            "At least %(n)d people answered; on trust everybody gave the same answer, "
            "so it is not published."
        ) % {"n": found["answers"]}
    return _(
        "At least %(n)d people answered. Trust stands at %(mean)s of 5 on average."
    ) % {"n": found["answers"], "mean": number_format(trust["mean"], 1)}
