"""The paper of stage 2: a map with its finding, its figures and its table of steps."""

from django.http import Http404
from django.urls import reverse

from initiatives.models import Initiative
from processes import map_pages, pages


def map_for(person, ref, slug) -> dict:
    """The newest version of a map to be printed, for a person who may see it."""
    row = Initiative.objects.visible_to(person).filter(ref=ref).first()
    if row is None or slug not in pages.MAPS:
        raise Http404
    version = map_pages.current(row, pages.MAPS[slug])
    if version is None:
        raise Http404
    page = map_pages.page_of(version)
    return page | {
        "initiative": row,
        "kind": pages.MAPS[slug],
        "title": version.title,
        "paper": {"kind": "processes.map", "facts": {"ref": row.ref, "slug": slug}},
        "back_url": reverse("processes:map", args=[row.ref, slug]),
    }
