"""Write the rules of law with two people, and answer which of them apply."""

from hashlib import sha256
from secrets import token_urlsafe

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.chain import canonical
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives.actions import require_open
from literacy.law import shipped
from literacy.law.checking import problems
from literacy.law.feed import key_hash
from literacy.law.kinds import Level
from literacy.law.triage import NO, QUESTIONS, YES, outcome
from literacy.models import (
    Answer,
    CalendarFeed,
    LawRule,
    LawRuleVersion,
    Novelty,
    Triage,
)
from literacy.rules import page_of
from organisation import access
from organisation.functions import Function
from organisation.models import Unit
from organisation.notices import tell
from organisation.rows import save

KEY_BYTES = 32


# The rules


@audited
def propose_rule(*, by, code, level, country, body, reason, law_version, in_force_from):
    """Write a rule that is not known yet, say of another country; as a new version."""
    access.require(by, "literacy.write_law", of=_root())
    rule = LawRule(
        code=code,
        level=level,
        country=country.upper() if level == Level.COUNTRY else "",
    )
    save(rule)
    record("literacy.law_rule_added", rule, by=by, code=rule.code)
    return _write(rule, by, body, reason, law_version, in_force_from)


@audited
def propose_version(
    rule, *, by, body, reason, law_version, in_force_from=None, seen=None
):
    """Write a rule anew, for Legal; a second person must agree before it counts.

    `seen` is the number of the version that the person changed from.
    """
    access.require(by, "literacy.write_law", of=_root())
    last = rule.versions.aggregate(last=Max("number"))["last"]
    if seen is not None and seen != last:
        raise Stale(
            _("Somebody wrote this rule anew in the meantime. Read that first."),
            changes=[_("There is a newer version.")],
        )
    return _write(rule, by, body, reason, law_version, in_force_from)


@audited
def answer_version(version, *, by, answer):
    """Agree to a new text of a rule, or refuse it, as the second person."""
    access.require(by, "literacy.confirm_law", of=_root())
    if answer not in Answer.values:
        raise Invalid(_("Choose an answer."), field="answer")
    if version.proposed_by_id == by.pk:
        raise Refused(_("You wrote this: another person must answer."))
    changed = (
        LawRuleVersion.objects.open()
        .filter(pk=version.pk)
        .update(
            agreed=answer == Answer.CONFIRMED, confirmed_at=clock.now(), confirmed_by=by
        )
    )
    if not changed:
        raise Duplicate(_("This was answered a moment ago. Look at the page again."))
    version.refresh_from_db()
    record(
        "literacy.law_version_answered",
        version,
        by=by,
        rule=version.rule_id,
        number=version.number,
        agreed=version.agreed,
    )
    tell(
        [version.proposed_by_id],
        "literacy.law_version_answered",
        initiative=None,
        by=by,
        url=_rule_page(version.rule),
        agreed=version.agreed,
    )
    return version


@audited
def verify_version(version, *, by):
    """Say, for Legal of this installation, that a rule is right as it stands.

    From then on the end of its term can pass it, where the rule lets it.
    """
    access.require(by, "literacy.verify_law", of=_root())
    if not version.agreed:
        raise DomainError(_("Only a text that counts can be verified."))
    changed = LawRuleVersion.objects.filter(
        pk=version.pk, verified_by__isnull=True
    ).update(verified_on=clock.today(), verified_by=by)
    if not changed:
        raise Duplicate(_("This was verified already. Look at the page again."))
    version.refresh_from_db()
    record(
        "literacy.law_verified",
        version,
        by=by,
        rule=version.rule_id,
        number=version.number,
        verified_on=version.verified_on,
    )
    return version


def _write(rule, by, body, reason, law_version, in_force_from):
    if not reason.strip():
        raise Invalid(_("Write what changes and why."), field="reason")
    wrong = problems(body)
    if wrong:
        raise Invalid(wrong[0], field="raw")
    last = rule.versions.aggregate(last=Max("number"))["last"] or 0
    row = save(
        LawRuleVersion(
            rule=rule,
            number=last + 1,
            law_version=law_version.strip(),
            body={**body, "id": rule.code},
            in_force_from=in_force_from,
            reason=reason.strip(),
            proposed_at=clock.now(),
            proposed_by=by,
            **shipped.columns(body),
        )
    )
    record(
        "literacy.law_version_proposed",
        row,
        by=by,
        rule=rule.pk,
        number=row.number,
        sha256=_digest(row.body),
    )
    root = _root()
    tell(
        [
            *access.holders_of(Function.LEGAL, root),
            *access.holders_of(Function.LEADERSHIP, root),
        ],
        "literacy.law_version_proposed",
        initiative=None,
        by=by,
        url=_rule_page(rule),
        version=row.pk,
    )
    return row


