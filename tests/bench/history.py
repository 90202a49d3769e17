"""A million old tickets, as a busy city hall has after a year, put straight into the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

A_DAY = 4000  # 150 windows, 4,500 visitors a day: rounded down

_TICKETS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)
INSERT INTO ticket (hall, ticket_id, business_date, prefix, sequence, number, service, state,
    source, lane, issued_at, queued_at, waiting_since, "window", act_id, calls, changed_at)
SELECT :hall, lower(hex(randomblob(16))), day, 'A', i % :a_day + 1, 'A' || (i % :a_day + 1),
    'company-setup', 'served', 'kiosk', 1, at, at, at, '1', lower(hex(randomblob(16))), 1, at
FROM (SELECT i, date('2020-01-01', '+' || (i / :a_day) || ' days') AS day,
    (julianday('2020-01-01') - 2440587.5) * 86400000000 + i * 21600000 AS at FROM n)
"""
_ACTS = """
INSERT INTO service_act (hall, act_id, ticket_id, business_date, number, "window", service, account,
    origin, waiting_since, called_at, last_called_at, calls, started_at, ended_at, outcome)
SELECT hall, act_id, ticket_id, business_date, number, "window", service, 'c001', 'call_next',
    issued_at, issued_at, issued_at, 1, issued_at, issued_at, 'served'
FROM ticket WHERE state = 'served' AND business_date < '2026-01-01'
"""
_EVENTS = """
INSERT INTO event (hall, seq, kind, at, business_date, "by", "window", service, ticket_id, data)
SELECT hall, (SELECT max(seq) FROM event) + row_number() OVER (), 'ticket_issued', issued_at,
    business_date, 'kiosk-k1', NULL, service, ticket_id, '{}'
FROM ticket WHERE state = 'served' AND business_date < '2026-01-01'
"""


def add_old_tickets(database: Path, hall: str, count: int) -> None:
    """Tickets, service acts and issue events of past days. No server may run on `database`."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        connection.execute(_TICKETS, {"hall": hall, "count": count, "a_day": A_DAY})
        connection.execute(_ACTS)
        connection.execute(_EVENTS)
    connection.close()
