"""Actions on venues: creating, describing, reviewing, publishing and unpublishing."""

from app.venues.actions.details import (
    ensure_tag,
    set_booking_window,
    set_policy,
    set_request_policy,
    set_reschedule_policy,
    set_tags,
)
from app.venues.actions.editing import Basics, Place, edit_basics, edit_place
from app.venues.actions.listing import create_venue, rename_venue
from app.venues.actions.photos import (
    add_venue_picture,
    forget_removed_pictures,
    move_venue_picture,
    order_venue_pictures,
    remove_venue_picture,
    restore_venue_picture,
    take_venue_picture,
)
from app.venues.actions.publication import (
    RESTORABLE,
    delete_venue,
    publish_venue,
    reinstate_venue,
    restore_venue,
    suspend_venue,
    unpublish_venue,
)
from app.venues.actions.reindexing import schedule_reindex
from app.venues.actions.review import (
    approve,
    approve_venue,
    live_values,
    proposed_values,
    send_back,
    submit_venue,
    withdraw_venue,
)

__all__ = [
    "RESTORABLE",
    "Basics",
    "Place",
    "add_venue_picture",
    "approve",
    "approve_venue",
    "create_venue",
    "delete_venue",
    "edit_basics",
    "edit_place",
    "ensure_tag",
    "forget_removed_pictures",
    "live_values",
    "move_venue_picture",
    "order_venue_pictures",
    "proposed_values",
    "publish_venue",
    "reinstate_venue",
    "remove_venue_picture",
    "rename_venue",
    "restore_venue",
    "restore_venue_picture",
    "schedule_reindex",
    "send_back",
    "set_booking_window",
    "set_policy",
    "set_request_policy",
    "set_reschedule_policy",
    "set_tags",
    "submit_venue",
    "suspend_venue",
    "take_venue_picture",
    "unpublish_venue",
    "withdraw_venue",
]
