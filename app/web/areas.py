"""The areas of the site: guests, owners and admins have their own header, and their own way back from an error."""

from enum import Enum

from flask import request
from flask_babel import LazyString, lazy_gettext
from flask_login import current_user

OWNER_PATHS = ("/venue/", "/calendar/")
ADMIN_PATHS = ("/admin/",)


class Area(Enum):
    GUEST = "layouts/site.html"
    OWNER = "layouts/work.html"
    ADMIN = "layouts/admin.html"

    @property
    def layout(self) -> str:
        return self.value


# What an error says there instead of the words for guests. Emails, money and bookings of guests are no subject there.
WORK_MESSAGES: dict[int, LazyString] = {
    404: lazy_gettext("The link may be old or incomplete. Nothing was changed."),
    500: lazy_gettext("Try again in a minute. What you saved before is still there."),
}


def area_here(status: int) -> Area:
    """Return the area of the page that failed, for the person who is logged in.

    A server error doesn't look up the person, so the address alone decides.
    """
    path = f"{request.path.rstrip('/')}/"
    area = Area.OWNER if path.startswith(OWNER_PATHS) else Area.ADMIN if path.startswith(ADMIN_PATHS) else Area.GUEST
    if area is Area.GUEST or status >= 500:
        return area
    role = getattr(current_user, "role", None)
    return {"provider": Area.OWNER, "admin": Area.ADMIN}.get(str(role), Area.GUEST)
