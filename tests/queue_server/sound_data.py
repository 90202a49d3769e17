"""What must never be found in a hall's data, each as a query that finds it."""

from __future__ import annotations

_TWICE = """
SELECT business_date, number FROM ticket GROUP BY business_date, number HAVING count(*) > 1
"""
_ENDED_AND_OPEN = """
SELECT t.number FROM ticket t JOIN service_act a ON a.act_id = t.act_id
WHERE (t.state IN ('called', 'serving')) != (a.ended_at IS NULL)
"""
_WINDOW_AND_TICKET = """
SELECT w."window" FROM "window" w LEFT JOIN ticket t ON t.ticket_id = w.ticket_id
WHERE w.ticket_id IS NOT NULL
  AND (t.state NOT IN ('called', 'serving') OR t."window" != w."window" OR t.act_id != w.act_id)
"""
_HELD_BY_NO_WINDOW = """
SELECT number FROM ticket WHERE state IN ('called', 'serving')
  AND ticket_id NOT IN (SELECT ticket_id FROM "window" WHERE ticket_id IS NOT NULL)
"""
_RATED_UNASKED = """
SELECT r.act_id FROM rating r JOIN service_act a ON a.act_id = r.act_id
WHERE a.rating_asked_at IS NULL OR r.rated_at < a.rating_asked_at OR r.rated_at > a.rating_until
"""
_RATED_AFTER_THE_NEXT_CALL = """
SELECT r.act_id FROM rating r JOIN service_act a ON a.act_id = r.act_id
JOIN service_act b ON b."window" = a."window" AND b.called_at > a.last_called_at
WHERE r.rated_at >= b.called_at
"""
_SERVED_TWICE = """
SELECT a.ticket_id FROM service_act a JOIN ticket t ON t.ticket_id = a.ticket_id
WHERE a.outcome = 'served' GROUP BY a.ticket_id, t.step HAVING count(*) > t.step + 1
"""
_NOT_THE_LAST_OUTCOME = """
SELECT t.number FROM ticket t WHERE t.state = 'served'
  AND (SELECT a.outcome FROM service_act a WHERE a.act_id = t.act_id) IS NOT 'served'
"""
_NEGATIVE = """
SELECT act_id FROM service_act
WHERE started_at < called_at OR ended_at < called_at OR waiting_since > called_at
"""
_TARGET_ELSEWHERE = """
SELECT t.number FROM ticket t WHERE t.state IN ('waiting', 'missed')
  AND t.business_date = (SELECT max(business_date) FROM ticket) AND t.target_account IS NOT NULL
  AND t.target_window != coalesce((SELECT w."window" FROM "window" w
    WHERE w.account = t.target_account AND w.status != 'closed'), '-')
"""
_ASKED_FOR_ANOTHER = """
SELECT w."window" FROM "window" w JOIN service_act a ON a.act_id = w.rating_act_id
WHERE a."window" != w."window" OR (w.act_id IS NOT NULL AND w.act_id != w.rating_act_id)
"""
OPEN_OF_OLD_DAYS = """
SELECT number FROM ticket WHERE state IN ('waiting', 'called', 'serving', 'held')
  AND business_date < (SELECT max(business_date) FROM ticket)
"""
PEOPLE = "SELECT business_date, number, state, service, step FROM ticket"
LEVELS = "SELECT act_id, level FROM rating"

# {invariant: a query that must find nothing}
NEVER = {
    "I-01 a number is given once a day": _TWICE,
    "I-09 a ticket at a window has an open act, any other has none": _ENDED_AND_OPEN,
    "I-10 a window's ticket is at that window": _WINDOW_AND_TICKET,
    "I-10 a called ticket is some window's": _HELD_BY_NO_WINDOW,
    "I-12 who was sent to a clerk waits where that clerk sits": _TARGET_ELSEWHERE,
    "I-20 only who was asked rates, and in time": _RATED_UNASKED,
    "I-21 nobody rates after the next call": _RATED_AFTER_THE_NEXT_CALL,
    "I-21 the open question is the present visitor's, or the last one's": _ASKED_FOR_ANOTHER,
    "I-08 a ticket is served once, on a route once in each step": _SERVED_TWICE,
    "I-08 a served ticket was served in its last act": _NOT_THE_LAST_OUTCOME,
    "I-30 no duration is negative": _NEGATIVE,
}
