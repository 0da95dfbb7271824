"""What the shell of every page needs: counts, language, theme, the sample's banner."""

from django.conf import settings
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from governance import obligations
from governance.keeping import Kept
from organisation import access
from organisation.models import Installation

LANGUAGE_NAMES = {"en": "English", "fr": "Français"}


def shell(request):
    """The frame of a page; read only when a template draws it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request):
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    kept = Kept()
    count, late = obligations.summary(person, kept) if signed_in else (0, False)
    other = "fr" if get_language() == "en" else "en"
    return {
        "waiting_count": count,
        "waiting_late": late,
        "sample": settings.IS_SAMPLE,
        "organisation": kept.get("organisation", _organisation),
        "may_import": signed_in and access.may(person, "initiatives.take_over"),
        "theme": person.theme if signed_in else "system",
        "query": request.GET.get("q", "")[:200],
        "other_language": {
            "code": other,
            "name": LANGUAGE_NAMES[other],
            "url": translate_url(request.get_full_path(), other),
        },
    }


def _organisation() -> str:
    row = Installation.objects.first()
    return row.organisation if row else ""
