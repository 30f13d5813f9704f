"""The first admin of a new site, from the link that the setup command prints to the page with today's work."""

import pytest
from playwright.sync_api import expect

from app.email.links import link
from app.setup.actions import add_admin, invite
from app.two_factor.seeds import code_at
from e2e.conftest import Open
from e2e.input_methods import InMain, Keys
from e2e.page_check import check_on_phone
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY, sized

PASSWORD = "eight slow evenings"


@pytest.mark.parametrize(
    ("shape", "scripts", "used_by"),
    [
        pytest.param("phone", True, Keys, id="phone, keyboard"),
        *sized([pytest.param("desktop", True, Keys, id="desktop, keyboard")], []),
        pytest.param("phone", False, InMain, id="phone, no scripts", marks=THOROUGH_ONLY),
    ],
)
def test_the_first_admin_opens_the_setup_link_and_gets_to_today(
    opened: Open, running: Running, shape: str, scripts: bool, used_by: type[Keys | InMain]
) -> None:
    admin = opened(shape, java_script_enabled=scripts)
    page, hands = admin.page, used_by(admin.page)

    def shows(title: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        if scripts:
            check_on_phone(page)

    with running.acting():
        address = link("login.reset_password", token=invite(add_admin(email=admin.email, name=admin.name)))
    page.goto(address)
    shows("Set your password")
    hands.write("New password", PASSWORD)
    hands.press("Set password")
    shows("Log in")
    hands.write("Email", admin.email)
    hands.write("Password", PASSWORD)
    hands.press("Log in")
    shows("Set up two-factor login")
    seed = page.get_by_label("Key for the app").input_value().replace(" ", "")
    hands.write("Code from the app", code_at(seed, running.now()))
    hands.press("Turn on")
    shows("Save your recovery codes")
    hands.press("I saved my codes")
    page.goto("/admin/")
    shows("Today")
