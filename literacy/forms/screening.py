"""What Legal is asked about an AI system, in plain words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives import screening
from literacy import ai_act
from literacy.forms.common import AREA
from literacy.models import Annex, Claim, Fria, LegalRole
from organisation.fields import WholeNumber
from organisation.options import Option

YES_NO = [(screening.YES, _("Yes")), (screening.NO, _("No"))]
FLAGS = {
    "becomes_provider": (
        _(
            "Did we put it on the market under our name, change it much, or give it "
            "another purpose?"
        ),
        "Art. 25",
    ),
    "profiling": (
        _(
            "Does it profile people: judge a person by personal data, such as work or "
            "behaviour?"
        ),
        "Art. 6(3)",
    ),
    "talks_to_people": (_("Do people talk or write to it directly?"), "Art. 50(1)"),
    "makes_content": (_("Does it make text, sound or pictures?"), "Art. 50(2)"),
    "reads_bodies": (
        _("Does it recognise emotions, or sort people by their body?"),
        "Art. 50(3)",
    ),
    "makes_deepfakes": (
        _("Does it make pictures or sound that look like real people or events?"),
        "Art. 50(4)",
    ),
    "informs_public": (
        _(
            "Does it write for the public on matters of public interest, with no "
            "editor who answers for it?"
        ),
        "Art. 50(4)",
    ),
    "overseers_may_stop": (_("May those who oversee it stop it?"), "Art. 26(2)"),
}


def _flag(name):
    label, law = FLAGS[name]
    return forms.ChoiceField(
        label=label,
        help_text=law,
        choices=YES_NO,
        widget=forms.RadioSelect(attrs={"class": "two"}),
        error_messages={"required": _("Answer yes or no.")},
    )


def _text(label, most=200, **options):
    return forms.CharField(label=label, max_length=most, required=False, **options)


class ScreeningForm(forms.Form):
    """Role, prohibited practices, high-risk use, openness, and a deployer's duties."""

    ai_system = forms.CharField(label=_("Which AI system?"), max_length=200)
    vendor = _text(_("Who makes it?"))
    model_version = _text(_("Which model, in which version?"))
    role = forms.ChoiceField(
        label=_("What are we to it?"),
        choices=LegalRole.choices,
        widget=forms.RadioSelect,
        help_text="Art. 3",
    )
    becomes_provider = _flag("becomes_provider")
    annex = forms.ChoiceField(
        label=_("Which of these uses does it have?"),
        choices=[("", _("Choose")), *Annex.choices],
        help_text=_("Annex I and III list the high-risk uses."),
    )
    profiling = _flag("profiling")
    claim = forms.ChoiceField(
        label=_("Is it claimed to be no significant risk?"),
        choices=[
            (
                value,
                Option(
                    label,
                    _("Never where people are profiled") if value != Claim.NONE else "",
                ),
            )
            for value, label in Claim.choices
        ],
        widget=forms.RadioSelect,
        help_text=_("Article 6(3), for a use of Annex III only."),
    )
    claim_ground = forms.CharField(
        label=_("What is the ground of this claim?"), widget=AREA, required=False
    )
    talks_to_people = _flag("talks_to_people")
    makes_content = _flag("makes_content")
    reads_bodies = _flag("reads_bodies")
    makes_deepfakes = _flag("makes_deepfakes")
    informs_public = _flag("informs_public")
    affected = forms.CharField(
        label=_("Who is affected besides those who use it?"),
        widget=AREA,
        required=False,
    )
    go_live_on = forms.DateField(
        label=_("When shall first real use begin?"),
        required=False,
        help_text=_("From some days on the duties of a high-risk system bind."),
    )
    overseers = forms.CharField(
        label=_("Who oversees it?"),
        widget=AREA,
        required=False,
        help_text=_("By function, for example: shift leads of Claims. No names."),
    )
    overseers_may_stop = _flag("overseers_may_stop")
    upload = forms.FileField(
        label=_("Instructions for use"),
        required=False,
        help_text=_("Left empty, the file of the last screening stays."),
        max_length=500,
    )
    logs_months = WholeNumber(
        label=_("For how many months are the logs kept?"),
        required=False,
        min_value=0,
        max_value=600,
    )
    dpia_ref = _text(_("Where does the data protection impact assessment stand?"))
    fria = forms.ChoiceField(
        label=_("Is an assessment of the impact on fundamental rights owed?"),
        choices=Fria.choices,
        widget=forms.RadioSelect,
        help_text="Art. 27",
    )
    fria_ref = _text(_("Where does that assessment stand?"))
    workers_told_on = forms.DateField(
        label=_("When were the workers told?"), required=False, help_text="Art. 26(7)"
    )
    representatives_told_on = forms.DateField(
        label=_("When were their representatives told?"),
        required=False,
        help_text="Art. 26(7)",
    )
    affected_told_on = forms.DateField(
        label=_("When were the people told on whom it helps to decide?"),
        required=False,
        help_text="Art. 26(11)",
    )
    incident_contact = _text(
        _("Who is told of an incident?"),
        help_text=_("A function or a shared address."),
    )
    next_review_on = forms.DateField(
        label=_("When is this looked at again?"), required=False
    )
    note = forms.CharField(
        label=_("What do these answers rest on?"),
        widget=AREA,
        help_text=_("Who looked, at which documents, and when."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = list(self.fields)
        practices = {
            f"practice-{question.code}": forms.ChoiceField(
                label=question.text,
                help_text=question.law,
                choices=YES_NO,
                widget=forms.RadioSelect(attrs={"class": "two"}),
                error_messages={"required": _("Answer yes or no.")},
            )
            for question in ai_act.PRACTICES
        }
        self.fields.update(practices)
        self.order_fields([*names[:5], *practices, *names[5:]])

    def clean(self):
        """Profiling and a claim exclude each other; a claim has its ground."""
        values = super().clean()
        claimed = values.get("claim") not in (None, Claim.NONE)
        if claimed and values.get("profiling") == screening.YES:
            self.add_error(
                "claim",
                _(
                    "A system that profiles people is always high-risk: Article 6(3) "
                    "cannot be claimed."
                ),
            )
        if claimed and not values.get("claim_ground", "").strip():
            self.add_error("claim_ground", _("Write the ground of this claim."))
        return values

    GROUPS = (
        (
            _("The AI system and our part"),
            ("ai_system", "vendor", "model_version", "role", "becomes_provider"),
        ),
        (
            _("Prohibited practices"),
            tuple(f"practice-{question.code}" for question in ai_act.PRACTICES),
        ),
        (_("High-risk uses"), ("annex", "profiling", "claim", "claim_ground")),
        (
            _("What people must be told"),
            (
                "talks_to_people",
                "makes_content",
                "reads_bodies",
                "makes_deepfakes",
                "informs_public",
            ),
        ),
        (
            _("The duties of who uses it"),
            (
                "affected",
                "go_live_on",
                "overseers",
                "overseers_may_stop",
                "upload",
                "logs_months",
                "dpia_ref",
                "fria",
                "fria_ref",
                "workers_told_on",
                "representatives_told_on",
                "affected_told_on",
                "incident_contact",
            ),
        ),
        (_("Your reading"), ("next_review_on", "note")),
    )

    @property
    def groups(self) -> list[dict]:
        """The questions under their headings, for the page."""
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.GROUPS
        ]

    @property
    def values(self) -> dict:
        """What the action takes."""
        data = self.cleaned_data
        values = {
            name: value
            for name, value in data.items()
            if not name.startswith("practice-")
        }
        for name in FLAGS:
            values[name] = data[name] == screening.YES
        values["practices"] = "".join(
            data[f"practice-{question.code}"] for question in ai_act.PRACTICES
        )
        return values


def initial_of(row, initiative) -> dict:
    """The answers of the last screening, to be looked at again; none the first time.

    The short answers of the charter are not taken over: Legal gives its own.
    """
    if row is None:
        return {"ai_system": initiative.ai_system}
    found = {
        name: getattr(row, name)
        for name in ScreeningForm.base_fields
        if name != "upload" and name not in FLAGS
    }
    found |= {
        name: screening.YES if getattr(row, name) else screening.NO for name in FLAGS
    }
    found["note"] = ""
    for question, answer in zip(ai_act.PRACTICES, row.practices, strict=True):
        found[f"practice-{question.code}"] = answer
    return found
