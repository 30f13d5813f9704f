"""Forms for a week of opening hours and for special dates, of a venue or of one of its team.

Both work as plain forms: adding a range, removing one, copying and presets are submit buttons named `act` of the same
form, whose answer is the form as it was typed with that change. A view asks `changed()` first: when it is true nothing
is to be saved, only to be shown again, with status 200. templates/components/hours.html draws them.

    ranges   the buttons that change a form
    week     seven days, and the text that a venue's may be read from
    dates    special dates
"""

from app.hours.forms.dates import DateForm
from app.hours.forms.ranges import RangesForm
from app.hours.forms.week import VenueWeekForm, WeekForm

__all__ = ["DateForm", "RangesForm", "VenueWeekForm", "WeekForm"]
