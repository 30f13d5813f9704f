"""Browser sessions: the row and the signed cookie that names it. Both begin at login and end at logout.

A second cookie names the browser itself. It outlives sessions, so that a login from a new device can be told apart from
one more login on a known device.
"""

from flask import after_this_request, g, request
from flask import session as cookie
from flask.wrappers import Response
from flask_login import current_user, login_user, logout_user
from sqlalchemy import update

from app.accounts import session_limits
from app.accounts.actions.devices import add_device, note_device
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import end_session, open_session, renew_session
from app.accounts.enums import LoginMethod, Role, SecurityEventKind
from app.accounts.models import Device, LoginSession, User
from app.accounts.queries.sessions import device_of_browser, session_of_token
from app.core import clock
from app.core.db import db
from app.core.ids import token
from app.core.settings import settings
from app.web.cookies import name_of

# The cookie key under which Flask-Login stores its argument for the user_loader: here the session's token.
KEY = "_user_id"
# Survive login: the cart that a guest filled before, and the gift card that they want to buy or redeem.
KEPT_AT_LOGIN = ("cart", "gift_card", "gift_card_code")
DEVICE_COOKIE = "device"
# As long as browsers keep a cookie, in seconds.
DEVICE_COOKIE_AGE = 400 * 24 * 60 * 60


def begin(
    user: User,
    *,
    method: LoginMethod,
    remember: bool = False,
    has_two_factors: bool = False,
) -> LoginSession:
    """Log `user` in. Only what survives login stays in the cookie; it learns of the login by signal.

    The browser forgets the cookie when it closes, unless `remember`, and always for admins. `has_two_factors` says that
    the person proved two, so that a new device needs no question whether it was them.
    """
    if KEY in cookie:
        end_session(token=cookie[KEY])
    kept = {key: cookie[key] for key in KEPT_AT_LOGIN if key in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie.permanent = remember and user.role is not Role.ADMIN
    ip, agent = request.remote_addr or "", request.user_agent.string
    is_own = has_two_factors or method is LoginMethod.REGISTRATION
    device, is_new = _device(user, agent, is_confirmed=is_own)
    key = open_session(
        user=user, device=device, method=method, ip=ip, user_agent=agent, has_two_factors=has_two_factors
    )
    record_event(_kind(method, is_asked=is_new and not device.is_confirmed), user=user, device=device, ip=ip)
    login_user(user)
    cookie[KEY] = key
    found = session_of_token(key)
    assert found is not None  # noqa: S101  # the row was added above
    g.login_session = found[0]
    return found[0]


def end() -> None:
    """Log this browser out. Nothing is left for the next person, and a copy of the cookie is invalid."""
    if KEY in cookie:
        end_session(token=cookie[KEY])
    logout_user()
    cookie.clear()


def renew(*, proven: bool = False, has_two_factors: bool = False) -> None:
    """Give this browser's session a new token, because it may do more from now on."""
    login = current_login()
    if login is not None:
        user = current_user._get_current_object()
        cookie[KEY] = renew_session(login=login, user=user, proven=proven, has_two_factors=has_two_factors)


def user_of_token(token: str) -> User | None:
    """Return the user who is logged in with this token, and record now and then that the session is in use."""
    found = session_of_token(token)
    if found is None:
        return None
    login, user = found
    g.login_session = login
    if login.last_seen_at < clock.now() - session_limits.LIMITS[user.role].precision:
        _note_use(login, user.role)
    return user


def current_login() -> LoginSession | None:
    """Return this browser's session: of the admin, while they view the site as another user."""
    if not current_user.is_authenticated:
        return None
    found: LoginSession | None = g.get("login_session")
    return found


def browser_token() -> str | None:
    """Return the token that names this browser, if any account was logged in here before."""
    return request.cookies.get(device_cookie())


def device_cookie() -> str:
    return name_of(DEVICE_COOKIE, is_secure=settings().is_secure)


def _device(user: User, user_agent: str, *, is_confirmed: bool) -> tuple[Device, bool]:
    """Return the device of this browser and whether it is new to this account."""
    key = browser_token()
    device = device_of_browser(user, key)
    if device is not None:
        note_device(device=device, user_agent=user_agent)
        return device, False
    # Another account's token can serve both: the pair of account and token is what names a device.
    key = key if key and len(key) == len(token()) else token()
    _remember_browser(key)
    return add_device(user=user, token=key, user_agent=user_agent, is_confirmed=is_confirmed), True


def _remember_browser(key: str) -> None:
    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            device_cookie(),
            key,
            max_age=DEVICE_COOKIE_AGE,
            secure=settings().is_secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def _kind(method: LoginMethod, *, is_asked: bool) -> SecurityEventKind:
    if method is LoginMethod.REGISTRATION:
        return SecurityEventKind.REGISTERED
    return SecurityEventKind.NEW_DEVICE if is_asked else SecurityEventKind.LOGGED_IN


def _note_use(login: LoginSession, role: Role) -> None:
    """Write in a separate transaction, so no row stays locked while the page renders, and read-only pages work too."""
    now = clock.now()
    unnoted = LoginSession.id == login.id, LoginSession.last_seen_at == login.last_seen_at
    ends = session_limits.end_of(role, created_at=login.created_at, seen_at=now)
    with db.engine.begin() as own:
        own.execute(update(LoginSession).where(*unnoted).values(last_seen_at=now, expires_at=ends))
