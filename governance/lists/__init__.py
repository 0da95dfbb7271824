"""Every list of the product that can be had as a file: one table, a row a list.

Each names a function of its room that returns the list as one person may see it under
the filters of an address, or raises Http404 or Refused. It is asked when the file is
made and again when it is fetched.
"""

from collections.abc import Callable

from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

import lessons.lists
import literacy.lists
import organisation.lists
import processes.lists
import value.lists
from governance.lists import committee, learning, pipeline, record
from organisation import access
from organisation.sheets import Listing

LISTS: dict[str, Callable] = {
    **pipeline.LISTS,
    **committee.LISTS,
    **organisation.lists.LISTS,
    **literacy.lists.LISTS,
    **processes.lists.LISTS,
    **lessons.lists.LISTS,
    **learning.LISTS,
    **value.lists.LISTS,
    **record.LISTS,
}
FORMS = ("csv", "xlsx")

TITLES = {
    _("The pipeline"): {
        "initiatives": _("Initiatives"),
        "handoffs": _("Handoffs"),
        "stays": _("Stays in stages"),
        "stage-times": _("Time in each stage"),
        "handoff-times": _("From one function to the next"),
        "piles": _("Where initiatives pile up"),
        "holds": _("What each function holds"),
        "intents": _("What they intend"),
        "stalls": _("Stalls"),
        "committee": _("Before the committee"),
        "meetings": _("Meetings"),
        "decisions": _("Decisions of the committee"),
        "duties": _("What follows from decisions"),
    },
    _("The four stages"): {
        "measures": _("Measures"),
        "consultations": _("Consultations"),
        "due": _("Calendar of consultations"),
        "law": _("Consultation law"),
        "questions": _("Questions"),
        "sandboxes": _("Sandboxes"),
        "recipes": _("Recipes"),
        "processes": _("Processes"),
        "lessons": _("Lessons"),
        "learning": _("Learning figures"),
        "value": _("Value of the initiatives"),
        "value-invested": _("Lines of money put in"),
        "value-estimated": _("Estimated hours"),
        "value-freed": _("Verified hours"),
        "value-evaporated": _("Hours that were not found again"),
        "value-unallocated": _("Hours without a destination"),
        "value-given": _("Destinations of the freed hours"),
        "value-growth": _("Destinations for growth"),
        "value-contraction": _("Destinations for contraction"),
        "value-kept": _("Hours kept on purpose"),
        "value-released": _("Hours behind released costs"),
        "value-at-work": _("Hours at work without a confirmed return"),
        "value-claimed": _("Amounts that were reported"),
        "value-realised": _("Amounts that Finance confirmed"),
        "movements": _("Movements of hours"),
    },
    _("The organisation"): {
        "people": _("People"),
        "mandates": _("Mandates"),
        "units": _("Units"),
        "sites": _("Sites"),
        "bodies": _("Bodies and seats"),
        "record": _("The record"),
    },
    _("Your own"): {
        "waiting": _("Waiting for me"),
        "updates": _("Updates"),
        "papers": _("Your papers"),
    },
}
"""Every list by its group; the history of an initiative stands on its own page."""

HOLDERS = ("measures", "meetings", "decisions", "duties", "learning")
SEERS = ("people", "mandates", "units", "sites", "bodies", "due", "law")


def offered(person) -> list[dict]:
    """The lists that a person may take, in groups; who takes one is asked again."""
    sees = access.may(person, "organisation.see")
    holds = access.current_holdings(person) or person.is_auditor
    refused = {
        *(() if sees else SEERS),
        *(() if holds else HOLDERS),
        *(() if person.is_auditor else ("record",)),
    }
    return [
        {
            "title": title,
            "lists": [
                {"code": code, "title": name}
                for code, name in found.items()
                if code not in refused
            ],
        }
        for title, found in TITLES.items()
    ]


def ask(person, code: str, query) -> Listing:
    """A list as a person may see it; `query` is what stands in the address.

    Raises Http404 where there is no such list, and Refused where it is not theirs.
    """
    if code not in LISTS:
        raise Http404
    if isinstance(query, str):
        query = QueryDict(query)
    return LISTS[code](person, query)
