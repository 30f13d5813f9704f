"""The consent to save health answers: the text that guests read now. Rows keep the text that each guest read."""

from flask_babel import gettext as _

from app.consents.enums import ConsentKind
from app.consents.versions import BUILT_IN

VERSION = BUILT_IN[ConsentKind.HEALTH_ANSWERS]


def consent_text(venue_name: str) -> str:
    """Return what a guest agrees to, as it is stored with their choice."""
    return _(
        "I agree that CozyWish saves my health answers and shows them to %(venue)s, so that they can adapt my service"
        " or tell me if it isn’t safe for me. My answers are encrypted. I can see who opened them, and I can delete"
        " them at any time.",
        venue=venue_name,
    )
