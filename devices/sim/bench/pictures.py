"""A picture as an answer."""

from __future__ import annotations

from flask import Response, request


def jpeg(picture: bytes) -> Response:
    return Response(picture, mimetype="image/jpeg")


def png(picture: bytes) -> Response:
    """With an ETag: whoever has this picture already gets 304 and no bytes."""
    response = Response(picture, mimetype="image/png")
    response.add_etag()
    response.make_conditional(request)
    return response
