"""Gives each request an id that its answer and its audit entries carry."""

from uuid import uuid4

from audit.correlation import request_id


class RequestId:
    """Number the request; an id sent by the caller is not trusted, so never taken."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid4().hex
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response
