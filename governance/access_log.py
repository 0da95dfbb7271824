"""The web server's own log of requests, where an operator switches it on."""

from gunicorn.glogging import Logger

from literacy import untraced


class Quiet(Logger):
    """Leaves out the addresses at which people speak without an open name."""

    def access(self, resp, req, environ, request_time):
        """Write the line of a request, unless it would say when somebody spoke."""
        if not untraced.UNLOGGED.match(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)
