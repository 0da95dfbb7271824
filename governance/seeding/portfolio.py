"""Initiatives at every stage, the handoffs they passed, and those that wait."""

from datetime import timedelta
from decimal import Decimal

from governance import digest, gates
from governance.models import Handoff, Revision, SignOff, Wait
from governance.seeding.company import key
from governance.seeding.writing import Table
from initiatives import screening
from initiatives.models import Exposure, Initiative, Lead, Outcome, Screening, Stay
from initiatives.stages import LEADS, Kind, Stage
from literacy.models import Audience, Measure, MeasureKind

ORDER = (*LEADS, Stage.CLOSED)
SHARES = (15, 25, 20, 15, 10, 15)
"""Per cent of the initiatives in each stage."""
WAITING_SHARE = 90
"""Per cent of the running initiatives that wait in a handoff."""
DAYS_A_STAGE = 60


class Portfolio:
    """Builds the rows of all tables in memory, then writes them table by table."""

    def __init__(self, profile, company, generator, now):
        self.profile, self.company = profile, company
        self.generator, self.now = generator, now
        self.initiatives = Table(Initiative)
        self.exposures, self.leads, self.stays = map(Table, (Exposure, Lead, Stay))
        self.handoffs, self.revisions = Table(Handoff), Table(Revision)
        self.signoffs, self.waits = Table(SignOff), Table(Wait)
        self.measures = Table(Measure)
        self.rows = {t: [] for t in vars(self).values() if isinstance(t, Table)}
        self.keys, self.taught = [], []
        self.nothing = None
        self.signatures_left = profile.signoffs
        self.overdue_left = profile.overdue
        self.asked = {gate: gates.requirement(gate) for gate in gates.GATES.values()}

    def build(self, say):
        """Write everything; `say` is told of each part."""
        stages = [
            stage
            for stage, share in zip(ORDER, SHARES, strict=True)
            for _n in range(share)
        ]
        running = []
        for n in range(1, self.profile.initiatives + 1):
            # 37 is prime to 100, so that stages are mixed over the numbers
            one = self._initiative(n, stages[n * 37 % 100])
            if one["stage"] != Stage.CLOSED and n % 100 < WAITING_SHARE:
                running.append(one)
        for one in running:
            self._wait(one)
        self._refill()
        for table, name in (
            (self.initiatives, "initiatives"),
            (self.exposures, "exposures"),
            (self.leads, "leads"),
            (self.stays, "stays"),
            (self.handoffs, "handoffs"),
            (self.revisions, "revisions"),
            (self.signoffs, "sign-offs"),
            (self.waits, "clocks"),
        ):
            say(name, table.write(self.rows[table]))
        say("attendance", self.measures.write(self._attendance()))
        return self.keys

    def _attendance(self):
        """One row for each attendance, spread over the places where people are."""
        places = self.exposures.places
        exposed = self.taught
        kinds, audiences = MeasureKind.values, Audience.values
        for n in range(self.profile.attendance):
            place = exposed[n % len(exposed)]
            audience = audiences[n // len(exposed) % len(audiences)]
            yield self.measures.row(
                id=n + 1,
                initiative_id=place[places["initiative_id"]],
                kind=kinds[n % len(kinds)],
                audience=audience,
                unit_id=place[places["unit_id"]],
                site_id=place[places["site_id"]],
                held_on=(self.now - timedelta(days=1 + n % 300)).date(),
                people=1,
                ai_system=f"Assistant {n % 12:02d}",
                content=f"Session {n % 40:02d}, version 1",
                recorded_at=self.now,
                recorded_by_id=self.company.users[n % len(self.company.users)],
            )

    def _add(self, table, **values):
        rows = self.rows[table]
        if "id" not in values:
            values["id"] = len(rows) + 1
        rows.append(table.row(**values))
        return values["id"]

    def _person(self, function, n):
        held = self.company.mandates[function]
        return held[n % len(held)]

    def _initiative(self, n, stage):
        company, pk = self.company, key(self.generator)
        self.keys.append(pk)
        unit = company.leaves[n % len(company.leaves)]
        passed = ORDER.index(stage)
        since = self.now - timedelta(days=5 + n % 50)
        begun = since - timedelta(days=DAYS_A_STAGE * passed)
        proposer = company.users[(n * 7) % len(company.users)]
        values = {
            "number": n,
            "ref": f"AI-{n:03d}",
            "version": 1,
            "title": f"Use case {n:05d}",
            "problem": f"Cases of kind {n % 40} take eleven minutes each.",
            "purpose": "Draft answers that people check.",
            "process_family": f"Process {n % 40:02d}",
            "ai_system": f"Assistant {n % 12:02d}",
            "unit_id": unit,
            "intent": "growth",
            "promise": "The time goes to customers, not to cuts.",
            "hypothesis": "A",
            "hypothesis_proof": "Orders against a control group.",
            "budget": Decimal(50_000 + n % 100 * 1_000).quantize(Decimal("0.01")),
            "currency": "EUR",
            "screening": Screening.CLEAR.value,
            "screening_answers": screening.NO * len(screening.QUESTIONS),
            "screening_note": "Screened with Legal.",
            "proposer_id": proposer,
            "sponsor_id": self._person("leadership", n)[0],
            "continuity_holder_id": self._person("knowledge", n + 1)[0],
            "is_confidential": n % 50 == 0,
            "stage": stage.value,
            "stage_since": since,
            "created_at": begun,
            "changed_at": since,
            "proposed_at": begun,
            "outcome": Outcome.GROWTH.value if stage == Stage.CLOSED else "",
            "cycle": 1,
            "search_text": f"use case {n:05d} ai-{n:03d} process {n % 40:02d}",
        }
        self._add(self.initiatives, id=pk, **values)
        site = self._site(unit, n)
        exposed = {
            "initiative_id": pk,
            "unit_id": unit,
            "site_id": site,
            "people": 20 + n % 80,
            "overseers": 2,
            "in_scope": True,
        }
        self._add(self.exposures, **exposed)
        # measures are signed content: none where a gate of literacy or later waits
        if stage in (Stage.PROPOSED, Stage.CLOSED) or n % 100 >= WAITING_SHARE:
            self.taught.append(self.rows[self.exposures][-1])
        for function in sorted({f.value for f in LEADS.values()}):
            self._add(
                self.leads,
                initiative_id=pk,
                function=function,
                person_id=self._person(function, n)[0],
                since=begun,
            )
        one = {
            "pk": pk,
            "n": n,
            "stage": stage,
            "since": since,
            "proposer": proposer,
            "content": Initiative(pk=pk, **values),
            "exposed": Exposure(**exposed),
        }
        entered = begun
        for visit, here in enumerate(ORDER[: passed + 1], start=1):
            last = visit == passed + 1
            left = None if last else entered + timedelta(days=DAYS_A_STAGE)
            gate = gates.GATES.get(here)
            asked = self.asked[gate] if gate else {}
            stay = self._add(
                self.stays,
                initiative_id=pk,
                visit=visit,
                stage=here.value,
                kind=(Kind.FORWARD if visit > 1 else _first_kind()).value,
                entered_at=entered,
                entered_by_id=self._person("leadership", n)[0],
                left_at=left,
                requirement=asked or None,
            )
            one["stay"] = stay
            if not last:
                self._passed(one, gate, asked, stay, left)
                entered = left
        return one

    def _site(self, unit, n):
        countries = ("FR", "DE", "GB", "ES", "NL")
        return 1 + countries.index(self.company.countries[unit]) + 5 * (n % 4)

    def _content(self, one, gate, asked):
        """The signed content as the gate itself would read it: no evidence yet."""
        initiative = one["content"]
        initiative._prefetched_objects_cache = {"exposures": [one["exposed"]]}
        if self.nothing is None:
            self.nothing = {
                name: covers(initiative) for name, covers in gates.G4.covers[1:]
            }
        covers = (
            gate.covers[0],
            *(
                (name, lambda _initiative, name=name: self.nothing[name])
                for name, _covers in gate.covers[1:]
            ),
        )
        return digest.content(initiative, gate._replace(covers=covers), asked)

    def _handoff(self, one, gate, stay, content, *, state, offered, **more):
        handoff = self._add(
            self.handoffs,
            initiative_id=one["pk"],
            stay_id=stay,
            gate=gate.code,
            giver=gate.lead.value,
            receiver=gate.receiver.value if gate.receiver else "",
            state=state.value,
            revision=1,
            digest=content.digest,
            offered_at=offered,
            offered_by_id=self._person(gate.lead.value, one["n"])[0],
            **more,
        )
        self._add(
            self.revisions,
            handoff_id=handoff,
            number=1,
            digest=content.digest,
            content=content.text,
            made_at=offered,
        )
        return handoff

    def _passed(self, one, gate, asked, stay, left):
        content = self._content(one, gate, asked)
        offered = left - timedelta(days=10)
        receiver = gate.receiver.value if gate.receiver else "leadership"
        taker = self._person(receiver, one["n"])[0]
        handoff = self._handoff(
            one,
            gate,
            stay,
            content,
            state=Handoff.State.PASSED,
            offered=offered,
            accepted_at=left,
            accepted_by_id=taker,
            owner_id=taker,
            closed_at=left,
        )
        for function in gate.must_sign:
            signed = offered + timedelta(days=3)
            self._sign(one, handoff, function.value, content.digest, signed)
            self._clock(one, handoff, "sign", function.value, offered, 5, ended=signed)

    def _wait(self, one):
        """The open handoff of one initiative, in the middle of being signed."""
        gate = gates.GATES[one["stage"]]
        asked = self.asked[gate]
        content = self._content(one, gate, asked)
        late = self.overdue_left > 0
        self.overdue_left -= late
        offered = max(
            one["since"], self.now - timedelta(days=5 if late else 1 + one["n"] % 2)
        )
        due = self.now - timedelta(hours=1) if late else None
        receiving = one["n"] % 4 == 0 and gate.receiver is not None
        handoff = self._handoff(
            one,
            gate,
            one["stay"],
            content,
            state=Handoff.State.RECEIVING if receiving else Handoff.State.SIGNING,
            offered=offered,
        )
        for place, function in enumerate(gate.must_sign):
            if receiving or place < one["n"] % 3:
                at = offered + timedelta(hours=1)
                self._sign(one, handoff, function.value, content.digest, at)
                self._clock(one, handoff, "sign", function.value, offered, 5, ended=at)
            else:
                self._clock(one, handoff, "sign", function.value, offered, 5, due=due)
        if receiving:
            self._clock(
                one, handoff, "accept", gate.receiver.value, offered, 10, due=due
            )

    def _sign(self, one, handoff, function, digest_, at):
        if self.signatures_left <= 0:
            return
        self.signatures_left -= 1
        person, mandate, _unit = self._person(function, one["n"])
        self._add(
            self.signoffs,
            handoff_id=handoff,
            revision=1,
            digest=digest_,
            function=function,
            answer=SignOff.Answer.SIGNED.value,
            person_id=person,
            mandate_id=mandate,
            signed_at=at,
        )

    def _clock(
        self, one, handoff, duty, function, since, days, *, due=None, ended=None
    ):
        due = due or since + timedelta(days=days + 2)
        self._add(
            self.waits,
            handoff_id=handoff,
            initiative_id=one["pk"],
            duty=duty,
            function=function,
            since=since,
            due_at=due,
            patience=days,
            reckoning={"country": "FR", "days": days, "holidays": []},
            ended_at=ended,
            # The sweep looks when the limit runs out.
            watched_at=None if ended else due,
        )

    def _refill(self):
        """Handoffs that were withdrawn, until there are as many as asked for."""
        table, rows = self.handoffs, self.rows[self.handoffs]
        passed = [r for r in rows if r[table.places["state"]] == "passed"]
        while passed and len(rows) < self.profile.handoffs:
            row = list(passed[len(rows) % len(passed)])
            row[table.places["id"]] = len(rows) + 1
            for name in ("accepted_at", "accepted_by_id", "owner_id"):
                row[table.places[name]] = None
            row[table.places["state"]] = Handoff.State.WITHDRAWN.value
            rows.append(row)


def _first_kind():
    return next(iter(Kind))
