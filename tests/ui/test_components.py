"""The gallery: every component is drawn, in both languages."""

import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

from governance import charts
from initiatives.criteria import Criterion
from organisation.functions import Function

AT = datetime(2026, 11, 3, 16, 12, tzinfo=ZoneInfo("Europe/Paris"))


class Reason(forms.Form):
    """The reason that a confirmation asks for."""

    reason = forms.CharField(label="Reason, for the minutes", widget=forms.Textarea)


def _criterion(met, url="/gate/"):
    return Criterion("owner", "Owner named", met, "0 of 1", Function.MARKETING, url)


REFUSED = Reason({})
GALLERY = {
    "ageing.html": {
        "ageing": charts.ageing([("HR to Operations", [(6, "AI-017")])], 14),
        "caption": "Handoffs waiting now",
    },
    "callout.html": {
        "id": "now",
        "kind": "bad",
        "icon": "clock",
        "title": "Waiting 19 days",
        "text": "The limit is 14 days.",
        "url": "/act/",
        "label": "Accept or return",
    },
    "card.html": {
        "card": {
            "ref": "AI-021",
            "unit": "Customer service",
            "url": "/initiatives/AI-021/",
            "title": "Letters",
            "aside": "12 days here",
            "line": "Waiting 27 days",
            "icon": "clock",
            "late": True,
            "more": "4,100 hours",
            "met": 3,
            "total": 6,
            "owner": "Nadia Ferrand",
            "stage": "literacy",
        }
    },
    "confirm.html": {
        "question": "Stop it?",
        "consequences": ["the pilot ends"],
        "form": Reason(),
        "submit": "Stop this initiative",
        "keep_url": "/back/",
        "keep_label": "Keep it running",
        "csrf_token": "token",
    },
    "empty.html": {
        "title": "No initiative yet",
        "text": "Start with one.",
        "url": "/new/",
        "label": "Propose",
        "icon": "plus",
    },
    "errsum.html": {"form": REFUSED},
    "facts.html": {
        "items": [
            {"term": "Sponsor", "value": "Claire Morel"},
            {"term": "Freed", "value": "6,400 hours", "certainty": "measured"},
        ]
    },
    "field.html": {"field": Reason()["reason"]},
    "form.html": {"form": Reason(), "submit": "Save", "csrf_token": "token"},
    "history.html": {
        "items": [
            {"key": True, "title": "Handed over", "at": AT, "by": "Inès", "text": "…"}
        ]
    },
    "opt_row.html": {
        "type": "radio",
        "name": "answer",
        "value": "accept",
        "id": "accept",
        "label": "Accept",
        "sub": "You become the owner.",
    },
    "pager.html": {"older_url": "?c=1", "newer_url": "?c=2", "text": "51 to 100"},
    "refused.html": {"label": "Confirm", "reason": "Only Finance can. Ask Thomas."},
    "signs.html": {
        "items": [
            {"who": "Nadia Ferrand", "label": "HR", "tag": "Signed", "kind": "plain"},
            {"stage": "value", "label": "Renewal", "url": "/x/", "sub": "on plan"},
            {"icon": "file", "label": "Opinion", "url": "/y/"},
        ]
    },
    "stepper.html": {
        "steps": [
            {
                "stage": "literacy",
                "label": "Literacy",
                "sub": "Passed",
                "state": "done",
            },
            {"stage": "learning", "label": "Learning", "sub": "Here", "state": "now"},
            {"stage": "value", "label": "Value", "sub": "", "state": "todo"},
        ]
    },
    "tasks.html": {"criteria": [_criterion(True), _criterion(False)]},
    "timeline.html": {
        "timeline": charts.timeline(
            [
                SimpleNamespace(
                    stage="literacy",
                    kind="forward",
                    entered_at=date(2026, 3, 3),
                    left_at=None,
                )
            ],
            [(date(2026, 5, 11), "HR", True)],
            date(2026, 11, 24),
        ),
        "id": "t",
    },
}
# needs the pages of an initiative, and is drawn by the tests of the rooms
ELSEWHERE = {"form_page.html"}
FOLDER = Path(settings.BASE_DIR) / "templates/_components"


def test_every_component_is_in_the_gallery():
    assert {file.name for file in FOLDER.glob("*.html")} == set(GALLERY) | ELSEWHERE


@pytest.mark.parametrize("name", GALLERY)
def test_a_component_draws_clean_markup(name, language):
    html = render_to_string(f"_components/{name}", GALLERY[name])

    assert html.strip()
    assert not re.search(r"\sstyle=|<script|\son\w+=|<h1", html)
    for identity in re.findall(r'(?:aria-labelledby|aria-describedby)="([^"]+)"', html):
        for each in identity.split():
            assert f'id="{each}"' in html
    for tag in ("li", "ul", "ol", "dl", "section", "p", "svg", "span", "div", "a"):
        assert len(re.findall(rf"<{tag}[\s>]", html)) == html.count(f"</{tag}>"), tag


def test_a_criterion_says_who_can_meet_it():
    html = render_to_string(
        "_components/tasks.html", {"criteria": [_criterion(False), _criterion(True)]}
    )

    assert "To do by Marketing" in html
    assert html.count("Done") == 1


def test_a_criterion_that_cannot_start_is_no_link():
    blocked = SimpleNamespace(
        label="Later",
        met=False,
        fact="",
        fixed_by=Function.HR,
        url="/x/",
        blocked=True,
    )

    html = render_to_string("_components/tasks.html", {"criteria": [blocked]})

    assert "<a " not in html


def test_the_danger_button_stands_before_the_way_back():
    html = render_to_string("_components/confirm.html", GALLERY["confirm.html"])

    assert html.index("btn danger") < html.index("Keep it running")
    assert "primary" not in html


def test_there_is_no_pager_for_one_page():
    assert "<nav" not in render_to_string("_components/pager.html", {"text": "1 to 3"})


def test_user_text_is_never_markup():
    card = {"ref": "AI-1", "url": "/", "title": "<script>", "owner": "<b>"}

    html = render_to_string("_components/card.html", {"card": card})

    assert "<script>" not in html
    assert "<b>" not in html
