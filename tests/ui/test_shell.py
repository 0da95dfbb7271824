"""The frame that every page stands in."""

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from organisation.templatetags import ui

PAGES = [
    "help/words.html",
    "help/keys.html",
    "help/accessibility.html",
    "registration/login.html",
    "registration/logged_out.html",
    "registration/locked.html",
    "registration/password_change_form.html",
    "registration/password_change_done.html",
    "organisation/first_run.html",
    "403_csrf.html",
    *(f"errors/{code}.html" for code in (400, 403, 404, 409, 410, 413, 428, 429, 500)),
]


@pytest.mark.parametrize("template", PAGES)
def test_every_page_has_one_heading_a_title_and_its_landmarks(template, draw, language):
    html = draw(template)

    assert len(re.findall(r"<h1", html)) == 1
    assert f'<html lang="{language}"' in html
    assert re.search(r"<title>\s*\S+.* - Maillon</title>", html)
    for landmark in ("<header", "<main", "<footer"):
        assert html.count(landmark) >= 1
    assert html.count('<p class="lead">') == 1
    assert 'id="live"' in html
    assert html.index('class="skip"') < html.index("<header")


def test_the_navigation_has_seven_places_and_says_where_we_are(draw):
    html = draw("help/words.html", {"place": "pipeline"})

    assert len(re.findall(r"data-go=\"[wpclrev]\"", html)) == 7
    assert html.count('aria-current="page"') == 1
    assert re.search(r'data-go="p" aria-current="page"', html)


def test_a_page_of_an_initiative_belongs_to_the_pipeline():
    for route, namespace, expected in [
        ("en/initiatives/<str:ref>/literacy/", "literacy", "pipeline"),
        ("en/literacy/", "literacy", "literacy"),
        ("en/audit/", "audit", ""),
    ]:
        match = SimpleNamespace(
            route=route, namespace=namespace, view_name=f"{namespace}:page"
        )
        request = SimpleNamespace(resolver_match=match)

        assert ui.place({"request": request}) == expected


def test_the_count_is_red_only_when_something_is_past_its_limit(draw):
    late = draw("help/words.html", waiting_late=True)
    in_time = draw("help/words.html", waiting_late=False)

    assert "count hot" in late
    assert "count hot" not in in_time


def test_a_stranger_sees_no_navigation_no_search_and_no_account(draw):
    stranger = SimpleNamespace(is_authenticated=False)

    html = draw("registration/login.html", {"user": stranger})

    assert "<nav" not in html
    assert 'role="search"' not in html
    assert "<details" not in html


def test_the_account_menu_shows_what_the_person_may_open(draw, person):
    everything = draw("help/words.html", may_import=True)
    person.is_administrator = person.is_auditor = False
    little = draw("help/words.html")

    for address in ("organisation/settings", "audit/entries", "initiatives/import"):
        assert address in everything
        assert address not in little
    assert 'method="post" action="/logout/"' in little


def test_sample_data_says_so_on_every_page(draw):
    assert "invented" in draw("help/words.html", sample=True, organisation="Corvelle")
    assert "invented" not in draw("help/words.html")


def test_the_theme_of_the_profile_is_written_by_the_server(draw):
    assert 'data-theme="dark"' in draw("help/words.html", theme="dark")
    assert "data-theme" not in draw("help/words.html", theme="system")


def test_single_keys_can_be_switched_off(draw, person):
    assert "data-keys" not in draw("help/words.html")

    person.single_keys = False

    assert 'data-keys="off"' in draw("help/words.html")


def test_the_language_switch_is_a_link_in_its_own_language(draw):
    html = draw(
        "help/words.html",
        other_language={"code": "fr", "name": "Français", "url": "/fr/help/words/"},
    )

    assert 'href="/fr/help/words/" lang="fr" hreflang="fr">Français</a>' in html


@pytest.mark.parametrize("template", ["500.html", "errors/503.html"])
def test_the_page_of_a_fault_needs_no_context_at_all(template, language):
    html = Template(f'{{% include "{template}" %}}').render(Context())

    assert html.count("<h1") == 1


def test_what_was_done_stays_as_a_status_until_the_next_page(draw):
    done = SimpleNamespace(level_tag="success", __str__=lambda self: "Saved.")

    html = draw("help/words.html", {"messages": [done]})

    assert '<div class="notes" role="status">' in html
    assert '<div class="note success">' in html


def test_fonts_are_linked_only_where_the_machine_has_them(monkeypatch):
    ui.served.cache_clear()
    monkeypatch.setattr(ui.finders, "find", lambda path: None)

    assert ui.font_links() == ""

    ui.served.cache_clear()
    monkeypatch.setattr(ui.finders, "find", lambda path: "/somewhere")
    links = ui.font_links()
    ui.served.cache_clear()

    assert links.count('rel="stylesheet"') == 2
    assert 'rel="preload"' in links
