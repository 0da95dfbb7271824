"""The small words of every page: icons, chips, dates, hours, amounts, certainty."""

import copy
from datetime import datetime
from decimal import Decimal
from functools import cache

from django import forms, template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from audit import clock

register = template.Library()

NARROW = "\u202f"
MINUS = "\u2212"


# ---------------------------------------------------------------- icons
_SVG = (
    '<svg class="ic" viewBox="0 0 24 24" width="{size}" height="{size}" fill="none"'
    ' stroke="currentColor" stroke-width="1.8" stroke-linecap="round"'
    ' stroke-linejoin="round" aria-hidden="true" focusable="false">%s</svg>'
)

_SHAPES = {
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5"/>',
    "help": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M9.5 9.5a2.5 2.5 0 113.5 2.3c-.8.4-1 .9-1 1.7M12 17v.5"/>'
    ),
    "waiting": '<path d="M3 13l3-8h12l3 8v6H3z M3 13h5l1.5 3h5L16 13h5"/>',
    "pipeline": '<path d="M4 4h4v16H4zM10 4h4v10h-4zM16 4h4v13h-4z"/>',
    "committee": '<path d="M4 5h16v11H4zM9 20h6M12 16v4"/>',
    "literacy": (
        '<path d="M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14"/>'
    ),
    "processes": '<path d="M3 5h6v5H3zM15 14h6v5h-6zM6 10v6.5h9"/>',
    "lessons": (
        '<path d="M9 18h6M10 21h4M8 14a6 6 0 118 0c-1 1-1 2-1 3H9c0-1 0-2-1-3z"/>'
    ),
    "value": '<path d="M4 20V10M10 20V4M16 20v-7M22 20H2"/>',
    "warning": '<path d="M12 4l9 16H3zM12 10v4M12 17v.5"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7"/>',
    "export": '<path d="M12 4v11M8 8l4-4 4 4M4 15v5h16v-5"/>',
    "import": '<path d="M12 15V4M8 11l4 4 4-4M4 15v5h16v-5"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7v5l3 2"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "table": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "timeline": '<path d="M3 6h9M7 12h10M13 18h8"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.7-4 3-6 6.5-6s5.8 2 6.5'
        ' 6M16 4.8a3.5 3.5 0 010 6.4M17.5 14.3c2 .8 3.3 2.7 3.8 5.7"/>'
    ),
    "record": '<path d="M6 3h12v18H6zM9 8h6M9 12h6M9 16h3"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V8a4 4 0 018 0v3"/>',
    "sign": '<path d="M4 20l1-5L15 5l4 4L9 19zM12.5 7.5l4 4M14 20h6"/>',
    "edit": '<path d="M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4"/>',
    "handoff": '<path d="M3 12h14M12 6l6 6-6 6M21 5v14"/>',
    "return": '<path d="M9 6l-5 5 5 5M4 11h9a6 6 0 016 6v1"/>',
    "undo": '<path d="M8 5L4 9l4 4M4 9h10a5 5 0 010 10h-3"/>',
    "redo": '<path d="M16 5l4 4-4 4M20 9H10a5 5 0 000 10h3"/>',
    "zoom-in": (
        '<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5M11 8.5v5M8.5 11h5"/>'
    ),
    "zoom-out": '<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5M8.5 11h5"/>',
    "fit": '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9 9h6v6H9z"/>',
    "screen": '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
    "stop": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 9l6 6M15 9l-6 6"/>',
    "previous": '<path d="M15 5l-7 7 7 7"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "down": '<path d="M6 9l6 6 6-6"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>',
    "comment": '<path d="M4 5h16v11h-8l-5 4v-4H4z"/>',
    "link": (
        '<path d="M10 14a4 4 0 005.7 0l3-3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0'
        ' 00-5.7 0l-3 3a4 4 0 005.7 5.7l1-1"/>'
    ),
    "settings": (
        '<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/>'
        '<circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>'
    ),
    "sign-out": '<path d="M10 4H5v16h5M9 12h11M16 8l4 4-4 4"/>',
    "language": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9'
        'c-3-3-4-6-4-9s1-6 4-9z"/>'
    ),
    "bell": '<path d="M6 17V11a6 6 0 0112 0v6l2 2H4zM10 22h4"/>',
}

ICONS = {name: _SVG % shape for name, shape in _SHAPES.items()}
"""Our own line icons; an icon always stands beside a word."""


@register.simple_tag
def icon(name, size=18):
    """A line icon, silent to screen readers because a word stands beside it."""
    return format_html(ICONS[name], size=size)


# ---------------------------------------------------------------- chips and people
STAGES = ("proposed", "literacy", "appropriation", "learning", "value", "closed")
"""The order of the stages. This floor may not read the rooms above it, so the words
are written again here; a test holds them equal to the stages themselves."""


def _number(stage) -> int:
    if isinstance(stage, int):
        return stage
    return STAGES.index(str(getattr(stage, "value", stage)))


