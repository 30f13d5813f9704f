"""What people read when one of this feature's rules is violated."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import full_date
from app.tax.errors import TaxErrorCode


def _overlaps(first_on: date, last_on: date | None) -> str:
    if last_on is None:
        return _(
            "There’s a rule for this tax from %(first)s until further notice. End that rule first.",
            first=full_date(first_on),
        )
    return _(
        "There’s a rule for this tax from %(first)s to %(last)s. Choose other days.",
        first=full_date(first_on),
        last=full_date(last_on),
    )


TEXTS: ErrorTexts = {
    TaxErrorCode.ENDS_BEFORE_IT_STARTS: lazy_gettext("The last day can’t be before the first day."),
    TaxErrorCode.ENDS_IN_THE_PAST: lazy_gettext("Choose today or a later day. Orders of earlier days have this tax."),
    TaxErrorCode.HAS_ENDED: lazy_gettext("This rule has ended already."),
    TaxErrorCode.NO_SUCH_RULE: lazy_gettext("We can’t find that tax rule."),
    TaxErrorCode.OVERLAPS: _overlaps,
}
