"""The forms of a trial of AI on a step, and of a figure that looks for its home."""

from django import forms
from django.utils.translation import gettext_lazy as _

from processes.figure_forms import CHOOSE, NumberField
from processes.flow.questions import ahead


class HomeForm(forms.Form):
    """What a figure without a home is about on the newest version."""

    NEEDED_NO_MORE = "-"

    key = forms.ChoiceField(label=_("Where does it belong?"))

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [
            CHOOSE,
            *choices,
            (self.NEEDED_NO_MORE, _("Nowhere: it is needed no more")),
        ]


class TrialForm(forms.Form):
    """AI on one step, as it would be."""

    step = forms.ChoiceField(label=_("On which step?"))
    cut = NumberField(
        label=_("Hands-on time saved there, %"), is_share=True, initial=""
    )
    checking = NumberField(label=_("Time to check what comes out, minutes each time"))
    checked_by = forms.ChoiceField(label=_("Who checks it?"), required=False)
    wrong = NumberField(
        label=_("Comes out wrong and is done again, of 100"), is_share=True
    )
    way = forms.ChoiceField(
        label=_("A choice that changes with the quality"), required=False
    )
    share = NumberField(label=_("Cases of 100 that take this way then"), is_share=True)

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        graph = found.graph
        self.fields["step"].choices = [
            CHOOSE,
            *((step.id, graph.label(step.id)) for step in found.analysis.ranked()),
        ]
        self.fields["checked_by"].choices = [
            ("", _("Who does the step")),
            *((name, name) for name in found.analysis.roles),
        ]
        self.fields["way"].choices = [
            ("", _("None")),
            *(
                (key, f"{graph.label(graph.flows[key].source)} → {ahead(graph, key)}")
                for shares in found.analysis.network.choices.values()
                if len(shares) > 1
                for key in shares
            ),
        ]

    def clean(self):
        """A way and its share belong together; nothing at all is no trial."""
        cleaned = super().clean()
        way, share = cleaned.get("way"), cleaned.get("share")
        if way and share is None and "share" not in self.errors:
            self.add_error("share", _("Enter the share that takes this way then."))
        if share is not None and not way:
            self.add_error("way", _("Choose the way that this share is about."))
        said = ("cut", "checking", "wrong", "share")
        if not self.errors and not way and not any(cleaned.get(f) for f in said):
            raise forms.ValidationError(
                _("Say what AI changes: time saved, time to check, or what goes wrong.")
            )
        if cleaned.get("wrong") is not None and cleaned["wrong"] >= 1:
            self.add_error("wrong", _("Enter a share below 100."))
        return cleaned

    def shares(self) -> dict:
        """The new shares of a choice: the other ways keep their proportions."""
        way = self.cleaned_data["way"]
        if not way:
            return {}
        new = self.cleaned_data["share"]
        for known in self.found.analysis.network.choices.values():
            if way in known:
                rest = 1 - known[way]
                others = [key for key in known if key != way]
                found = {way: new}
                for key in others:
                    part = known[key] / rest if rest > 0 else 1 / len(others)
                    found[key] = (1 - new) * part
                return found
        return {}
