"""One page about an item, and the digest under which it was seen."""

import json
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from audit.chain import written
from governance import presenters, rules
from governance.meetings import agenda, sources
from governance.models import Briefing, Condition, SignOff
from organisation.functions import Function
from organisation.models import Installation
from value.accounts import account_of

CERTAINTIES = ("estimated", "measured", "confirmed")


def content(item, why) -> str:
    """The page in every language, as canonical JSON: `why`, and lines of two texts.

    `why` is the sentence for each language, {code: text}; a text that somebody typed
    stands in all of them.
    """
    pages = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said = why.get(code, "") if isinstance(why, dict) else str(why)
            pages[code] = {"why": said, "lines": lines(item)}
    return written(pages)


def digest(text) -> str:
    """The digest of a page."""
    return sha256(text.encode()).hexdigest()


def read(text) -> dict:
    """The page in the language of the reader."""
    pages = json.loads(text)
    return pages.get(translation.get_language()) or next(iter(pages.values()))


def now(item) -> tuple[str, str]:
    """The page as it would be frozen now, and its digest.

    Why the item is here was said when the meeting opened, and stays.
    """
    last = item.briefings.order_by("number").last()
    why = getattr(item, "why", "")
    if last is not None:
        why = {code: page["why"] for code, page in json.loads(last.content).items()}
    text = content(item, why)
    return text, digest(text)


def say_why(meeting, found):
    """Give items of an opened meeting the `why` that was frozen then; one query."""
    first = Briefing.objects.filter(item__meeting=meeting, number=1)
    pages = dict(first.values_list("item", "content"))
    for item in found:
        if not item.why and item.pk in pages:
            item.why = read(pages[item.pk])["why"]
    return found


def freeze(item) -> Briefing:
    """Keep the page as it is shown now; the same page is kept once."""
    text, seen = now(item)
    last = item.briefings.order_by("number").last()
    if last is not None and last.digest == seen:
        return last
    return Briefing.objects.create(
        item=item, number=last.number + 1 if last else 1, content=text, digest=seen
    )


def changes(before: str, after: str) -> list[str]:
    """What differs between two pages, a sentence each."""
    old = dict(map(tuple, read(before)["lines"]))
    new = dict(map(tuple, read(after)["lines"]))
    return [
        _("%(what)s: “%(old)s” became “%(new)s”")
        % {"what": label, "old": old.get(label, "–"), "new": new.get(label, "–")}
        for label in [*old, *(label for label in new if label not in old)]
        if old.get(label) != new.get(label)
    ]


def lines(item) -> list:
    """What a member should know before deciding: pairs of a label and a text."""
    found = [[_("Question"), agenda.question(item) or "–"]]
    if item.recommendation:
        found.append([_("Recommendation"), item.recommendation])
    found += [
        [_("Option: %(title)s") % {"title": row["title"]}, option(row)]
        for row in item.options
    ]
    if item.presenter_id:
        found.append([_("Brought by"), item.presenter.name])
    if item.referral_id:
        found += _of_gate(item.referral)
    if item.stall_id:
        found += _of_stall(item.stall)
    if item.initiative_id:
        found += _of_initiative(item.initiative)
    return found


def option_row(title, *, hours=0, amount=None, certainty="", needs="") -> dict:
    """An option as an item keeps it; `amount` is in the currency of the company."""
    currency = Installation.objects.current().currency if amount else ""
    return {
        "title": title,
        "hours": hours or 0,
        "amount": str(amount) if amount else "",
        "currency": currency,
        "certainty": certainty,
        "needs": needs,
    }


def option(row) -> str:
    """What an option would take and bring, in a sentence."""
    parts = []
    if row.get("hours"):
        parts.append(_("%(hours)s hours a year") % {"hours": _number(row["hours"])})
    if row.get("amount"):
        parts.append(
            _("%(amount)s %(currency)s a year")
            % {
                "amount": _number(Decimal(row["amount"])),
                "currency": row.get("currency", ""),
            }
        )
    if row.get("certainty"):
        parts.append(certainty(row["certainty"]))
    if row.get("needs"):
        parts.append(_("needs: %(what)s") % {"what": row["needs"]})
    return ", ".join(parts) or "–"


