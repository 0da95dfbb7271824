"""Tells the stories of the sample through the real actions, with the clock set back."""

import io
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from audit import clock
from governance import actions as governance
from governance import rules
from governance.models import Handoff
from governance.sample import dialogue, prevention
from governance.sample.processes import PROCESSES, WORK, table
from initiatives import actions as initiatives
from initiatives import screening
from initiatives.models import Initiative
from lessons import actions as lessons
from lessons.matching import matched
from lessons.models import Disposition
from literacy import actions as literacy
from literacy.models import (
    Audience,
    Commitment,
    MeasureKind,
    StatementKind,
)
from organisation.functions import LEADING
from organisation.functions import Function as F
from processes import actions as processes
from processes.models import Certainty as ProcessCertainty
from processes.models import Effect, MapKind, MeasuredIn, NoteKind
from value import actions as value

ABLE, COACHING = 0.45, 0.08
"""The share of the people reached who use it well, and who coach others."""


class Teller:
    """One initiative on its way; `day` is where the telling has come to."""

    def __init__(self, company, story, now):
        self.company, self.story, self.now = company, story, now
        self.day = now - timedelta(days=story.began)
        self.initiative = self.baseline = self.timed = None
        self.first, self.second = company.first, company.second

    def tell(self):
        """Tell the whole story, up to where the initiative stands today."""
        reach = [
            ("proposed", self.charter),
            ("consulting", self.pass_charter),
            ("consulting", self.teach),
            ("consulting", self.consult),
        ]
        upto = self.story.upto
        for _name, step in reach[:1] if upto == "proposed" else reach:
            step()
        if upto in ("proposed", "consulting"):
            return
        self.conclude_literacy()
        if upto == "offered":
            self.offer_and_wait()
            return
        self.cross()
        self.redesign(complete=upto != "appropriation")
        if upto == "appropriation":
            return
        if upto == "stopped":
            self.fail()
            return
        self.measure()
        self.keep_promises()
        self.cross()
        self.learn()
        if upto == "receiving":
            self.offer_and_wait()
            return
        self.cross()
        self.convert()
        if upto == "closed":
            self.close()

    # time

    def after(self, days, act, *args, **kwargs):
        """Do something some days later, in the morning of that day."""
        self.day = min(self.day + timedelta(days=days), self.now - timedelta(hours=1))
        with clock.at(self.day):
            return act(*args, **kwargs)

    def again(self):
        """The initiative as it is now."""
        self.initiative = Initiative.objects.select_related("unit").get(
            pk=self.initiative.pk
        )
        return self.initiative

    # stage 0

    def charter(self):
        """Propose: the charter, the people, the leads."""
        story, company = self.story, self.company
        proposer = self.second[F.IT]
        likely_high_risk = bool(story.reached.get("high_risk"))
        answers = "".join(
            screening.YES if likely_high_risk and not q.prohibits else screening.NO
            for q in screening.QUESTIONS
        )
        self.initiative = self.after(
            0,
            initiatives.save_draft,
            by=proposer,
            unit=company.units[story.unit],
            title=story.title,
            problem=story.problem,
            purpose=story.purpose,
            process_family=story.family,
            ai_system=story.ai_system,
            intent=story.intent,
            promise=story.promise,
            hypothesis=story.hypothesis,
            hypothesis_proof=story.proof,
            hours_expected=story.hours,
            budget=story.budget,
            screening_answers=answers,
            screening_note="Screened with Legal at intake.",
        )
        rows = [
            {
                "unit": company.units[unit],
                "site": company.sites[site],
                "people": people,
                "overseers": overseers,
                "in_scope": True,
            }
            for unit, site, people, overseers in story.exposures
        ]
        self.after(
            0, initiatives.set_exposures, self.initiative, by=proposer, rows=rows
        )
        self.after(
            0,
            initiatives.name_leads,
            self.initiative,
            by=proposer,
            leads={f.value: self.first[f] for f in LEADING},
            sponsor=self.second[F.LEADERSHIP],
            continuity_holder=self.second[F.KNOWLEDGE],
        )
        if story.confidential:
            self.after(
                0,
                initiatives.set_confidential,
                self.again(),
                by=proposer,
                confidential=True,
            )
        self.after(1, governance.propose, self.again(), by=proposer)

    def pass_charter(self):
        """Answer the lessons that fit, then charter to Literacy."""
        with clock.at(self.day):
            found = matched(self.again())
        for lesson, _why in found:
            self.after(
                1,
                lessons.answer,
                self.initiative,
                by=self.first[F.KNOWLEDGE],
                lesson=lesson,
                answer="adopt",
                reason="It fits this process.",
            )
        self.cross()

    def cross(self):
        """Offer, sign by every function, accept: the gate passes."""
        initiative = self.again()
        handoff = self._offer_signed()
        handoff.refresh_from_db()
        if handoff.state != Handoff.State.RECEIVING:
            return
        receiver = self.first[F(handoff.receiver)]
        handoff.initiative = initiative
        self.after(
            3,
            governance.accept,
            handoff,
            by=receiver,
            digest=handoff.digest,
            owner=receiver,
        )
        self.again()

    def _offer_signed(self):
        initiative = self.again()
        with clock.at(self.day):
            state = rules.standing(initiative)
            missing = [f"{c.code}: {c.fact}" for c in state.unmet]
        if missing:
            raise RuntimeError(f"{self.story.key} {initiative.stage}: {missing}")
        handoff = self.after(
            2,
            governance.offer,
            initiative,
            by=self.first[state.gate.lead],
            version=initiative.version,
        )
        for function in state.must_sign:
            handoff = Handoff.objects.select_related("initiative__unit").get(
                pk=handoff.pk
            )
            self.after(
                1,
                governance.sign,
                handoff,
                by=self.first[function],
                function=function.value,
                digest=handoff.digest,
            )
        return handoff

    def offer_and_wait(self):
        """Everybody has signed, and the receiver has not answered for weeks."""
        waits = self.story.reached["waits"]
        self.day = self.now - timedelta(days=int(waits * 7 / 5) + 8)
        self._offer_signed()

    # stage 1

    def teach(self):
        """Record what people learnt, site by site."""
        story, company = self.story, self.company
        hr = self.second[F.HR]
        for unit, site, people, overseers in story.exposures:
            reached = round(people * story.covered / 100)
            common = {
                "by": hr,
                "unit": company.units[unit],
                "site": company.sites[site],
                "ai_system": story.ai_system,
            }
            self.after(
                4,
                literacy.record_measure,
                self.initiative,
                kind=MeasureKind.TRAINING,
                audience=Audience.EVERYONE,
                held_on=self._today(4),
                people=reached,
                content="What it does, what it does not, how to check it",
                **common,
            )
            if story.covered >= 80:
                self.after(
                    1,
                    literacy.record_measure,
                    self.initiative,
                    kind=MeasureKind.WORKSHOP,
                    audience=Audience.OVERSEERS,
                    held_on=self._today(1),
                    people=overseers,
                    content="When to stop it, and how",
                    **common,
                )
                self.after(
                    1,
                    literacy.declare_levels,
                    self.again(),
                    by=hr,
                    unit=company.units[unit],
                    site=company.sites[site],
                    audience=Audience.EVERYONE,
                    able=round(reached * ABLE),
                    coaching=round(reached * COACHING),
                    ground="Counted by the trainers in the workshops of each team.",
                )

    def _today(self, days=0):
        """The day it will be after some days, as `after` reckons."""
        return self.day_of(self.day + timedelta(days=days))

    def day_of(self, moment):
        """The day of a moment, or today where the moment lies ahead."""
        return min(moment, self.now - timedelta(hours=1)).date()

    def consult(self):
        """Say what the law asks, and inform and consult the bodies of the sites."""
        dialogue.tell_questions(self)
        dialogue.tell_triage(self)
        dialogue.tell_consultations(self)

    def keep_promises(self):
        """What was promised to the bodies is done."""
        for promise in Commitment.objects.open().filter(
            consultation__initiative=self.initiative
        ):
            self.after(
                0,
                literacy.fulfil,
                promise,
                by=promise.owner,
                on=self._today(),
                text="Measured and talked over with the body.",
            )

    def conclude_literacy(self):
        """What was tried, the assessment, the notes and the published intent."""
        prevention.tell_sandbox(self)
        prevention.tell_assessment(self)
        for kind, by, text in (
            (
                StatementKind.DIALOGUE,
                self.first[F.HR],
                "What people asked, and what was answered.",
            ),
            (StatementKind.INTENT, self.first[F.LEADERSHIP], self.story.promise),
            (
                StatementKind.AMBITION,
                self.first[F.LEADERSHIP],
                "Slower start, one team first.",
            ),
        ):
            self.after(
                2, literacy.write_statement, self.again(), by=by, kind=kind, text=text
            )

    # stage 2

    def redesign(self, *, complete):
        """Owner, maps, bottleneck, notes, the baseline and the first use."""
        ops, story = self.second[F.OPERATIONS], self.story
        self.after(
            3,
            processes.name_owner,
            self.again(),
            by=self.first[F.OPERATIONS],
            person=ops,
        )
        self.map(4, MapKind.AS_IS, f"{story.family}, as it is")
        self.after(
            3,
            processes.name_bottleneck,
            self.initiative,
            by=ops,
            step=story.reached.get("bottleneck", story.family),
            how_known="Longest queue in eight weeks of records.",
            to_be_effect=Effect.SAME,
            reason="The step before it is sped up; its inflow is capped.",
        )
        self.baseline = self.after(
            2,
            processes.record_baseline,
            self.initiative,
            by=ops,
            what=story.reached.get("measured", "Minutes for a case"),
            unit=story.reached.get("unit", MeasuredIn.MINUTES),
            value=story.reached.get("before", 42),
            sample=240,
            starts_on=self._today(2) - timedelta(days=56),
            ends_on=self._today(2) - timedelta(days=1),
            certainty=ProcessCertainty.MEASURED,
        )
        self.timed = self.work_before()
        if not complete:
            return
        self.map(3, MapKind.TO_BE, f"{story.family}, as it will be")
        for kind, text in (
            (NoteKind.MANAGERS, "Three team leaders heard; handover at noon kept."),
            (NoteKind.CHECKING, "Every draft is read; one in twenty is read twice."),
        ):
            self.after(
                1,
                processes.write_note,
                self.initiative,
                by=self.first[F.OPERATIONS],
                kind=kind,
                text=text,
            )
        for _unit, site, _people, _overseers in story.exposures:
            self.after(
                1,
                literacy.start_use,
                self.initiative,
                by=self.first[F.OPERATIONS],
                site=self.company.sites[site],
                on=self._today(1),
                real_work=True,
            )

    def work_before(self):
        """The hands-on time of the role that the AI system helps, before real use."""
        work = WORK.get(self.story.key)
        if work is None:
            return None
        role, volume, before, _after, _checking = work
        return self.after(
            0,
            processes.record_baseline,
            self.initiative,
            by=self.second[F.OPERATIONS],
            role=role,
            value=Decimal(before),
            volume=volume,
            sample=310,
            starts_on=self._today() - timedelta(days=56),
            ends_on=self._today() - timedelta(days=1),
            certainty=ProcessCertainty.MEASURED,
        )

    def work_after(self):
        """The same work, timed while the AI system is in use."""
        _role, volume, _before, after, checking = WORK[self.story.key]
        self.after(
            0,
            processes.record_after,
            self.initiative,
            by=self.second[F.OPERATIONS],
            baseline=self.timed,
            value=Decimal(after),
            checking=Decimal(checking),
            volume=volume,
            sample=305,
            starts_on=self._today() - timedelta(days=28),
            ends_on=self._today() - timedelta(days=1),
            certainty=ProcessCertainty.MEASURED,
        )

    def map(self, days, kind, title):
        """A map of the process: its table of steps with figures, or a picture."""
        ops = self.second[F.OPERATIONS]
        both = PROCESSES.get(self.story.key, (None, None))
        process = both[0 if kind == MapKind.AS_IS else 1]
        if process is None:
            self.after(
                days,
                processes.attach_map,
                self.initiative,
                by=ops,
                kind=kind,
                title=title,
                upload=drawing(title),
            )
            return
        rows, stated = table(process)
        version = self.after(
            days,
            processes.save_steps,
            self.initiative,
            by=ops,
            kind=kind,
            title=title,
            rows=rows,
            base=0,
        )
        self.after(0, processes.state_facts, version, by=ops, facts=stated)

    def measure(self):
        """After thirty days of use: measured after, hours freed, received."""
        ops, story = self.second[F.OPERATIONS], self.story
        unit = self.company.units[story.unit]
        self.after(
            32,
            processes.record_after,
            self.initiative,
            by=ops,
            baseline=self.baseline,
            value=story.reached["after"],
            sample=260,
            starts_on=self._today(32) - timedelta(days=28),
            ends_on=self._today(32) - timedelta(days=1),
            certainty=ProcessCertainty.MEASURED,
        )
        if self.timed:
            self.work_after()
        self.after(
            1,
            value.record_hours,
            self.initiative,
            by=ops,
            unit=unit,
            hours=story.reached["freed"],
            certainty="measured",
            team=story.family,
            measured_from=self._today(1) - timedelta(days=28),
            measured_to=self._today(1) - timedelta(days=1),
            sample="Times from the case system, four weeks",
            people=sum(row[2] for row in story.exposures),
        )
        self.after(
            1,
            value.plan_reception,
            self.initiative,
            by=self.second[F.MARKETING],
            unit=unit,
            team=story.family,
            text="Two days a week for customers, after a week of training.",
        )

    # stage 3

    def fail(self):
        """An experiment fails, the initiative stops, the lessons are written."""
        story = self.story
        hypothesis, measure, result, figure = story.reached["experiment"]
        knowledge = self.second[F.KNOWLEDGE]
        self.keep_promises()
        experiment = self.after(
            5,
            lessons.start_experiment,
            self.again(),
            by=knowledge,
            hypothesis=hypothesis,
            measure=measure,
            threshold="See the hypothesis: above it, the experiment stops.",
            stop_rule="Over the limit in two weeks running; Operations may stop it.",
            ends_on=self._today(60),
            prediction="It will hold in two of three teams.",
            **story.reached["trial"],
        )
        weeks = 42 // len(story.reached["series"])
        for measured, cases in story.reached["series"]:
            self.after(
                weeks,
                lessons.record_readings,
                experiment,
                by=knowledge,
                rows=[
                    {
                        "day": self._today(),
                        "value": Decimal(measured),
                        "cases": cases,
                    }
                ],
            )
        cases, low, high = story.reached["interval"]
        self.after(
            42 % len(story.reached["series"]),
            lessons.give_verdict,
            experiment,
            by=knowledge,
            verdict="stop",
            result=result,
            value=figure,
            cases=cases,
            low=low,
            high=high,
            surprises=story.reached["surprises"],
        )
        self.after(
            2,
            governance.stop,
            self.again(),
            by=self.first[F.OPERATIONS],
            version=self.again().version,
            reason=story.reached["stop_reason"],
            cause=story.reached["cause"],
            spent=story.reached["spent"],
        )
        self.review(story.reached["failure"], hypothesis, result)
        for title, observation, rule, action in story.reached["lessons"]:
            self.write_lesson(title, observation, rule, action)

    def learn(self):
        """A success is reviewed too, and leaves a lesson."""
        story = self.story
        measured = story.reached["measured"]
        before, after = story.reached["before"], story.reached["after"]
        knowledge = self.second[F.KNOWLEDGE]
        experiment = self.after(
            3,
            lessons.start_experiment,
            self.again(),
            by=knowledge,
            hypothesis=f"{measured}: from {before} towards {after}.",
            measure=measured,
            threshold=f"{after}",
            stop_rule="No change after six weeks; Operations may stop it.",
            ends_on=self._today(45),
            prediction="The threshold is reached in four weeks.",
            sample=100,
        )
        self.after(
            14,
            lessons.give_verdict,
            experiment,
            by=knowledge,
            verdict="scale",
            result=f"From {before} to {after}, measured over four weeks.",
            value=after,
        )
        self.review("none", f"{measured} falls", f"From {before} to {after}")
        self.write_lesson(*story.reached["lesson"])
        for answer in Disposition.objects.filter(
            initiative=self.initiative, outcome_at__isnull=True
        ):
            self.after(
                1,
                lessons.record_outcome,
                answer,
                by=self.first[F.KNOWLEDGE],
                outcome="Checked from the start; nothing had to be undone.",
            )

    def review(self, failure, expected, happened):
        """Held within days, and attested by three functions."""
        review = self.after(
            3,
            lessons.record_review,
            self.again(),
            by=self.second[F.KNOWLEDGE],
            held_on=self._today(3),
            expected=expected,
            happened=happened,
            why="What arrives at the step decides more than the step itself.",
            change="The rule of the lesson is checked before the next start.",
            failure_type=failure,
            cause_layer="" if failure == "none" else self.story.reached["cause"],
            late_reason="",
        )
        for function in (F.KNOWLEDGE, F.HR, F.OPERATIONS):
            self.after(
                0,
                lessons.attest_review,
                review,
                by=self.first[function],
                function=function.value,
            )

    def write_lesson(self, title, observation, rule, action):
        """Written by Knowledge, endorsed by three functions."""
        lesson = self.after(
            2,
            lessons.write_lesson,
            self.again(),
            by=self.second[F.KNOWLEDGE],
            title=title,
            observation=observation,
            evidence=observation,
            strength="one_case",
            cause_layer=self.story.reached.get("cause", "process"),
            cause="The condition was known in the team and asked by nobody.",
            function="operations",
            rule=rule,
            action=action,
            action_owner=self.second[F.OPERATIONS],
            action_due_on=self._today(60),
        )
        for function in (F.KNOWLEDGE, F.HR, F.OPERATIONS):
            self.after(
                1,
                lessons.endorse,
                lesson,
                by=self.first[function],
                function=function.value,
                version=1,
            )
        owner = self.second[F.OPERATIONS]
        self.after(
            2,
            lessons.assign_action,
            lesson,
            by=self.first[F.KNOWLEDGE],
            action_owner=owner,
            action_due_on=self._today(60),
        )
        if lesson.number == 1:
            self.after(
                20,
                lessons.move_lesson,
                lesson,
                by=owner,
                to="implemented",
                note="Completeness at intake is measured for each process family.",
            )
            self.after(
                20,
                lessons.move_lesson,
                lesson,
                by=self.first[F.HR],
                to="validated",
                note="Incomplete claims fell from 38% to 12% in eight weeks.",
            )

    # stage 4

    def convert(self):
        """Freed hours get destinations; Finance confirms what is in the accounts."""
        story, marketing = self.story, self.second[F.MARKETING]
        self.put_in()
        destinations = {}
        for kind, hours, team, use, target in story.reached["allocations"]:
            destinations[kind] = self.after(
                4,
                value.allocate,
                self.again(),
                by=marketing,
                hours=hours,
                type=kind,
                team=team,
                use=use,
                starts_on=self._today(4),
                target=use,
                target_amount=target * 1000,
                expires_on=self._today(4) + timedelta(days=365),
                scheduling_plan="Half days that the team lead plans each month."
                if kind == "A"
                else "",
            )
        for kind, amount, confirmed in story.reached["amounts"]:
            row = self.after(
                20,
                value.report_amount,
                self.again(),
                by=marketing,
                type=kind,
                amount=amount,
                period_from=self._today(20) - timedelta(days=60),
                period_to=self._today(20) - timedelta(days=1),
                source="Orders against the control group.",
                allocation=destinations.get(kind),
                evidence="E3",
                method="control",
                baseline="Twelve weeks before the start, kept by Controlling.",
                baseline_from=self._today(20) - timedelta(days=180),
                baseline_to=self._today(20) - timedelta(days=96),
                requisition="Post 4410-12 of the approved budget"
                if kind == "D"
                else "",
            )
            if confirmed:
                self.after(
                    5,
                    value.answer_amount,
                    row,
                    by=self.second[F.FINANCE],
                    answer="confirmed",
                    account="701200, cost centre 4410",
                )

        if "scenario" in story.reached:
            name, assumptions = story.reached["scenario"]
            self.after(
                0,
                value.save_scenario,
                self.again(),
                by=self.second[F.FINANCE],
                name=name,
                assumptions=assumptions,
            )

    def put_in(self):
        """Controlling books what the initiative cost, against its plan."""
        by, day = self.second[F.FINANCE], self._today(1)
        for kind, thousands in self.story.reached.get("costs", ()):
            for basis, amount in (("planned", thousands), ("actual", thousands)):
                self.after(
                    0,
                    value.invest,
                    self.again(),
                    by=by,
                    kind=kind,
                    basis=basis,
                    amount=amount * 1000,
                    period_from=day - timedelta(days=90),
                    period_to=day - timedelta(days=1),
                    account=f"6{len(kind)}40, cost centre 4410",
                )

    def close(self):
        """Leadership's review, the outcome told to employees, the last signatures."""
        self.after(
            10,
            value.review,
            self.again(),
            by=self.first[F.LEADERSHIP],
            outcome="growth",
            text="Intended growth, and it came: counter sales rose.",
            strategy="adapted",
            strategy_text="Advice at the counter becomes part of the offer.",
        )
        self.after(
            2,
            value.publish_outcome,
            self.again(),
            by=self.first[F.HR],
            text="The time went to advice at the counter, as was promised.",
        )
        self.cross()


def drawing(title):
    """A small picture that stands for a process map that somebody drew."""
    image = Image.new("RGB", (640, 200), "white")
    pen = ImageDraw.Draw(image)
    for number, step in enumerate(("Receive", "Check", "Decide", "Answer")):
        left = 20 + number * 155
        pen.rectangle((left, 80, left + 120, 130), outline="black", width=2)
        pen.text((left + 12, 98), step, fill="black")
        if number:
            pen.line((left - 35, 105, left, 105), fill="black", width=2)
    pen.text((20, 30), title, fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile("map.png", file.getvalue(), content_type="image/png")
