"""`hallctl uploads list|retry|once`: asks the running server, which alone sends."""

from __future__ import annotations

import argparse
import os
from uuid import UUID, uuid4

from config.hall import Hall
from config.loader import load
from config.secrets import read_token
from queue_server.admin.device_command import surroundings
from queue_server.admin.make_secrets import HALLCTL
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.uploads import RetryUploads, RunUploads, UploadRow, UploadsNow

DONE, NOT_DONE = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listed = verbs.add_parser("list", help="what waits, and what was refused and why")
    retry = verbs.add_parser("retry", help="try refused ratings anew, after a mend")
    retry.add_argument("target", metavar="TARGET")
    retry.add_argument("--act", type=UUID, metavar="ID", help="one; all, if left out")
    retry.add_argument("--number", type=int, choices=(1, 2), default=1, help="the second rating: 2")
    once = verbs.add_parser("once", help="look now, and not when the next round is due")
    for verb in (listed, retry, once):
        verb.add_argument("--url", help="the server, if it is not this machine's hall")


def uploads(arguments: argparse.Namespace) -> int:
    """Exit 1 when the server is away or says no."""
    hall = load(env=surroundings(os.environ))
    client = _client(hall, arguments.url)
    try:
        print("\n".join(_said(client, arguments)))
    except (ServerAway, Refused) as error:
        print(error)
        return NOT_DONE
    finally:
        client.close()
    return DONE


def _client(hall: Hall, url: str | None) -> QueueClient:
    here = f"http://{hall.server.host}:{hall.server.port}"
    return QueueClient(url or here, read_token(hall, HALLCTL))


def _said(client: QueueClient, arguments: argparse.Namespace) -> list[str]:
    if arguments.verb == "list":
        return told(client.uploads())
    if arguments.verb == "once":
        woken = client.run_uploads(RunUploads(request_id=uuid4()))
        return [f"{woken.targets} targets look now; see hallctl uploads list"]
    wish = RetryUploads(
        request_id=uuid4(), target=arguments.target, act_id=arguments.act, number=arguments.number
    )
    return [f"{client.retry_uploads(wish).retried} are tried anew"]


def told(now: UploadsNow) -> list[str]:
    """No level of a rating stands here."""
    lines = []
    for one in now.targets:
        lines.append(
            f"{one.target} ({one.form}) to {one.into}: sent today {one.sent_today},"
            f" waiting {one.pending_count}, refused {one.refused_count}"
        )
        if one.trouble:
            lines.append(f"  cannot send now: {one.trouble}")
        lines += [f"  {_row(row)}: {row.refusal} {row.detail}".rstrip() for row in one.refused]
        lines += [f"  {_row(row)}: waits, {row.tries} tries {row.detail}" for row in one.pending]
    return lines or ["this hall sends ratings nowhere: see docs/uploads.md"]


def _row(row: UploadRow) -> str:
    return f"{row.business_date} {row.ticket_number} act {row.act_id} number {row.number}"
