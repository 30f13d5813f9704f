from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, Length

from app.faqs.models import LONGEST_ANSWER, LONGEST_QUESTION
from app.web.forms import Edit, Form, Paragraphs, TextLine


class FaqForm(Form):
    @property
    def is_too_long_to_preview(self) -> bool:
        """Return whether the answer is too long to be saved. Rendering it would take seconds of a web thread."""
        return len(self.answer.value) > LONGEST_ANSWER

    question = TextLine(
        lazy_gettext("Question"),
        [
            DataRequired(lazy_gettext("Enter the question as a guest would ask it.")),
            Length(max=LONGEST_QUESTION, message=lazy_gettext("Use 200 characters or fewer.")),
        ],
    )
    answer = Paragraphs(
        lazy_gettext("Answer"),
        [
            DataRequired(lazy_gettext("Enter the answer you’d give on the phone.")),
            Length(max=LONGEST_ANSWER, message=lazy_gettext("Use 2,000 characters or fewer.")),
        ],
    )


class FaqEdit(FaqForm, Edit):
    """A form to edit an existing question."""
