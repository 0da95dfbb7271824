"""Editing what somebody else may be editing too: nothing is lost, nothing is forced."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _


class EditForm(forms.Form):
    """A form about a row, which remembers what its reader saw.

    What somebody else changed in the meantime stays, unless the reader changed the
    same thing: then the form comes back once, says so, and keeps what was typed.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row=None, **kwargs):
        now = {} if row is None else self._values(row)
        initial = now | {"seen": json.dumps(_texts(now))} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self._now = _texts(now)
        if row is None:
            del self.fields["seen"]

    def _values(self, row):
        names = [name for name in self.base_fields if name != "seen"]
        return {
            name: list(value.all()) if hasattr(value, "all") else value
            for name in names
            for value in [getattr(row, name)]
        }

    def changes(self) -> dict:
        """What the reader changed, and nothing else."""
        seen = self._seen()
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "seen" and _text(value) != seen.get(name, self._now.get(name))
        }

    def clean(self):
        """Stop once where somebody else changed the same thing."""
        values = super().clean()
        if "seen" not in self.fields:
            return values
        seen = self._seen()
        for name in list(values):
            before, now = seen.get(name), self._now.get(name)
            typed = _text(values[name])
            moved = before is not None and before != now
            if name != "seen" and moved and typed not in (before, now):
                self._object(name)
        return values

    def _object(self, name):
        self.status = 409
        now = self[name].initial
        self.add_error(
            name,
            _("Somebody changed this meanwhile to: %(now)s. Save again to keep yours.")
            % {"now": ", ".join(map(str, now)) if isinstance(now, list) else now},
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = json.dumps(self._now)

    def _seen(self) -> dict:
        try:
            seen = json.loads(self.data.get(self.add_prefix("seen"), ""))
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}


def _texts(values) -> dict:
    return {name: _text(value) for name, value in values.items()}


def _text(value) -> str:
    """A value as one text, the same before and after its way through a form."""
    if isinstance(value, str):
        return value.strip()
    if hasattr(value, "__iter__"):
        return ",".join(sorted(_text(one) for one in value))
    return str(getattr(value, "pk", value) or "")
