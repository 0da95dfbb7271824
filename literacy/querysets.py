"""What can be asked about measures, consultations and statements."""

import unicodedata

from django.apps import apps
from django.db import connection, models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Trim, TruncDate

from audit import clock
from initiatives.models import Initiative
from organisation import access
from organisation.roles import PERMISSIONS


class MeasureQuerySet(models.QuerySet):
    """Literacy measures."""

    def standing(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by__isnull=True)

    def imported(self, keys) -> dict:
        """Those that a list brought in, as they stand now, by their key."""
        rows = self.standing().filter(import_key__in=keys)
        return {row.import_key: row for row in rows}

    def add(self, rows):
        """Write new rows, each as its columns by name, with one prepared statement.

        A list has up to 500,000 rows: `bulk_create` puts a statement together anew for
        every few of them, which takes longer than reading the list.
        """
        fields = [f for f in self.model._meta.concrete_fields if not f.primary_key]
        usual = {field.attname: field.get_default() for field in fields}
        known: dict = {}

        def prepared(field, value):
            key = field.attname, value
            if key not in known:
                known[key] = field.get_db_prep_save(value, connection)
            return known[key]

        values = [
            [prepared(f, row.get(f.attname, usual[f.attname])) for f in fields]
            for row in rows
        ]
        names = ", ".join(connection.ops.quote_name(f.column) for f in fields)
        marks = ", ".join(["%s"] * len(fields))
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",
                values,
            )

    def in_force(self, on):
        """Those that cover somebody on a day: not outlived by time or by a change."""
        calls = apps.get_model("literacy.RefreshCall").objects.filter(
            initiative=OuterRef("initiative"), on__gt=OuterRef("held_on")
        )
        rows = self.standing().filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        )
        outlived = Q()
        for trigger in ("system", "model", "purpose"):
            outlived |= Q(**{f"again_on_{trigger}": True}) & Q(
                Exists(calls.filter(trigger=trigger))
            )
        # Most initiatives never changed: those are told by one look, not one a row.
        changed = calls.model.objects.order_by().values("initiative")
        return rows.filter(~Q(initiative__in=changed) | ~outlived)

    def covered(self, on):
        """People covered and overseers trained on a day, per initiative and place."""
        return self._by_place(
            self.in_force(on),
            covered=Sum("people", filter=~Q(audience="overseers"), default=0),
            overseers=Sum("people", filter=Q(audience="overseers"), default=0),
        )

    def covered_by_audience(self, on):
        """The people of each audience that measures cover, per initiative and place."""
        return self._by_place(
            self.in_force(on),
            **{
                name: Sum("people", filter=Q(audience=name), default=0)
                for name in ("everyone", "operators", "builders", "overseers")
            },
        )

    def _by_place(self, rows, **sums):
        return (
            rows.order_by()
            .values("initiative_id", "unit_id", "site_id")
            .annotate(**sums)
        )


class LevelQuerySet(models.QuerySet):
    """Declarations of the levels that people have reached."""

    def newest(self):
        """The last one of each place and audience."""
        later = self.model.objects.filter(
            initiative=OuterRef("initiative"),
            unit=OuterRef("unit"),
            site=OuterRef("site"),
            audience=OuterRef("audience"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later))


class NamedListQuerySet(models.QuerySet):
    """Where attendance may be kept by name."""

    def in_force(self):
        """Those that HR has agreed to and nobody has ended."""
        return self.filter(agreed=True, ended_at__isnull=True)

    def allowing(self, unit):
        """Those in force that hold for a unit: its own branch, or its country."""
        above = [int(part) for part in unit.path.strip("/").split("/")]
        return self.in_force().filter(Q(unit__in=above) | Q(country=unit.country))


