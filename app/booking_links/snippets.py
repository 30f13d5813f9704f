"""HTML that an owner copies into their own website. It needs no script."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.booking_links.enums import Colors
from app.venues.models import Venue
from app.web.links import absolute

# Inline, because the page around it has none of our styles. `.book-now` in work/booking-links.css shows the same.
BUTTON = Markup(
    '<a href="{url}" target="_blank" rel="noopener" style="display:inline-block;padding:14px 24px;border-radius:6px;'
    'background:#1c4f40;color:#fff;font:600 16px/1.2 system-ui,sans-serif;text-decoration:none">{label}</a>'
)
FRAME = Markup('<iframe src="{url}" title="{title}" loading="lazy" style="width:100%;height:640px;border:0"></iframe>')


@dataclass(frozen=True, slots=True)
class Snippets:
    link: str
    button: str
    frame: str


def snippets_of(venue: Venue, colors: Colors) -> Snippets:
    """Return the link to the venue's page, and the HTML of a button and of a frame. Names are escaped."""
    link = absolute("venue_pages.venue", slug=venue.slug)
    return Snippets(
        link=link,
        button=str(BUTTON.format(url=link, label=_("Book now"))),
        frame=str(
            FRAME.format(
                url=absolute("embed.venue", slug=venue.slug, **colors_given(colors)),
                title=_("Book at %(venue)s", venue=venue.name),
            )
        ),
    )


def colors_given(colors: Colors) -> dict[str, str]:
    """Return the colors as an argument of the booking page's URL; light is its default."""
    return {} if colors is Colors.LIGHT else {"colors": colors.value}
