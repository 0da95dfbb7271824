"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

from governance import limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
limits.apply()

application = get_wsgi_application()

# the models, which tell what must be protected, can be read only from here on
from governance.starting import refuse_unprotected  # noqa: E402

refuse_unprotected()