# The triage


@audited
def answer_triage(
    initiative, *, by, answers, novelty, justification="", earlier="", seen=None
):
    """Answer in plain words what an initiative does; the newest answers count.

    `answers` says yes or no to each question of the triage. `seen` is the number of
    the answers that the person saw, 0 for none.
    """
    access.require(by, "literacy.triage", of=initiative)
    now = require_open(initiative)
    newest = Triage.objects.filter(initiative=now).latest().first()
    if seen is not None and seen != (newest.pk if newest else 0):
        raise Stale(
            _("Somebody answered this in the meantime. Read those answers first."),
            changes=[_("There are newer answers.")],
        )
    for code in QUESTIONS:
        if answers.get(code) not in (YES, NO):
            raise Invalid(_("Choose yes or no."), field=code)
    if novelty not in Novelty.values:
        raise Invalid(_("Say whether the technology is new."), field="novelty")
    is_evolution = novelty == Novelty.EVOLUTION
    if is_evolution and not justification.strip():
        raise Invalid(_("Say why it is no new technology."), field="justification")
    if is_evolution and not earlier.strip():
        raise Invalid(_("Say which consultation came before."), field="earlier")
    row = save(
        Triage(
            initiative=now,
            answers={code: answers[code] for code in QUESTIONS},
            novelty=novelty,
            justification=justification.strip() if is_evolution else "",
            earlier=earlier.strip() if is_evolution else "",
            answered_by=by,
        )
    )
    record(
        "literacy.triage_answered",
        row,
        by=by,
        initiative=now,
        novelty=novelty,
        yes=[code for code in QUESTIONS if answers[code] == YES],
    )
    legal = access.holders_of(Function.LEGAL, now.unit)
    told = {"initiative": now, "by": by, "url": f"{page_of(now)}#triage"}
    if is_evolution:
        tell(legal, "literacy.evolution_claimed", triage=row.pk, **told)
    unknown = outcome(now).unknown
    if unknown:
        tell(legal, "literacy.law_unknown", sites=len(unknown), **told)
    return row


@audited
def sign_triage(triage, *, by, answer):
    """Say, for Legal, whether it is only the evolution of a tool consulted on."""
    initiative = triage.initiative
    access.require(by, "literacy.sign_evolution", of=initiative)
    now = require_open(initiative)
    if answer not in Answer.values:
        raise Invalid(_("Choose an answer."), field="answer")
    if triage.answered_by_id == by.pk:
        raise Refused(_("You answered the triage: another person must sign it."))
    newest = Triage.objects.filter(initiative=now).latest().first()
    if newest is None or newest.pk != triage.pk:
        raise Stale(
            _("HR has answered the triage anew. Read the new answers."),
            changes=[_("There are newer answers.")],
        )
    if triage.novelty != Novelty.EVOLUTION:
        raise DomainError(_("HR says that the technology is new: nothing to sign."))
    changed = Triage.objects.filter(pk=triage.pk, agreed__isnull=True).update(
        agreed=answer == Answer.CONFIRMED, signed_at=clock.now(), signed_by=by
    )
    if not changed:
        raise Duplicate(_("This was answered a moment ago. Look at the page again."))
    triage.refresh_from_db()
    record(
        "literacy.evolution_signed", triage, by=by, initiative=now, agreed=triage.agreed
    )
    tell(
        [triage.answered_by_id],
        "literacy.evolution_signed",
        initiative=now,
        by=by,
        url=f"{page_of(now)}#triage",
        agreed=triage.agreed,
    )
    return triage


# The feed


@audited
def renew_feed(*, by):
    """A new secret key for one's own calendar feed; the one before stops working.

    Returns the key, which nobody can read again.
    """
    if not access.is_present(by, clock.today()):
        raise Refused(_("This account has no rights any more."))
    key = token_urlsafe(KEY_BYTES)
    row, _made = CalendarFeed.objects.update_or_create(
        person=by, defaults={"key_hash": key_hash(key), "renewed_at": clock.now()}
    )
    record("literacy.feed_renewed", row, by=by)
    return key


@audited
def close_feed(*, by):
    """End one's own calendar feed: its address answers nobody any more."""
    row = CalendarFeed.objects.filter(person=by).first()
    if row is None:
        raise DomainError(_("There is no feed to close."))
    record("literacy.feed_closed", row, by=by)
    row.delete()


def _root():
    return Unit.objects.get(parent__isnull=True)


def _rule_page(rule):
    return reverse("literacy:law-rule", args=[rule.code])


def _digest(body):
    return sha256(canonical(body).encode()).hexdigest()