@register.simple_tag
def chip(stage):
    """The number of a stage in its hue; the name of the stage stands beside it."""
    number = _number(stage)
    return format_html(
        '<span class="chip s{}" aria-hidden="true">{}</span>', number, number
    )


@register.filter
def stage_class(stage):
    """The class that gives an element the hue of a stage: s0 to s5."""
    return f"s{_number(stage)}"


@register.filter
def initials(name):
    """First letters of the first and the last name."""
    words = str(name or "").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def avatar(name):
    """The initials of a person in a circle; the name itself stands beside it."""
    return format_html('<span class="who" aria-hidden="true">{}</span>', initials(name))


@register.simple_tag
def gatebar(met, total):
    """One small box for each criterion of a gate, filled for those that are met."""
    boxes = (
        ("on" if place < met else "off", f"{place * 11 + 0.5:g}")
        for place in range(total)
    )
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="1.5" width="8" height="7" rx="1"/>',
        boxes,
    )
    width = str(max(total * 11, 1))
    return format_html(
        '<svg width="{width}" height="10" viewBox="0 0 {width} 10" aria-hidden="true"'
        ' focusable="false">{rects}</svg>',
        width=width,
        rects=rects,
    )


# ---------------------------------------------------------------- dates
def _local(value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def written_day(value, *, year=True) -> str:
    """2 December 2026 in words of the language in use."""
    text = date_format(value, "j F Y" if year else "j F", use_l10n=False)
    if (get_language() or "").startswith("fr") and value.day == 1:
        text = "1er" + text[1:]
    return text


@register.simple_tag
def day(value, year=True, time=False):
    """A date as 2 December 2026; with its hour where the hour matters."""
    if not value:
        return ""
    value = _local(value)
    text = written_day(value, year=year)
    if isinstance(value, datetime):
        if time:
            text = f"{text}, {value:%H:%M}"
        machine = value.isoformat(timespec="minutes")
    else:
        machine = value.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, text)


@register.simple_tag
def ago(value):
    """How long ago, with the date at hand: 19 days ago, 3 November 2026."""
    if not value:
        return ""
    value = _local(value)
    today = timezone.localtime(clock.now()).date()
    on = value.date() if isinstance(value, datetime) else value
    days = (today - on).days
    if days == 0:
        text = _("today")
        if isinstance(value, datetime):
            text = f"{text}, {value:%H:%M}"
    else:
        text = f"{_distance(days)}, {written_day(value)}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


def _distance(days) -> str:
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    count = abs(days)
    if days > 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", count) % {"n": count}
    return ngettext("in %(n)s day", "in %(n)s days", count) % {"n": count}


# ---------------------------------------------------------------- numbers
def written_number(value, decimals=0) -> str:
    """1,234 or 1 234 with a narrow no-break space, and a real minus sign."""
    # Django cuts what it does not show; people expect it to be rounded
    text = number_format(
        round(Decimal(str(value)), decimals),
        decimal_pos=decimals,
        use_l10n=True,
        force_grouping=True,
    )
    return text.replace("\xa0", NARROW).replace(" ", NARROW).replace("-", MINUS)


@register.filter
def number(value, decimals=0):
    """A number as people of this language write it."""
    if value is None or value == "":
        return "–"
    return written_number(value, int(decimals))


@register.filter
def hours(value, per=""):
    """A number of hours with its unit; `|hours:"year"` for hours a year."""
    if value is None or value == "":
        return "–"
    amount = Decimal(str(value))
    decimals = 0 if amount == amount.to_integral_value() else 1
    named = {"n": written_number(amount, decimals)}
    count = 1 if abs(amount) == 1 else 2
    if per == "year":
        return ngettext("%(n)s hour a year", "%(n)s hours a year", count) % named
    return ngettext("%(n)s hour", "%(n)s hours", count) % named


_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
def money(value, currency="EUR"):
    """An amount with its currency: €1,200 in English, 1 200 € in French."""
    if value is None or value == "":
        return "–"
    amount = Decimal(str(value))
    decimals = 0 if amount == amount.to_integral_value() else 2
    return _with_currency(amount, decimals, currency, "")


@register.filter
def quoted(text) -> str:
    """What somebody wrote, in the quotation marks of the reader's language."""
    return _("“%(text)s”") % {"text": text}


@register.filter
def millions(value, currency="EUR"):
    """An amount in millions: €0.38m in English, 0,38 M€ in French."""
    if value is None or value == "":
        return "–"
    return _with_currency(Decimal(str(value)) / 1_000_000, 2, currency, "m")


@register.filter
def gap(value, currency="EUR"):
    """How far an amount is above or below another, with its sign."""
    return f"+{money(value, currency)}" if value > 0 else money(value, currency)


def _with_currency(amount, decimals, currency, scale) -> str:
    currency = str(currency or "EUR")
    sign = _SIGNS.get(currency, "")
    if (get_language() or "").startswith("fr"):
        unit = f"{scale.upper()}{sign}" if sign else f"{scale.upper()} {currency}"
        return f"{written_number(amount, decimals)}{NARROW}{unit.strip()}"
    minus = MINUS if amount < 0 else ""
    figure = f"{written_number(abs(amount), decimals)}{scale}"
    return f"{minus}{sign or currency + ' '}{figure}"


