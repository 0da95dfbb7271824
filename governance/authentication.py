"""Who calls the API."""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication


class Session(SessionAuthentication):
    """The session of the pages; a stranger is told 401 ("sign in"), not 403."""

    def authenticate_header(self, request):
        """The scheme that the 401 names; without one the framework answers 403."""
        return "Session"


class SessionScheme(OpenApiAuthenticationExtension):
    """How the description of the API names the session."""

    target_class = "governance.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema):
        """A cookie that the sign-in page sets."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
        }
