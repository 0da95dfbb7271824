"""The digest that a signature is bound to, and what changed between two of them."""

import json
from hashlib import sha256
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _


class Content(NamedTuple):
    """The signed content of an initiative: canonical text and its SHA-256."""

    text: str
    digest: str


def content(initiative, gate, requirement) -> Content:
    """What a signature at this gate covers, now.

    Only what the initiative is, promises and does, its figures and files by hash, and
    the criterion codes; never computed facts, names, comments or sign-offs.
    """
    rooms = {name: covers(initiative) for name, covers in gate.covers}
    rooms["criteria"] = [*requirement["criteria"], *requirement.get("owed", [])]
    text = json.dumps(rooms, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Content(text, sha256(text.encode()).hexdigest())


def changes(before: str, after: str) -> list[str]:
    """What differs between two contents, a sentence each, for the person who signs."""
    old, new = json.loads(before), json.loads(after)
    sentences = []
    for room in sorted(set(old) | set(new)):
        _compare(old.get(room), new.get(room), (room,), sentences)
    return sentences


def _compare(old, new, path, sentences):
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(set(old) | set(new)):
            _compare(old.get(key), new.get(key), (*path, key), sentences)
        return
    label = _label(path)
    if isinstance(old, list) or isinstance(new, list):
        sentences.append(
            _("%(what)s: changed, %(old)d entries before, %(new)d now")
            % {"what": label, "old": len(old or ()), "new": len(new or ())}
        )
        return
    sentences.append(
        _("%(what)s: “%(old)s” became “%(new)s”")
        % {"what": label, "old": _short(old), "new": _short(new)}
    )


def _label(path) -> str:
    model = apps.get_model("initiatives.Initiative")
    name = path[-1]
    if name in _PARTS:
        label = _PARTS[name](name)
    else:
        try:
            label = str(model._meta.get_field(name).verbose_name)
        except FieldDoesNotExist:
            label = name
    return label[:1].upper() + label[1:]


_PARTS = {
    "exposures": lambda _name: _("people exposed"),
    "measures": lambda _name: _("literacy measures"),
    "maps": lambda _name: _("process maps"),
    "measurements": lambda _name: _("measurements"),
    "experiments": lambda _name: _("experiments"),
    "lessons": lambda _name: _("lessons"),
    "hours": lambda _name: _("freed hours"),
    "allocations": lambda _name: _("destinations"),
    "amounts": lambda _name: _("realised amounts"),
}


def _short(value) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
