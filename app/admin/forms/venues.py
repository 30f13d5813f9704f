from wtforms.validators import DataRequired, Length

from app.forms import Form, Paragraphs

LONGEST = 1000


class TakeDownForm(Form):
    reason = Paragraphs(
        "Reason",
        [
            DataRequired("Write why, so that the provider knows what to do."),
            Length(max=LONGEST, message=f"Shorten this to {LONGEST:,} characters."),
        ],
    )
