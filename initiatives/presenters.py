"""What the pages of this room say: their finding, their sections, their ways on."""

import json

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.forms import HEADINGS
from initiatives.stages import Stage
from organisation import access

ORDER = tuple(HEADINGS)


def drafts_sentence(drafts) -> str:
    """The finding of the page on which somebody proposes."""
    if not drafts:
        return _("Five sections. You can stop and come back.")
    return ngettext(
        "%(n)d draft waits for you. You can stop and come back.",
        "%(n)d drafts wait for you. You can stop and come back.",
        len(drafts),
    ) % {"n": len(drafts)}


def section_url(initiative, section) -> str:
    """The page of one section."""
    if section in HEADINGS and section != ORDER[0]:
        return reverse("initiatives:edit-section", args=[initiative.ref, section])
    return reverse("initiatives:edit", args=[initiative.ref])


def next_url(initiative, section) -> str:
    """The page after a section: the next one, in the end the people who lead."""
    place = ORDER.index(section) if section in ORDER else 0
    if place + 1 < len(ORDER):
        return section_url(initiative, ORDER[place + 1])
    return reverse("initiatives:leads", args=[initiative.ref])


def sections(initiative, current) -> list[dict]:
    """The sections of what an initiative says, and whether each is answered."""
    answered = {
        "what": bool(initiative.problem.strip() and initiative.purpose.strip()),
        "people": initiative.exposures.filter(in_scope=True).exists(),
        "promise": bool(initiative.intent and initiative.promise.strip()),
        "value": bool(initiative.hypothesis and initiative.budget is not None),
        "screening": bool(initiative.screening),
        "leads": bool(initiative.sponsor_id and initiative.continuity_holder_id)
        and initiative.leads.filter(until__isnull=True).count() >= 5,
    }
    labels = HEADINGS | {"leads": _("Who leads")}
    return [
        {
            "code": code,
            "label": label,
            "url": section_url(initiative, code)
            if code in HEADINGS
            else reverse("initiatives:leads", args=[initiative.ref]),
            "is_current": code == current,
            "is_answered": answered[code],
        }
        for code, label in labels.items()
    ]


def edit_page(initiative, section, may) -> dict:
    """A section of what an initiative says, with the way to the others."""
    rows = sections(initiative, section)
    return {
        "initiative": initiative,
        "tab": "edit",
        "title": _("Edit"),
        "heading": HEADINGS.get(section, _("Who leads")),
        "section": section,
        "sections": rows,
        "may": may,
        "lead": _answered_sentence(initiative, rows),
        "is_draft": initiative.status == "draft",
        "cancel_url": reverse("initiatives:propose")
        if initiative.status == "draft"
        else initiative.get_absolute_url(),
    }


def _answered_sentence(initiative, rows) -> str:
    done = sum(row["is_answered"] for row in rows)
    counts = {"done": done, "all": len(rows)}
    if initiative.status == "draft":
        if done == len(rows):
            return _("Every section is answered: the proposal can go out.")
        return (
            _("%(done)d of %(all)d sections are answered. Only you see this draft.")
            % counts
        )
    return (
        _(
            "%(done)d of %(all)d sections are answered. What is signed and changes is "
            "signed anew."
        )
        % counts
    )


def conflict_page(initiative, form, section, seen, who, last) -> dict:
    """Both texts of each answer that two people changed."""
    name = who.name if who else _("Somebody")
    fields = [
        {
            "name": field,
            "label": form.label_of(field),
            "mine": form.shown(field, mine),
            "theirs": form.shown(field, theirs),
        }
        for field, (mine, theirs) in sorted(form.problem.fields.items())
    ]
    skip = ("csrfmiddlewaretoken", "once", "seen", "version")
    sent = [
        (key, value)
        for key in form.data
        if key not in skip and not key.startswith("keep-")
        for value in form.data.getlist(key)
    ]
    return edit_page(initiative, section, None) | {
        "name": name,
        "at": localtime(last.at) if last else None,
        "fields": fields,
        "sent": [
            *sent,
            ("version", initiative.version),
            ("seen", json.dumps(seen, ensure_ascii=False)),
        ],
        "lead": ngettext(
            "%(name)s changed this page while you were editing. %(n)d answer differs.",
            "%(name)s changed this page while you were editing. %(n)d answers differ.",
            len(fields),
        )
        % {"name": name, "n": len(fields)},
    }


def discard_page(draft) -> dict:
    """What discarding a draft means."""
    return {
        "initiative": draft,
        "title": _("Discard the draft"),
        "lead": _("Nobody else has seen it."),
        "question": _("Discard %(title)s?") % {"title": draft.title},
        "consequences": [
            _("it leaves your drafts and cannot be proposed any more"),
            _("its reference %(ref)s is not used again") % {"ref": draft.ref},
        ],
        "submit": _("Discard the draft"),
        "keep_url": reverse("initiatives:edit", args=[draft.ref]),
        "keep_label": _("Keep it"),
    }


def next_cycle_page(person, initiative) -> dict:
    """What the next cycle takes along, or why it cannot start yet."""
    fits = initiative.stage in (Stage.LEARNING, Stage.CLOSED)
    may = access.may(person, "initiatives.propose", of=initiative)
    if not fits:
        may = access.Access(
            False,
            _("A next cycle starts from Learning, or after the initiative closed."),
        )
    return {
        "initiative": initiative,
        "tab": "next-cycle",
        "title": _("Next cycle"),
        "lead": _("This is cycle %(n)d. The next one starts with what it taught.")
        % {"n": initiative.cycle},
        "question": _("Start cycle %(n)d?") % {"n": initiative.cycle + 1},
        "intro": _("What happens:"),
        "consequences": [
            _("a draft opens that only you see, linked to %(ref)s")
            % {"ref": initiative.ref},
            _("it takes along what the initiative is, whom it touches, its promise"),
            _("its process maps, their figures and its measurements go along"),
            _("its lessons are matched at the charter gate"),
        ],
        "submit": _("Open the draft"),
        "keep_url": initiative.get_absolute_url(),
        "keep_label": _("Not now"),
        "may": may,
    }


def asked_now(initiative) -> list[str]:
    """The functions that an open handoff asks, in words; the committee is one."""
    rows = initiative.asked.filter(until__isnull=True).order_by("of_root", "function")
    return [
        _("The committee") if row.of_root else row.get_function_display()
        for row in rows
    ]
