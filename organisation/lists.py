"""The lists of this room as files: the rows of its pages, for who may open them."""

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from audit import clock
from audit.errors import Refused
from organisation import access, calendar
from organisation.forms import PeopleFilter
from organisation.models import Body, Mandate, Person, Seat, Site, Unit
from organisation.sheets import Column, Listing


def readers_only(person):
    """Stop who may not see people and mandates, with the reason."""
    seen = access.may(person, "organisation.see")
    if not seen:
        raise Refused(seen.reason)


def found_people(wanted):
    """The people that the filters of the page leave, with what they hold today."""
    today = clock.today()
    rows = Person.objects.all() if wanted.get("left") else Person.objects.present(today)
    if wanted.get("q"):
        rows = rows.named(wanted["q"])
    if wanted.get("function"):
        holders = Mandate.objects.effective(today).filter(function=wanted["function"])
        rows = rows.filter(pk__in=holders.values("person"))
    return (
        rows.select_related("unit", "site")
        .prefetch_related(
            Prefetch(
                "mandates",
                Mandate.objects.effective(today).select_related("unit"),
                to_attr="held",
            ),
            Prefetch(
                "seats",
                Seat.objects.in_force(today).select_related("body"),
                to_attr="sits_on",
            ),
        )
        .order_by("name", "email")
    )


def people(person, asked) -> Listing:
    """Everybody with an account: unit, functions, seats, state."""
    readers_only(person)
    form = PeopleFilter(asked)
    wanted = form.cleaned_data if form.is_valid() else {}
    functions = dict(form.fields["function"].choices)
    return Listing(
        _("People"),
        found_people(wanted),
        (
            Column(_("Name"), lambda p: p.name, 28),
            Column(_("E-mail"), lambda p: p.email, 30),
            Column(_("Job"), lambda p: p.job),
            Column(_("Unit"), lambda p: p.unit.name if p.unit else ""),
            Column(_("Site"), lambda p: p.site.name if p.site else ""),
            Column(_("Holds"), _holds, 40),
            Column(_("Administrator"), lambda p: p.is_administrator),
            Column(_("Auditor"), lambda p: p.is_auditor),
            Column(_("Can sign in"), lambda p: p.is_active),
            Column(_("Last day"), lambda p: p.ends_on),
        ),
        (
            (form.fields["q"].label, wanted.get("q")),
            (
                form.fields["function"].label,
                functions.get(wanted.get("function") or None),
            ),
            (form.fields["left"].label, _("Yes") if wanted.get("left") else ""),
        ),
    )


def _holds(person) -> str:
    held = [f"{m.get_function_display()}, {m.unit}" for m in person.held]
    return "; ".join(held + [str(seat.body) for seat in person.sits_on])


def mandates(person, asked) -> Listing:
    """The mandates in force today."""
    readers_only(person)
    rows = (
        Mandate.objects.effective(clock.today())
        .select_related("person", "unit")
        .order_by("unit__path", "function", "-is_head", "pk")
    )
    return Listing(
        _("Mandates"),
        rows,
        (
            Column(_("Unit"), lambda m: m.unit.name, 28),
            Column(_("Function"), lambda m: m.get_function_display()),
            Column(_("Held by"), lambda m: m.person.name, 28),
            Column(_("Head of the function"), lambda m: m.is_head),
            Column(_("From"), lambda m: m.starts_on),
            Column(_("Until"), lambda m: m.ends_on),
        ),
    )


def units(person, asked) -> Listing:
    """The tree of the company, a row a unit."""
    readers_only(person)
    rows = (
        Unit.objects.annotate(members=Count("people", filter=Q(people__is_active=True)))
        .select_related("parent")
        .order_by("path")
    )
    return Listing(
        _("Units"),
        rows,
        (
            Column(_("Unit"), lambda u: u.name, 28),
            Column(_("Code"), lambda u: u.code),
            Column(_("Part of"), lambda u: u.parent.name if u.parent else "", 28),
            Column(_("Country"), lambda u: calendar.country_name(u.country)),
            Column(_("People"), lambda u: u.headcount),
            Column(_("With an account"), lambda u: u.members),
        ),
    )


def sites(person, asked) -> Listing:
    """The places of work, and who speaks there for the employees."""
    readers_only(person)
    return Listing(
        _("Sites"),
        Site.objects.prefetch_related("bodies").order_by("name"),
        (
            Column(_("Site"), lambda s: s.name, 28),
            Column(_("Country"), lambda s: calendar.country_name(s.country)),
            Column(_("People"), lambda s: s.headcount),
            Column(
                _("Bodies"),
                lambda s: "; ".join(b.name for b in s.bodies.all() if b.is_active),
                40,
            ),
        ),
    )


def bodies(person, asked) -> Listing:
    """The bodies, their sites and who sits on them."""
    readers_only(person)
    sitting = Seat.objects.lasting(clock.today()).select_related("person")
    rows = Body.objects.prefetch_related(
        "sites", Prefetch("seats", sitting, to_attr="sitting")
    )
    return Listing(
        _("Bodies and seats"),
        rows.order_by("name", "pk"),
        (
            Column(_("Body"), lambda b: b.name, 28),
            Column(_("Kind"), lambda b: b.get_kind_display(), 24),
            Column(_("Sites"), lambda b: "; ".join(s.name for s in b.sites.all()), 30),
            Column(
                _("Who sits there"),
                lambda b: "; ".join(seat.person.name for seat in b.sitting),
                48,
            ),
            Column(_("In office"), lambda b: b.is_active),
        ),
    )


LISTS = {
    "people": people,
    "mandates": mandates,
    "units": units,
    "sites": sites,
    "bodies": bodies,
}
