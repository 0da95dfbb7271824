"""What narrows the record."""

from django import forms
from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from audit.words import ACTIONS


def _day():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _kinds():
    """Every kind of thing of the rooms, by the name that people know it by."""
    rooms = {code.partition(".")[0] for code in ACTIONS}
    kinds = (
        (model._meta.label_lower, str(capfirst(model._meta.verbose_name)))
        for model in apps.get_models()
        if model._meta.app_label in rooms
    )
    return sorted(kinds, key=lambda pair: pair[1])


class RecordFilter(forms.Form):
    """The filters of the record; they stand in the address."""

    person = forms.EmailField(label=_("Person (e-mail)"), required=False)
    initiative = forms.CharField(
        label=_("Initiative (reference)"), required=False, max_length=12
    )
    action = forms.ChoiceField(label=_("What was done"), required=False)
    thing = forms.ChoiceField(label=_("Done to"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=_day())
    until = forms.DateField(label=_("To"), required=False, widget=_day())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        actions = sorted(ACTIONS.items(), key=lambda pair: str(pair[1]))
        self.fields["action"].choices = [("", _("Anything")), *actions]
        self.fields["thing"].choices = [("", _("Anything")), *_kinds()]

    def clean(self):
        chosen = super().clean()
        since, until = chosen.get("since"), chosen.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes after the first."))
        return chosen
