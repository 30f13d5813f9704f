"""Actions on a venue's services: adding, editing, ordering, hiding and removing them."""

from app.catalog.actions.adding import add_open_service, add_scheduled_service, add_staffed_service
from app.catalog.actions.categories import ensure_category
from app.catalog.actions.editing import (
    edit_open_service,
    edit_scheduled_service,
    edit_staffed_service,
    set_service_picture,
)
from app.catalog.actions.extras import MAX_ADD_ON_CENTS, Addition, set_add_ons
from app.catalog.actions.offers import MAX_CAPACITY, MAX_DESCRIPTION, MAX_TITLE, Offer, OwnRules
from app.catalog.actions.staffing import Performs, set_performers
from app.catalog.actions.visibility import archive_service, copy_service, order_services, restore_service, show_service
from app.catalog.starts import DatedStart, ListedAt, WeeklyStart

__all__ = [
    "MAX_ADD_ON_CENTS",
    "MAX_CAPACITY",
    "MAX_DESCRIPTION",
    "MAX_TITLE",
    "Addition",
    "DatedStart",
    "ListedAt",
    "Offer",
    "OwnRules",
    "Performs",
    "WeeklyStart",
    "add_open_service",
    "add_scheduled_service",
    "add_staffed_service",
    "archive_service",
    "copy_service",
    "edit_open_service",
    "edit_scheduled_service",
    "edit_staffed_service",
    "ensure_category",
    "order_services",
    "restore_service",
    "set_add_ons",
    "set_performers",
    "set_service_picture",
    "show_service",
]
