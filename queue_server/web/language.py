"""Which language a page is in: what the person chose, else what the browser asks for."""

from __future__ import annotations

from flask import Response, request

from queue_server.web.texts import LANGUAGES

COOKIE = "hall_language"
COOKIE_LIFE_S = 365 * 24 * 3600


def language() -> str:
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def other_language(present: str) -> str:
    return next(other for other in LANGUAGES if other != present)


def remember_choice(response: Response) -> Response:
    """After a page was asked for with `?lang=`: the next ones come in that language too."""
    wish = request.args.get("lang")
    if wish in LANGUAGES:
        response.set_cookie(COOKIE, wish, max_age=COOKIE_LIFE_S, httponly=True, samesite="Lax")
    return response
