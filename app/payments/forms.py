from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from app.forms import Email, Form, Line, Phone


class ContactForm(Form):
    """Who is coming. The notes for each venue stand beside it: how many there are depends on the order."""

    name = Line("Full name", [DataRequired("Write the name you go by at the venue."), Length(max=120)])
    phone = Phone("Cell phone", [DataRequired("Write a number the venue can reach you at."), Length(max=40)])
    email = Email("Email", [DataRequired("Write the address we send the confirmation to."), Length(max=254)])
    agree = BooleanField("I agree", [DataRequired("Agree to the cancellation rules to go on.")])
