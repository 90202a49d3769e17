"""What changes while a screen stands: the time, the machines' health, how many wait."""

from __future__ import annotations

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, DictProperty, ObjectProperty, StringProperty


class Live(EventDispatcher):
    """`printer` and `reader` are fault causes, "" when all is well, "absent" when not fitted.

    `waiting` is `{service: people}`, empty while the server does not tell.
    """

    now = ObjectProperty(None, allownone=True)  # aware datetime in the hall's time zone
    server = BooleanProperty(False)
    alone = BooleanProperty(False)  # without the server numbers are given all the same
    closed = BooleanProperty(False)  # this kiosk gives no numbers
    message = DictProperty({})  # a line of the hall's people for this kiosk, per language
    printer = StringProperty("")
    near_end = BooleanProperty(False)
    reader = StringProperty("")
    waiting = DictProperty({})
    services = ObjectProperty(())  # of the server's last answer: what can be taken has changed
