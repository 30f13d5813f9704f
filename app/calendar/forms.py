"""Forms for time that the venue blocks."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from wtforms.validators import InputRequired, Length

from app.availability.models import Block
from app.availability.time_off import wall_range
from app.front_desk.actions.blocks import BlockedTime
from app.front_desk.queries import Bookable
from app.team.forms import Choices, OptionalDateField, TimeOfDay
from app.web.fields import to_choose
from app.web.forms import Edit, Form, TextLine

EVERYONE = "everyone"


class BlockForm(Form):
    """Some hours of a day, for some or all team members and rooms. An end at or before the start is on the next day,
    which the owner must confirm."""

    day = OptionalDateField(lazy_gettext("Date"), [InputRequired(lazy_gettext("Choose a date."))])
    begins = TimeOfDay(lazy_gettext("Start time"), [InputRequired(lazy_gettext("Enter a start time."))])
    ends = TimeOfDay(lazy_gettext("End time"), [InputRequired(lazy_gettext("Enter an end time."))])
    who = Choices(
        lazy_gettext("Block time for"),
        [InputRequired(lazy_gettext("Choose at least one team member or room."))],
        choices=[],
    )
    note = TextLine(lazy_gettext("Note"), [Length(max=120, message=lazy_gettext("Enter 120 characters or fewer."))])

    def __init__(self, *args: Any, among: Sequence[Bookable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = among
        everyone = [(EVERYONE, lazy_gettext("Everyone"))] if len(among) > 1 else []
        self.who.choices = to_choose([*everyone, *((each.key, each.name) for each in among)])

    @classmethod
    def about(cls, among: Sequence[Bookable], on: date, begins: time, who: Sequence[str]) -> "BlockForm":
        """Return a form for a new block, which proposes one hour from a start time."""
        later = (begins.hour * 60 + begins.minute + 60) % (24 * 60)
        given = {"day": on, "begins": begins, "ends": time(later // 60, later % 60), "who": list(who)}
        return cls(data=given, among=among)

    @property
    def ends_next_day(self) -> bool:
        """Return whether the typed times run past midnight. An end at 12:00 AM does not count."""
        begins, ends = self.begins.minute or 0, self.ends.minute or 0
        return 0 < ends <= begins

    def blocked_time(self, zone: ZoneInfo) -> BlockedTime:
        """Return the time to block, read on the venue's clock."""
        begins, ends = self.begins.minute or 0, self.ends.minute or 0
        first: date = self.day.data
        last = first + timedelta(days=1) if ends <= begins else first
        whole = wall_range(zone, first, begins, last, ends)
        ticked = self.who.data or ()
        # Closed rooms and equipment are an exception; without a team member, no one uses them anyway.
        chosen = [each for each in self.among if each.key in ticked or (EVERYONE in ticked and not each.is_facility)]
        return BlockedTime(chosen, *whole, note=self.note.value)


class BlockEdit(BlockForm, Edit):
    """The form for an existing block."""

    @property
    def ends_next_day(self) -> bool:
        """Return whether the typed times run past midnight, unless they are the saved ones: those were confirmed
        before."""
        same = all(field.data == field.object_data for field in (self.begins, self.ends))
        return super().ends_next_day and not same

    @classmethod
    def of(cls, block: Block, zone: ZoneInfo, among: Sequence[Bookable], taken: Sequence[Bookable]) -> "BlockEdit":
        begins, ends = block.begins.astimezone(zone), block.ends.astimezone(zone)
        given = {
            "day": begins.date(),
            "begins": begins.time(),
            "ends": ends.time(),
            "who": [each.key for each in taken],
            "note": block.note,
        }
        return cls(data=given, among=among)
