"""The forms of figures: times, people, shares, open questions, a trial of AI."""

from hashlib import sha256

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from organisation.options import Option
from processes.facts import SOURCES, UNITS, Source
from processes.flow.questions import ahead
from processes.graph import LONGEST_NAME, Kind
from processes.known import Said
from processes.models import Subject, What
from processes.reading.data import number_in
from processes.wording import percent, spent, written

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
            for what, label in (
                (What.DEMAND, _("New cases a week")),
                (What.MARGIN, _("Margin per case")),
            ):
                self.cases.append(
                    self._group(
                        label, Subject.PROCESS, "", [(what, label, {})], name=what
                    )
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


class QuestionsForm(forms.Form):
    """The questions that are open, an answer each; what is left empty stays open."""

    source = forms.ChoiceField(
        label=_("How do you know these answers?"),
        choices=[
            (
                Source.MEASURED,
                Option(SOURCES[Source.MEASURED], _("Read from records.")),
            ),
            (
                Source.SAMPLED,
                Option(SOURCES[Source.SAMPLED], _("Counted in some cases.")),
            ),
            (
                Source.ESTIMATED,
                Option(SOURCES[Source.ESTIMATED], _("Said by the team.")),
            ),
            (
                Source.ASSUMED,
                Option(
                    SOURCES[Source.ASSUMED], _("Counted for now, until it is known.")
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=300,
        required=False,
        help_text=_("For example: 412 invoices of October"),
    )

    def __init__(self, *args, found, most=40, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        self.blocks = [self._block(q) for q in found.questions[:most]]

    def _block(self, question):
        name = f"{question.code}-{short(question.about)}"
        code, assumed = question.code, question.assumed
        block = {
            "question": question,
            "name": name,
            "fields": [],
            "is_group": code not in ("meaning", "who"),
            "meanwhile": "",
        }
        if code.endswith("_share") and assumed is not None:
            block["meanwhile"] = percent(assumed)
        elif code == "touch" and assumed is not None:
            block["meanwhile"] = spent(assumed)
        elif assumed is not None and code != "meaning":
            block["meanwhile"] = written(assumed)
        if question.code == "meaning":
            self._add(
                block,
                name,
                forms.ChoiceField(
                    label=question.sentence,
                    choices=[("all", _("All of them")), ("one", _("One of them"))],
                    widget=forms.RadioSelect,
                    required=False,
                ),
            )
        elif question.code == "who":
            self._add(
                block,
                name,
                forms.CharField(
                    label=question.sentence, max_length=LONGEST_NAME, required=False
                ),
            )
        elif question.code == "exception_share":
            self._add(block, name, NumberField(label=_("Of 100"), is_share=True))
        elif question.code.endswith("_share"):
            for key, words in question.options:
                self._add(
                    block,
                    f"{name}-{short(key)}",
                    NumberField(label=words, is_share=True),
                )
        else:
            label = {
                "touch": _("Hands-on time"),
                "fte": _("Full-time people"),
                "hours": _("Hours a week"),
                "demand": _("Cases a week"),
                "times": _("Times"),
            }[question.code]
            self._add(block, name, NumberField(label=label))
        if question.code == "touch":
            self._add(
                block,
                f"{name}-unit",
                forms.ChoiceField(label=_("Unit"), choices=TIME_UNITS, required=False),
            )
            self.initial[f"{name}-unit"] = "minutes"
        return block

    def _add(self, block, name, field):
        self.fields[name] = field
        block["fields"].append(self[name])

    def clean(self):
        """The answers as figures."""
        cleaned = super().clean()
        self.said = []
        source = cleaned.get("source") or Source.ASSUMED
        self.about_all = {"source": source, "basis": cleaned.get("basis", "")}
        for block in self.blocks:
            self._answer(block, cleaned)
        if not self.said and not self.errors:
            raise forms.ValidationError(_("Answer at least one of the questions."))
        return cleaned

    def _answer(self, block, cleaned):
        question, name = block["question"], block["name"]
        code, about = question.code, question.about
        if code in ("choice_share", "any_share", "start_share"):
            self._answer_shares(block, cleaned)
            return
        value = cleaned.get(name)
        if value in (None, ""):
            return
        if code == "meaning":
            self._say(Subject.NODE, about, What.MEANING, text=value)
        elif code == "who":
            self._say(Subject.STEP, about, What.WHO, text=value)
        elif code == "exception_share":
            self._say(Subject.WAY, about, What.SHARE, value)
        elif code == "demand":
            self._say(Subject.PROCESS, "", What.DEMAND, value)
        elif code in ("fte", "hours"):
            self._say(Subject.ROLE, about, code, value)
        elif code == "touch":
            unit = cleaned.get(f"{name}-unit") or "minutes"
            self._say(Subject.STEP, about, What.TOUCH, value, unit=unit)
        else:
            self._say(Subject.STEP, about, What.TIMES, value)

    def _answer_shares(self, block, cleaned):
        """The shares of several ways; the last one may be left to be the rest."""
        question = block["question"]
        names = [f"{block['name']}-{short(key)}" for key, _w in question.options]
        if any(name in self.errors for name in names):
            return
        values = [cleaned.get(name) for name in names]
        if all(value is None for value in values):
            return
        if question.code != "any_share":
            rest = 1 - self._said_before(question)
            empty = [n for n, value in enumerate(values) if value is None]
            given = sum(value for value in values if value is not None)
            if len(empty) == 1 and given <= rest + CLOSE:
                values[empty[0]] = max(rest - given, 0.0)
            elif empty:
                self.add_error(names[empty[0]], _("Enter this share too."))
                return
            elif abs(given - rest) > CLOSE:
                self.add_error(
                    names[0],
                    _("These shares add up to %(sum)s, and should to %(whole)s.")
                    % {
                        "sum": shown(given, is_share=True),
                        "whole": shown(rest, is_share=True),
                    },
                )
                return
        subject = Subject.START if question.code == "start_share" else Subject.WAY
        for (key, _words), value in zip(question.options, values, strict=True):
            if value is not None:
                self._say(subject, key, What.SHARE, value)

    def _said_before(self, question):
        """What other ways out of the same point have already."""
        if question.code != "choice_share":
            return 0.0
        asked = {key for key, _words in question.options}
        total = 0.0
        for flow in self.found.graph.flows.values():
            if flow.source == question.about and flow.id not in asked:
                known = self.found.facts.shares.get(flow.id)
                total += known.value if known else (flow.share or 0.0)
        return total

    def _say(self, subject, key, what, value=None, text="", unit=""):
        self.said.append(
            Said(subject, key, what, value, text=text, unit=unit, **self.about_all)
        )


class HomeForm(forms.Form):
    """What a figure without a home is about on the newest version."""

    NEEDED_NO_MORE = "-"

    key = forms.ChoiceField(label=_("Where does it belong?"))

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [
            CHOOSE,
            *choices,
            (self.NEEDED_NO_MORE, _("Nowhere: it is needed no more")),
        ]


class TrialForm(forms.Form):
    """AI on one step, as it would be."""

    step = forms.ChoiceField(label=_("On which step?"))
    cut = NumberField(
        label=_("Hands-on time saved there, %"), is_share=True, initial=""
    )
    checking = NumberField(label=_("Time to check what comes out, minutes each time"))
    checked_by = forms.ChoiceField(label=_("Who checks it?"), required=False)
    wrong = NumberField(
        label=_("Comes out wrong and is done again, of 100"), is_share=True
    )
    way = forms.ChoiceField(
        label=_("A choice that changes with the quality"), required=False
    )
    share = NumberField(label=_("Cases of 100 that take this way then"), is_share=True)

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        graph = found.graph
        self.fields["step"].choices = [
            CHOOSE,
            *((step.id, graph.label(step.id)) for step in found.analysis.ranked()),
        ]
        self.fields["checked_by"].choices = [
            ("", _("Who does the step")),
            *((name, name) for name in found.analysis.roles),
        ]
        self.fields["way"].choices = [
            ("", _("None")),
            *(
                (key, f"{graph.label(graph.flows[key].source)} → {ahead(graph, key)}")
                for shares in found.analysis.network.choices.values()
                if len(shares) > 1
                for key in shares
            ),
        ]

    def clean(self):
        """A way and its share belong together; nothing at all is no trial."""
        cleaned = super().clean()
        way, share = cleaned.get("way"), cleaned.get("share")
        if way and share is None and "share" not in self.errors:
            self.add_error("share", _("Enter the share that takes this way then."))
        if share is not None and not way:
            self.add_error("way", _("Choose the way that this share is about."))
        if cleaned.get("wrong") is not None and cleaned["wrong"] >= 1:
            self.add_error("wrong", _("Enter a share below 100."))
        return cleaned

    def shares(self) -> dict:
        """The new shares of a choice: the other ways keep their proportions."""
        way = self.cleaned_data["way"]
        if not way:
            return {}
        new = self.cleaned_data["share"]
        for known in self.found.analysis.network.choices.values():
            if way in known:
                rest = 1 - known[way]
                others = [key for key in known if key != way]
                found = {way: new}
                for key in others:
                    part = known[key] / rest if rest > 0 else 1 / len(others)
                    found[key] = (1 - new) * part
                return found
        return {}
