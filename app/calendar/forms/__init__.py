"""The forms of the venue's calendar."""

from app.calendar.forms.blocks import BlockEdit, BlockForm
from app.calendar.forms.booking_actions import GUEST, WE, CancelForm, DeclineForm, MessageForm, RefundForm
from app.calendar.forms.reschedule import MoveForm

__all__ = [
    "GUEST",
    "WE",
    "BlockEdit",
    "BlockForm",
    "CancelForm",
    "DeclineForm",
    "MessageForm",
    "MoveForm",
    "RefundForm",
]
