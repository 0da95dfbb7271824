"""Fields that several forms of this room have."""

from django import forms

from audit import clock

AREA = forms.Textarea(attrs={"rows": 5})


class Day(forms.DateField):
    """A day, today unless the person says otherwise."""

    widget = forms.DateInput

    def __init__(self, **options):
        options.setdefault("initial", clock.today)
        super().__init__(**options)
