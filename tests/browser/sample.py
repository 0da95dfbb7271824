"""A small sample organisation, told by the real actions, and every page of it."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from audit import clock
from governance import actions as governance
from governance import sweeping
from governance.meetings import agenda
from governance.models import (
    FollowUp,
    Handoff,
    Level,
    Meeting,
    Paper,
    Resolution,
    Stall,
)
from governance.sample import company as sample_company
from governance.sample import meetings
from governance.sample.stories import STORIES
from governance.sample.teller import Teller
from initiatives import actions as initiatives
from initiatives.imports.running import Inventory
from initiatives.models import Attachment, Import, Initiative
from lessons import actions as lessons
from lessons.matching import matched
from lessons.models import Disposition, Experiment, Lesson, Review
from literacy import actions as literacy
from literacy import pulses
from literacy.law.triage import QUESTIONS
from literacy.models import (
    Assessment,
    AttendanceImport,
    Commitment,
    Consultation,
    Item,
    LawRule,
    Measure,
    Prevention,
    Recipe,
    Sandbox,
)
from literacy.standing import standing_of
from organisation import actions as organisation
from organisation.functions import Function as F
from organisation.models import (
    Body,
    Delivery,
    Deputy,
    Mandate,
    NumberChange,
    Person,
    Seat,
    Site,
    Webhook,
)
from processes import actions as processes
from processes.known import Said
from processes.models import Fact, MapKind, Measurement, ProcessMap
from processes.reading.steps import Row
from processes.reading.steps import build as build_map
from value import actions as value
from value import whatif
from value.models import Allocation, FreedHours, RealisedAmount

TOLD = (
    "Claims Triage v1",
    "Reply Assist",
    "Invoice Matching, cycle 2",
    "Quote Copilot",
    "Field Knowledge Assistant",
    "Spare-part photo search",
    "Warranty letter drafts",
    "Site planning assistant",
)


def build():
    """The sample with a draft, an open question, a condition and a request."""
    now = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    with clock.at(now - timedelta(days=720)):
        company = sample_company.build("a password of the sample")
    for story in STORIES:
        if story.title in TOLD:
            Teller(company, story, now).tell()
    found = {i.title: i for i in Initiative.objects.select_related("unit")}
    one = SimpleNamespace(
        company=company,
        stopped=found["Claims Triage v1"],
        value=found["Reply Assist"],
        receiving=found["Invoice Matching, cycle 2"],
        appropriation=found["Quote Copilot"],
        literacy=found["Field Knowledge Assistant"],
        closed=found["Spare-part photo search"],
        asked=found["Warranty letter drafts"],
        proposed=found["Site planning assistant"],
    )
    people = {f: company.first[f] for f in F}
    one.people = SimpleNamespace(**{f.value: person for f, person in people.items()})
    one.admin = company.administrator
    one.speaker = company.speakers["CSE central"]
    one.draft = initiatives.save_draft(
        by=one.people.leadership, title="Read tenders", unit=one.value.unit
    )
    meetings.hold(company, now)
    _ask(one)
    _wait(one)
    _hear(one)
    _import(one)
    _learn(one)
    _map(one)
    return one


def _map(one):
    """A map with open questions, and a figure that its new version left homeless."""
    ops, kind = one.people.operations, MapKind.TO_BE
    rows = [Row("1", "Draft", "Quoters"), Row("2", "Check", "Managers", "1, end")]
    build_map(rows)
    version = processes.save_steps(
        one.appropriation, by=ops, kind=kind, rows=rows, base=0, title="Draft"
    )
    said = [Said("step", row.key, "touch", 9, unit="minutes") for row in rows]
    processes.state_facts(version, by=ops, facts=said)
    one.steps_sheet = processes.keep_sheet(
        one.appropriation,
        by=ops,
        upload=SimpleUploadedFile("steps.csv", b"Lfd;Schritt;Wer\n1;Draft;Desk\n"),
    )
    rows = [Row("1", "Check", "Managers", "end", key=rows[1].key)]
    one.to_be = processes.save_steps(
        one.appropriation, by=ops, kind=kind, rows=rows, base=1, title="Draft"
    )


def _learn(one):
    """Two lists of attendance, and two units that ask to keep names."""
    hr, admin = one.people.hr, one.admin
    lists = []
    for name in ("sessions.csv", "counted.csv"):
        row = literacy.begin_attendance_import(
            by=hr,
            content=b"Date,Training,People\n2026-01-12,Introduction,12\n",
            name=name,
            mapping={
                "columns": {
                    "held_on": "Date",
                    "content": "Training",
                    "people": "People",
                },
                "initiative": one.literacy.ref,
            },
            rows=1,
        )
        lists.append(row)
    one.attendance, one.attendance_done = lists
    literacy.map_attendance_import(
        one.attendance_done,
        by=hr,
        mapping=one.attendance_done.mapping,
        state=AttendanceImport.State.RUNNING,
    )
    one.named_lists = literacy.ask_named_lists(
        by=admin, unit=one.literacy.unit, ground="Agreement of 12 March."
    )
    one.names_kept = literacy.answer_named_lists(
        literacy.ask_named_lists(by=admin, country="FR", ground="Agreement."),
        by=hr,
        agreed=True,
    )


def _import(one):
    """Two lists of what runs already: one is looked at, one has begun to come in."""
    content = (
        b"Title,Unit,Stage,Owner\nMeeting notes,claims,Literacy,\n"
        b"Sorting of mail,nowhere,Nothing,\n"
    )
    inventory = Inventory(content, "running.csv")
    rows = [
        initiatives.begin_import(
            by=one.people.leadership,
            content=content,
            name=name,
            mapping=inventory.mapping.as_json() | {"unit": inventory.fallback.code},
            rows=len(inventory.lines),
        )
        for name in ("running.csv", "begun.csv")
    ]
    one.looked_at, one.begun = rows
    initiatives.map_import(
        one.begun,
        by=one.people.leadership,
        mapping=one.begun.mapping,
        state=Import.State.RUNNING,
    )


def _ask(one):
    """A charter that is signed with a condition and returned with a question."""
    lead = one.people.leadership
    row = Initiative.objects.select_related("unit").get(pk=one.asked.pk)
    for lesson, _why in matched(row):
        lessons.answer(row, by=one.people.knowledge, lesson=lesson, answer="adopt")
    one.open = governance.offer(row, by=lead, version=row.version)
    digest = one.open.digest
    due = clock.today() + timedelta(days=30)
    governance.sign(
        one.open,
        by=one.people.hr,
        function=F.HR.value,
        digest=digest,
        conditions=[
            {
                "text": "A dialogue in Lyon before the pilot.",
                "owner": lead,
                "due_on": due,
            }
        ],
    )
    governance.return_with_questions(
        Handoff.objects.get(pk=one.open.pk),
        by=one.people.operations,
        function=F.OPERATIONS.value,
        digest=digest,
        text="Who checks the letters?",
        would_change="A name.",
    )
    one.condition = row.conditions.get()
    one.question = one.open.questions.get()


def _wait(one):
    """A handoff before the committee, and two requests for a second person."""
    handoff = Handoff.objects.get(initiative=one.receiving, state="receiving")
    marketing = one.people.marketing
    governance.ask_committee(
        handoff, by=marketing, digest=handoff.digest, text="May the slack be kept?"
    )
    one.committee = handoff
    one.referral = handoff.referrals.get()
    one.ended = Handoff.objects.filter(state="passed").first()
    one.triage = literacy.answer_triage(
        one.literacy,
        by=one.people.hr,
        answers=dict.fromkeys(QUESTIONS, "no") | {"real_work": "yes"},
        novelty="evolution",
        justification="The second version of the same assistant.",
        earlier="CSE central, opinion of March 2026",
    )
    rule = LawRule.objects.get(code="FR-CSE-TECH")
    text = rule.versions.get(number=1).body
    literacy.propose_version(
        rule,
        by=one.people.legal,
        body={**text, "title": "CSE: new technology"},
        reason="A shorter title.",
        law_version="2026-11-22",
    )
    site = next(s.site for s in standing_of(one.literacy).sites if s.is_blocked)
    one.override = literacy.ask_override(
        one.literacy, by=one.people.leadership, site=site, reason="A pilot of a day."
    )
    one.file = Attachment.objects.exclude(file="").first()
    one.comment = initiatives.comment(
        one.value, by=one.people.leadership, text="We meet."
    )
    sweeping.sweep()
    stalled = Stall.objects.filter(closed_at__isnull=True, level__gte=Level.LIMIT)
    one.stall = stalled.order_by("-level", "due_at").first()


def _hear(one):
    """Questions by name and by batch, an answer, and a pulse open and closed."""
    hr, about = one.people.hr, one.literacy
    texts = (
        "Will we be fewer?",
        "Who reads what I type?",
        "Who is responsible?",
        "And after June?",
    )
    asked = [
        literacy.ask_by_name(
            by=one.people.operations, theme="jobs", text=text, initiative=about
        )
        for text in texts
    ]
    one.concern, one.own = asked[2], asked[0]
    answered, one.public = (
        literacy.publish_question(row, by=hr, text=f"{row.theme}?", function="hr")
        for row in asked[:2]
    )
    literacy.answer_question(
        answered, by=hr, outcome="committed", text="No post goes before June."
    )
    one.doubted = literacy.publish_question(
        asked[3], by=hr, text="What follows?", function="hr"
    )
    literacy.answer_question(
        one.doubted, by=hr, outcome="answered", text="Nothing changes."
    )
    literacy.judge_answer(
        type(asked[3]).objects.get(pk=asked[3].pk),
        by=one.people.operations,
        answered=False,
        text="When is it said?",
    )
    with clock.at(clock.now() - timedelta(days=40)):
        one.closed_pulse = literacy.open_pulse(
            by=hr, closes_on=clock.today() + timedelta(days=10)
        )
        for n, person in enumerate(pulses.invited()[:15]):
            ballot = literacy.give_ballot(one.closed_pulse, by=person)
            literacy.answer_pulse(ballot, dict.fromkeys(Item.values, n % 5 + 1))
        literacy.close_pulse(one.closed_pulse, by=hr)
    one.pulse = literacy.open_pulse(by=hr, closes_on=clock.today() + timedelta(days=10))


def pages(one):
    """Every page: who opens it, and where. `name` is the name of its address."""
    p = one.people
    lead, hr, ops = p.leadership, p.hr, p.operations
    found = []

    def page(person, name, *args):
        found.append((person, name, reverse(name, args=args)))

    for name in ("waiting", "updates", "pipeline", "committee", "search"):
        page(p.marketing, f"governance:{name}")
    found.append(
        (lead, "governance:pipeline", reverse("governance:pipeline") + "?view=table")
    )
    for query in ("?view=timeline", "?stage=learning&view=table"):
        found.append(
            (lead, "governance:pipeline", reverse("governance:pipeline") + query)
        )
    page(lead, "governance:portfolio")
    page(lead, "governance:filters")
    found.append(
        (
            lead,
            "governance:save-filter",
            reverse("governance:save-filter") + "?stage=learning",
        )
    )
    kept = governance.save_filter(by=lead, name="In Learning", query="stage=learning")
    page(lead, "governance:change-filter", kept.pk)
    found.append(
        (lead, "governance:search", reverse("governance:search") + "?q=claims")
    )
    for row in (one.stopped, one.value, one.closed, one.proposed, one.draft):
        page(lead, "governance:initiative", row.ref)
    page(lead, "governance:initiative", one.receiving.ref)
    for row in (one.value, one.proposed, one.closed):
        page(lead, "governance:gate", row.ref)
    page(lead, "governance:history", one.value.ref)
    page(lead, "governance:withdraw", one.proposed.ref)
    page(lead, "governance:stop", one.value.ref)
    page(p.finance, "governance:stop", one.value.ref)
    page(p.knowledge, "governance:note-stop", one.stopped.ref)
    page(p.marketing, "governance:send-back", one.value.ref)
    page(p.knowledge, "governance:handoff", one.asked.ref, one.open.pk)
    page(ops, "governance:handoff", one.asked.ref, one.open.pk)
    page(p.marketing, "governance:handoff", one.receiving.ref, one.committee.pk)
    page(lead, "governance:handoff", one.ended.initiative.ref, one.ended.pk)
    page(lead, "governance:withdraw-offer", one.asked.ref, one.open.pk)
    page(lead, "governance:answer-question", one.asked.ref, one.question.pk)
    page(hr, "governance:meet-condition", one.asked.ref, one.condition.pk)
    page(lead, "governance:referral", one.referral.pk)
    page(
        Person.objects.filter(is_administrator=True).first(),
        "governance:leaving",
        hr.pk,
    )
    page(
        Person.objects.filter(is_administrator=True).first(),
        "governance:erase-person",
        hr.pk,
    )
    for name, row in (("erase-file", one.file), ("erase-comment", one.comment)):
        page(p.legal, f"initiatives:{name}", row.initiative.ref, row.pk)
    page(p.legal, "initiatives:hold", one.value.ref)
    page(p.legal, "initiatives:hold-person", hr.pk)
    one.paper = governance.ask_paper(
        by=lead, kind="initiative", facts={"ref": one.value.ref}, language="en"
    )
    # One that is still being made looks again by itself, amid what is looked at here.
    Paper.objects.filter(pk=one.paper.pk).update(failed_at=clock.now(), failure="error")
    page(lead, "governance:papers")
    page(lead, "governance:lists")
    page(lead, "governance:paper", one.paper.pk)
    page(lead, "governance:on-paper", one.value.ref)
    page(lead, "governance:gate-on-paper", one.asked.ref)
    page(lead, "governance:feed")
    _meetings(one, page)
    page(lead, "governance:stalls")
    page(lead, "governance:stall", one.stall.pk)
    page(ops, "governance:stall", one.stall.pk)

    page(lead, "initiatives:propose")
    for section in ("what", "people", "promise", "value", "screening"):
        page(lead, "initiatives:edit-section", one.draft.ref, section)
    page(lead, "initiatives:edit", one.proposed.ref)
    page(p.finance, "initiatives:edit", one.asked.ref)
    page(lead, "initiatives:discard", one.draft.ref)
    page(lead, "initiatives:next-cycle", one.closed.ref)
    for name in ("leads", "share", "files", "attach", "links"):
        page(lead, f"initiatives:{name}", one.value.ref)
    page(lead, "initiatives:import")
    page(lead, "initiatives:import-preview", one.looked_at.pk)
    page(lead, "initiatives:import-progress", one.begun.pk)

    _literacy(one, page)
    _prevention(one, page)
    _processes(one, page)
    _lessons(one, page)
    _value(one, page)
    _organisation(one, page)

    auditor = Person.objects.filter(is_auditor=True).first()
    page(auditor, "audit:entries")
    page(auditor, "governance:system")
    page(Person.objects.filter(is_administrator=True).first(), "governance:system")
    page(auditor, "governance:initiative", one.value.ref)
    for name in ("words", "keys", "accessibility"):
        page(lead, f"help:{name}")
    page(lead, "password_change")
    page(lead, "password_change_done")
    page(None, "login")
    return found


def _meetings(one, page):
    lead, hr = one.people.leadership, one.people.hr
    held = Meeting.objects.filter(closed_at__isnull=False).first()
    coming = Meeting.objects.coming().first()
    item = next(
        row for row in agenda.items(coming, lead) if row.key.startswith("referral-")
    )
    for name in ("meetings", "resolutions", "meeting-new"):
        page(lead, f"governance:{name}")
    for name in ("meeting", "meeting-edit", "meeting-cancel", "item-new"):
        page(lead, f"governance:{name}", coming.pk)
    for name in ("agenda-on-paper", "meeting-presence"):
        page(hr, f"governance:{name}", coming.pk)
    for name in (
        *("minutes", "minutes-on-paper", "tell-staff", "meeting-close"),
        *("presence-correct", "minute-taker"),
    ):
        page(lead, f"governance:{name}", held.pk)
    for name in ("meeting-item", "item-edit", "item-withdraw"):
        page(lead, f"governance:{name}", coming.pk, item.key)
    decided = Resolution.objects.filter(meeting=held).first()
    page(hr, "governance:resolution", decided.pk)
    page(lead, "governance:correct-decision", decided.pk)
    page(hr, "governance:decision-on-paper", decided.pk)
    page(lead, "governance:follow-up", FollowUp.objects.first().pk)


def _literacy(one, page):
    p, ref = one.people, one.literacy.ref
    page(p.hr, "literacy:index")
    page(p.hr, "literacy:page", ref)
    page(one.speaker, "literacy:page", ref)
    page(p.hr, "literacy:employees", ref)
    page(p.hr, "literacy:triage", ref)
    page(p.legal, "literacy:sign-triage", ref, one.triage.pk)
    page(p.hr, "literacy:calendar")
    page(one.speaker, "literacy:calendar")
    page(p.hr, "literacy:renew-feed")
    page(p.legal, "literacy:law")
    page(p.legal, "literacy:law-new")
    page(p.legal, "literacy:law-rule", "FR-CSE-TECH")
    page(p.legal, "literacy:law-edit", "DE-87-1-6")
    page(p.legal, "literacy:law-compare", "FR-CSE-TECH")
    page(p.leadership, "literacy:law-answer", "FR-CSE-TECH", 2)
    page(p.legal, "literacy:law-verify", "FR-CSE-TECH", 1)
    page(p.hr, "literacy:record-measure", ref)
    page(p.hr, "literacy:open-consultation", ref)
    page(p.hr, "literacy:ask-waiver", ref)
    page(p.operations, "literacy:start-use", ref)
    page(p.leadership, "literacy:ask-override", ref)
    page(p.legal, "literacy:answer-override", ref, one.override.pk)
    for slug in ("dialogue", "intent"):
        page(p.hr, "literacy:write-statement", ref, slug)
    page(p.leadership, "literacy:write-statement", ref, "ambition")
    measure = Measure.objects.standing().filter(initiative=one.literacy).first()
    page(p.hr, "literacy:correct-measure", ref, measure.pk)
    page(p.hr, "literacy:coverage")
    page(p.hr, "literacy:evidence", ref)
    page(p.hr, "literacy:declare-levels", ref)
    page(p.operations, "literacy:call-refresh", ref)
    page(p.hr, "literacy:attendance")
    page(p.hr, "literacy:attendance-preview", one.attendance.pk)
    page(p.hr, "literacy:attendance-progress", one.attendance_done.pk)
    page(one.admin, "literacy:named-lists")
    page(p.hr, "literacy:answer-named-lists", one.named_lists.pk)
    page(p.hr, "literacy:end-named-lists", one.names_kept.pk)
    page(p.hr, "literacy:attendees", ref, measure.pk)
    page(p.legal, "literacy:screen", ref)
    page(p.legal, "literacy:screening", ref)
    rows = Consultation.objects.filter(initiative=one.literacy)
    _consultations(one, page, rows)


def _consultations(one, page, rows):
    p, ref = one.people, one.literacy.ref
    open_one = rows.filter(opinions__isnull=True).first() or rows.first()
    page(p.hr, "literacy:open-required", ref)
    page(p.hr, "literacy:hand-over-information", ref, open_one.pk)
    for row in rows:
        page(p.hr, "literacy:consultation", ref, row.pk)
    for slug in (
        *("delivery", "minutes", "term", "order", "response", "commitment"),
        *("addendum", "reopen"),
    ):
        page(p.hr, "literacy:consultation-act", ref, open_one.pk, slug)
    mine = Consultation.objects.filter(body__seats__person=one.speaker).first()
    if mine is None:
        return
    at = mine.initiative.ref, mine.pk
    waiting = Consultation.objects.awaiting().filter(
        body__seats__person=one.speaker, initiative__in=Initiative.objects.running()
    )
    if asked := waiting.first():
        event = literacy.ask_documents(asked, by=one.speaker, text="The log fields.")
        where = asked.initiative.ref, asked.pk, event.pk
        page(p.hr, "literacy:answer-event", *where)
    page(one.speaker, "literacy:council")
    page(one.speaker, "literacy:consultation", *at)
    page(one.speaker, "literacy:give-opinion", *at)
    page(one.speaker, "literacy:write-note", *at)
    page(one.speaker, "literacy:erase-notes", *at)
    for slug in ("documents", "expert", "authority"):
        page(one.speaker, "literacy:consultation-act", *at, slug)
    promise = Commitment.objects.first()
    if promise:
        row = promise.consultation
        page(promise.owner, "literacy:fulfil", row.initiative.ref, row.pk, promise.pk)


def _prevention(one, page):
    p, ref = one.people, one.literacy.ref
    page(p.hr, "literacy:impact", ref)
    row = Assessment.objects.complete().first()
    assessed, n = row.initiative.ref, row.version
    page(p.hr, "literacy:impact", assessed)
    page(p.hr, "literacy:impact-version", assessed, n)
    page(p.hr, "literacy:impact-paper", assessed, n)
    page(p.hr, "literacy:compare-impact", assessed)
    page(p.hr, "literacy:open-impact", ref)
    draft = Assessment.objects.filter(completion__isnull=True).first()
    draft = draft or literacy.open_assessment(one.literacy, by=p.hr)
    of, m = draft.initiative.ref, draft.version
    page(p.hr, "literacy:answer-dimension", of, m, "workload")
    page(p.hr, "literacy:nothing-changes", of, m)
    page(p.hr, "literacy:complete-impact", of, m)
    page(p.hr, "literacy:plan-prevention", assessed)
    measure = Prevention.objects.open().first() or literacy.plan_prevention(
        draft.initiative,
        by=p.hr,
        dimension="workload",
        text="Breaks after each hour of checking.",
        owner=p.operations,
        due_on=clock.today() + timedelta(days=30),
    )
    for name in ("change-prevention", "finish-prevention"):
        page(p.hr, f"literacy:{name}", measure.initiative.ref, measure.pk)
    page(one.speaker, "literacy:write-view", of, m)
    page(p.operations, "literacy:sandboxes")
    page(p.operations, "literacy:record-sandbox")
    sandbox = Sandbox.objects.first()
    for name in ("sandbox", "revise-sandbox", "propose-sandbox", "share-recipe"):
        page(p.operations, f"literacy:{name}", sandbox.pk)
    page(p.operations, "literacy:recipes")
    recipe = Recipe.objects.shared().current().first()
    for name in ("recipe", "revise-recipe", "retire-recipe"):
        page(p.operations, f"literacy:{name}", recipe.pk)

    _dialogue(one, page)


def _dialogue(one, page):
    p = one.people
    for name in ("anonymous", "anonymous-reply", "anonymous-pulse"):
        page(None, f"literacy:{name}")
    for name in ("ask", "ask-named", "ask-confidentially", "questions"):
        page(p.operations, f"literacy:{name}")
    page(p.operations, "literacy:my-concern", one.own.pk)
    page(p.operations, "literacy:judge-answer", one.own.pk)
    page(p.hr, "literacy:say-missing", one.doubted.pk)
    page(p.hr, "literacy:question", one.public.pk)
    page(p.operations, "literacy:question", one.own.question_id)
    page(p.hr, "literacy:answer-question", one.public.pk)
    page(p.hr, "literacy:move-question", one.public.pk)
    page(p.hr, "literacy:concerns")
    for name in ("concern", "publish-question", "join-question", "reply-to-concern"):
        page(p.hr, f"literacy:{name}", one.concern.pk)
    page(p.operations, "literacy:pulses")
    page(p.hr, "literacy:pulses")
    page(p.hr, "literacy:open-pulse")
    page(p.operations, "literacy:pulse", one.pulse.pk)
    page(p.hr, "literacy:pulse", one.pulse.pk)
    page(p.hr, "literacy:pulse", one.closed_pulse.pk)


def _processes(one, page):
    ops, ref = one.people.operations, one.appropriation.ref
    page(ops, "processes:index")
    page(ops, "processes:page", ref)
    page(ops, "processes:page", one.value.ref)
    for name in ("name-owner", "name-bottleneck", "record-baseline", "time-work"):
        page(ops, f"processes:{name}", ref)
    page(ops, "processes:attach-map", ref, "as-is")
    page(ops, "processes:draw-map", ref, "as-is")
    page(ops, "processes:sheet-columns", ref, "as-is", one.steps_sheet.pk)
    for name in ("map", "map-paper", "edit-steps", "state-figures"):
        page(ops, f"processes:{name}", ref, "as-is")
    page(ops, "processes:map", ref, "to-be")
    page(ops, "processes:answer-questions", ref, "to-be")
    page(ops, "processes:map-version", ref, one.to_be.map.versions.first().pk)
    lost = Fact.objects.filter(version=one.to_be, has_home=False)
    page(ops, "processes:give-home", ref, lost[0].pk)
    page(ops, "processes:write-note", ref, "managers")
    figure = Measurement.objects.standing().filter(initiative=one.appropriation)
    if figure:
        page(ops, "processes:correct-measurement", ref, figure[0].pk)
        page(ops, "processes:record-after", ref, figure[0].pk)
    page(ops, "processes:compare", ref)
    mapped = ProcessMap.objects.filter(kind="to_be", bottleneck__gt="").first()
    if mapped:
        page(ops, "processes:compare", mapped.initiative.ref)
        page(ops, "processes:match-steps", mapped.initiative.ref)


def _lessons(one, page):
    p, ref = one.people, one.stopped.ref
    lesson = Lesson.objects.first()
    page(p.knowledge, "lessons:index")
    for name in ("figures", "digest"):
        page(p.knowledge, f"lessons:{name}")
    page(p.leadership, "lessons:records", "capture")
    page(p.knowledge, "lessons:digest-of", "2026-3")
    page(p.knowledge, "lessons:lesson-paper", lesson.ref)
    page(p.knowledge, "lessons:lesson", lesson.ref)
    page(p.knowledge, "lessons:edit-lesson", lesson.ref)
    page(p.knowledge, "lessons:page", ref)
    page(p.knowledge, "lessons:page", one.value.ref)
    for name in ("start-experiment", "record-review", "write-lesson"):
        page(p.knowledge, f"lessons:{name}", ref)
    tried = Experiment.objects.filter(initiative=one.value).first()
    page(p.knowledge, "lessons:give-verdict", one.value.ref, tried.pk)
    page(p.knowledge, "lessons:edit-experiment", one.value.ref, tried.pk)
    for name in ("experiment", "add-reading", "read-series"):
        page(p.knowledge, f"lessons:{name}", one.value.ref, tried.pk)
    for name in ("assign-action", "retire-lesson"):
        page(p.knowledge, f"lessons:{name}", lesson.ref)
    page(p.knowledge, "lessons:move-lesson", lesson.ref, "implemented")
    fits, _why = matched(one.asked)[0]
    page(p.knowledge, "lessons:answer", one.asked.ref, fits.ref)
    used = Disposition.objects.filter(answer__in=["adopt", "adapt"]).first()
    if used:
        page(p.knowledge, "lessons:record-outcome", used.initiative.ref, used.pk)
    assert Review.objects.exists()


def _value(one, page):
    p, ref = one.people, one.value.ref
    page(p.marketing, "value:index")
    page(p.marketing, "value:page", ref)
    page(p.finance, "value:page", ref)
    page(p.operations, "value:record-hours", ref)
    page(p.marketing, "value:plan-reception", ref)
    page(p.marketing, "value:allocate", ref)
    page(p.marketing, "value:report-amount", ref)
    page(p.leadership, "value:review", ref)
    page(p.leadership, "value:publish-outcome", ref)
    hours = FreedHours.objects.standing().filter(initiative=one.value).first()
    page(p.operations, "value:reverse-hours", ref, hours.pk)
    given = Allocation.objects.standing().filter(initiative=one.value).first()
    page(p.marketing, "value:reverse-allocation", ref, given.pk)
    amount = RealisedAmount.objects.filter(initiative=one.value).last()
    page(p.finance, "value:answer-amount", ref, amount.pk)
    idea, line, kept = _money(one)
    page(p.operations, "value:evaporate", ref)
    page(p.marketing, "value:ideas", ref)
    page(p.marketing, "value:imagine", ref)
    page(p.marketing, "value:choose-idea", ref, idea.pk)
    page(p.marketing, "value:set-idea-aside", ref, idea.pk)
    page(p.finance, "value:invest", ref)
    page(p.finance, "value:reverse-investment", ref, line.pk)
    page(p.finance, "value:what-if", ref)
    page(p.finance, "value:delete-scenario", ref, kept.pk)
    for name in ("rates", "set-rate", "close-period", "import-investment"):
        page(p.finance, f"value:{name}")
    for name in ("dictionary", "paper"):
        page(p.leadership, f"value:{name}")
    page(p.leadership, "value:records", "freed")


def _money(one):
    """An idea, a line of money put in, a rate, and a what-if that was saved."""
    p, row = one.people, one.value
    today = clock.today()
    value.set_rate(row.unit, by=p.finance, amount=34, valid_from=date(2025, 1, 1))
    idea = value.imagine(
        row,
        by=p.marketing,
        title="Outbound renewals",
        type="A",
        hypothesis="Called customers renew more often than a control group.",
        offer="Service contracts",
        market="Customers in their third year",
        unit=row.unit,
        team="Sales",
        skills="Selling on the phone",
        training_hours=16,
        hours=10,
        starts_on=today,
        target="90 renewals",
        target_amount=20_000,
        expires_on=today + timedelta(days=365),
        owner=p.marketing,
    )
    line = value.invest(
        row,
        by=p.finance,
        kind="capex",
        basis="actual",
        amount=140_000,
        period_from=today - timedelta(days=40),
        period_to=today - timedelta(days=10),
    )
    given = whatif.as_text(whatif.first_guess(row, whatif.lines_of(row)))
    kept = value.save_scenario(row, by=p.finance, name="Two desks", assumptions=given)
    return idea, line, kept


def _organisation(one, page):
    admin, person = one.admin, one.people.finance
    page(person, "organisation:profile")
    change = NumberChange.objects.first() or organisation.ask_number(
        by=admin, code="sign", value=8, reason="Two sites are abroad."
    )
    page(admin, "organisation:numbers")
    page(one.people.leadership, "organisation:numbers")
    page(admin, "organisation:change-number", "idle")
    page(one.people.leadership, "organisation:answer-number", change.pk)
    for name in ("people", "mandates", "units", "sites", "bodies", "deputies"):
        page(admin, f"organisation:{name}")
    for name in ("settings", "permissions", "add-person", "grant-mandate"):
        page(admin, f"organisation:{name}")
    for name in ("add-unit", "add-site", "add-body"):
        page(admin, f"organisation:{name}")
    for name in ("person", "edit-person", "end-person", "reset-password"):
        page(admin, f"organisation:{name}", person.pk)
    for name in ("set-administrator", "set-auditor", "hand-over", "name-deputy-for"):
        page(admin, f"organisation:{name}", person.pk)
    page(person, "organisation:people")
    page(person, "organisation:name-deputy")
    page(admin, "organisation:end-mandate", Mandate.objects.first().pk)
    deputy = Deputy.objects.first()
    if deputy:
        page(admin, "organisation:end-deputy", deputy.pk)
    page(admin, "organisation:edit-unit", one.value.unit.pk)
    page(admin, "organisation:edit-site", Site.objects.first().pk)
    body = Body.objects.first()
    page(admin, "organisation:edit-body", body.pk)
    page(admin, "organisation:give-seat", body.pk)
    page(admin, "organisation:end-seat", Seat.objects.first().pk)
    page(person, "organisation:notices")
    page(admin, "organisation:outgoing")
    page(admin, "organisation:add-webhook")
    page(admin, "organisation:try-again", given_up().pk)
    hook = Webhook.objects.first()
    for name in ("webhook", "edit-webhook", "try-webhook", "renew-secret"):
        page(admin, f"organisation:{name}", hook.pk)


def given_up():
    """A webhook that was switched off, and a post to it that was given up."""
    row = Delivery.objects.filter(state="given_up").first()
    if row:
        return row
    admin = Person.objects.filter(is_administrator=True).first()
    with override_settings(WEBHOOK_HOSTS=["chat.example"]):
        hook = organisation.add_webhook(
            by=admin,
            name="Teams of HR",
            kind="teams",
            address="https://chat.example/in/1",
            functions=["hr", "legal"],
        )
        row = organisation.try_webhook(hook, by=admin)
    now = clock.now()
    Delivery.objects.filter(pk=row.pk).update(
        state="given_up", tried_at=now, ended_at=now, error="http 404"
    )
    Webhook.objects.filter(pk=hook.pk).update(
        is_active=False, failures=10, switched_off_at=now
    )
    row.refresh_from_db()
    return row
