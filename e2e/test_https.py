"""What only HTTPS shows: cookies of the host alone, and forms that the check of where they come from accepts."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from e2e.guest import Guest
from e2e.prepare import PASSWORD
from e2e.running import Running
from e2e.tls_proxy import tls_proxy
from e2e.watch import Watch
from scripts.local import any_free
from scripts.stack import second_web

RESET = "eight slow evenings"


def test_a_guest_resets_their_password_over_https(
    new_context: Callable[..., BrowserContext], running: Running, tmp_path: Path
) -> None:
    port = any_free()
    url = f"https://localhost:{port}"
    running.reset_rate_limits()
    with (
        second_web(running.stack, tmp_path, {"BASE_URL": url, "TRUSTED_PROXIES": "1"}) as behind,
        tls_proxy(port, behind.url, tmp_path),
    ):
        context = new_context(base_url=url, ignore_https_errors=True)
        watch = Watch(context)
        guest = Guest(context.new_page(), running)
        registers(guest)
        assert all(cookie["name"].startswith("__Host-") and cookie["secure"] for cookie in context.cookies())
        opens(guest, url, "Confirm your email")
        guest.button("Confirm email").click()
        expect(guest.page.locator("#flash")).to_contain_text("Your email is confirmed.")
        context.clear_cookies()
        guest.page.goto("/password/forgot")
        guest.page.get_by_label("Email").fill(guest.email)
        guest.button("Send link").click()
        opens(guest, url, "Set a new CozyWish password")
        guest.page.get_by_label("New password").first.fill(RESET)
        guest.button("Set new password").click()
        # It leads to the login page. Its cookies stay: a script there has asked for passkeys, and if they were cleared
        # now, the answer could bring back a cookie that doesn't match the form.
        expect(guest.page.locator("#flash")).to_contain_text("Your new password is set.")
        guest.page.get_by_label("Email").fill(guest.email)
        guest.page.get_by_label("Password", exact=True).fill(RESET)
        guest.page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
        expect(guest.page.get_by_role("link", name="Log in", exact=True)).to_have_count(0)
        assert watch.complaints == []


def registers(guest: Guest) -> None:
    guest.page.goto("/register")
    guest.page.get_by_label("Full name").fill(guest.name)
    guest.page.get_by_label("Email").fill(guest.email)
    guest.page.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.button("Create account").click()
    expect(guest.page.get_by_role("link", name="Log in", exact=True)).to_have_count(0)


def opens(guest: Guest, url: str, subject: str) -> None:
    """Open the link of an email, which the worker addressed to its own BASE_URL."""
    found = re.search(r"https?://[^/\s]+(/(email|password)/\S+)", guest.running.email(guest.email, subject)["text"])
    assert found is not None
    guest.page.goto(url + found[1])
