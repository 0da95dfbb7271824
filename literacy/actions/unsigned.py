"""What nobody does by name: no actor, no entry of the record, no time but the week.

These are the listed exceptions to the rule that an action names who acts. The record
gets one entry for each batch when it is released: "n received".
"""

import json

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import DomainError, Invalid, Stale
from initiatives.models import Initiative
from literacy import ballots, codes, forgetting, sealing, voicing
from literacy.models import (
    VALUES,
    Concern,
    Envelope,
    Item,
    Mode,
    Pulse,
    SpentBallot,
    Tally,
    Theme,
)
from literacy.releasing import begins, latest_release, week_of

MOST_A_WEEK = 1000
"""Sealed concerns of one week; more than that are no concerns."""


@transaction.atomic
def send_anonymously(*, theme, text, code, about=""):
    """Put an anonymous concern into its envelope.

    `code` was made for this form and is shown once; sent twice it counts once. `about`
    is the reference of an initiative as somebody wrote it: whether there is one is not
    said, since strangers could ask so.
    """
    about = about.strip()[:40]
    rows = Initiative.objects.running().filter(is_confidential=False)
    initiative = rows.filter(ref=about.upper()).first() if about else None
    text = voicing.required(text)
    if about and initiative is None:
        text = f"{about}: {text}"
    _enclose(code, mode=Mode.ANONYMOUS, theme=theme, text=text, initiative=initiative)


@transaction.atomic
def send_confidentially(person, *, theme, text, code, trusted, initiative=None):
    """Put a confidential concern into its envelope, with the sealed name of who asks.

    Only the trusted person can have the name opened. The record says nothing of it,
    since its entry would say who asked and when.
    """
    if trusted is None or not voicing.trusted_people().filter(pk=trusted.pk).exists():
        raise Invalid(_("Choose whom you trust with your name."), field="trusted")
    if trusted.pk == person.pk:
        raise Invalid(_("Choose somebody else than yourself."), field="trusted")
    voicing.require_readable(initiative, person)
    _enclose(
        code,
        mode=Mode.CONFIDENTIAL,
        theme=theme,
        text=voicing.required(text),
        initiative=initiative,
        who=person,
        trusted=trusted,
    )


def by_code(code) -> Concern | Envelope | None:
    """What belongs to a code: a concern, one that waits for its release, or nothing."""
    if not codes.plain(code):
        return None
    found = codes.digest(code)
    rows = Concern.objects.select_related("question__earlier", "initiative")
    return (
        rows.filter(claim_hash=found).first()
        or Envelope.objects.filter(claim_hash=found).first()
    )


@transaction.atomic
def add_by_code(code, *, text):
    """Add something to what one asked without an open name; read from next week on."""
    concern = by_code(code)
    if not isinstance(concern, Concern):
        raise DomainError(
            _("It has not been read yet. You can add to it once it was released.")
        )
    voicing.add_reply(concern, text, week=week_of(clock.now()))


@transaction.atomic
def judge_by_code(code, *, answered, text=""):
    """Say whether the answer answers it; what is missing is read from next week on."""
    concern = by_code(code)
    if not isinstance(concern, Concern):
        raise DomainError(_("It has no answer yet."))
    voicing.judge(concern, answered=answered, text=text, week=week_of(clock.now()))


@transaction.atomic
def withdraw_by_code(code):
    """Take back what one asked without an open name; its text is erased."""
    found = by_code(code)
    if isinstance(found, Envelope):
        if not forgetting.take_back(found):
            raise Stale(_("It was released a moment ago. Try again."))
    elif found is not None:
        voicing.require_none_held([found])
        # the day on which somebody took it back would be finer than the week
        voicing.take_back(found, at=begins(week_of(clock.now())))


@transaction.atomic
def answer_pulse(ballot, answers):
    """Count the answers of one ballot: a number from 1 to 5 for each item, or none.

    What is stored are five counters and the digest of the ballot, in no relation to
    each other: neither a person nor the order of the answers can be read from them.
    """
    found = ballots.opened(ballot)
    if found is None:
        raise Invalid(_("This is not a ballot of this product."), field="ballot")
    given = {
        item: int(value)
        for item, value in answers.items()
        if item in Item.values and value not in (None, "")
    }
    if set(given) != set(Item.values) or not set(given.values()) <= set(VALUES):
        raise Invalid(_("Answer all five, from 1 to 5."))
    # Held until this answer is counted, so that none comes after the close.
    pulse = (
        Pulse.objects.select_for_update().filter(pk=found.pulse, closed_at=None).first()
    )
    if pulse is None or not pulse.groups.filter(pk=found.group).exists():
        raise DomainError(_("This pulse is closed. Answers are not taken any more."))
    _row, is_new = SpentBallot.objects.get_or_create(
        number=found.digest, defaults={"pulse": pulse}
    )
    if not is_new:
        raise Stale(_("This ballot was answered already, and counts once."))
    for item, value in given.items():
        Tally.objects.filter(group=found.group, item=item, value=value).update(
            answers=F("answers") + 1
        )


def _enclose(code, *, mode, theme, text, initiative, who=None, trusted=None):
    if theme not in Theme.values:
        raise Invalid(_("Choose what it is about."), field="theme")
    if not codes.plain(code):
        raise Invalid(_("Open the form again: its code is not whole."), field="code")
    hidden = codes.digest(code)
    if Concern.objects.filter(claim_hash=hidden).exists():
        return
    week = week_of(clock.now())
    if Envelope.objects.filter(week=week).count() >= MOST_A_WEEK:
        raise DomainError(
            _("More came this week than can be read. Ask a representative instead.")
        )
    inside = {
        "mode": mode.value,
        "theme": theme,
        "text": text,
        "initiative": str(initiative.pk) if initiative else None,
        "who": str(who.pk) if who else None,
        "trusted": str(trusted.pk) if trusted else None,
    }
    sealed = sealing.seal(json.dumps(inside))
    Envelope.objects.get_or_create(
        claim_hash=hidden,
        defaults={
            "week": week,
            "release_by": latest_release(week),
            "sealed": sealed.text,
            "wrapped": sealed.key,
        },
    )
