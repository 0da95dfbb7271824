"""What is asked of each act in the file of a consultation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from literacy.forms.common import AREA, Day
from literacy.models import Answer, Order
from organisation.forms import PersonChoice
from organisation.options import Option

FILE = _("File")


def upload(*, required=False, label=FILE):
    """A file that goes with an act."""
    return forms.FileField(label=label, required=required)


def words(label, *, required=True, hint=""):
    """A text that goes with an act."""
    return forms.CharField(label=label, widget=AREA, required=required, help_text=hint)


class DeliveryForm(forms.Form):
    """On which day the body received it, and what shows that."""

    on = Day(label=_("Received on"))
    text = words(
        _("What shows it?"),
        required=False,
        hint=_("Such as a receipt, a registered letter, the posting in the BDESE."),
    )
    upload = upload(label=_("Receipt"))


class TextForm(forms.Form):
    """A text, and perhaps a file."""

    text = words(_("Text"))
    upload = upload()

    def __init__(self, *args, label=None, **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class AnswerRequestForm(forms.Form):
    """The answer to a request for documents."""

    text = words(_("Your answer"), required=False)
    upload = upload()


class ExpertForm(forms.Form):
    """Who the expert is, what for, since when."""

    text = words(_("Who is the expert, and what for?"))
    on = Day(label=_("Named on"))
    both_levels = forms.BooleanField(
        label=_("Experts were named at the central and the site level"),
        required=False,
    )
    upload = upload(label=_("Minutes of the vote"))


class DayForm(forms.Form):
    """A day, a text and a file."""

    on = Day(label=_("On which day?"))
    text = words(_("In words"), required=False)
    upload = upload()


class MinutesForm(forms.Form):
    """When the talks were held, and their minutes."""

    on = Day(label=_("Talks held on"))
    text = words(_("What they were about"), required=False)
    upload = upload(required=True, label=_("Minutes"))


class TermForm(forms.Form):
    """Another length of the term."""

    months = forms.IntegerField(
        label=_("How many months in all?"), min_value=1, max_value=24
    )
    text = words(_("Why?"), required=False)


class AnswerTermForm(forms.Form):
    """What the other side says to a term."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(Answer.CONFIRMED, _("Accept")), (Answer.REFUSED, _("Decline"))],
        widget=forms.RadioSelect,
    )


class OrderForm(forms.Form):
    """What a court or board ordered."""

    kind = forms.ChoiceField(
        label=_("What is ordered?"),
        choices=Order.Kind.choices,
        widget=forms.RadioSelect,
    )
    forum = forms.ChoiceField(
        label=_("Who ordered it?"), choices=[("", _("Choose")), *Order.Forum.choices]
    )
    on = Day(label=_("Ordered on"))
    until = Day(
        label=_("Until"),
        required=False,
        initial=None,
        help_text=_("The last day of an extension or of a suspension."),
    )
    reference = forms.CharField(label=_("File number"), max_length=80)
    text = words(_("In words"), required=False)
    upload = upload(required=True, label=_("The order"))


class ResponseForm(forms.Form):
    """What the employer does with the opinion."""

    departs = forms.TypedChoiceField(
        label=_("Does the decision depart from the opinion?"),
        choices=[
            (
                "yes",
                Option(
                    _("Yes, it departs from it"),
                    _("Where the law knows a standstill, it begins now."),
                ),
            ),
            ("no", Option(_("No, it follows it"), "")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = words(_("What do you do with the opinion, and why?"))
    on = Day(label=_("Told the body on"))
    upload = upload()


class CommitmentForm(forms.Form):
    """A promise with its owner and its day."""

    text = words(_("What is promised?"))
    owner = PersonChoice(label=_("Who does it?"))
    due_on = Day(label=_("By when?"), initial=None)
    is_confidential = forms.BooleanField(
        label=_("Confidential"),
        help_text=_(
            "Only the body and the employer read it. Without this it stands on the "
            "employees' page."
        ),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer()


class FulfilmentForm(forms.Form):
    """What shows that a promise was kept."""

    on = Day(label=_("Done on"))
    text = words(_("What shows it?"))
    upload = upload()


class ReopenForm(forms.Form):
    """What has changed."""

    reason = words(_("What has changed since the body was consulted?"))
