"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

application = get_wsgi_application()

# the models, which tell what must be protected, can be read only from here on
from governance.starting import refuse_unprotected  # noqa: E402

refuse_unprotected()
