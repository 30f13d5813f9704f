"""Texts of the owner's page that need logic."""

from flask import url_for
from flask_babel import gettext as _

from app.booking_links.enums import Colors
from app.booking_links.snippets import colors_given
from app.venues.models import Venue


def colors_of(chosen: Colors) -> list[dict[str, object]]:
    """Return a tab for each choice of colors; its link shows the HTML and the preview in these colors."""
    labels = {
        Colors.LIGHT: _("Light website"),
        Colors.DARK: _("Dark website"),
        Colors.DEVICE: _("Match the guest’s device"),
    }
    return [
        {
            "label": label,
            "href": url_for("booking_links.index", _anchor="embed", **colors_given(colors)),  # type: ignore[arg-type]
            "current": colors is chosen,
        }
        for colors, label in labels.items()
    ]


def file_name(venue: Venue) -> str:
    return f"{venue.slug}-poster.pdf"