class ConsultationQuerySet(models.QuerySet):
    """Consultations of bodies."""

    def current(self):
        """Those that no later consultation has taken the place of."""
        return self.filter(followed_by__isnull=True)

    def readable_by(self, person, initiatives):
        """Those whose file this person may open: fetching is the check.

        Whoever sees the initiative (`initiatives`) reads them, but for representatives,
        who read those of the bodies that they sit on, and only these.
        """
        today = clock.today()
        if not access.is_present(person, today):
            return self.none()
        seats = access.current_seats(person)
        of_my_bodies = Q(body__in=[seat.body_id for seat in seats])
        if (
            access.current_holdings(person)
            or person.is_auditor
            or person.is_administrator
        ):
            seen = initiatives.values("pk")
            return self.filter(of_my_bodies | Q(initiative__in=seen))
        return self.filter(of_my_bodies)

    def with_standing(self):
        """Each with the columns from which it is read where it stands today.

        They are named as `literacy.models.Reading` asks for them.
        """
        today = clock.today()
        of = {
            name: self.model._meta.get_field(name)
            .related_model.objects.filter(consultation=OuterRef("pk"))
            .order_by()
            for name in (
                "information",
                "handed",
                "events",
                "orders",
                "deadlines",
                "opinions",
                "commitments",
            )
        }
        happened = of["events"].filter(on__lte=today)
        ruled = of["orders"].filter(on__lte=today)
        lifted = (
            of["orders"]
            .model.objects.filter(
                consultation=OuterRef("consultation"),
                kind="lifted",
                on__lte=today,
                pk__gt=OuterRef("pk"),
            )
            .order_by()
        )
        first = (
            of["information"]
            .values("consultation")
            .annotate(first=Min("informed_on"))
            .values("first")
        )
        handed = of["handed"].values("consultation")
        last = of["opinions"].order_by("-pk")
        return self.annotate(
            informed_on=Subquery(first),
            handed_over=Coalesce(
                Subquery(
                    of["information"]
                    .values("consultation")
                    .annotate(rows=Count("pk"))
                    .values("rows")
                ),
                Value(0),
            ),
            items_handed=Coalesce(
                Subquery(handed.annotate(n=Count("pk")).values("n")), Value(0)
            ),
            complete_on=Case(
                When(items=0, then=Subquery(first)),
                When(
                    items_handed__gte=F("items"),
                    then=Subquery(handed.annotate(last=Max("on")).values("last")),
                ),
            ),
            outcome=Coalesce(Subquery(last.values("outcome")[:1]), Value("")),
            opined_on=Subquery(last.values("given_on")[:1]),
            due_on=Subquery(of["deadlines"].order_by("-pk").values("due_on")[:1]),
            time_may_pass=F("rule__time_may_pass"),
            is_verified=Q(rule__verified_by__isnull=False),
            has_proof=Exists(happened.filter(kind="delivered")),
            minuted=Exists(happened.filter(kind="minutes")),
            minuted_on=Subquery(
                happened.filter(kind="minutes").order_by("on").values("on")[:1]
            ),
            expert=Exists(of["events"].filter(kind="expert")),
            authority_asked=Exists(of["events"].filter(kind="authority")),
            open_requests=Exists(
                of["events"].filter(kind="request", answer__isnull=True)
            ),
            extended=Exists(of["orders"].filter(kind="extended")),
            suspended=Exists(
                ruled.filter(
                    ~Exists(lifted),
                    Q(until__isnull=True) | Q(until__gte=today),
                    kind="suspended",
                )
            ),
            substituted=Exists(ruled.filter(kind="granted")),
            substituted_on=Subquery(
                ruled.filter(kind="granted").order_by("on").values("on")[:1]
            ),
            answered_on=F("response__on"),
            departs=F("response__departs"),
            waits_until=F("response__waits_until"),
            open_commitments=Exists(
                of["commitments"].filter(
                    fulfilment__isnull=True, superseded_by__isnull=True
                )
            ),
            is_reopened=Q(followed_by__isnull=False),
        )

    def unfinished(self):
        """Those in which something may still be due; `Reading` says what it is.

        Left out are files that one answer has closed for good, with nothing promised
        and nothing owed.
        """
        rows = self.current().with_standing()
        return rows.exclude(
            ~Q(outcome__in=("", "consent_refused")),
            Q(rule__isnull=True) | Q(answered_on__isnull=False),
            open_commitments=False,
            suspended=False,
            right__in=("inform", "consult", "consent", "bargain", "procedural"),
        )

    def to_inform(self):
        """Those in which something that must be handed over was not."""
        return self.current().with_standing().filter(complete_on__isnull=True)

    def _expired(self):
        """The lawful end by time alone, as `Reading.expired` has it."""
        return Q(
            time_may_pass=True,
            is_verified=True,
            authority_asked=False,
            outcome="",
            right__in=("consult", "consult_standstill"),
            complete_on__isnull=False,
            has_proof=True,
            due_on__lt=clock.today(),
        )

    def awaiting(self):
        """Those whose body was informed and has not answered, as `awaits_opinion`."""
        rows = self.current().with_standing()
        return rows.filter(
            ~rows._expired(),
            ~Q(talks_pass=True, minuted=True, right="consult"),
            complete_on__isnull=False,
            outcome="",
            substituted=False,
        ).exclude(right__in=("inform", "procedural"))

    def to_answer(self):
        """Those in which the employer owes a reasoned answer, as `response_is_owed`."""
        rows = self.current().with_standing()
        return rows.filter(
            rows._expired()
            | Q(
                outcome__in=(
                    "favourable",
                    "with_reservations",
                    "unfavourable",
                    "no_agreement",
                )
            ),
            rule__isnull=False,
            answered_on__isnull=True,
        ).exclude(right__in=("inform", "procedural"))


