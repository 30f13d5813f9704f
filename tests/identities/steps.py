"""The steps of a login with Google or Apple, as a browser makes them."""

from dataclasses import dataclass, field

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.identities.enums import Provider
from tests.sandbox.servers import IdentitySandbox

WREN = {"email": "wren@example.com", "name": "Wren Abernathy"}


@dataclass
class Visit:
    """A person on their way to a provider and back."""

    client: FlaskClient
    sandbox: IdentitySandbox
    provider: Provider = Provider.GOOGLE
    answer: dict[str, str] = field(default_factory=dict)

    def start(self, action: str = "", **data: str) -> TestResponse:
        """Press the button. `action` is connect, confirm, or nothing to log in."""
        address = f"/login/with/{self.provider}" + (f"/{action}" if action else "")
        return self.client.post(address, data=data)

    def choose(self, response: TestResponse, *, hide_email: bool = False, **changed: str) -> dict[str, str]:
        """Choose an account on the provider's page to which `response` leads."""
        assert response.status_code == 303, response.text
        assert response.location.startswith(self.sandbox.url), response.location
        self.answer = self.sandbox.choose(response.location, hide_email=hide_email, **{**WREN, **changed})
        return self.answer

    def come_back(self, client: FlaskClient | None = None, **changed: str) -> TestResponse:
        """Return to the site as the provider sends the browser there, without the redirect that follows."""
        browser, data = client or self.client, {**self.answer, **changed}
        address = f"/login/with/{self.provider}/callback"
        if self.provider is Provider.APPLE:
            return browser.post(address, data=data)
        return browser.get(address, query_string=data)

    def finish(self, response: TestResponse) -> TestResponse:
        """Follow the redirects on our site until something else comes, or the page after the login."""
        while response.status_code == 303 and response.location.startswith("/login/with/"):
            response = self.client.get(response.location)
        return response

    def log_in(self, *, hide_email: bool = False, next: str = "", **person: str) -> TestResponse:
        """Do everything. Returns the response that follows the last page of the way."""
        self.choose(self.start(**({"next": next} if next else {})), hide_email=hide_email, **person)
        return self.finish(self.come_back())

    def connect(self, **person: str) -> TestResponse:
        self.choose(self.start("connect"), **person)
        return self.finish(self.come_back())
