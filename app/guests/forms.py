from wtforms.validators import DataRequired, Length

from app.forms import Edit, Email, Line, Paragraphs, Phone


class GuestForm(Edit):
    name = Line(
        "Name", [DataRequired("Enter a name to call them by."), Length(max=120, message="Write 120 letters or fewer.")]
    )
    phone = Phone("Phone", [Length(max=40, message="Write 40 characters or fewer.")])
    email = Email("Email", [Length(max=254, message="Write 254 characters or fewer.")])
    notes = Paragraphs("What you want to remember", [Length(max=2000, message="Write 2,000 characters or fewer.")])
