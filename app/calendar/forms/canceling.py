from wtforms.validators import DataRequired, Length

from app.forms import Form, Paragraphs


class CancelForm(Form):
    reason = Paragraphs("Reason", [DataRequired("Write a sentence that the guest will read."), Length(max=300)])
