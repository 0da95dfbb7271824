"""How a row of a ledger is taken back: by a row against it."""

from django.utils.translation import gettext_lazy as _

from audit.errors import Duplicate, Invalid


def require_not_reversed(row, model):
    """Stop a second row against the same one."""
    if row.reverses_id or model.objects.filter(reverses=row).exists():
        raise Duplicate(_("This was already taken back."))


def against(row, model, by, reason, author, **more):
    """The row that takes another back: the same, with the opposite sign."""
    if not reason.strip():
        raise Invalid(_("Write the reason."), field="reason")
    require_not_reversed(row, model)
    amount = "hours" if hasattr(row, "hours") else "amount"
    fields = {
        f.attname: getattr(row, f.attname)
        for f in model._meta.concrete_fields
        if not f.primary_key and not f.attname.endswith("_at")
    }
    fields |= {
        amount: -getattr(row, amount),
        "reverses_id": row.pk,
        "reversal_reason": reason.strip(),
        f"{author}_id": by.pk,
        **more,
    }
    made = model(**fields)
    made.save()
    return made
