"""Tells the stories of the sample through the real actions, with the clock set back."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from lessons.matching import matched

from audit import clock
from governance import actions as governance
from governance import rules
from governance.models import Handoff
from initiatives import actions as initiatives
from initiatives import screening
from initiatives.models import Initiative
from literacy import actions as literacy
from literacy.models import Audience, MeasureKind, Outcome, Right, StatementKind
from organisation.functions import LEADING
from organisation.functions import Function as F

CONSENT = ("DE",)
"""Countries whose works councils must consent to what can monitor people."""


class Teller:
    """One initiative on its way; `day` is where the telling has come to."""

    def __init__(self, company, story, now):
        self.company, self.story, self.now = company, story, now
        self.day = now - timedelta(days=story.began)
        self.initiative = None
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
        answers = {q.code: screening.NO for q in screening.QUESTIONS}
        if story.reached.get("high_risk"):
            answers |= {
                q.code: screening.YES for q in screening.QUESTIONS if not q.prohibits
            }
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
        import lessons.actions

        with clock.at(self.day):
            found = matched(self.again())
        for lesson, _why in found:
            self.after(
                1,
                lessons.actions.answer,
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

    def _today(self, days=0):
        """The day it will be after some days, as `after` reckons."""
        day = min(self.day + timedelta(days=days), self.now - timedelta(hours=1))
        return day.date()

    def consult(self):
        """Inform and consult the bodies of the sites in scope."""
        story, company = self.story, self.company
        is_open = story.upto == "consulting"
        for number, (_unit, site, _people, _overseers) in enumerate(story.exposures):
            place = company.sites[site]
            for body in place.bodies.filter(is_active=True):
                consent = place.country in CONSENT
                row = self.after(
                    1,
                    literacy.open_consultation,
                    self.initiative,
                    by=self.first[F.HR],
                    site=place,
                    body=body,
                    right=Right.CONSENT if consent else Right.CONSULT,
                    subject=f"Introduction of {story.ai_system}",
                )
                self.after(
                    2,
                    literacy.hand_over_information,
                    row,
                    by=self.first[F.HR],
                    informed_on=self._today(2),
                    text="Purpose, data, access, retention, effects on the work.",
                )
                if is_open and number % 3 != 2:
                    continue
                self.after(
                    6,
                    literacy.give_opinion,
                    row,
                    by=company.speakers[body.name],
                    outcome=Outcome.AGREEMENT if consent else Outcome.WITH_RESERVATIONS,
                    given_on=self._today(6),
                    text="Workload is looked at again after three months.",
                )

    def conclude_literacy(self):
        """The notes, the assessment and the published intent."""
        for kind, by, text in (
            (
                StatementKind.IMPACT,
                self.second[F.HR],
                "Fifteen dimensions, with prevention measures and owners.",
            ),
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
            upload = None
            if kind == StatementKind.IMPACT:
                upload = SimpleUploadedFile(
                    "assessment.txt", text.encode(), content_type="text/plain"
                )
            self.after(
                2,
                literacy.write_statement,
                self.again(),
                by=by,
                kind=kind,
                text=text,
                upload=upload,
            )
