from enum import StrEnum


class Reminders(StrEnum):
    """When a guest is reminded of a booking by email."""

    BOTH = "both"
    DAY = "day"  # one day before
    HOURS = "hours"  # two hours before
    NONE = "none"


class Role(StrEnum):
    GUEST = "guest"
    PROVIDER = "provider"
    ADMIN = "admin"


class AdminRole(StrEnum):
    """What an admin may do. The abilities of each are in app.admin.abilities."""

    SUPPORT = "support"
    MODERATOR = "moderator"
    SUPERADMIN = "superadmin"


class LoginMethod(StrEnum):
    """How a person proved who they are."""

    REGISTRATION = "registration"
    PASSWORD = "password"  # noqa: S105  # a word, no password
    EMAIL_LINK = "email_link"
    EMAIL_CODE = "email_code"
    GOOGLE = "google"
    APPLE = "apple"
    PASSKEY = "passkey"


class EmailLinkKind(StrEnum):
    """What a link in an email does when the person selects the button on its page."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # a word, no password
    LOG_IN = "log_in"
    CHANGE_EMAIL = "change_email"
    UNDO_EMAIL = "undo_email"


class SecurityEventKind(StrEnum):
    """What happened to an account or to its login."""

    REGISTERED = "registered"
    LOGGED_IN = "logged_in"
    NEW_DEVICE = "new_device"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  # a word, no password
    LOGGED_OUT_DEVICE = "logged_out_device"
    LOGGED_OUT_OTHERS = "logged_out_others"
    DEVICE_CONFIRMED = "device_confirmed"
    ACCOUNT_SECURED = "account_secured"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a word, no password
    EMAIL_CHANGED = "email_changed"
    EMAIL_VERIFIED = "email_verified"
    GOOGLE_CONNECTED = "google_connected"
    GOOGLE_DISCONNECTED = "google_disconnected"
    APPLE_CONNECTED = "apple_connected"
    APPLE_DISCONNECTED = "apple_disconnected"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    ROLE_CHANGED = "role_changed"
    WRONG_CODE = "wrong_code"
    WRONG_GIFT_CARD = "wrong_gift_card"
    TWO_FACTOR_ON = "two_factor_on"
    TWO_FACTOR_OFF = "two_factor_off"
    TWO_FACTOR_REPLACED = "two_factor_replaced"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_REPLACED = "recovery_codes_replaced"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RESET_REQUESTED = "reset_requested"
    RESET_APPROVED = "reset_approved"
    GUESSING = "guessing"
    CORRECTED = "corrected"
    DATA_EXPORTED = "data_exported"
    EMAIL_CHANGE_UNDONE = "email_change_undone"
    DELETION_REQUESTED = "deletion_requested"
    ACCOUNT_KEPT = "account_kept"
    EXPORT_REQUESTED = "export_requested"
    EXPORT_DOWNLOADED = "export_downloaded"
    STAFF_JOINED = "staff_joined"
    STAFF_ROLE_CHANGED = "staff_role_changed"
    STAFF_LEFT = "staff_left"
    RECOVERY_CODES_REMOVED = "recovery_codes_removed"
