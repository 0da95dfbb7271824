"""Comments, files, links, and what is to be erased or kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Link
from organisation.options import Option


class ConfirmForm(forms.Form):
    """A press on a button that asks nothing more."""


class LinkForm(forms.Form):
    """Another initiative that this one needs or feeds."""

    kind = forms.ChoiceField(
        label=_("How do they hang together?"),
        choices=[
            (
                Link.Kind.NEEDS,
                Option(_("Needs"), _("It cannot go on without the other one")),
            ),
            (
                Link.Kind.FEEDS,
                Option(_("Feeds"), _("The other one lives on what this one brings")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    other = forms.CharField(
        label=_("Which initiative?"),
        help_text=_("Its reference, for example AI-012."),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_other(self):
        """An initiative that the person may see."""
        ref = self.cleaned_data["other"].strip().upper()
        found = Initiative.objects.visible_to(self.person).filter(ref=ref).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no initiative %(ref)s that you can see."),
                params={"ref": ref},
            )
        return found


class CommentForm(forms.Form):
    """What somebody says on the page of an initiative."""

    text = forms.CharField(
        label=_("Comment"),
        help_text=_("Write @ and an e-mail or a name to tell somebody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class EraseForm(forms.Form):
    """Why a file or a comment is to be erased."""

    reason = forms.CharField(
        label=_("Why must it go?"),
        help_text=_("Do not repeat what must go: the reason is kept."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HoldForm(forms.Form):
    """Why nothing may be erased."""

    reason = forms.CharField(
        label=_("Why must everything be kept?"),
        help_text=_(
            "Such as the proceedings and their number. Who asks to erase something "
            "reads it."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LiftForm(forms.Form):
    """Why things may be erased again."""

    reason = forms.CharField(
        label=_("Why does the legal hold end?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AttachForm(forms.Form):
    """A file, and what it shows."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, WebP, XLSX, DOCX, CSV, TXT or BPMN, 25 MB at most."
        ),
        max_length=500,
    )
    note = forms.CharField(
        label=_("What does it show?"), max_length=200, required=False
    )
