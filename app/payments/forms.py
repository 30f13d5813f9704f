from wtforms import BooleanField
from wtforms.validators import InputRequired, Length

from app.forms import Email, Form, Line, Phone


class ContactForm(Form):
    """Who is coming. The notes for each venue stand beside it: how many there are depends on the order."""

    name = Line("Full name", [InputRequired("Write the name you go by at the venue."), Length(max=120)])
    phone = Phone("Cell phone", [InputRequired("Write a number the venue can reach you at."), Length(max=40)])
    email = Email("Email", [InputRequired("Write the address we send the confirmation to."), Length(max=254)])
    agree = BooleanField("I agree", [InputRequired("Agree to the cancellation rules to go on.")])
