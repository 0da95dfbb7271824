"""Configuration of the literacy room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LiteracyConfig(AppConfig):
    """Floor 3, stage 1: literacy measures, consultations and dialogue."""

    name = "literacy"
    verbose_name = _("Literacy")

    def ready(self):
        """The rules of law come into the database with each migration."""
        from literacy.law import shipped

        post_migrate.connect(
            shipped.load_after_migrate, sender=self, dispatch_uid="literacy.law"
        )
