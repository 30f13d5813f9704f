"""Actions of the venue in its calendar."""

from app.calendar.actions.blocks import BlockedTime, add_block, change_block, remove_block

__all__ = ["BlockedTime", "add_block", "change_block", "remove_block"]
