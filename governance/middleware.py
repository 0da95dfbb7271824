"""What happens around every request: headers, ageing of sessions, refusals."""

import logging
import time
from hashlib import sha256
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from audit.errors import DomainError
from governance.errors import problem
from literacy import untraced
from organisation.models import Submission

request_log = logging.getLogger("maillon.request")
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
IDLE_CHECK_SECONDS = 5 * 60
LONGEST_SESSION_SECONDS = 12 * 60 * 60


class RequestLog:
    """A line for each request: what was asked, by whom, and what came of it.

    The query of an address, bodies, headers and names stay out of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.monotonic()
        response = self.get_response(request)
        if untraced.UNLOGGED.match(request.path):
            return response
        if request_log.isEnabledFor(logging.INFO):
            # Only who was looked up anyway: a log line asks the database for nothing.
            person = getattr(request, "_cached_user", None)
            request_log.info(
                "%s %s %s",
                request.method,
                request.path,
                response.status_code,
                extra={
                    "request_id": request.id,
                    "method": request.method,
                    "path": request.path,
                    "status": response.status_code,
                    "ms": round((time.monotonic() - began) * 1000),
                    "person": str(person.pk) if person and person.pk else None,
                },
            )
        return response


class SecurityHeaders:
    """Every answer forbids what the product does not need, files and errors too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in METHODS:
            response = self.get_response(request)
        else:
            response = HttpResponseNotAllowed(METHODS)
        # A download states a stricter policy of its own.
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
            patch_vary_headers(response, ("Cookie",))
        return response


class Unlinked:
    """The first of all: pages for what is said without a name never meet the others.

    No session, no sign-in, no cookie read or set, no id of the request, no line in the
    log; the view gets a request from which its sender was taken out. Redirect to https
    and headers are as everywhere.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.apart = SecurityMiddleware(SecurityHeaders(PlainAddresses(self.serve)))

    def __call__(self, request):
        if not untraced.UNLINKED.match(request.path_info):
            return self.get_response(request)
        untraced.strip(request.META)
        request.COOKIES = {}
        request.headers = type(request.headers)(request.META)
        return self.apart(request)

    def serve(self, request):
        """Answer by the view alone, in the language of the address."""
        language = untraced.UNLINKED.match(request.path_info)["language"]
        if not translation.check_for_language(language):
            raise Http404
        request.get_host()  # an unknown host is refused here as anywhere
        with translation.override(language):
            request.LANGUAGE_CODE = language
            request.resolver_match = found = resolve(request.path_info)
            response = found.func(request, *found.args, **found.kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


class PlainAddresses:
    """An address with a NUL in it is refused: no text in PostgreSQL can hold one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class AgeingSessions:
    """A session ends after 8 hours without a request, and after 12 hours at most.

    It ages in true time, whatever the clock of the sample or of a test says. Its row
    is renewed every five minutes, since a write for each page read would make readers
    wait for writers on SQLite.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        if session.session_key and "_auth_user_id" in session:
            now = int(time.time())
            began = session.setdefault("began", now)
            if now - began > LONGEST_SESSION_SECONDS:
                session.flush()
            elif now - session.get("seen", 0) > IDLE_CHECK_SECONDS:
                session["seen"] = now
        return self.get_response(request)


class DomainErrors:
    """A refusal becomes a page that says what is missing and who can fix it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        """Answer a refusal that no form has shown; anything else goes up."""
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(problem(error), status=error.status)
        return render(
            request,
            f"errors/{error.status}.html",
            {
                "sentence": error.sentence,
                "changed": getattr(error, "changes", ()),
                "missing": [c.label for c in getattr(error, "missing", ())],
            },
            status=error.status,
        )


class OneEffect:
    """A request to the API that names itself has one effect, however often it comes.

    The name is the header `Idempotency-Key`, up to 200 letters. The same name with the
    same body gets the first answer again, also when both come at once; with another
    body it is refused with 422. What was refused is not kept: it may be tried again.
    """

    HEADER = "Idempotency-Key"
    LONGEST = 200

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        name = request.headers.get(self.HEADER, "")
        if (
            not name
            or request.method in ("GET", "HEAD", "OPTIONS")
            or not request.path.startswith("/api/")
            or not request.user.is_authenticated
        ):
            return self.get_response(request)
        if len(name) > self.LONGEST:
            return self._said(400, _("An Idempotency-Key has at most 200 letters."))
        scope = f"{request.user.pk} {request.method} {request.path} {name}"
        token = sha256(scope.encode()).hexdigest()
        asked = sha256(request.body).hexdigest()
        with transaction.atomic():
            # A second one waits here until the first has come to its end.
            row, is_first = Submission.objects.get_or_create(
                token=token, defaults={"person": request.user}
            )
            if not is_first:
                return self._again(row, asked)
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                transaction.set_rollback(True)
            else:
                row.answer = {
                    "asked": asked,
                    "status": response.status_code,
                    "body": response.content.decode(),
                }
                row.save(update_fields=["answer"])
        return response

    def _again(self, row, asked):
        kept = row.answer or {}
        if kept.get("asked") != asked:
            return self._said(
                422,
                _("This Idempotency-Key was used with another body. Choose a new one."),
            )
        response = HttpResponse(
            kept["body"], status=kept["status"], content_type="application/json"
        )
        response.headers["Idempotent-Replayed"] = "true"
        return response

    @staticmethod
    def _said(status, sentence):
        return JsonResponse({"detail": sentence}, status=status)
