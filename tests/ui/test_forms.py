"""How a form looks: label, hint, error, control; and what it reads."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from organisation.fields import Number, WholeNumber, plain
from organisation.options import Option


class Question(forms.Form):
    """One field of each kind that the pages use."""

    title = forms.CharField(label="What will change?")
    hours = WholeNumber(label="Hours", help_text="A rough figure is fine.")
    budget = Number(label="Budget", required=False)
    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        choices=[
            ("accept", Option("Accept", "You become the owner.")),
            ("return", "Return with questions"),
        ],
    )
    on = forms.DateField(label="From which day?")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Map", help_text="PDF, up to 20 MB.")
    secret = forms.BooleanField(label="Confidential", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


@pytest.fixture
def refused():
    form = Question({"hours": "a lot", "on": "2026-12-02", "answer": "accept"})
    form.is_valid()
    return form


def test_the_order_is_label_hint_error_control(refused):
    html = refused["hours"].as_field_group()

    places = [html.index(part) for part in ("<label", "helptext", "_error", "<input")]
    assert places == sorted(places)
    assert 'class="field bad"' in html


def test_a_control_names_its_hint_and_its_error(refused):
    html = refused["hours"].as_field_group()

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_hours_helptext id_hours_error"' in html
    assert 'id="id_hours_helptext"' in html
    assert 'id="id_hours_error"' in html


def test_what_was_typed_is_kept(refused):
    assert 'value="a lot"' in refused["hours"].as_field_group()


def test_a_number_is_text_with_a_number_keyboard():
    form = Question()

    assert 'type="text"' in form["hours"].as_field_group()
    assert 'inputmode="numeric"' in form["hours"].as_field_group()
    assert 'inputmode="decimal"' in form["budget"].as_field_group()


def test_a_date_is_the_browsers_own_in_every_language(language):
    form = Question(initial={"on": date(2026, 12, 2)})

    html = form["on"].as_field_group()

    assert 'type="date"' in html
    assert 'value="2026-12-02"' in html
    assert Question({"on": "2026-12-02"})["on"].data == "2026-12-02"


def test_nothing_is_chosen_for_the_person():
    html = Question()["answer"].as_field_group()

    assert "checked" not in html
    assert "<legend>" in html


def test_a_choice_can_say_what_it_means():
    html = Question()["answer"].as_field_group()

    assert 'aria-describedby="id_answer_0_sub"' in html
    assert ">You become the owner.</span>" in html
    assert html.count('class="opt-row"') == 2


def test_a_file_has_a_label_of_its_own(refused):
    html = refused["file"].as_field_group()

    assert '<label for="id_file">' in html
    assert 'aria-describedby="id_file_helptext id_file_error"' in html


def test_optional_fields_are_marked_and_no_asterisk_is_used():
    html = str(Question())

    assert html.count("(optional)") == 2
    assert "*" not in html


def test_the_summary_leads_to_every_field_in_error(refused):
    html = render_to_string("_components/errsum.html", {"form": refused})

    for target in ("id_title", "id_hours", "id_file"):
        assert f'href="#{target}"' in html
    assert 'role="alert"' in html
    assert 'tabindex="-1"' in html


def test_a_link_to_a_list_leads_to_its_first_choice():
    form = Question({})
    form.is_valid()

    html = render_to_string("_components/errsum.html", {"form": form})

    assert 'href="#id_answer_0"' in html


def test_a_form_carries_its_token_its_hidden_fields_and_its_file_type():
    html = render_to_string(
        "_components/form.html",
        {
            "form": Question(initial={"version": 3}),
            "submit": "Save",
            "once": "abc",
            "cancel_url": "/back/",
            "csrf_token": "token",
        },
    )

    assert 'enctype="multipart/form-data"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'name="once" value="abc"' in html
    assert html.count('name="version"') == 1
    assert "novalidate" in html
    assert html.count("<button") == 1


def test_a_whole_form_prints_the_same_fields(refused):
    refused.add_error(None, "Nobody holds this function.")

    html = str(refused)

    assert "Nobody holds this function." in html
    assert html.count('class="opts"') == 1


def test_markup_in_a_label_is_text():
    class Sly(forms.Form):
        field = forms.CharField(label="<b>", help_text="<i>")

    assert "<b>" not in str(Sly())
    assert "<i>" not in str(Sly())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1200", "1200"),
        ("1 200", "1200"),
        ("1\u202f200", "1200"),
        ("1,200", "1200"),
        ("1,234,567.5", "1234567.5"),
        ("1200 h", "1200"),
        ("€380,000", "380000"),
        ("0,38", "0.38"),
        ("0,380", "0.380"),
        ("\u22125", "-5"),
        ("a lot", "a lot"),
    ],
)
def test_numbers_are_read_as_people_write_them(written, meant):
    assert plain(written) == meant


def test_fields_read_numbers_and_say_what_a_number_is():
    assert WholeNumber().clean("1,200 h") == 1200
    assert Number().clean("0,38") == Decimal("0.38")
    assert Number(required=False).clean("") is None
    with pytest.raises(forms.ValidationError, match="for example 1200"):
        WholeNumber().clean("a lot")
    with translation.override("fr"):
        assert WholeNumber().clean("6\u202f400") == 6400
