"""One target: which ratings are to go there, and each of them sent until it is answered.

Nothing is sent twice for nothing: what goes out is kept before it does, so that a lost answer, a
crash and a restart send the same body with the same key, or write the same file.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Protocol
from uuid import UUID

from config.mistakes import ConfigMistakes
from config.rating import UploadTarget
from config.secrets import read_secret
from config.upload_forms import FORMS
from queue_server.domain.events import Event, Kind
from queue_server.layout import Layout
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction
from queue_server.storage.uploads import Kept, UploadBook, UploadReader
from queue_server.uploads.files import FileTaken, write_run
from queue_server.uploads.records import record_of
from queue_server.uploads.rendering import CHANGE, Body, Refusal, columns, fingerprint, line, render
from queue_server.uploads.webhook import Answer, Said

LOOK_BACK = timedelta(days=1)  # a rating may be written with an earlier time than was looked at
CASES_SINCE = timedelta(days=30)  # cases that were closed longer ago do not change
MOST_AT_ONCE = 200
MOST_IN_A_FILE = 5000
FIRST_PAUSE_S, LONGEST_PAUSE_S = 10.0, 3600.0

Ratings = Sequence[tuple[UUID, int]]  # which, and the first or the second

log = logging.getLogger(__name__)


class Post(Protocol):
    def post(self, body: str, key: str, token: str) -> Answer: ...


class TargetRun:
    """`post` is None for a target that is a folder. `stopping` is looked at between ratings."""

    def __init__(
        self,
        target: UploadTarget,
        layout: Layout,
        store: Store,
        *,
        post: Post | None,
        random: Random,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.target = target
        self.trouble = ""
        self._layout = layout
        self._store = store
        self._post = post
        self._random = random
        self._stopping = stopping
        self._changes = [f.name for f in FORMS[target.form].fields if f.word == CHANGE]

    def go_round(self, now: datetime) -> None:
        """Take note of what is new, send what is due. Raises `StorageFailed`."""
        if self._take_note(now):
            self.trouble = self._tried(now)

    def _tried(self, now: datetime) -> str:
        """Send what is due; why that did not go well, "" when it did."""
        try:
            if self._post is not None:
                return self._send_all(self._post, now)
            self._write_files(now)
        except (ConfigMistakes, OSError, FileTaken) as error:
            log.warning("%s: %s", self.target.id, error)
            return str(error)
        return ""

    # --- what is to go -----------------------------------------------------------------------

    def _take_note(self, now: datetime) -> bool:
        """False in the first round of all: what was rated before is not sent."""
        with self._store.read() as reader:
            uploads = UploadReader(reader, self.target.id)
            mark = uploads.mark()
            if mark is None:
                found, again, mended = [], [], []
            else:
                found = uploads.new(max(mark.since, mark.seen_until - LOOK_BACK), now)
                again = uploads.with_changed_case(now - CASES_SINCE)
                refused = uploads.refused_here(now - CASES_SINCE, MOST_AT_ONCE)
                mended = [one for one in refused if self._is_whole(uploads, *one)]
        self._store.write(lambda tx: self._note(tx, mark is None, (found, again, mended), now))
        return mark is not None

    def _note(
        self,
        tx: Transaction,
        is_new: bool,
        news: tuple[Ratings, Ratings, Ratings],
        now: datetime,
    ) -> None:
        book = UploadBook(tx, self.target.id)
        if is_new:
            book.begin(now)
            return
        found, again, mended = news
        book.add(found, now)
        book.send_again([one for one in again if self._differs(book, *one)], now)
        book.send_again(mended, now)
        book.seen(now)

    def _is_whole(self, uploads: UploadReader, act_id: UUID, number: int) -> bool:
        """Whether what was missing is there now: a case number that a clerk wrote down later, a
        reason that the visitor gave when called, a mended hall's file."""
        record = record_of(uploads.material(act_id, number), self._layout)
        return not isinstance(render(self.target, record), Refusal)

    def _differs(self, book: UploadBook, act_id: UUID, number: int) -> bool:
        """Whether the change of a case is one that the platform is told of."""
        material = book.material(act_id, number)
        body = render(self.target, record_of(material, self._layout))
        same = isinstance(body, dict) and self._content(body) == material.fingerprint
        if same:
            book.change(act_id, number, case_version=material.case_version)
        return not same

    def _body(self, reader: Reader, kept: Kept) -> tuple[str | Refusal, int]:
        """What is sent, and the version of the case that it tells of."""
        if kept.body:
            return kept.body, kept.case_version
        material = UploadReader(reader, self.target.id).material(kept.act_id, kept.number)
        body = render(self.target, record_of(material, self._layout))
        return body if isinstance(body, Refusal) else line(body), material.case_version or 0

    def _content(self, body: Body) -> str:
        """What it says, whether for the first time or again."""
        return fingerprint(line({k: v for k, v in body.items() if k not in self._changes}))

    # --- by post -----------------------------------------------------------------------------

    def _send_all(self, post: Post, now: datetime) -> str:
        """Until nothing is due, or the platform is silent: then the others wait, too."""
        token = self._token()
        while True:
            with self._store.read() as reader:
                due = UploadReader(reader, self.target.id).due(now, MOST_AT_ONCE)
            for kept in due:
                if silent := self._send(post, token, kept, now):
                    return silent
            if not due or self._stopping():
                return ""

    def _send(self, post: Post, token: str, kept: Kept, now: datetime) -> str:
        """Why there was no answer; "" when there was one."""
        body = None if self._stopping() else self._ready(kept, now)
        if body is None:
            return ""
        answer = post.post(body, self._key(kept, body), token)
        said = _meant(answer.said, is_first_try=not kept.body)
        if said is Said.TAKEN:
            self._store.write(lambda tx: self._sent(tx, kept, body, answer.detail, now))
        elif said is Said.REFUSED:
            refusal = Refusal(code="platform", detail=answer.detail)
            self._store.write(lambda tx: self._refuse(tx, kept, refusal, now))
        else:
            self._store.write(lambda tx: self._later(tx, kept, answer.detail, now))
            return answer.detail or "no answer"
        return ""

    def _ready(self, kept: Kept, now: datetime) -> str | None:
        """The body, on disk before it is sent; None when it is refused here."""

        def prepare(tx: Transaction) -> str | None:
            body, version = self._body(tx, kept)
            if isinstance(body, Refusal):
                self._refuse(tx, kept, body, now)
                return None
            if not kept.body:
                self._change(tx, kept, body=body, case_version=version)
            return body

        return self._store.write(prepare)

    def _key(self, kept: Kept, body: str) -> str:
        whole = "/".join((self._store.hall, self.target.id, str(kept.act_id), str(kept.number)))
        return f"{whole}/{fingerprint(body)[:16]}"

    def _token(self) -> str:
        """Raises `ConfigMistakes`; read anew, so that a mended file needs no restart."""
        if not self.target.token_file:
            return ""
        return read_secret(Path(self.target.token_file)).decode("ascii", "replace").strip()

    # --- into files --------------------------------------------------------------------------

    def _write_files(self, now: datetime) -> None:
        """First what a crash left undone, then one file of all that is due."""
        self._write_last(now)
        with self._store.read() as reader:
            due = UploadReader(reader, self.target.id).due(now, MOST_IN_A_FILE)
        ready = [kept for kept in due if self._ready(kept, now) is not None]
        if not ready or self._stopping():
            return
        self._store.write(lambda tx: self._assign(tx, ready, now))
        self._write_last(now)

    def _assign(self, tx: Transaction, ready: Sequence[Kept], now: datetime) -> None:
        book = UploadBook(tx, self.target.id)
        mark = book.mark()
        assert mark is not None  # noqa: S101  # it began before anything was due
        number = mark.files + 1
        book.new_file(number, f"{self._layout.day.local(now):%Y%m%d}-{number:06}")
        for kept in ready:
            self._change(tx, kept, file=number)

    def _write_last(self, now: datetime) -> None:
        """The last file, if what stands in it is not known to be written."""
        with self._store.read() as reader:
            uploads = UploadReader(reader, self.target.id)
            mark = uploads.mark()
            kept = uploads.in_file(mark.files) if mark else []
        if mark is None or not kept:
            return
        kept.sort(key=lambda one: (one.act_id, one.number))
        bodies: list[Body] = [json.loads(one.body) for one in kept]
        write_run(Path(self.target.folder), mark.file_name, bodies, columns(self.target))

        def sent(tx: Transaction) -> None:
            for one in kept:
                self._sent(tx, one, one.body, f"{mark.file_name}.jsonl", now)

        self._store.write(sent)

    # --- what became of it -------------------------------------------------------------------

    def _sent(self, tx: Transaction, kept: Kept, body: str, detail: str, now: datetime) -> None:
        self._change(
            tx,
            kept,
            state="sent",
            next_try_at=None,
            fingerprint=self._content(json.loads(body)),
            body="",
            refusal="",
            detail=detail,
            changed_at=now,
        )

    def _refuse(self, tx: Transaction, kept: Kept, refusal: Refusal, now: datetime) -> None:
        """Nothing of it was taken, so that it is made anew after a mend."""
        told = {"refusal": refusal.code, "detail": refusal.detail}
        self._change(tx, kept, state="refused", next_try_at=None, body="", changed_at=now, **told)
        self._log(tx, kept, refusal, now)

    def _later(self, tx: Transaction, kept: Kept, detail: str, now: datetime) -> None:
        """Again, with longer and longer pauses; given up after some days, when what was sent stays
        kept: it may have arrived."""
        if now - kept.changed_at >= timedelta(days=self.target.give_up_days):
            refusal = Refusal(code="no_answer", detail=detail)
            self._change(
                tx,
                kept,
                state="refused",
                next_try_at=None,
                refusal=refusal.code,
                detail=detail,
                changed_at=now,
            )
            self._log(tx, kept, refusal, now)
            return
        pause_s = min(FIRST_PAUSE_S * 2 ** min(kept.tries, 20), LONGEST_PAUSE_S)
        again_at = now + timedelta(seconds=pause_s * self._random.uniform(0.5, 1.0))
        self._change(tx, kept, tries=kept.tries + 1, next_try_at=again_at, detail=detail)

    def _change(self, tx: Transaction, kept: Kept, **values: Any) -> None:
        UploadBook(tx, self.target.id).change(kept.act_id, kept.number, **values)

    def _log(self, tx: Transaction, kept: Kept, refusal: Refusal, now: datetime) -> None:
        tx.append(
            Event(
                kind=Kind.UPLOAD_ANSWERED,
                at=now,
                business_date=self._layout.day.date_of(now),
                by="server",
                act_id=kept.act_id,
                data={"target": self.target.id, "number": kept.number, "refusal": refusal.code},
            )
        )


def _meant(said: Said, *, is_first_try: bool) -> Said:
    """What the platform has already is ours if an earlier try may have arrived. Of what was never
    sent it is another visit's rating of the same case, and ours was not taken."""
    if said is not Said.KNOWN:
        return said
    return Said.REFUSED if is_first_try else Said.TAKEN
