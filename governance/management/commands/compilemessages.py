"""Compile the translations."""

from django.core.management.base import BaseCommand

from governance.messages import compile_all


class Command(BaseCommand):
    """Django's command of this name needs the gettext tools; this one does not."""

    help = "Compile the translations."
    requires_system_checks = []

    def handle(self, *args, **options):
        """Compile what changed."""
        self.stdout.write(f"{compile_all()} catalogues compiled.")
