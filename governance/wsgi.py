"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

from governance import limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
limits.apply()

application = get_wsgi_application()
