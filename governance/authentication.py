"""Who calls the API."""

from rest_framework.authentication import SessionAuthentication


class Session(SessionAuthentication):
    """The session of the pages; a stranger is told 401 ("sign in"), not 403."""

    def authenticate_header(self, request):
        """The scheme that the 401 names; without one the framework answers 403."""
        return "Session"
