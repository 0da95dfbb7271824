"""The asynchronous web server's door; WSGI is the one that was measured."""

import os

from django.core.asgi import get_asgi_application

from governance import limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
limits.apply()

application = get_asgi_application()

# the models, which tell what must be protected, can be read only from here on
from governance.starting import refuse_unprotected  # noqa: E402

refuse_unprotected()