def certainty(code) -> str:
    """How sure a figure is, in the words of the whole product."""
    return {
        "estimated": _("Estimated"),
        "measured": _("Measured"),
        "confirmed": _("Confirmed by Finance"),
    }.get(code, "")


def _number(value) -> str:
    return number_format(value, force_grouping=True)


def _of_gate(referral):
    handoff, initiative = referral.handoff, referral.handoff.initiative
    if not handoff.is_open:
        # It has ended: what stands before a gate now, if anything, is another one.
        return [
            _gate(handoff, handoff.revision),
            [_("Content that was signed"), handoff.digest[:16]],
            [_("Handoff"), handoff.get_state_display()],
        ]
    state = rules.standing(initiative, handoff=handoff)
    signed = sorted(
        f"{Function(row.function).label}: {row.person.name}"
        for row in state.signed.values()
    )
    open_ = Condition.objects.filter(initiative=initiative, met_at__isnull=True)
    unmet = [str(c.label) for c in state.unmet]
    return [
        _gate(handoff, state.revision),
        [_("Content that was signed"), state.content.digest[:16]],
        [_("Signed by"), ", ".join(signed) or _("nobody yet")],
        [
            _("Criteria"),
            _("missing: %(what)s") % {"what": "; ".join(unmet)}
            if unmet
            else _("all are met"),
        ],
        [
            _("Returned questions without an answer"),
            "; ".join(q.text for q in state.questions) or _("none"),
        ],
        [
            _("Conditions that are open"),
            "; ".join(
                f"{row.text} ({presenters.day(row.due_on)})"
                for row in open_.order_by("due_on", "pk")
            )
            or _("none"),
        ],
        [_("Reservations"), _reservations(handoff) or _("none")],
    ]


def _gate(handoff, revision):
    return [
        _("Gate"),
        _("%(gate)s, revision %(n)d, from %(giver)s to %(receiver)s")
        % {
            "gate": handoff.gate,
            "n": revision,
            "giver": handoff.get_giver_display(),
            "receiver": handoff.get_receiver_display(),
        },
    ]


def _reservations(handoff) -> str:
    notes = handoff.signoffs.filter(is_standing=True).exclude(note="")
    return "; ".join(
        f"{Function(row.function).label}: {row.note}"
        for row in notes.exclude(answer=SignOff.Answer.RETURNED)
    )


def _of_stall(stall):
    rows = stall.decisions.order_by("decided_at", "pk")
    return [
        [_("What is stalled"), sources.of_stall(stall)],
        [
            _("How far"),
            _("%(level)s, climb %(n)d")
            % {"level": stall.get_level_display(), "n": stall.climb},
        ],
        [
            _("Decided before"),
            "; ".join(
                f"{presenters.day(row.decided_at)}: {row.get_outcome_display()}"
                for row in rows
            )
            or _("nothing"),
        ],
    ]


def _of_initiative(row):
    account = account_of(row)
    found = [
        [
            _("Initiative"),
            _("%(ref)s %(title)s, version %(n)d")
            % {"ref": row.ref, "title": row.title, "n": row.version},
        ],
        [
            _("Stage"),
            _("%(stage)s since %(day)s")
            % {
                "stage": row.get_stage_display(),
                "day": presenters.day(row.stage_since),
            },
        ],
        [_("Unit"), row.unit.name],
        [_("What it is for"), row.purpose or "–"],
        [_("Promise to employees"), row.promise or "–"],
    ]
    if row.hours_expected:
        found.append(
            [
                _("Hours a year, estimated in the charter"),
                _number(row.hours_expected),
            ]
        )
    if row.budget:
        found.append(
            [_("Budget of the charter"), f"{_number(round(row.budget))} {row.currency}"]
        )
    if account.is_measured:
        found.append(
            [
                _("Freed hours a year, measured"),
                _("%(all)s, of which %(rest)s without destination")
                % {
                    "all": _number(round(account.measured)),
                    "rest": _number(round(account.rest)),
                },
            ]
        )
    return found
