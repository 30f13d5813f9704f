"""What the venue writes in its calendar."""

from app.calendar.forms.acting import GUEST, WE, CancelForm, DeclineForm, MessageForm, RefundForm
from app.calendar.forms.blocking import BlockForm

__all__ = ["GUEST", "WE", "BlockForm", "CancelForm", "DeclineForm", "MessageForm", "RefundForm"]
