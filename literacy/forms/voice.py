"""What is asked of a question or concern, of its wording and of its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from literacy.models import PublishedQuestion, Theme
from literacy.voicing import LONGEST
from organisation.functions import Function
from organisation.models import Person
from organisation.options import Option

STAYS_HERE = {"autocomplete": "off", "spellcheck": "true"}


def _area(rows=7, **attrs):
    return forms.Textarea(attrs={"rows": rows, **STAYS_HERE, **attrs})


class ConcernForm(forms.Form):
    """What it is about, and the words."""

    theme = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", _("Choose")), *Theme.choices]
    )
    text = forms.CharField(
        label=_("What do you want to ask or say?"),
        widget=_area(),
        max_length=LONGEST,
    )


class NamedConcernForm(ConcernForm):
    """With one's name."""


class ConfidentialConcernForm(ConcernForm):
    """Whom one trusts with one's name, what it is about, and the words."""

    trusted = forms.ModelChoiceField(
        label=_("Who may know that it is you?"),
        help_text=_(
            "One person who represents employees. They alone can see your name, and "
            "nobody can pass this on to somebody else later."
        ),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
    )
    code = forms.CharField(widget=forms.HiddenInput, max_length=60)

    field_order = ["trusted", "theme", "text"]

    def __init__(self, *args, trusted, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trusted"].queryset = trusted


class AnonymousConcernForm(ConcernForm):
    """What it is about, and the words; an initiative only by its reference."""

    about = forms.CharField(
        label=_("Which initiative?"),
        help_text=_(
            "Its reference, for example AI-005. Leave it empty for AI in general."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(widget=forms.HiddenInput, max_length=60)

    field_order = ["about", "theme", "text"]


class CodeForm(forms.Form):
    """The code that was shown once."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("26 letters and digits. Hyphens and capitals do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AddForm(forms.Form):
    """One more text of a thread."""

    text = forms.CharField(
        label=_("What do you want to add?"), widget=_area(5), max_length=LONGEST
    )


class VerdictForm(forms.Form):
    """Whether the answer answers what one asked, and what is missing if not."""

    answered = forms.TypedChoiceField(
        label=_("Does this answer your question?"),
        choices=[
            ("yes", _("Yes, it is answered")),
            (
                "no",
                Option(
                    _("No, something is missing"),
                    _("The question is opened again, once."),
                ),
            ),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is answered.")},
    )
    text = forms.CharField(
        label=_("If not: what is missing?"),
        help_text=_("A sentence. Only your reader sees it."),
        widget=_area(3),
        max_length=LONGEST,
        required=False,
    )


class MissingForm(forms.Form):
    """What a question that was opened again still asks."""

    text = forms.CharField(
        label=_("What is still open, in your words?"),
        help_text=_(
            "Everybody concerned reads it. Leave out what shows who asked: turns of "
            "phrase, a team, a day, a detail that few know."
        ),
        widget=_area(4),
        max_length=LONGEST,
    )


class WordingForm(forms.Form):
    """The question as everybody reads it, and who answers it."""

    text = forms.CharField(
        label=_("The question, in your words"),
        help_text=_(
            "Everybody concerned reads it. Leave out what shows who asked: turns of "
            "phrase, a team, a day, a detail that few know."
        ),
        widget=_area(4),
        max_length=LONGEST,
    )
    function = forms.ChoiceField(
        label=_("Who answers it?"), choices=[("", _("Choose")), *Function.choices]
    )


class JoinForm(forms.Form):
    """Which published question asks the same."""

    question = forms.ModelChoiceField(
        label=_("Which question asks the same?"),
        queryset=PublishedQuestion.objects.none(),
        empty_label=_("Choose"),
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = questions


class ReplyForm(forms.Form):
    """An answer to whoever asked, and to nobody else."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Only the person who asked reads it."),
        widget=_area(5),
        max_length=LONGEST,
    )


class AnswerQuestionForm(forms.Form):
    """How a question is answered, and the words that everybody reads."""

    outcome = forms.ChoiceField(
        label=_("How do you answer it?"),
        choices=[
            (
                PublishedQuestion.State.ANSWERED,
                Option(_("It is answered"), _("You say how things are.")),
            ),
            (
                PublishedQuestion.State.COMMITTED,
                Option(
                    _("We commit to something"), _("Say what, and by when it is done.")
                ),
            ),
            (
                PublishedQuestion.State.DECLINED,
                Option(_("We decline"), _("Say why. Silence is no answer.")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Your answer"), widget=_area(6), max_length=LONGEST)


class MoveQuestionForm(forms.Form):
    """Another function that answers."""

    function = forms.ChoiceField(
        label=_("Who answers it?"), choices=[("", _("Choose")), *Function.choices]
    )
