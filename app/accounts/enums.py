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


class LoginMethod(StrEnum):
    """How a person proved who they are."""

    REGISTRATION = "registration"
    PASSWORD = "password"  # noqa: S105  # a word, no password
    EMAIL_LINK = "email_link"
    EMAIL_CODE = "email_code"
    GOOGLE = "google"
    APPLE = "apple"
    PASSKEY = "passkey"


class SecurityEventKind(StrEnum):
    """What happened to an account or to its log-in."""

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
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    ROLE_CHANGED = "role_changed"
    STAFF_JOINED = "staff_joined"
    STAFF_ROLE_CHANGED = "staff_role_changed"
    STAFF_LEFT = "staff_left"