_CERTAINTY = {"estimated": "est", "measured": "mes", "confirmed": "conf"}


@register.simple_tag
def certainty(kind):
    """How sure a figure is, in ink and in a word: by the team, measured, by Finance."""
    words = {
        "estimated": _("Estimated"),
        "measured": _("Measured"),
        "confirmed": _("Confirmed"),
    }
    kind = str(getattr(kind, "value", kind))
    # the attributes are for printers that do not apply the style sheet inside SVG
    return format_html(
        '<span class="tag plain"><svg width="14" height="14" aria-hidden="true"'
        ' focusable="false"><rect class="b t-ink c-{}" fill="{}" fill-opacity="{}"'
        ' stroke="#3b424a" x="1" y="1" width="12" height="12"/></svg>{}</span>',
        _CERTAINTY[kind],
        "#ffffff" if kind == "estimated" else "#3b424a",
        ".4" if kind == "measured" else "1",
        words[kind],
    )


# ---------------------------------------------------------------- words
@register.filter
def colon(words):
    """Words with their colon, which French sets apart by a narrow space."""
    return _("%(words)s:") % {"words": words}


# ---------------------------------------------------------------- form controls
_ISO = {
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.DateInput: ("date", "%Y-%m-%d"),
}


@register.simple_tag
def control(field):
    """The control of a field, as browsers of people serve it best.

    Dates get the browser's own picker. Numbers are text with a number keyboard: a
    number field would swallow what it cannot read, and the person could not mend it.
    """
    widget, attrs = field.field.widget, {}
    for kind, (input_type, pattern) in _ISO.items():
        if isinstance(widget, kind):
            widget = copy.copy(widget)
            widget.input_type, widget.format = input_type, pattern
            widget.is_localized = False
            attrs["class"] = _classes(widget, "w-s")
    if isinstance(widget, forms.NumberInput):
        widget = copy.copy(widget)
        widget.input_type = "text"
        widget.attrs = {
            key: value
            for key, value in widget.attrs.items()
            if key not in ("min", "max", "step")
        }
        # Django's decimal and float fields are integer fields by descent
        parts = isinstance(field.field, forms.FloatField | forms.DecimalField)
        attrs["inputmode"] = "decimal" if parts else "numeric"
        attrs["class"] = _classes(widget, "w-s")
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        attrs["rows"] = "4"
    if isinstance(widget, forms.ClearableFileInput):
        # Django leaves this out because it draws a fieldset here; we draw a label
        described = [f"{field.auto_id}_helptext"] if field.help_text else []
        described += [f"{field.auto_id}_error"] if field.errors else []
        if described:
            attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(widget=widget, attrs=attrs)


def _classes(widget, default) -> str:
    return widget.attrs.get("class", default)


@register.filter
def first_id(field):
    """Where a link to a field leads: its control, or its first choice."""
    if field.field.widget.use_fieldset and field.widget_type in (
        "radioselect",
        "checkboxselectmultiple",
    ):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


# ---------------------------------------------------------------- the shell
WORK_PLACES = ("literacy", "processes", "lessons", "value")


PIPELINE = ("governance:pipeline", "governance:stalls", "governance:stall")


@register.simple_tag(takes_context=True)
def place(context):
    """Which entry of the navigation a page belongs to.

    Every page of an initiative belongs to the pipeline, whatever room draws it.
    """
    if context.get("place"):
        return context["place"]
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.view_name == "governance:waiting":
        return "waiting"
    if match.view_name.startswith("governance:committee"):
        return "committee"
    if "initiatives/" in match.route or match.view_name in PIPELINE:
        return "pipeline"
    return match.namespace if match.namespace in WORK_PLACES else ""


FONTS = (
    "vendor/source-sans-3/wght.css",
    "vendor/source-serif-4/wght.css",
)
FIRST_FONT = "vendor/source-sans-3/files/source-sans-3-latin-wght-normal.woff2"


@cache
def served(path) -> str:
    """The address of a third-party file, or nothing where it was not fetched."""
    # Where files were collected, what was collected decides, not what lies about.
    collected = getattr(staticfiles_storage, "hashed_files", None)
    is_there = finders.find(path) if collected is None else path in collected
    return staticfiles_storage.url(path) if is_there else ""


@register.simple_tag
def font_links():
    """The two type families, where the machine has them; else system fonts serve."""
    links = []
    if preload := served(FIRST_FONT):
        links.append(
            format_html(
                '<link rel="preload" href="{}" as="font" type="font/woff2"'
                " crossorigin>",
                preload,
            )
        )
    links += [
        format_html('<link rel="stylesheet" href="{}">', address)
        for address in map(served, FONTS)
        if address
    ]
    return format_html_join("\n", "{}", ((link,) for link in links))
