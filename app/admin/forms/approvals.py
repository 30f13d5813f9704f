from collections.abc import Sequence

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from app.admin.enums import Decision
from app.forms import Form, Paragraphs
from app.venues.enums import Fault

LONGEST_NOTE = 1000
OF_LIST = "Choose one of the list."


class DecisionForm(Form):
    """What to do with one thing that waits. `stamp` says which version of it was read."""

    stamp = HiddenField()
    decision = RadioField(
        "Decision",
        choices=[SelectChoice(decision.value, decision.label) for decision in Decision],
        invalid_choice_message="Choose Approve or Send back.",
    )
    fault = SelectField(
        "Reason",
        default="",
        choices=[
            SelectChoice("", "Choose"),
            *(SelectChoice(fault.value, fault.label, render_kw={"data-advice": fault.advice}) for fault in Fault),
        ],
        invalid_choice_message=OF_LIST,
    )
    part = SelectField("About which part", default="", invalid_choice_message=OF_LIST)
    note = Paragraphs("Note", [Length(max=LONGEST_NOTE, message=f"Shorten this to {LONGEST_NOTE:,} characters.")])

    def offer(self, parts: Sequence[str]) -> None:
        self.part.choices = [SelectChoice("", "All of it"), *(SelectChoice(part, part) for part in parts)]

    @property
    def sends_back(self) -> bool:
        return bool(self.decision.data == Decision.SEND_BACK)

    def validate_fault(self, field: SelectField) -> None:
        if self.sends_back and not field.data:
            raise ValidationError("Choose what it is about.")

    def validate_note(self, field: Paragraphs) -> None:
        """Without a note the usual words are put in, to be read and sent again."""
        if not self.sends_back or field.value:
            return
        advice = Fault(self.fault.data).advice if self.fault.data in set(Fault) else ""
        if advice:
            field.data = advice
            raise ValidationError("We have put in the usual words. Read them, change them, then send it back.")
        raise ValidationError("Write what is to be mended. The provider reads it word for word.")


class SeveralForm(Form):
    """Approving several at once: a token is all that it needs besides their keys."""
