from wtforms.validators import DataRequired, Length

from app.faqs.models import LONGEST_ANSWER, LONGEST_QUESTION
from app.forms import Edit, Form, Line, Paragraphs


class FaqForm(Form):
    @property
    def is_too_long_to_preview(self) -> bool:
        """Return whether the answer is longer than can be saved. Rendering it would cost seconds of a web thread."""
        return len(self.answer.value) > LONGEST_ANSWER

    question = Line(
        "Question",
        [
            DataRequired("Write the question as a guest would ask it."),
            Length(max=LONGEST_QUESTION, message=f"Ask it in {LONGEST_QUESTION} characters or fewer."),
        ],
    )
    answer = Paragraphs(
        "Answer",
        [
            DataRequired("Write what you would tell a guest who calls."),
            Length(max=LONGEST_ANSWER, message=f"Answer in {LONGEST_ANSWER:,} characters or fewer."),
        ],
    )


class FaqEdit(FaqForm, Edit):
    """Of a question that is there."""
