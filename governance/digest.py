"""The digest that a signature is bound to, and what changed between two of them."""

import json
from hashlib import sha256
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.chain import written
from initiatives.models import Outcome
from processes.models import MapKind


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
    text = written(rooms)
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
    if isinstance(old, dict) or isinstance(new, dict):
        old, new = old or {}, new or {}
        for key in sorted(set(old) | set(new)):
            _compare(old.get(key), new.get(key), (*path, key), sentences)
        return
    label = words(path)
    label = label[:1].upper() + label[1:]
    if isinstance(old, list) or isinstance(new, list):
        sentences.append(
            _("%(what)s: changed, %(old)d entries before, %(new)d now")
            % {"what": label, "old": len(old or ()), "new": len(new or ())}
        )
    elif path[-1] in NOT_QUOTED:
        sentences.append(_("%(what)s: changed") % {"what": label})
    else:
        sentences.append(
            _("%(what)s: “%(old)s” became “%(new)s”")
            % {"what": label, "old": _shown(path, old), "new": _shown(path, new)}
        )


NOT_QUOTED = {"sha256", "impact_assessment", "screening_answers"}
"""Signed values that say nothing to a reader: hashes, and answers by letter."""


def words(path) -> str:
    """What a part of the signed content is called; its name where it has no words."""
    *inside, name = path
    field = _field(inside, name)
    label = str(field.verbose_name if field is not None else _PARTS.get(name, name))
    if tuple(inside) not in _FIELDS_OF or inside[0] == "initiative":
        return label
    return _("%(what)s, %(part)s") % {"what": words(inside), "part": label}


_FIELDS_OF = {
    ("initiative", "initiative"): "initiatives.Initiative",
    ("literacy", "assessment"): "literacy.AssessmentCompletion",
    ("processes", "bottleneck"): "processes.Bottleneck",
    ("processes", "maps", MapKind.AS_IS.value): "processes.MapVersion",
    ("processes", "maps", MapKind.TO_BE.value): "processes.MapVersion",
}
"""Parts of the content that are fields of one row, told one by one."""

_PARTS = {
    "criteria": gettext_lazy("criteria of the gate"),
    "exposures": gettext_lazy("people exposed"),
    "measures": gettext_lazy("literacy measures"),
    "impact_assessment": gettext_lazy("working-conditions impact assessment"),
    "assessment": gettext_lazy("working-conditions impact assessment"),
    "version": gettext_lazy("version"),
    "findings": gettext_lazy("effects on the work"),
    "preventions": gettext_lazy("prevention measures"),
    "maps": gettext_lazy("process maps"),
    MapKind.AS_IS.value: gettext_lazy("map of the process as it runs"),
    MapKind.TO_BE.value: gettext_lazy("map of the process as it is meant to run"),
    "facts": gettext_lazy("figures of the steps"),
    "bottleneck": gettext_lazy("bottleneck"),
    "measurements": gettext_lazy("measurements"),
    "experiments": gettext_lazy("experiments"),
    "lessons": gettext_lazy("lessons"),
    "hours": gettext_lazy("freed hours"),
    "allocations": gettext_lazy("destinations"),
    "amounts": gettext_lazy("realised amounts"),
    "investment": gettext_lazy("money put in"),
    "evaporated": gettext_lazy("evaporated hours"),
    "outcome": gettext_lazy("how it ended"),
    "sha256": gettext_lazy("file"),
}


def _field(inside, name):
    model = _FIELDS_OF.get(tuple(inside))
    if model is None:
        return None
    try:
        return apps.get_model(model)._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _shown(path, value) -> str:
    """A value as people read it: the words of a choice, the name behind a key."""
    *inside, name = path
    field = _field(inside, name)
    text = "" if value is None else str(value)
    if name == "outcome":
        text = str(dict(Outcome.choices).get(text, text))
    elif field is not None and field.choices:
        text = str(dict(field.flatchoices).get(text, text))
    elif field is not None and field.is_relation and text:
        row = field.related_model._default_manager.filter(pk=text).first()
        text = str(row) if row else text
    return text if len(text) <= 120 else f"{text[:119]}…"
