"""Who is at the door: nobody yet, or somebody whose last day has passed."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit import clock
from organisation import access
from organisation.models import Person


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

    def process_view(self, request, view, args, kwargs):
        """Where nobody has an account yet, the way in is the first run."""
        if request.resolver_match.view_name == "login" and not Person.objects.exists():
            return redirect("organisation:welcome")
        return None
