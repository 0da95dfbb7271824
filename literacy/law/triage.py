"""Which rules of law apply to an initiative, site by site, and why."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Exposure, Screening
from literacy.law.kinds import EEA, EU, Level, RightKind, Trigger
from literacy.models import LawRuleVersion, Triage
from organisation.calendar import ALIASES, country_name
from organisation.models import Body, Site, Unit
from organisation.options import Option

YES, NO = "yes", "no"

QUESTIONS = {
    "real_work": (
        _("Will employees use it on real work?"),
        _("A pilot counts. A closed technical test or a demonstration does not."),
        (),
    ),
    "accounts": (
        _("Does the company provide the accounts, or can it see who used it and how?"),
        _("Logs that only an administrator could open count too."),
        (Trigger.LOGS, Trigger.MONITORING),
    ),
    "personal_data": (
        _("Can it hold or produce data about single employees?"),
        _("That it could is enough, even if nobody means to."),
        (Trigger.PERSONAL_DATA, Trigger.MONITORING),
    ),
    "monitoring": (
        _("Could behaviour, attendance or performance be watched with it?"),
        _("That it could is enough, even if nobody means to."),
        (Trigger.MONITORING,),
    ),
    "hr_decisions": (
        _("Does it help to decide about employees, or hand out tasks?"),
        _("Pay, promotion, appraisal, dismissal, who does what."),
        (Trigger.HR_DECISION,),
    ),
    "recruitment": (
        _("Is it used in recruiting?"),
        _("Advertising posts, sorting or judging applications."),
        (Trigger.RECRUITMENT,),
    ),
    "scheduling": (
        _("Does it plan shifts, rest days or working time?"),
        "",
        (Trigger.SCHEDULING,),
    ),
    "effects": (
        _("Does it change what people do, their pace or the skills they need?"),
        _("Also how tasks are divided, and who checks what."),
        (Trigger.WORK,),
    ),
    "fundamental": (
        _("Are the ways of working fundamentally new?"),
        _("A whole department works in another way afterwards."),
        (Trigger.FUNDAMENTAL,),
    ),
    "headcount": (
        _("Can it change how many posts there are?"),
        _("Fewer posts, or posts that are not filled again."),
        (Trigger.HEADCOUNT,),
    ),
    "training": (
        _("Does it change the company's training arrangements?"),
        "",
        (Trigger.TRAINING,),
    ),
    "cross_border": (
        _("Does it concern employees in more than one country?"),
        "",
        (Trigger.CROSS_BORDER,),
    ),
    "high_risk": (
        _("Is it high-risk AI at the workplace under the AI Act?"),
        _("The AI Act screening says so. If it is not done, say yes when in doubt."),
        (Trigger.HIGH_RISK,),
    ),
}
"""The plain questions by their code: question, help, and what a yes sets in motion.

With whether the technology is new (Triage.novelty) they are the six questions of the
design and the triggers of the rules.
"""

UNTIL_REAL_WORK = _(
    "Nobody does real work with it yet: this is due before real work begins."
)


@dataclass(frozen=True)
class Requirement:
    """What is owed at one site, to one body, and why.

    `rule_version` is None where no rule says so: before the triage, and in a country
    whose law is not known, every body of a site is consulted. `body` is None where the
    rule applies but no body is recorded at the site, so that it passes only by a
    confirmed waiver or by telling the employees. `right_kind` is a RightKind: that of
    the rule, or to be informed where only its lighter part applies. `blocking` says
    whether real work must wait for it now; `because` is a sentence.
    """

    rule_version: LawRuleVersion | None
    site: Site
    body: Body | None
    right_kind: str
    blocking: bool
    because: object
    applies_from: str = ""

    @property
    def may_pass_by_time(self) -> bool:
        """Whether the end of the term alone can pass it, here and now."""
        return (
            self.rule_version is not None
            and self.rule_version.may_pass_by_time
            and self.right_kind == self.rule_version.right_kind
        )

    @property
    def title(self):
        """What the rule is about, in words."""
        if self.rule_version is None:
            return _("Consultation of every body of the site")
        return self.rule_version.title


@dataclass(frozen=True)
class NotRequired:
    """A rule of the site's country that does not apply, and why."""

    rule_version: LawRuleVersion
    site: Site
    because: object


@dataclass
class SiteOutcome:
    """What the triage says for one site."""

    site: Site
    requirements: list[Requirement] = field(default_factory=list)
    not_required: list[NotRequired] = field(default_factory=list)
    law_is_known: bool = True

    @property
    def blocking(self) -> list[Requirement]:
        """What real work must wait for."""
        return [row for row in self.requirements if row.blocking]


