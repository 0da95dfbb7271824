"""The forms of figures: times, people, shares, open questions, a trial of AI."""

from hashlib import sha256

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from processes.facts import SOURCES, UNITS, Source
from processes.flow.questions import ahead
from processes.graph import Kind
from processes.known import Said
from processes.models import Subject, What
from processes.reading.data import number_in

CHOOSE = ("", _("Choose"))
KNOWN = [
    (source.value, capfirst(SOURCES[source]))
    for source in (Source.MEASURED, Source.SAMPLED, Source.ESTIMATED, Source.ASSUMED)
]
"""How somebody may know a figure; what a map states comes from its file only."""
TIME_UNITS = [(unit.value, label) for unit, label in UNITS.items()]
A_PAGE = 25
"""How many steps, roles and choices a page of figures asks about."""
CLOSE = 0.005


class NumberField(forms.CharField):
    """A number as people write it: 1,5 or 1 200; per cent where it is a share."""

    def __init__(self, *, is_share=False, **kwargs):
        self.is_share = is_share
        attrs = {"inputmode": "decimal", "class": "w-s", "size": 6}
        super().__init__(
            max_length=30,
            widget=forms.TextInput(attrs=attrs),
            **({"required": False} | kwargs),
        )

    def clean(self, value):
        """The number, a share between 0 and 1; None where nothing was entered."""
        text = super().clean(value).removesuffix("%").strip()
        if not text:
            return None
        number = number_in(text)
        if number is None or number < 0:
            raise forms.ValidationError(
                _("Enter a number of 0 or more, for example 12 or 0.5.")
            )
        if not self.is_share:
            return number
        if number > 100:
            raise forms.ValidationError(_("Enter a share between 0 and 100."))
        return number / 100


def short(text) -> str:
    """A name for a field that stands for an id of any length and letters."""
    return sha256(text.encode()).hexdigest()[:12]


def shown(value, *, is_share=False) -> str:
    """A figure as a field shows it."""
    if value is None:
        return ""
    number = float(value) * (100 if is_share else 1)
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def role_names(found) -> list[str]:
    """The roles of a map, and those that only figures name."""
    graph, facts = found.graph, found.facts
    names = [facts.step(n.id).who or graph.who(n) for n in graph.steps()]
    return [name for name in dict.fromkeys([*names, *facts.roles]) if name]


def choices(found) -> list:
    """The points of a map at which cases part, and its exceptions."""
    outgoing = found.graph.outgoing()
    return [
        node
        for node in found.graph.nodes.values()
        if node.kind == Kind.BOUNDARY
        or (len(outgoing[node.id]) > 1 and _is_choice(found, node, outgoing[node.id]))
    ]


def _is_choice(found, node, flows):
    if node.kind in (Kind.XOR, Kind.OR, Kind.EVENT_BASED, Kind.COMPLEX):
        return True
    if node.kind == Kind.AND:
        return False
    means = found.facts.meaning.get(node.id)
    if means:
        return means == "one"
    return not found.graph.arrows_mean_all or any(
        f.share is not None or f.conditional for f in flows
    )


