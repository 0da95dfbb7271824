"""Tells the stories of the sample through the real actions, with the clock set back."""

from datetime import timedelta

from audit import clock
from governance import actions as governance
from governance import rules
from governance.models import Handoff
from governance.sample import (
    chartering,
    converting,
    redesigning,
    reviewing,
    teaching,
)
from initiatives.models import Initiative
from organisation.functions import Function as F


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
            ("proposed", chartering.charter),
            ("consulting", chartering.pass_charter),
            ("consulting", teaching.teach),
            ("consulting", teaching.consult),
        ]
        upto = self.story.upto
        for _name, step in reach[:1] if upto == "proposed" else reach:
            step(self)
        if upto in ("proposed", "consulting"):
            converting.put_in(self)
            return
        teaching.conclude_literacy(self)
        if upto == "offered":
            converting.put_in(self)
            self.offer_and_wait()
            return
        self.cross()
        redesigning.redesign(self, complete=upto != "appropriation")
        if upto not in ("value", "closed"):
            converting.put_in(self)
        if upto == "appropriation":
            return
        if upto == "stopped":
            reviewing.fail(self)
            return
        redesigning.measure(self)
        teaching.keep_promises(self)
        self.cross()
        reviewing.learn(self)
        if upto == "receiving":
            self.offer_and_wait()
            return
        self.cross()
        converting.convert(self)
        if upto == "closed":
            converting.end(self)

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

    def today(self, days=0):
        """The day it will be after some days, as `after` reckons."""
        return self.day_of(self.day + timedelta(days=days))

    def day_of(self, moment):
        """The day of a moment, or today where the moment lies ahead."""
        return min(moment, self.now - timedelta(hours=1)).date()
