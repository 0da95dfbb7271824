"""The form of the open questions of a map."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.options import Option
from processes.facts import SOURCES, Source
from processes.figure_forms import CLOSE, TIME_UNITS, NumberField, short, shown
from processes.graph import LONGEST_NAME
from processes.known import Said
from processes.models import Subject, What
from processes.wording import percent, spent, written


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
