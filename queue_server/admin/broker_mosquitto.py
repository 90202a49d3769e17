"""Our configuration of mosquitto(8): its three files, written anew at every start."""

from __future__ import annotations

import base64
import getpass
import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path

from config.secrets import write_secret
from queue_server.admin.broker_access import Grant

SALT_BYTES = 12  # mosquitto 2.0, src/password_mosq.h: $7$iterations$salt$hash, both base64
ITERATIONS = 101  # mosquitto's own default; the passwords are 256 random bits, not words
MAX_PACKET_BYTES = 1_048_576

CONFIGURATION = """\
# Written by hallctl at every start; changes here are lost.
listener {port} {host}
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/access
user {user}
set_tcp_nodelay true
# 0 is no limit: the default of 1000 drops QoS 1 messages in silence.
max_queued_messages 0
max_packet_size {max_packet_bytes}
# Without these two a killed broker forgets retained facts.
autosave_on_changes true
autosave_interval 1
persistence true
persistence_location {folder}/
persistent_client_expiration 7d
log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false
"""


def password_line(user: str, password: str, salt: bytes) -> str:
    """One line of a mosquitto password file: PBKDF2-HMAC-SHA512 (V1)."""
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    salt_text, digest_text = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"{user}:$7${ITERATIONS}${salt_text}${digest_text}"


def access_text(grants: Mapping[str, Grant]) -> str:
    """An acl_file: what is not granted is refused."""
    lines: list[str] = []
    for user, grant in grants.items():
        lines.append(f"user {user}")
        lines += [f"topic write {topic}" for topic in grant.publish]
        lines += [f"topic read {topic}" for topic in grant.receive]
    return "\n".join(lines) + "\n"


def write_files(
    folder: Path, host: str, port: int, passwords: Mapping[str, str], grants: Mapping[str, Grant]
) -> Path:
    """Write everything that mosquitto needs into `folder`; returns its configuration file."""
    folder = folder.resolve()
    lines = [password_line(u, p, secrets.token_bytes(SALT_BYTES)) for u, p in passwords.items()]
    configuration = CONFIGURATION.format(
        host=host,
        port=port,
        folder=folder,
        user=getpass.getuser(),  # started by root, mosquitto would become a user who cannot read
        max_packet_bytes=MAX_PACKET_BYTES,
    )
    write_secret(folder / "passwords", ("\n".join(lines) + "\n").encode())
    write_secret(folder / "access", access_text(grants).encode())
    write_secret(folder / "mosquitto.conf", configuration.encode())
    return folder / "mosquitto.conf"