@dataclass
class TriageOutcome:
    """What the triage says for all exposed sites of an initiative.

    `triage` is None before it was answered.
    """

    triage: Triage | None
    sites: list[SiteOutcome] = field(default_factory=list)

    @property
    def requirements(self) -> list[Requirement]:
        """All that is owed, site by site."""
        return [row for site in self.sites for row in site.requirements]

    @property
    def unknown(self) -> list[Site]:
        """The sites in countries of which no rule is known: Legal must say."""
        return [site.site for site in self.sites if not site.law_is_known]


def triggers(triage, initiative=None) -> frozenset[str]:
    """What the answers set in motion.

    An evolution of a tool consulted on before is no new technology, once HR and Legal
    both say so. High risk found by the AI Act screening counts whatever was answered.
    """
    found = {
        trigger.value
        for code, (_question, _help, triggered) in QUESTIONS.items()
        if triage.says(code)
        for trigger in triggered
    }
    if not triage.is_evolution:
        found.add(Trigger.NEW_TECH.value)
    if initiative is not None and initiative.screening == Screening.HIGH_RISK:
        found.add(Trigger.HIGH_RISK.value)
    return frozenset(found)


def requirements(initiative, *, on=None, real_work=None) -> list[Requirement]:
    """What is owed at each exposed site, in scope or not, in six queries.

    `real_work` overrides what the triage says about it: whoever begins real work asks
    with True, so that a triage that denied it lets nothing through.
    """
    return outcome(initiative, on=on, real_work=real_work).requirements


def outcome(initiative, *, on=None, real_work=None) -> TriageOutcome:
    """What the triage says for one initiative, what is not required too."""
    return outcomes([initiative], on=on, real_work=real_work)[initiative.pk]


def outcomes(initiatives, *, on=None, real_work=None) -> dict:
    """What the triage says for each of these initiatives, in six queries in all."""
    initiatives = list(initiatives)
    on = on or clock.today()
    ids = [initiative.pk for initiative in initiatives]
    answered = {
        row.initiative_id: row
        for row in Triage.objects.filter(initiative__in=ids)
        .latest()
        .select_related("answered_by", "signed_by")
    }
    versions = list(
        LawRuleVersion.objects.in_force(on)
        .select_related("rule")
        .order_by("rule__level", "rule__country", "rule__code")
    )
    sites = defaultdict(dict)
    for row in (
        Exposure.objects.filter(initiative__in=ids)
        .select_related("site")
        .prefetch_related(
            Prefetch(
                "site__bodies",
                queryset=Body.objects.filter(is_active=True),
                to_attr="sitting",
            )
        )
        .order_by("site__name")
    ):
        sites[row.initiative_id].setdefault(row.site_id, row.site)
    sizes = Sizes.read()
    result = {}
    for initiative in initiatives:
        triage = answered.get(initiative.pk)
        found = TriageOutcome(triage)
        moved = triggers(triage, initiative) if triage else frozenset()
        works = (
            real_work
            if real_work is not None
            else triage is not None and triage.says("real_work")
        )
        for site in sites[initiative.pk].values():
            if triage is None:
                place = SiteOutcome(site, _every_body(site, NOT_ANSWERED))
            else:
                place = _at(site, versions, moved, works, sizes, on)
            found.sites.append(place)
        result[initiative.pk] = found
    return result


@dataclass(frozen=True)
class Sizes:
    """How many people the undertaking has in each country, as far as is recorded.

    A number that is not recorded is nought and never keeps a rule from applying.
    """

    countries: dict
    has_gaps: frozenset

    @classmethod
    def read(cls):
        """The head counts of sites and units, in two queries."""
        sites, units = defaultdict(int), defaultdict(int)
        gaps = set()
        for country, people in Site.objects.values_list("country", "headcount"):
            sites[iso(country)] += people
            if not people:
                gaps.add(iso(country))
        for row in (
            Unit.objects.order_by().values("country").annotate(people=Sum("headcount"))
        ):
            units[iso(row["country"])] += row["people"]
        return cls(
            {c: max(sites[c], units[c]) for c in {*sites, *units}}, frozenset(gaps)
        )

    def undertaking(self, country) -> int | None:
        """People in a country, or None where a site there has no number."""
        if country in self.has_gaps:
            return None
        return self.countries.get(country) or None


def iso(code: str) -> str:
    """The ISO code of a country, also where the European institutions write another."""
    code = code.upper()
    return ALIASES.get(code, code)


def spellings(country: str) -> list[str]:
    """All codes that are written for a country, by its ISO code or another one."""
    code = iso(country)
    return [code, *(other for other, plain in ALIASES.items() if plain == code)]


NOT_ANSWERED = _(
    "The triage is not answered yet: every body of the site is consulted until then."
)


def _every_body(site, because):
    return [
        Requirement(None, site, body, RightKind.CONSULT, True, because)
        for body in local_bodies(site)
    ]


def local_bodies(site) -> list[Body]:
    """Who sits at a site for its own people: not the European works council."""
    return [body for body in site.sitting if body.kind != Body.Kind.EUROPEAN]


