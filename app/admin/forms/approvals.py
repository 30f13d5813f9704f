from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from app.admin.enums import Decision
from app.venues.copy import part_name
from app.venues.enums import ChangeReason
from app.web.forms import Form, Paragraphs

LONGEST_NOTE = 1000
OF_LIST = _l("Choose an option from the list.")


class DecisionForm(Form):
    """The decision on one thing in review. `stamp` identifies the version that the admin read."""

    stamp = HiddenField()
    decision = RadioField(
        _l("Decision"),
        choices=[SelectChoice(decision.value, decision.label) for decision in Decision],
        invalid_choice_message=_l("Choose Approve or Request changes."),
    )
    reason = SelectField(
        _l("Reason"),
        default="",
        choices=[
            SelectChoice("", _l("Choose a reason")),
            *(
                SelectChoice(reason.value, reason.label, render_kw={"data-advice": reason.advice})
                for reason in ChangeReason
            ),
        ],
        invalid_choice_message=OF_LIST,
    )
    part = SelectField(_l("Part of the listing"), default="", invalid_choice_message=OF_LIST)
    note = Paragraphs(
        _l("Note"),
        [Length(max=LONGEST_NOTE, message=_l("Shorten this to %(number)s characters.", number=f"{LONGEST_NOTE:,}"))],
    )

    def offer(self, parts: Sequence[str]) -> None:
        self.part.choices = [SelectChoice("", _("All of it")), *(SelectChoice(part, part_name(part)) for part in parts)]

    @property
    def sends_back(self) -> bool:
        return bool(self.decision.data == Decision.REQUEST_CHANGES)

    def validate_reason(self, field: SelectField) -> None:
        if self.sends_back and not field.data:
            raise ValidationError(_("Choose a reason."))

    def validate_note(self, field: Paragraphs) -> None:
        """Require a note when requesting changes.

        Without one, fill in the usual advice for the admin to read and submit again.
        """
        if not self.sends_back or field.value:
            return
        advice = str(ChangeReason(self.reason.data).advice) if self.reason.data in set(ChangeReason) else ""
        if advice:
            field.data = advice
            raise ValidationError(_("Check the note we filled in, then request changes."))
        raise ValidationError(_("Tell the owner what to change. They get your note word for word."))


class SeveralForm(Form):
    """Approval of several at once. Besides their keys, it needs only a CSRF token."""