def pages_of(found) -> int:
    """How many pages the figures of a map take."""
    most = max(len(found.graph.steps()), len(role_names(found)), len(choices(found)))
    return max(1, -(-most // A_PAGE))


class FiguresForm(forms.Form):
    """Times of each step, people of each role, shares, demand and margin.

    A figure that stays as it was is not said again, so that it keeps its author.
    """

    def __init__(self, *args, found, page=1, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        self.figures = []
        self.cases = []
        shown = slice((page - 1) * A_PAGE, page * A_PAGE)
        self.steps = [self._step(node) for node in found.graph.steps()[shown]]
        self.roles = [self._role(name) for name in role_names(found)[shown]]
        self.ways = [self._ways(node) for node in choices(found)[shown]]
        if page == 1:
            for what, label, more in (
                (What.DEMAND, _("New cases a week"), {}),
                (What.MARGIN, _("Margin per case"), {}),
                (
                    What.VARIANTS,
                    _("Rules that differ from site to site, of 100"),
                    {"is_share": True},
                ),
            ):
                whats = [(what, label, more)]
                self.cases.append(
                    self._group(label, Subject.PROCESS, "", whats, name=what)
                )

    # The fields

    def _step(self, node):
        label = self.found.graph.label(node.id)
        group = self._group(
            label,
            Subject.STEP,
            node.id,
            [(What.TOUCH, _("Hands-on time"), {}), (What.WAIT, _("Wait"), {})],
        )
        group["who"] = (
            self.found.facts.step(node.id).who or self.found.graph.who(node) or ""
        )
        group["more"] = self._group(
            label,
            Subject.STEP,
            node.id,
            [
                (What.CHECKING, _("Time to check AI output"), {}),
                (What.RIGHT, _("Right without correction, of 100"), {"is_share": True}),
                (What.REWORK, _("Done again at once, of 100"), {"is_share": True}),
                (What.TIMES, _("How often it runs for one case"), {}),
                (What.COST, _("Cost of one time, beside people’s hours"), {}),
            ],
            name="more",
        )
        return group

    def _role(self, name):
        return self._group(
            name,
            Subject.ROLE,
            name,
            [
                (What.FTE, _("Full-time people for this process"), {}),
                (What.HOURS, _("Productive hours a week of one person"), {}),
                (What.COST, _("Cost of one hour of one person"), {}),
            ],
        )

    def _ways(self, node):
        graph = self.found.graph
        group = {"label": graph.label(node.id), "key": node.id, "figures": []}
        if node.kind == Kind.BOUNDARY:
            words = _("How often, of 100")
            group["figures"].append(
                self._figure(Subject.WAY, node.id, What.SHARE, words, is_share=True)
            )
        for flow in graph.outgoing()[node.id] if node.kind != Kind.BOUNDARY else ():
            figure = self._figure(
                Subject.WAY, flow.id, What.SHARE, ahead(graph, flow.id), is_share=True
            )
            if flow.share is not None:
                figure["hint"] = shown(flow.share, is_share=True)
            group["figures"].append(figure)
        self._source(group, f"ways-{short(node.id)}")
        group["is_whole"] = node.kind not in (Kind.OR, Kind.BOUNDARY)
        return group

    def _group(self, label, subject, key, whats, name=""):
        group = {"label": label, "key": key, "figures": []}
        for what, words, more in whats:
            group["figures"].append(self._figure(subject, key, what, words, **more))
        self._source(group, f"source-{name or subject}-{short(key)}")
        return group

    def _figure(self, subject, key, what, label, *, is_share=False):
        name = f"{what}-{short(subject + key)}"
        known = self.found.row(subject, key, what)
        self.fields[name] = NumberField(label=label, is_share=is_share)
        value = known.value if known else None
        self.initial[name] = shown(value, is_share=is_share)
        figure = {
            "subject": subject,
            "key": key,
            "what": what,
            "name": name,
            "known": known,
            "is_share": is_share,
            "field": self[name],
        }
        if what in (What.TOUCH, What.WAIT, What.CHECKING):
            unit = f"{name}-unit"
            self.fields[unit] = forms.ChoiceField(
                label=_("Unit"), choices=TIME_UNITS, required=False
            )
            usual = "minutes" if what != What.WAIT else "working_days"
            self.initial[unit] = known.unit if known else usual
            figure["unit"] = self[unit]
        self.figures.append(figure)
        return figure

    def _source(self, group, name):
        """How the figures of a group are known, and on which basis."""
        self.fields[name] = forms.ChoiceField(
            label=_("How do you know?"), choices=[CHOOSE, *KNOWN], required=False
        )
        self.fields[f"{name}-basis"] = forms.CharField(
            label=_("Basis"), max_length=300, required=False
        )
        known = [f["known"] for f in group["figures"] if f["known"]]
        if known and known[0].source in dict(KNOWN):
            self.initial[name] = known[0].source
            self.initial[f"{name}-basis"] = known[0].basis
        group["source"] = self[name]
        group["basis"] = self[f"{name}-basis"]
        for figure in group["figures"]:
            figure["source_name"] = name

    # What was said

    def clean(self):
        """What changed says how it is known; the shares of a choice are whole."""
        cleaned = super().clean()
        self.said = []
        for figure in self.figures:
            name, known = figure["name"], figure["known"]
            if name not in cleaned:
                continue
            value = cleaned[name]
            unit = cleaned.get(f"{name}-unit", "") if value is not None else ""
            source = cleaned.get(figure["source_name"]) or ""
            basis = cleaned.get(f"{figure['source_name']}-basis") or ""
            if value is None:
                if known is not None:
                    self.said.append(
                        Said(figure["subject"], figure["key"], figure["what"])
                    )
                continue
            same = known is not None and (
                abs(float(known.value) - value) < 1e-6 and known.unit == unit
            )
            if same and not self._source_changed(figure["source_name"]):
                continue
            if not source:
                self.add_error(
                    figure["source_name"], _("Say how you know these figures.")
                )
                continue
            self.said.append(
                Said(
                    figure["subject"],
                    figure["key"],
                    figure["what"],
                    value,
                    unit=unit,
                    source=source,
                    basis=basis,
                )
            )
        for group in self.ways:
            self._require_whole(group, cleaned)
        return cleaned

    def _source_changed(self, name):
        return name in self.changed_data or f"{name}-basis" in self.changed_data

    def _require_whole(self, group, cleaned):
        if not group["is_whole"]:
            return
        values = [cleaned.get(f["name"]) for f in group["figures"]]
        if not values or any(v is None for v in values):
            return
        if abs(sum(values) - 1) > CLOSE:
            self.add_error(
                group["figures"][0]["name"],
                _("These shares add up to %(sum)s of 100.")
                % {"sum": shown(sum(values), is_share=True)},
            )
