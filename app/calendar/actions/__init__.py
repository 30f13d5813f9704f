"""What the venue does in its calendar."""

from app.calendar.actions.blocking import Stretch, add_block, change_block, remove_block

__all__ = ["Stretch", "add_block", "change_block", "remove_block"]
