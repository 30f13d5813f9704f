"""What the venue writes in its calendar."""

from app.calendar.forms.acting import GUEST, WE, CancelForm, DeclineForm, MessageForm, RefundForm
from app.calendar.forms.blocking import BlockEdit, BlockForm
from app.calendar.forms.moving import MoveForm

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
