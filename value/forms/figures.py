"""What a dashboard covers, and the assumptions of a what-if."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit import clock
from organisation.fields import Number
from organisation.models import Unit
from value import whatif


def quarters(since=2020):
    """The quarters that a period may begin or end with, the newest first."""
    today = clock.today()
    for year in range(today.year, since - 1, -1):
        for quarter in (4, 3, 2, 1):
            if (year, quarter) <= (today.year, (today.month + 2) // 3):
                yield f"{year}Q{quarter}", f"{year} Q{quarter}"


class ScopeForm(forms.Form):
    """Which initiatives and quarters the dashboard shows; all of it in the address."""

    unit = forms.ModelChoiceField(
        Unit.objects.order_by("path"),
        label=_("Unit"),
        required=False,
        empty_label=_("All units"),
        to_field_name="code",
    )
    function = forms.ChoiceField(label=_("Line of work"), required=False)
    start = forms.ChoiceField(label=_("From quarter"), required=False)
    end = forms.ChoiceField(label=_("To quarter"), required=False)

    def __init__(self, *args, functions, **kwargs):
        super().__init__(*args, **kwargs)
        known = [(name, name) for name in functions]
        self.fields["function"].choices = [("", _("All lines of work")), *known]
        period = list(quarters())
        self.fields["start"].choices = [("", _("The beginning")), *period]
        self.fields["end"].choices = [("", _("Today")), *period]


class WhatIfForm(forms.Form):
    """Assumptions of a what-if: what is common, and the hours of each line.

    Growth has its own price, win rate and ramp where they are entered, contraction its
    own ramp; an empty one is the common one.
    """

    LABELS = {
        "initial": _("Put in at the start"),
        "run": _("Cost to run it, a year"),
        "hour_cost": _("Cost of an hour"),
        "deals": _("Offers made in 100 hours"),
        "win_rate": _("Offers that are won, per cent"),
        "price": _("Margin of an offer that is won"),
        "ramp_1": _("Reached in year 1, per cent"),
        "ramp_2": _("Reached in year 2, per cent"),
        "ramp_3": _("Reached in year 3, per cent"),
        "sure_1": _("How sure is year 1, per cent"),
        "sure_2": _("How sure is year 2, per cent"),
        "sure_3": _("How sure is year 3, per cent"),
        "rate": _("Discount rate, per cent"),
        "hours": _("Hours a year"),
    }

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Only to save it."),
    )

    def __init__(self, data=None, *, initiative, **kwargs):
        self.lines = whatif.lines_of(initiative, whatif.keys_in(data or ()))
        guess = whatif.first_guess(initiative, self.lines)
        if data is not None:
            # what came to the initiative since the scenario was kept has no part in it
            none = {f"{line.key}_hours": "0" for line in self.lines}
            data = none | (data.dict() if hasattr(data, "dict") else data)
        super().__init__(data, initial=_plainly(guess), **kwargs)
        for name in whatif.FIELDS:
            self.fields[name] = self._number(name)
        for line in self.lines:
            if line.is_fixed:
                continue
            self.fields[f"{line.key}_hours"] = self._number("hours", places=1)
            for name in line.of_its_own:
                field = self._number(name, required=False)
                self.fields[f"{line.key}_{name}"] = field

    def _number(self, name, *, places=2, required=True):
        return Number(
            label=self.LABELS[name],
            required=required,
            min_value=0,
            max_value=whatif.LIMITS[name],
            decimal_places=places,
        )

    @property
    def common(self):
        """The fields that count for all lines."""
        return [self[name] for name in whatif.FIELDS]

    @property
    def rows(self):
        """Each line with its cells; a cell that it does not have is none."""
        for line in self.lines:
            names = [f"{line.key}_{name}" for name in ("hours", *whatif.OWN)]
            cells = [self[name] if name in self.fields else None for name in names]
            yield {"line": line, "cells": cells}

    @property
    def heads(self):
        """What stands above the cells."""
        return [self.LABELS[name] for name in ("hours", *whatif.OWN)]

    def clean(self):
        """Gather what is entered for each line."""
        found, given = super().clean(), {}
        for line in self.lines:
            entered = {
                name: found.get(f"{line.key}_{name}")
                for name in ("hours", *line.of_its_own)
            }
            given[line.key] = {k: n for k, n in entered.items() if n is not None}
        return found | {"lines": whatif.as_they_stand(self.lines, given)}


def _plainly(guess) -> dict:
    """The figures of a form without zeros after their decimal point."""
    return {
        name: number.quantize(1) if number == number.to_integral_value() else number
        for name, number in whatif.as_fields(guess).items()
    }
