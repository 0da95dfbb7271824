"""A spreadsheet of initiatives, and what its columns mean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.imports import mapping as mapping_of
from initiatives.imports.words import RETIRED
from initiatives.stages import FOUR
from organisation.models import Unit


class ImportForm(forms.Form):
    """The file of an inventory."""

    file = forms.FileField(
        label=_("Inventory"),
        help_text=_("CSV or XLSX; the first line names the columns. 50 MB at most."),
        max_length=500,
    )


class MappingForm(forms.Form):
    """What the columns and the stage words of a file mean."""

    def __init__(self, *args, inventory, **kwargs):
        super().__init__(*args, **kwargs)
        self.inventory = inventory
        choices = [("", _("In no column")), *((n, n[:80]) for n in inventory.names)]
        for name, label in mapping_of.FIELDS.items():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=name == "title",
                initial=inventory.mapping.columns.get(name, ""),
            )
        self.words = inventory.stage_words()
        stages = [(stage.value, stage.label) for stage in FOUR]
        stages.append((RETIRED, _("Ended: comes in at Learning as stopped")))
        for place, (word, _count, means) in enumerate(self.words):
            if not word:
                continue
            self.fields[f"stage-{place}"] = forms.ChoiceField(
                label=word[:120],
                choices=[("", _("Not known: leave these rows out")), *stages],
                required=False,
                initial=str(means or ""),
            )
        self.fields["unit"] = forms.ModelChoiceField(
            Unit.objects.all(),
            label=_("Unit for rows whose unit is not known here"),
            to_field_name="code",
            initial=inventory.fallback.code,
            empty_label=None,
        )
        self.fields["create_units"] = forms.BooleanField(
            label=_("Create the units of the file that do not exist yet"),
            required=False,
            initial=inventory.mapping.create_units,
        )

    def columns(self):
        """The fields that say which column means what."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def stages(self):
        """The stage words of the file: the field, and in how many rows it stands."""
        return [
            (self[f"stage-{place}"], count)
            for place, (word, count, _means) in enumerate(self.words)
            if word
        ]

    def mapping(self) -> dict:
        """The answers, as an import keeps them."""
        data = self.cleaned_data
        columns = {
            name: data[f"column-{name}"]
            for name in mapping_of.FIELDS
            if data.get(f"column-{name}")
        }
        stages = {
            word: data[f"stage-{place}"]
            for place, (word, _count, _means) in enumerate(self.words)
            if word
        }
        return {
            "columns": columns,
            "stages": stages,
            "unit": data["unit"].code,
            "create_units": data["create_units"],
        }
