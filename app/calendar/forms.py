from wtforms.validators import InputRequired, Length

from app.forms import Form, Paragraphs


class CancelForm(Form):
    reason = Paragraphs("Reason", [InputRequired("Write a sentence that the guest will read."), Length(max=300)])