def _at(site, versions, moved, works, sizes, on) -> SiteOutcome:
    country = iso(site.country)
    national = [
        v
        for v in versions
        if v.rule.level == Level.COUNTRY and v.rule.country == country
    ]
    place = SiteOutcome(site, law_is_known=bool(national))
    if not national:
        place.requirements += _every_body(
            site,
            format_lazy(
                _(
                    "No rule of {country} is known here: every body of the site is "
                    "consulted until Legal says what the law asks."
                ),
                country=country_name(country),
            ),
        )
    above = [v for v in versions if v.rule.level != Level.COUNTRY]
    for version in [*national, *above]:
        if version.rule.level == Level.EU and country not in EU:
            continue
        if version.rule.level == Level.EWC and country not in EEA:
            continue
        if version.body.get("only_without_national") and national:
            continue
        _add(place, version, moved, works, sizes, on)
    return place


def _add(place, version, moved, works, sizes, on):
    text = version.body
    met = [code for code in text["triggers"] if code in moved]
    no = _why_not(version, place.site, met, sizes)
    bodies = () if no else _bodies(version, place.site)
    if not no and not bodies and text.get("needs_body"):
        no = _("No such body sits at this site.")
    if no:
        place.not_required.append(NotRequired(version, place.site, no))
        return
    kind = version.right_kind
    lighter = text.get("inform_only_triggers", ())
    if lighter and all(code in lighter for code in met):
        kind = RightKind.INFORM
    because = format_lazy(_("It applies because of {reasons}."), reasons=_reasons(met))
    blocking = version.blocking
    applies_from = text["clock"].get("applies_from", "")
    if blocking and applies_from and on.isoformat() < applies_from:
        blocking = False
        because = format_lazy(
            _("{because} It binds from {day} on: do it before."),
            because=because,
            day=applies_from,
        )
    if blocking and not works and not text.get("blocks_without_real_work"):
        blocking = False
        because = format_lazy("{} {}", because, UNTIL_REAL_WORK)
    if not bodies:
        because = format_lazy(
            _(
                "{because} No body is recorded at this site: HR names it or tells the "
                "employees themselves."
            ),
            because=because,
        )
    for body in bodies or (None,):
        place.requirements.append(
            Requirement(
                version, place.site, body, kind, blocking, because, applies_from
            )
        )


def _why_not(version, site, met, sizes):
    if not met:
        return _("Nothing that was answered sets it in motion.")
    asked = version.body.get("threshold", {})
    country = iso(site.country)
    least = asked.get("undertaking_employees_min")
    people = sizes.undertaking(country)
    if least and people is not None and people < least:
        return _too_few(people, least)
    least = asked.get("establishment_employees_min")
    if least and site.headcount and site.headcount < least:
        return _too_few(site.headcount, least)
    if asked.get("eu_eea_employees_min"):
        return _not_transnational(asked, sizes)
    return None


def _not_transnational(asked, sizes):
    if sizes.has_gaps & EEA:
        return None
    here = {c: n for c, n in sizes.countries.items() if c in EEA}
    least = asked["eu_eea_employees_min"]
    if sum(here.values()) < least:
        return _too_few(sum(here.values()), least)
    large = [c for c, n in here.items() if n >= asked["per_state_min"]]
    if len(large) < asked["states"]:
        return format_lazy(
            _("Fewer than {n} countries with {people} people."),
            n=asked["states"],
            people=asked["per_state_min"],
        )
    return None


def _too_few(people, least):
    return format_lazy(
        _("{people} people are recorded; the rule begins at {least}."),
        people=people,
        least=least,
    )


def _bodies(version, site):
    """The bodies of a site that hold the right: of the kinds that the rule names.

    Where none of these kinds sits there, whoever sits there: better asked than passed
    over because a kind was entered wrongly. What crosses borders is for the European
    works council alone, and nothing else is.
    """
    text = version.body
    if version.rule.level == Level.EWC:
        return [body for body in site.sitting if body.kind == Body.Kind.EUROPEAN]
    local = local_bodies(site)
    kinds = text.get("body_kinds", Body.Kind.values)
    fitting = [body for body in local if body.kind in kinds]
    if text.get("body_choice") == "first":
        for kind in kinds:
            chosen = [body for body in fitting if body.kind == kind]
            if chosen:
                return chosen
    return fitting or local


def _reasons(met):
    words = [Trigger(code).label for code in met]
    reasons = words[0]
    for word in words[1:-1]:
        reasons = format_lazy("{}, {}", reasons, word)
    if len(words) > 1:
        reasons = format_lazy(_("{first} and {last}"), first=reasons, last=words[-1])
    return reasons


def choices():
    """The answers to a question of yes or no, for a form."""
    return [(YES, Option(_("Yes"), "")), (NO, Option(_("No"), ""))]
