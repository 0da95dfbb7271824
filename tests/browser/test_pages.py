"""Every page, at every width, light and dark, in both languages."""

import pytest
from django.urls import URLPattern, get_resolver

from governance import frontend
from tests.browser import sample

WIDTHS = (1440, 768, 320, 390)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ACTS = {
    # addresses that are no page: a button, a file, or a page that leads on at once
    "governance:ask-paper",
    "governance:calendar",
    "governance:item-call",
    "governance:item-draft",
    "governance:item-move",
    "governance:item-restore",
    "governance:item-show",
    "governance:meeting-now",
    "governance:meeting-open",
    "governance:minutes-issue",
    "governance:paper-file",
    "governance:submit",
    "governance:take-list",
    "governance:take-on",
    "governance:test-mail",
    "governance:withdraw-signature",
    "initiatives:comment",
    "initiatives:download",
    "initiatives:unlink",
    "literacy:answer-waiver",
    "literacy:attendance-drop",
    "literacy:consultation-file",
    "literacy:evidence-all",
    "literacy:evidence-sheet",
    "literacy:feed",
    "literacy:instructions-file",
    "literacy:measure-file",
    "literacy:read-information",
    "literacy:use-recipe",
    "literacy:information-file",
    "literacy:ask-too",
    "literacy:ballot",
    "literacy:close-pulse",
    "literacy:remind-of-pulse",
    "literacy:withdraw-concern",
    "literacy:statement-file",
    "processes:keep-effect",
    "processes:map-bpmn",
    "processes:map-file",
    "processes:answer-merge",
    "lessons:endorse",
    "lessons:attest-review",
    "value:export",
    "value:save-scenario",
    "organisation:welcome",
    "organisation:reinstate-person",
    "audit:export",
    "audit:verify",
    "logout",
    "set_language",
}
NARROW = [
    *("color-contrast", "link-in-text-block"),
    *("target-size", "scrollable-region-focusable", "label"),
]
"""What depends on the theme or the width is looked at once more, dark and narrow;
the other rules read the same document."""
AXE = """async ([type, values]) => (await axe.run(document, {
    runOnly: {type, values},
    resultTypes: ['violations'],
})).violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(
    n => n.target.join(' ')).join(' ; '))"""
WIDER = """() => {
    const root = document.documentElement, room = root.clientWidth;
    return root.scrollWidth <= room ? '' : `${root.scrollWidth} px in ${room} px`;
}"""
BIG = "on => { document.documentElement.style.fontSize = on ? '200%' : ''; }"
FACTS = """() => ({
    h1: document.querySelectorAll('h1').length,
    title: document.title,
    lang: document.documentElement.lang,
    skips: [...document.querySelectorAll('main h1, main h2, main h3, main h4')]
        .map(h => +h.tagName[1])
        .filter((level, i, all) => i && level > all[i - 1] + 1).length,
})"""


@pytest.fixture
def script():
    """The text of axe-core."""
    return (frontend.node_modules() / frontend.AXE).read_text()


@pytest.mark.slow(seconds=240)
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_holds_and_none_is_forgotten(
    transactional_db, new_page, script, half
):
    found = sample.pages(sample.build())
    every = {name for name in _names(get_resolver().url_patterns) if not _is_door(name)}
    assert every - ACTS - {name for _person, name, _path in found} == set()
    first = {}
    for place in found:
        first.setdefault(place[1], place)
    known = set()

    def look(page, name):
        page.set_viewport_size({"width": 1440, "height": 900})
        yield from _facts(page, "en")
        yield from _big(page)
        yield from _widths(page, WIDTHS)
        if name not in known:  # others at this address have the same bones
            yield from _axe(page, script)
            known.add(name)

    def look_at_words(page, _name):
        # Bones and colours are those of the English page; the words are longer.
        yield from _facts(page, "fr")
        yield from _widths(page, (320, 1440))
        yield from _big(page)

    _walk(found[half::2], "en", new_page, look)
    _walk(list(first.values())[half::2], "fr", new_page, look_at_words)


def _walk(found, language, new_page, look):
    """Open each page as its person, and look at it."""
    problems, pages = [], {}
    for person, name, path in found:
        key = person and person.pk
        if key not in pages:
            pages[key] = new_page(person, reduced_motion="reduce")
        path = f"/{language}{path[3:]}"
        answer = pages[key].goto(path)
        if answer.status != 200:
            problems.append(f"{path} ({name}): status {answer.status}")
            continue
        problems += [f"{path} ({name}): {p}" for p in look(pages[key], name)]
    assert not problems, "\n".join(problems)


def _facts(page, language):
    """What is wrong with title, language and headings of a page that is open."""
    facts = page.evaluate(FACTS)
    if facts["h1"] != 1:
        yield f"{facts['h1']} h1"
    if facts["lang"] != language:
        yield f"lang is {facts['lang']}"
    if not facts["title"].endswith("Maillon") or len(facts["title"]) < 12:
        yield f"title is {facts['title']!r}"
    if facts["skips"]:
        yield "a heading level is skipped"


def _widths(page, widths):
    """The widths at which a page that is open must be moved sideways."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate(WIDER)
        if wider:
            yield f"scrolls at {width}: {wider}"


def _big(page):
    """Whether a page that is open holds with letters of twice the size."""
    page.evaluate(BIG, True)
    wider = page.evaluate(WIDER)
    if wider:
        yield f"scrolls at 200 % text: {wider}"
    page.evaluate(BIG, False)


def _axe(page, script):
    """What axe says of a page that is open, at 390 px as it is and then at 1440."""
    page.evaluate(script)
    for width, scheme, rules in (
        (390, "dark", ["rule", NARROW]),
        (1440, "light", ["tag", RULES]),
    ):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for found in page.evaluate(AXE, rules):
            yield f"axe at {width}, {scheme}: {found}"


def _is_door(name):
    """An address of the API or for machines."""
    return name.startswith(("admin:", "api")) or name in ("livez", "readyz")


def _names(patterns, prefix=""):
    """The names of all addresses, each with its space."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{prefix}{pattern.name}"
        else:
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _names(pattern.url_patterns, prefix + space)
