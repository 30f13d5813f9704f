from app.email.body import ActionLink, Amounts, BookingEntry, EmailBody, Facts, QuotedText, Text
from app.email.message import Email, Recipient

WREN = Recipient("Wren Abernathy", "wren@example.com")
SENDER = "CozyWish <hello@cozywish.example>"


def make_letter(**changed: object) -> EmailBody:
    """Return an email body with one block of each kind."""
    values: dict[str, object] = {
        "subject": "Booked: Unwinding massage",
        "preview": "At Hazel Bodywork.",
        "title": "Tuesday is yours, Wren.",
        "blocks": [
            Text("One visit, one place."),
            BookingEntry("Tue, May 19, 1:00 PM PDT", "Unwinding massage", ["Hazel Bodywork"]),
            QuotedText("Wren", "A sore shoulder.\nNo <strong> scents."),
            Amounts([("Massage", 11000), ("Off-peak", -3300)], ("Paid", 7700)),
            Facts([("Code", "CW-7Q4M-2ZXD")]),
            ActionLink("See it", "http://localhost/orders/1", main=True),
            ActionLink("Help", "http://localhost/about/help"),
        ],
        "why": "You get this mail because you booked.",
    }
    return EmailBody(**{**values, **changed})  # type: ignore[arg-type]


def make_mail(**changed: object) -> Email:
    values: dict[str, object] = {"key": "confirmed.CW-7Q4M-2ZXD", "to": [WREN], "letter": make_letter()}
    return Email(**{**values, **changed})  # type: ignore[arg-type]
