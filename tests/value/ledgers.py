"""What holds of the capacity ledger whatever was done; read from the rows alone."""

from django.db.models import Q, Sum

from value.models import Allocation, Balance, FreedHours, Movement, UseBalance

POOLS = ("unallocated", "allocated", "converted", "evaporated", "contracted")


def violations(initiative) -> list[str]:
    """Each invariant of the ledger that an initiative breaks, named (I-17, I-18)."""
    rows = Movement.objects.filter(initiative=initiative)
    kept = Balance.objects.filter(initiative=initiative).first()
    if kept is None:
        return ["movements without a balance"] if rows.exists() else []
    found = []
    numbers = sorted(rows.values_list("number", flat=True))
    if numbers != list(range(1, kept.movements + 1)):
        found.append("movements are not one, two, three")
    for pool in POOLS:
        sums = rows.aggregate(
            came=Sum("minutes", filter=Q(target=pool)),
            went=Sum("minutes", filter=Q(source=pool)),
        )
        stands = (sums["came"] or 0) - (sums["went"] or 0)
        if stands != getattr(kept, pool):
            found.append(f"I-17 {pool}: {stands} moved, {getattr(kept, pool)} kept")
        if stands < 0:
            found.append(f"I-17 {pool} below zero")
    if kept.verified != sum(getattr(kept, pool) for pool in POOLS):
        found.append("I-17 verified hours do not stand in one account each")
    measured = FreedHours.objects.filter(initiative=initiative).measured().total()
    if kept.verified != int(measured * 60):
        found.append("I-18 verified hours without a measurement")
    given = Allocation.objects.filter(initiative=initiative).total()
    uses = UseBalance.objects.filter(initiative=initiative).aggregate(
        a=Sum("allocated"), c=Sum("converted"), d=Sum("contracted")
    )
    sums = [n or 0 for n in uses.values()]
    if sums != [kept.allocated, kept.converted, kept.contracted]:
        found.append("the destinations do not add up to the account")
    if sum(sums) != int(given * 60):
        found.append("hours with a destination differ from the destinations")
    return found
