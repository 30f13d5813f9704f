"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext, ngettext

from app.catalog.errors import CatalogErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    CatalogErrorCode.ADD_ON_LENGTH: lazy_gettext("An add-on can take up to 2 hours."),
    CatalogErrorCode.ADD_ON_NAME: lazy_gettext("Enter a name of up to 60 characters for each add-on."),
    CatalogErrorCode.ADD_ON_PRICE: lazy_gettext("Enter a price from $0 to $1,000 for each add-on."),
    CatalogErrorCode.BUFFER: lazy_gettext("Enter a buffer time of up to 4 hours before and after."),
    CatalogErrorCode.CAPACITY: lazy_gettext("Enter 1 to %(most)d spots."),
    CatalogErrorCode.GUESTS_PER_BOOKING: lazy_gettext("Enter 1 to 20 guests per booking."),
    CatalogErrorCode.INCOMPLETE_START: lazy_gettext("Enter a weekday or a date, and a start time."),
    CatalogErrorCode.LENGTH: lazy_gettext("Enter a length from 5 minutes to 12 hours."),
    CatalogErrorCode.LIST_CHANGED: lazy_gettext(
        "Your services changed while you were editing. Reload the page and try again."
    ),
    CatalogErrorCode.MEMBER_OF_OTHER_VENUE: lazy_gettext("This team member isn’t on the venue’s team."),
    CatalogErrorCode.MORE_GUESTS_THAN_MEMBERS: lazy_gettext(
        "For %(guests)s guests per booking, choose at least %(guests)s team members. Or enter fewer guests."
    ),
    CatalogErrorCode.MORE_GUESTS_THAN_SPOTS: lambda spots: ngettext(
        "This service has %(num)d spot. Enter 1 guest per booking.",
        "This service has %(num)d spots. Enter %(num)d guests per booking or fewer.",
        spots,
    ),
    CatalogErrorCode.NOT_OFFERED: lazy_gettext("%(venue)s no longer offers this service. See what it offers now."),
    CatalogErrorCode.NOT_ON_LIST: lazy_gettext("This service is no longer on your list."),
    CatalogErrorCode.NOT_STAFFED: lazy_gettext("%(service)s is a room or a class. It doesn’t need team members."),
    CatalogErrorCode.NO_STARTS: lazy_gettext("Enter at least one start time for this class."),
    CatalogErrorCode.NO_TEAM_MEMBERS: lazy_gettext("Choose at least one team member for %(service)s."),
    CatalogErrorCode.NUMBER_OF_OPTIONS: lazy_gettext("Enter a length and a price, and up to %(most)d of them."),
    CatalogErrorCode.ONE_LENGTH_PER_CLASS: lazy_gettext(
        "A class has one length. Add another class for another length."
    ),
    CatalogErrorCode.PRICE: lazy_gettext("Enter a price from $0 to $10,000."),
    CatalogErrorCode.REMOVED: lazy_gettext("%(service)s was removed. Restore it first."),
    CatalogErrorCode.SAME_LENGTH: lazy_gettext("Two options have the same length. Change or remove one of them."),
    CatalogErrorCode.STEP: lazy_gettext("Choose start times every 5 minutes to every 4 hours."),
    CatalogErrorCode.TEXT_LENGTH: lazy_gettext(
        "Enter a name of up to %(name)d characters and a description of up to %(description)d."
    ),
    CatalogErrorCode.TOO_MANY_ADD_ONS: lazy_gettext(
        "A service can have up to %(most)d add-ons. Remove one to add another."
    ),
    CatalogErrorCode.TOO_MANY_SERVICES: lazy_gettext(
        "You can have up to %(most)d services. Remove one to add another."
    ),
    CatalogErrorCode.TOO_MANY_STARTS: lazy_gettext("Enter up to %(most)d start times. A weekly time counts once."),
}
