import json

from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, Length

from app.identities.provider import LONGEST_NAME, clean_name
from app.web.forms import Form, TextLine


class NameForm(Form):
    """The one thing that is missing for an account, when the provider sent no name."""

    name = TextLine(
        lazy_gettext("Full name"),
        [
            DataRequired(lazy_gettext("Enter your name.")),
            Length(
                max=LONGEST_NAME, message=lazy_gettext("Shorten this to %(number)s characters.", number=LONGEST_NAME)
            ),
        ],
        render_kw={"autocomplete": "name"},
    )


class ConnectForm(Form):
    """A button."""


def posted_name(user: str) -> str:
    """Return the name in the JSON that Apple posts the first time, or an empty text.

    Nobody signed it, so it serves as a name and as nothing else.
    """
    try:
        name = json.loads(user)["name"]
        parts = [name.get("firstName"), name.get("lastName")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    return clean_name(" ".join(part for part in parts if isinstance(part, str)))
