"""What a kiosk and the server say so that numbers go on while the kiosk is cut off.

Bands are leased beforehand: numbers of a visibly different range (`service.prefix` + MARK, as in
AX007), so that they never meet those that the server gives. What happens at a kiosk goes into its
outbox, whose entries have a sequence without gaps; the server takes them in that order, each once,
and answers how far it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from queue_server.contract.messages import Command, Hash, Id, Person, PriorityReason

Aware = Annotated[datetime, Meta(tz=True)]
MARK = "X"  # behind a service's prefix: this number was given without the server


class BandWanted(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    business_date: date
    service: Id


class LeaseBands(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Numbers for days that may be spent without the server. `outbox_id` is made with the kiosk's
    data: a kiosk with a new disk is another outbox."""

    kiosk: Id
    outbox_id: UUID
    wanted: Annotated[list[BandWanted], Meta(min_length=1, max_length=400)]


class Band(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Numbers `first` to `last`, both included, of `prefix` (MARK included). On disk before use;
    what is not used of it is never given to anybody."""

    band_id: UUID
    business_date: date
    service: str
    prefix: str
    first: int
    last: int


class Bands(Struct, frozen=True, kw_only=True):
    """`slip_key`: hexadecimal, with which the kiosk signs slips of these bands
    (`slip_code.code_of`); "" in a hall whose slips do not rate."""

    epoch: int
    bands: list[Band]
    slip_key: str = ""


class IssuedOffline(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="issued", tag_field="kind"
):
    """`request_id` is that of the order which the server may have answered unheard."""

    ticket_id: UUID
    request_id: UUID
    band_id: UUID
    business_date: date
    service: Id
    sequence: Annotated[int, Meta(ge=1)]
    person: Person | None = None
    phone_hash: Hash | None = None
    priority_reason: PriorityReason | None = None


class SlipPrinted(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="printed", tag_field="kind"
):
    ticket_id: UUID
    reprint: bool = False


class SlipUnknown(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    tag="print_unknown",
    tag_field="kind",
):
    """Nobody knows whether it came out."""

    ticket_id: UUID
    reprint: bool = False


class SlipFailed(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    tag="print_failed",
    tag_field="kind",
):
    """`cause` as a device's cause (`paper_out` …)."""

    ticket_id: UUID
    cause: str
    reprint: bool = False


class StaffActed(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="staff", tag_field="kind"
):
    """Something was done in the kiosk's service menu. `act` is a stable word (`log_in`,
    `wrong_pin`, `paper_changed`, `test_print`, `volume`, `restart`, `reprint`, `leave`)."""

    account: str
    act: Id
    detail: Annotated[str, Meta(max_length=120)] = ""


Happening = IssuedOffline | SlipPrinted | SlipUnknown | SlipFailed | StaffActed


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of an outbox. `at` is by the kiosk's clock, `mono_s` by the clock of `boot_id`,
    which nobody sets: between the two the server finds when it really was."""

    sequence: Annotated[int, Meta(ge=1)]
    at: Aware
    boot_id: UUID
    mono_s: float
    what: Happening


class SendEntries(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No command: the sequence makes it harmless to send again. `sent_at`, `boot_id` and `mono_s`
    are of the sending. `oldest` is the first sequence that the kiosk still has: what is before it
    will never come, should the server lack it (an old backup was restored)."""

    kiosk: Id
    outbox_id: UUID
    sent_at: Aware
    boot_id: UUID
    mono_s: float
    oldest: Annotated[int, Meta(ge=1)] = 1
    entries: Annotated[list[Entry], Meta(max_length=50)]


class ParkedEntry(Struct, frozen=True, kw_only=True):
    """An entry that the server cannot take in; a person looks at it, the others go on."""

    sequence: int
    code: str
    detail: str


class EntriesTaken(Struct, frozen=True, kw_only=True):
    """`received`: the highest sequence up to which nothing is missing."""

    received: int
    parked: list[ParkedEntry] = []
