"""The rules of style sheet and templates, and the contrast of the colours."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from organisation.templatetags import ui

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
CSS = (BASE / "static/css/ui.css").read_text()
JS = (BASE / "static/js/app.js").read_text()
SCRIPTS = sorted((BASE / "static/js").glob("*.js"))

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style",
    "a script with content": r"<script(?![^>]*\ssrc=)",
    "an event attribute": r"\son(?!ce\b)[a-z]+\s*=",
    "an event attribute of htmx": r"hx-on",
    "markup that was not escaped": r"\|\s*safe\b|autoescape\s+off",
    "a link that opens nothing": r"href=\"(?:#|javascript:)\"",
}


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_holds(rule):
    found = [
        f"{template.relative_to(BASE)}: {match.group()}"
        for template in TEMPLATES
        for match in re.finditer(FORBIDDEN[rule], template.read_text())
    ]

    assert not found


def test_every_icon_that_a_template_names_exists():
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r"{% icon \"([^\"]+)\"", template.read_text())
    }

    assert named <= set(ui.ICONS)


def test_every_component_says_what_it_needs_first():
    for component in (BASE / "templates/_components").glob("*.html"):
        head = component.read_text().splitlines()[:2]

        assert any("{% comment %}" in line for line in head), component.name


def test_every_component_stands_in_the_list():
    listed = (BASE / "docs/ui.md").read_text()

    for component in (BASE / "templates/_components").glob("*.html"):
        assert f"`{component.name}`" in listed


def test_a_component_is_included_with_its_own_inputs_only():
    for template in TEMPLATES:
        for include in re.findall(
            r"{% include \"_components/[^%]+%}", template.read_text()
        ):
            assert include.endswith(" only %}"), f"{template.name}: {include}"


def test_the_layers_are_in_their_order_and_no_rule_shouts():
    layers = "reset, tokens, base, layout, components, charts, utilities, print"

    assert f"@layer {layers};" in CSS
    for sheet in (BASE / "static/css").glob("*.css"):
        assert "!important" not in sheet.read_text(), sheet.name
    assert CSS.count("url(") == CSS.count("url(#")
    assert CSS.count("{") == CSS.count("}")


def test_directions_are_logical_so_that_right_to_left_stays_possible():
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)\s*:"

    assert not re.findall(physical, CSS)


def test_the_style_sheet_and_the_script_stay_small():
    assert len(gzip.compress(CSS.encode(), 9)) < 12 * 1024
    assert len(gzip.compress(JS.encode(), 9)) < 4 * 1024


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_runs_under_the_strict_policy(script):
    text = script.read_text()
    for word in ("eval(", "innerHTML", "new Function", ".style", "window.confirm"):
        assert word not in text


# ---------------------------------------------------------------- contrast
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+):light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)", CSS
    )
}
TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunk")
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *(("accent", ground, TEXT) for ground in (*GROUNDS, "accent-tint")),
    ("accent-strong", "surface", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    *((status, f"{status}-tint", TEXT) for status in ("bad", "warn", "good")),
    *((status, "surface", TEXT) for status in ("bad", "warn", "good")),
    *(("ink", tint, TEXT) for tint in ("accent-tint", "bad-tint", "warn-tint")),
    *((f"s{stage}", "surface", TEXT) for stage in range(5)),
    *((f"s{stage}", f"s{stage}t", TEXT) for stage in range(5)),
    *(("ink", f"s{stage}t", TEXT) for stage in range(5)),
    *(("ink-3", f"s{stage}t", TEXT) for stage in range(5)),
    ("paper", "ink", TEXT),
    *(("line-2", ground, CONTROL) for ground in GROUNDS),
    *(("focus", ground, CONTROL) for ground in GROUNDS),
    *(
        (f"c-{chart}", "surface", CONTROL)
        for chart in ("ink", "gain", "good", "leak", "loss")
    ),
]


def _luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(f * c for f, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one, other):
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_can_be_told_apart(front, ground, least, theme):
    at = ("light", "dark").index(theme)

    assert _contrast(TOKENS[front][at], TOKENS[ground][at]) >= least


def test_the_contrast_of_the_design_still_stands():
    """The figures of the design document, measured again."""
    for front, ground, light, dark in [
        ("ink", "paper", 15.4, 15.1),
        ("ink-2", "paper", 7.9, 10.7),
        ("ink-3", "paper", 5.6, 7.7),
        ("accent", "surface", 8.4, 8.5),
        ("on-accent", "accent", 8.4, 9.2),
        ("bad", "bad-tint", 6.2, 7.0),
        ("line-2", "paper", 3.6, 4.4),
        ("focus", "paper", 5.8, 11.2),
    ]:
        for at, expected in enumerate((light, dark)):
            measured = _contrast(TOKENS[front][at], TOKENS[ground][at])
            assert measured > expected - 0.1, (front, ground, at)
