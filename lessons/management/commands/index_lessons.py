"""`manage.py index_lessons`: make the index of words anew, after its rules changed."""

from django.core.management.base import BaseCommand
from django.db import transaction

from lessons.indexing import index
from lessons.models import Lesson

READ_AT_ONCE = 500


class Command(BaseCommand):
    """Write the words of every lesson again; it can run beside the product."""

    help = "Make the index of the lessons' words anew."

    def handle(self, *args, **options):
        """Go through all lessons, each in a transaction of its own."""
        count = 0
        keys = Lesson.objects.order_by("pk").values_list("pk", flat=True)
        for key in keys.iterator(READ_AT_ONCE):
            with transaction.atomic():
                index(Lesson.objects.select_for_update(of=("self",)).get(pk=key))
            count += 1
        self.stdout.write(f"{count} lessons indexed.")
