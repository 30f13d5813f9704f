"""The consent to save preferences and allergies: the text that guests read now. Rows keep the text that each read."""

from flask_babel import gettext as _

from app.consents.enums import ConsentKind
from app.consents.versions import BUILT_IN

# Guests who agreed to another version are asked again, and until then venues can't open the note.
VERSION = BUILT_IN[ConsentKind.CARE_NOTE]


def consent_text() -> str:
    """Return what a guest agrees to, as it is stored with their consent."""
    return _(
        "I agree that CozyWish saves my preferences and allergies. When I book, the owner and the team member who"
        " provides my service can open them, until the day of the booking is over. They are encrypted. I can see who"
        " opened them, and I can delete them at any time."
    )
