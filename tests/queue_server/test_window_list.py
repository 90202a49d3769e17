"""Whoever sends a visitor on sees all windows, and who sits at them."""

from __future__ import annotations

from web_callers import Web


def test_all_windows_are_listed_with_who_sits_there(web: Web) -> None:
    token = web.token("c1", window="1")
    listed = web.ask(token, "GET", "/api/v1/windows").get_json()["windows"]
    assert [window["window"] for window in listed] == ["1", "2", "3", "4"]
    assert listed[0]["clerk"] == "c1"
    assert listed[0]["clerk_name"]
    assert listed[0]["status"] == "open"
    assert listed[2] == {
        "window": "3",
        "zone": "z",
        "status": "closed",
        "services": ["permit", "fund"],
        "clerk": None,
        "clerk_name": None,
    }
