"""What can be asked of the record."""

from django.db import models


class EntryQuerySet(models.QuerySet):
    """Entries of the record; pages go by `seq`, and nothing is ever counted."""

    def about(self, initiative_id):
        """What happened to an initiative, the newest first."""
        key = getattr(initiative_id, "pk", initiative_id)
        return self.filter(initiative_id=key).order_by("-seq")

    def of_type(self, object_type):
        """What happened to things of one kind, such as `governance.signoff`."""
        return self.filter(object_type=object_type)

    def done_by(self, person_id):
        """What a person did, or what a deputy did for them."""
        return self.filter(
            models.Q(actor_ref=person_id) | models.Q(on_behalf_of=person_id)
        )

    def before(self, seq):
        """Older entries than this one, the newest first."""
        return self.filter(seq__lt=seq).order_by("-seq")

    def after(self, seq):
        """Newer entries than this one, the oldest first."""
        return self.filter(seq__gt=seq).order_by("seq")

    def in_batches(self, size=2000, *, until):
        """Entries up to a `seq`, oldest first, read in bounded memory.

        As bare rows with the names of the fields: a million are read at once.
        """
        names = [field.attname for field in self.model._meta.concrete_fields]
        rows = self.order_by("seq").values_list(*names, named=True)
        last = 0
        while last < until:
            batch = list(rows.filter(seq__gt=last, seq__lte=until)[:size])
            if not batch:
                return
            yield from batch
            last = batch[-1].seq
