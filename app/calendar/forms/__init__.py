"""What the venue writes in its calendar."""

from app.calendar.forms.blocking import BlockForm
from app.calendar.forms.canceling import CancelForm

__all__ = ["BlockForm", "CancelForm"]