class CommitmentQuerySet(models.QuerySet):
    """Promises to bodies."""

    def standing(self):
        """Those that are meant now: no row with another owner took their place."""
        return self.filter(superseded_by__isnull=True)

    def open(self):
        """Those that were not kept yet."""
        return self.standing().filter(fulfilment__isnull=True)

    def late(self):
        """Those past their day."""
        return self.open().filter(due_on__lt=clock.today())


class TwoPersonQuerySet(models.QuerySet):
    """What one person asks and another answers."""

    def confirmed(self):
        """Those that the second person agreed to."""
        return self.filter(agreed=True)

    def open(self):
        """Those that wait for the second person."""
        return self.filter(agreed__isnull=True)


class StatementQuerySet(models.QuerySet):
    """What was said in writing."""

    def latest_of(self, initiative) -> dict:
        """The last statement of each kind."""
        rows = self.filter(initiative=initiative).select_related(
            "attachment", "written_by"
        )
        return {row.kind: row for row in rows.order_by("pk")}


class AssessmentQuerySet(models.QuerySet):
    """Versions of impact assessments."""

    def complete(self):
        """Those that are finished."""
        return self.filter(completion__isnull=False)

    def last_of(self, initiative):
        """The newest version of an initiative, complete or not, or nothing."""
        return (
            self.filter(initiative=initiative)
            .select_related("completion__completed_by", "opened_by")
            .order_by("-version")
            .first()
        )

    def counting_of(self, initiative):
        """The newest complete version: the one that the gate reads; or nothing."""
        return self.complete().last_of(initiative)


class VersionedQuerySet(models.QuerySet):
    """Rows that stand from the version in which they were written."""

    def as_of(self, assessment):
        """Those that stood in a version: none later, none that was replaced by then."""
        return self.filter(
            initiative=assessment.initiative_id,
            assessment__version__lte=assessment.version,
        ).exclude(superseded_by__assessment__version__lte=assessment.version)


class PreventionQuerySet(VersionedQuerySet):
    """Prevention measures."""

    def as_of(self, assessment):
        """The plan as a version holds it: what was changed later is left out."""
        version = assessment.version

        def by_then(prefix=""):
            return Q(**{f"{prefix}assessment__version__lt": version}) | Q(
                **{
                    f"{prefix}assessment__version": version,
                    f"{prefix}is_follow_up": False,
                }
            )

        replaced = (
            self.model.objects.filter(by_then(), supersedes__isnull=False)
            .filter(initiative=assessment.initiative_id)
            .values("supersedes")
        )
        return self.filter(
            by_then(), initiative=assessment.initiative_id, is_dropped=False
        ).exclude(pk__in=replaced)

    def standing(self):
        """Those that are meant now: not replaced and not given up."""
        return self.filter(superseded_by__isnull=True, is_dropped=False)

    def open(self):
        """Those that are meant and not in place yet."""
        return self.standing().filter(done__isnull=True)

    def late(self):
        """Those whose day has passed."""
        return self.open().filter(due_on__lt=clock.today())


