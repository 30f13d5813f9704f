from enum import StrEnum

from flask_babel import gettext as _


class VenueType(StrEnum):
    """What type of business a venue is, whatever it sells."""

    SPA = "spa"
    SALON = "salon"
    STUDIO = "studio"
    PRACTICE = "practice"
    BATHHOUSE = "bathhouse"

    @property
    def label(self) -> str:
        return {
            VenueType.SPA: _("Day spa"),
            VenueType.SALON: _("Salon"),
            VenueType.STUDIO: _("Studio"),
            VenueType.PRACTICE: _("Practice"),
            VenueType.BATHHOUSE: _("Bathhouse"),
        }[self]


class PaymentTerms(StrEnum):
    """How guests pay for a booking."""

    FULL = "full"  # everything when they book
    DEPOSIT = "deposit"  # a deposit when they book, the rest at the venue
    DEPOSIT_THEN_CARD = "deposit_then_card"  # a deposit when they book, the rest by card after the booking
    CARD = "card"  # at the venue; their card is saved for fees
    # Each date of a repeating booking by card, after it. The guest chooses that instead of paying in full now.
    EACH_DATE = "each_date"

    @property
    def takes_deposit(self) -> bool:
        return self in {PaymentTerms.DEPOSIT, PaymentTerms.DEPOSIT_THEN_CARD}

    @property
    def saves_card(self) -> bool:
        """Whether the card may be charged after the guest has left the checkout."""
        return self.charges_rest or self is PaymentTerms.CARD

    @property
    def charges_rest(self) -> bool:
        """Whether the rest of the price is charged to the card once the booking is completed."""
        return self in {PaymentTerms.DEPOSIT_THEN_CARD, PaymentTerms.EACH_DATE}

    @property
    def is_set_by_venue(self) -> bool:
        """Whether a venue can choose it for its services."""
        return self is not PaymentTerms.EACH_DATE


class GuestNames(StrEnum):
    """How much of guests' names a venue's calendar sync shows to other programs."""

    NONE = "none"
    FIRST = "first"
    FULL = "full"


class VenueStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"  # waits for approval
    LIVE = "live"  # the only public one
    CHANGES_REQUESTED = "changes_requested"  # an admin asked for changes
    UNPUBLISHED = "unpublished"  # approved, then unpublished by its owner
    SUSPENDED = "suspended"  # by an admin
    DELETED = "deleted"  # by its owner; can be restored for a while

    @property
    def label(self) -> str:
        return {
            VenueStatus.DRAFT: _("Draft"),
            VenueStatus.IN_REVIEW: _("In review"),
            VenueStatus.LIVE: _("Live"),
            VenueStatus.CHANGES_REQUESTED: _("Changes requested"),
            VenueStatus.UNPUBLISHED: _("Unpublished"),
            VenueStatus.SUSPENDED: _("Suspended"),
            VenueStatus.DELETED: _("Deleted"),
        }[self]


# Approved and not suspended: the owner may email guests in our name.
CAN_EMAIL_GUESTS = frozenset({VenueStatus.LIVE, VenueStatus.UNPUBLISHED})


class LookupOutcome(StrEnum):
    """What the geocoder knows of an address. The name is in the URL of the page that says so."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"
    ELSEWHERE = "elsewhere"  # only matches in another state, or far from the ZIP code
    NO_ANSWER = "no-answer"
    OFF = "off"  # there is no geocoder


class SubmissionKind(StrEnum):
    NEW = "new"  # a venue that was never approved
    CHANGE = "change"  # a change to the reviewed fields of an approved venue


class SubmissionState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ChangeReason(StrEnum):
    """Why a submission is rejected."""

    HEALTH = "health"
    CONTACT = "contact"
    NAME = "name"
    ADDRESS = "address"
    PHOTOS = "photos"
    SERVICES = "services"
    THIN = "thin"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            ChangeReason.HEALTH: _("Health claim"),
            ChangeReason.CONTACT: _("Contact details in the text"),
            ChangeReason.NAME: _("Name doesn’t match the venue"),
            ChangeReason.ADDRESS: _("Address not found"),
            ChangeReason.PHOTOS: _("Photos"),
            ChangeReason.SERVICES: _("Services or prices"),
            ChangeReason.THIN: _("Not enough information"),
            ChangeReason.OTHER: _("Something else"),
        }[self]

    @property
    def advice(self) -> str:
        """A draft of the note, which the admin then edits."""
        return {
            ChangeReason.HEALTH: _("Please remove claims to cure or treat an illness. “For sore backs” is fine."),
            ChangeReason.CONTACT: _(
                "Please remove the phone number, email address, or link from the text. Guests book on CozyWish."
            ),
            ChangeReason.NAME: _("Please use the name on your door, without prices or slogans."),
            ChangeReason.ADDRESS: _("We couldn’t find this address. Please check the street and the pin on the map."),
            ChangeReason.PHOTOS: _("Please use photos of your own venue, without text over them."),
            ChangeReason.SERVICES: _("Please check your services: length, price, and what’s included."),
            ChangeReason.THIN: _(
                "Please describe in a few sentences what guests can expect and what you’re known for."
            ),
            ChangeReason.OTHER: "",
        }[self]


class StaffRole(StrEnum):
    """What a person is at a venue where they work."""

    OWNER = "owner"
    MANAGER = "manager"
    FRONT_DESK = "front_desk"
    TEAM_MEMBER = "team_member"

    @property
    def label(self) -> str:
        return {
            StaffRole.OWNER: _("Owner"),
            StaffRole.MANAGER: _("Manager"),
            StaffRole.FRONT_DESK: _("Front desk"),
            StaffRole.TEAM_MEMBER: _("Team member"),
        }[self]


class Ability(StrEnum):
    """What a role may do at its venue. `abilities` says which role has which."""

    SEE_BOOKINGS = "see_bookings"
    TAKE_ATTENDANCE = "take_attendance"
    NOTE_GUESTS = "note_guests"
    OPEN_HEALTH_ANSWERS = "open_health_answers"
    CHANGE_BOOKINGS = "change_bookings"
    COUNT_CASH = "count_cash"
    SEE_GUESTS = "see_guests"
    GIVE_CREDIT = "give_credit"
    DOWNLOAD_LISTS = "download_lists"
    SEE_REPORTS = "see_reports"
    MANAGE_DEALS = "manage_deals"
    MANAGE_PACKAGES = "manage_packages"
    MANAGE_SERVICES = "manage_services"
    MANAGE_TEAM = "manage_team"
    MANAGE_HOURS = "manage_hours"
    MANAGE_LISTING = "manage_listing"
    CONNECT_CALENDARS = "connect_calendars"
    CLOSE_VENUE = "close_venue"
    MANAGE_STAFF = "manage_staff"
    MANAGE_PAYOUTS = "manage_payouts"


class Reach(StrEnum):
    """Whose bookings an ability is about: everyone's, or only those that the person performs."""

    ALL = "all"
    OWN = "own"
