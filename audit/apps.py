"""Configuration of the audit room."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Floor 0: the append-only, hash-chained record, and the one clock."""

    name = "audit"
    verbose_name = _("Audit")

    def ready(self):
        # The triggers are built from models, which can be read only from here on.
        from audit import triggers

        pre_migrate.connect(
            triggers.drop_before_migrate, sender=self, dispatch_uid="audit.guards"
        )
        post_migrate.connect(
            triggers.install_after_migrate, sender=self, dispatch_uid="audit.triggers"
        )
        checks.register(triggers.check_installed, checks.Tags.database)
