"""What a dashboard covers, and the assumptions of a what-if."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Conversion
from organisation.fields import Number
from organisation.models import Unit
from value import whatif
from value.accounts import account_of
from value.forms.common import percent


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
    """Assumptions of a what-if: hours, price, win rate, ramp, how sure each year."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Only to save it."),
    )
    initial = Number(label=_("Put in at the start"), min_value=0, decimal_places=2)
    run = Number(label=_("Cost to run it, a year"), min_value=0, decimal_places=2)
    deals = Number(label=_("Offers made in 100 hours"), min_value=0, decimal_places=2)
    win_rate = Number(
        label=_("Offers that are won, per cent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
    )
    price = Number(
        label=_("Margin of an offer that is won"), min_value=0, decimal_places=2
    )
    hour_cost = Number(label=_("Cost of an hour"), min_value=0, decimal_places=2)
    ramp_1 = Number(
        label=_("Reached in year 1, per cent"), min_value=0, decimal_places=2
    )
    ramp_2 = Number(
        label=_("Reached in year 2, per cent"), min_value=0, decimal_places=2
    )
    ramp_3 = Number(
        label=_("Reached in year 3, per cent"), min_value=0, decimal_places=2
    )
    sure_1 = percent(_("How sure is year 1, per cent"))
    sure_2 = percent(_("How sure is year 2, per cent"))
    sure_3 = percent(_("How sure is year 3, per cent"))
    rate = Number(
        label=_("Discount rate, per cent"), min_value=0, max_value=50, decimal_places=2
    )

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        account = account_of(initiative)
        teams = whatif.teams_of(initiative)
        for kind, name in whatif.HOURS.items():
            self.fields[name] = Number(
                label=format_lazy(
                    _("Hours a year to: {kind}"), kind=Conversion(kind).label
                ),
                help_text=whatif.hint(kind, account, teams),
                min_value=0,
                decimal_places=1,
            )
        self.order_fields(["name", *whatif.FIELDS])
