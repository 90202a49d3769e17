"""Card reader frames in clear, for the wire tool: an engineer asks, so the card's text is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.clear import Clear, NotClear, bytes_of, from_clear, hex_of, to_clear
from devices.id_card.card import day_of
from devices.id_card.codec import (
    CardContent,
    CardFound,
    CardSelected,
    NewAddress,
    Reply,
    Request,
    SamId,
    UnknownRequest,
)
from devices.id_card.codes import NATIONS, SEXES, Status
from devices.id_card.number import is_valid, is_valid_2017
from devices.id_card.text_block import LAYOUTS
from devices.shape import Shape

DATES = ("birth", "valid_from", "valid_to")
CODED: dict[str, Mapping[str, str]] = {"sex": SEXES, "nation": NATIONS}

_STATUSES = {status.value: status.name.lower() for status in Status}


def _command_code(event: Request) -> str:
    return hex_of(event.command.value.to_bytes(2, "big"))


def _write_reply(event: Reply) -> Clear:
    clear: Clear = to_clear(event)
    code = clear.pop("status_code")
    return {"status": _STATUSES.get(code), "code": f"{code:02X}", **clear}


def _reader_of(kind: type[Reply]) -> Callable[[Clear], Reply]:
    def read(clear: Clear) -> Reply:
        return from_clear(kind, _with_status_code(clear))

    return read


def _with_status_code(clear: Clear) -> Clear:
    """`code` or `status` as `status_code`; they must agree, and either may be left out."""
    rest = dict(clear)
    code, status = rest.pop("code", None), rest.pop("status", None)
    codes = {name: number for number, name in _STATUSES.items()}
    if status is not None and (not isinstance(status, str) or status not in codes):
        raise NotClear(f"event.status: {status!r} is none of {', '.join(codes)}")
    if code is not None:
        number = bytes_of(code, "event.code")
        if len(number) != 1 or (status is not None and codes[status] != number[0]):
            raise NotClear(f"event.code: {code!r} disagrees with the status {status!r}")
        rest["status_code"] = number[0]
    elif status is not None:
        rest["status_code"] = codes[status]
    return rest


def _write_card(event: CardContent) -> Clear:
    clear = _write_reply(event)
    del clear["fields"], clear["data"], clear["photo"], clear["fingerprint"]
    for name, text in event.fields.items():
        clear.update(_write_field(name, text))
    number = event.fields.get("number", "")
    clear["number_valid"] = is_valid_2017(number) if event.card == "I" else is_valid(number)
    clear["photo"] = to_clear(event.photo)
    clear["fingerprint"] = to_clear(event.fingerprint)
    return clear


def _write_field(name: str, text: str) -> Clear:
    if name in CODED:
        return {name: CODED[name].get(text), f"{name}_code": text}
    day = day_of(text) if name in DATES else None
    return {name: day.isoformat() if day else text}


def _read_card(clear: Clear) -> CardContent:
    rest = dict(clear)
    rest.pop("number_valid", None)
    layout = LAYOUTS.get(rest.get("card", ""))
    if layout is None:
        raise NotClear(f"event.card: {rest.get('card')!r} is none of {', '.join(LAYOUTS)}")
    fields = {field.name: _read_field(field.name, rest) for field in layout}
    bare = from_clear(CardContent, _with_status_code(rest) | {"fields": {}})
    return CardContent(**{**vars(bare), "fields": fields})


def _read_field(name: str, rest: Clear) -> str:
    """Takes the field out of `rest` and gives it as the card holds it."""
    text = rest.pop(name, None)
    if name in CODED:
        return _read_coded(name, text, rest.pop(f"{name}_code", None))
    if text is None:
        return ""
    if not isinstance(text, str):
        raise NotClear(f"event.{name}: a text expected")
    packed = text.replace("-", "")
    return packed if name in DATES and day_of(packed) else text


def _read_coded(name: str, text: object, code: object) -> str:
    codes = {known: number for number, known in CODED[name].items()}
    if text is not None and text not in codes:
        raise NotClear(f"event.{name}: {text!r} is none of {', '.join(codes)}")
    if code is None:
        return codes[str(text)] if text is not None else ""
    if not isinstance(code, str) or (text is not None and codes[str(text)] != code):
        raise NotClear(f"event.{name}_code: {code!r} disagrees with {text!r}")
    return code


def _printed(event: SamId) -> str:
    return event.printed()


SHAPES = (
    Shape("request", Request, {"code": _command_code}),
    Shape("unknown-request", UnknownRequest),
    Shape("card-found", CardFound, write=_write_reply, read=_reader_of(CardFound)),
    Shape("card-selected", CardSelected, write=_write_reply, read=_reader_of(CardSelected)),
    Shape("sam-id", SamId, {"id": _printed}, write=_write_reply, read=_reader_of(SamId)),
    Shape("new-address", NewAddress, write=_write_reply, read=_reader_of(NewAddress)),
    Shape("card", CardContent, write=_write_card, read=_read_card),
    Shape("reply", Reply, write=_write_reply, read=_reader_of(Reply)),
)