class ScreeningQuerySet(models.QuerySet):
    """Versions of AI Act screenings."""

    def latest(self):
        """The newest one of each initiative."""
        newer = self.model.objects.filter(
            initiative=OuterRef("initiative"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(newer))

    def reopened(self, law_version, call):
        """Newest ones that must be looked at again, each with `causes`, as letters.

        An amendment of the law (a), other answers on the charter (b), another AI
        system there (c), a change of the system since (d, from `call`, the model of
        such changes), or the day of the next review (e).
        """
        high_risk = Case(
            When(annex="none", then=Value("n")),
            When(Q(annex="I") | Q(profiling=True), then=Value("y")),
            When(claim="none", then=Value("y")),
            default=Value("n"),
        )
        rows = (
            self.latest()
            .annotate(day=TruncDate("screened_at"))
            .annotate(
                letters=Concat("practices", high_risk),
                named=Trim("initiative__ai_system"),
                changed=Exists(
                    call.objects.filter(
                        initiative=OuterRef("initiative"),
                        on__gt=OuterRef("day"),
                    )
                ),
            )
        )
        causes = {
            "a": ~Q(law_version=law_version),
            "b": ~Q(initiative__screening_answers=F("letters")),
            "c": ~Q(ai_system=F("named")),
            "d": Q(changed=True),
            "e": Q(next_review_on__isnull=False, next_review_on__lte=clock.today()),
        }
        return rows.annotate(
            causes=Concat(
                *(
                    Case(When(when, then=Value(letter)), default=Value(""))
                    for letter, when in causes.items()
                )
            )
        ).exclude(causes="")


class SandboxQuerySet(models.QuerySet):
    """What was tried outside of real work."""

    def visible_to(self, person):
        """Those that a person may read; fetching is the check.

        What belongs to an initiative is seen with it, and by the employees whom it
        concerns. An idea is seen by whoever holds a mandate, by the auditor and the
        administrator, and by the people of its unit. What somebody recorded they see.
        """
        if not access.is_present(person, clock.today()):
            return self.none()
        seen = (
            Q(recorded_by=person)
            | Q(initiative__in=Initiative.objects.visible_to(person).values("pk"))
            | Q(initiative__in=Initiative.objects.concerning(person).values("pk"))
        )
        # a draft is seen by its author only; what was tried before is still shared
        idea = Q(initiative__isnull=True) | Q(
            initiative__proposed_at__isnull=True,
            initiative__taken_over_at__isnull=True,
            initiative__is_confidential=False,
        )
        if (
            access.current_holdings(person)
            or person.is_auditor
            or person.is_administrator
        ):
            return self.filter(seen | idea)
        if person.unit_id is None:
            return self.filter(seen)
        branch = [int(part) for part in person.unit.path.strip("/").split("/")]
        return self.filter(seen | (idea & Q(unit__in=branch)))


class RecipeQuerySet(models.QuerySet):
    """Recipes."""

    def shared(self):
        """Those of the library: nothing of a confidential initiative is among them."""
        return self.exclude(sandbox__initiative__is_confidential=True)

    def visible_to(self, person):
        """Those whose page a person may open: the shared ones, and their own."""
        if not access.is_present(person, clock.today()):
            return self.none()
        sandbox = self.model._meta.get_field("sandbox").related_model
        mine = sandbox.objects.visible_to(person).values("pk")
        return self.filter(
            Q(pk__in=self.model.objects.shared().values("pk")) | Q(sandbox__in=mine)
        )

    def current(self):
        """Those that are not retired."""
        return self.filter(retired_at__isnull=True)

    def with_uses(self):
        """Each with how many people use it."""
        uses = self.model._meta.get_field("uses").related_model
        return self.annotate(
            used_by=Coalesce(
                Subquery(
                    uses.objects.filter(recipe=OuterRef("pk"))
                    .order_by()
                    .values("recipe")
                    .annotate(rows=Count("pk"))
                    .values("rows")
                ),
                Value(0),
            )
        )

    def matching(self, words: str):
        """Those whose text contains every word, in any case, with or without accents.

        Function and kind of data are in the text in English and in French.
        """
        rows = self
        for word in plain(words).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows


def plain(text: str) -> str:
    """A text for comparing: no capitals, no accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


class LawRuleVersionQuerySet(models.QuerySet):
    """Versions of rules of law."""

    def agreed(self):
        """Those that came with the product or that a second person agreed to."""
        return self.filter(agreed=True)

    def in_force(self, on):
        """The one version of each rule that counts on a day."""
        mine = (
            self.model.objects.agreed()
            .filter(rule=OuterRef("rule"))
            .filter(Q(in_force_from__isnull=True) | Q(in_force_from__lte=on))
            .order_by("-number")
        )
        return self.filter(pk=Subquery(mine.values("pk")[:1]))

    def open(self):
        """Those that wait for the second person."""
        return self.filter(agreed__isnull=True)

    def changed_since(self, on):
        """Those of which a later version of the same rule counts on a day.

        What was consulted under one of these is shown as "the rule has changed since".
        """
        newer = (
            self.model.objects.agreed()
            .filter(rule=OuterRef("rule"), number__gt=OuterRef("number"))
            .filter(Q(in_force_from__isnull=True) | Q(in_force_from__lte=on))
        )
        return self.filter(models.Exists(newer))


class TriageQuerySet(models.QuerySet):
    """Answers to the triage."""

    def latest(self):
        """The newest of each initiative: the one that counts."""
        newest = (
            self.model.objects.filter(initiative=OuterRef("initiative"))
            .order_by("-pk")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))


class ConcernQuerySet(models.QuerySet):
    """Questions and concerns, released to their readers."""

    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_asker(self, person):
        """What a person asked with their name."""
        return self.filter(asked_by=person)

    def readable_by(self, person):
        """What a person may read: HR of its unit, or the one trusted with the name.

        What is about no initiative is read by HR of the root unit. Nobody else reads
        any of it, whatever else they hold; so a stranger finds nothing.
        """
        today = clock.today()
        asked = Q(pk__in=[])
        for holding in access.holdings(person, on=today):
            if holding.function not in PERMISSIONS["literacy.read_concerns"].holders:
                continue
            asked |= Q(initiative__unit__path__startswith=holding.path)
            if holding.is_of_root:
                asked |= Q(initiative__isnull=True)
        initiative = self.model._meta.get_field("initiative").related_model
        seen = initiative.objects.visible_to(person).values("pk")
        asked &= Q(initiative__isnull=True) | Q(initiative__in=seen)
        if access.seats(person, on=today):
            asked |= Q(trusted=person)
        return self.filter(asked)

    def unread(self):
        """Those to which nothing was done yet: no question, no reply."""
        reply = self.model._meta.get_field("replies").related_model
        answered = reply.objects.filter(concern=OuterRef("pk"), from_asker=False)
        return self.standing().filter(~Exists(answered), question__isnull=True)


class PublishedQuestionQuerySet(models.QuerySet):
    """Published questions."""

    def open(self):
        """Those without an answer."""
        return self.filter(state="open")

    def readable_by(self, person):
        """About AI in general, or about an initiative that a person may read of."""
        if not access.is_present(person, clock.today()):
            return self.none()
        initiative = self.model._meta.get_field("initiative").related_model
        seen = initiative.objects.visible_to(person).values("pk")
        mine = initiative.objects.concerning(person).values("pk")
        return self.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen) | Q(initiative__in=mine)
        )

    def with_askers(self):
        """Each with how many asked it, as `askers`: concerns and secondings."""
        concern = self.model._meta.get_field("concerns").related_model
        seconding = self.model._meta.get_field("secondings").related_model
        return self.select_related("earlier").annotate(
            askers=_how_many(concern) + _how_many(seconding),
        )

    def doubted(self, before):
        """Answered ones that somebody who asked says are not, and that may open again.

        What came without an open name counts once its week lies before `before`.
        """
        verdict = self.model._meta.get_field("concerns").related_model._meta.get_field(
            "verdicts"
        )
        doubts = verdict.related_model.objects.filter(
            concern__question=OuterRef("pk"),
            concern__withdrawn_at__isnull=True,
            is_answered=False,
            week__lt=before,
        )
        return self.filter(Exists(doubts), earlier__isnull=True).exclude(state="open")


def _how_many(model):
    rows = model.objects.filter(question=OuterRef("pk")).order_by().values("question")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


class PulseQuerySet(models.QuerySet):
    """Rounds of the pulse."""

    def open(self):
        """Those that take answers."""
        return self.filter(closed_at__isnull=True)

    def closed(self):
        """Those whose results stand."""
        return self.filter(closed_at__isnull=False)

    def readable_by(self, person):
        """Of everybody, or about an initiative that a person may read of."""
        if not access.is_present(person, clock.today()):
            return self.none()
        initiative = self.model._meta.get_field("initiative").related_model
        seen = initiative.objects.visible_to(person).values("pk")
        mine = initiative.objects.concerning(person).values("pk")
        return self.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen) | Q(initiative__in=mine)
        )
