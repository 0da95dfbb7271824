"""Nobody stays signed in after their last day."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext as _

from audit import clock
from organisation import access


class PresentPerson:
    """Sign out who has no rights any more, on their next request.

    It stands behind the messages, so that the person reads why.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        person = request.user
        if person.is_authenticated and not access.is_present(person, clock.today()):
            logout(request)
            if request.path.startswith("/api/"):
                # The API answers 401 by itself now that nobody is signed in.
                return self.get_response(request)
            messages.info(
                request,
                _("You were signed out, because this account has no access any more."),
            )
            return redirect_to_login("/")
        return self.get_response(request)
