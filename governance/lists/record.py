"""The record as a list to be read: sentences and names, not the sealed entries.

The entries as they are chained are another file, of the record's own page: that one
proves, this one tells.
"""

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from audit.filtering import auditors_only, filtered
from audit.models import Entry
from audit.presenters import line
from governance.models import Paper
from initiatives.models import Initiative
from organisation.sheets import Column, Listing


def entries(person, asked) -> Listing:
    """The entries of the record that the filters leave, the newest first."""
    auditors_only(person)
    form, rows = filtered(asked)
    chosen = form.cleaned_data if form.is_valid() else {}

    def told(block):
        names = _names(block)
        about = {e.initiative_id for e in block} - {None}
        refs = dict(Initiative.objects.filter(pk__in=about).values_list("pk", "ref"))
        for entry in block:
            sentence, who, at, _facts = line(entry, names)
            yield entry, sentence, who, at, refs.get(entry.initiative_id, "")

    return Listing(
        _("The record"),
        rows.order_by("-seq"),
        (
            Column(_("Number"), lambda e: e[0].seq, 10),
            Column(_("When"), lambda e: e[3]),
            Column(_("Who"), lambda e: e[2], 28),
            Column(_("What was done"), lambda e: e[1], 48),
            Column(_("Initiative"), lambda e: e[4], 12),
            Column(_("Done to"), lambda e: e[0].object_type, 24),
            Column(_("Seal"), lambda e: e[0].hash, 66),
        ),
        [(form.fields[name].label, value) for name, value in chosen.items()],
        told,
    )


def history(person, asked) -> Listing:
    """Everything that was done to one initiative, for who may see it."""
    rows = Initiative.objects.visible_to(person)
    row = get_object_or_404(rows, ref=asked.get("ref", "")[:12].upper())

    def told(block):
        names = _names(block)
        return [line(entry, names) for entry in block]

    return Listing(
        f"{_('History')} {row.ref}",
        Entry.objects.about(row.pk),
        (
            Column(_("When"), lambda e: e[2]),
            Column(_("Who"), lambda e: e[1], 28),
            Column(_("What was done"), lambda e: e[0], 48),
        ),
        ((_("Initiative"), f"{row.ref} {row.title}"),),
        told,
    )


def _names(block) -> dict:
    """The names of today of who did what these entries say, by their ids."""
    ids = {e.actor_ref for e in block} | {e.on_behalf_of for e in block}
    people = get_user_model().objects.filter(pk__in=ids - {None})
    return dict(people.values_list("pk", "name"))


def papers(person, asked) -> Listing:
    """The papers and files that this person asked for."""
    return Listing(
        _("Your papers"),
        Paper.objects.filter(asked_by=person),
        (
            Column(_("Name"), lambda p: p.name or p.kind, 48),
            Column(_("Asked"), lambda p: p.asked_at),
            Column(_("Made"), lambda p: p.made_at),
            Column(_("Kept until"), lambda p: p.expires_at),
            Column(_("Bytes"), lambda p: p.size),
        ),
    )


LISTS = {"record": entries, "history": history, "papers": papers}
