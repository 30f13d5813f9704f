"""Links and codes in emails, for tests."""

import re

from app.accounts.enums import EmailLinkKind
from app.accounts.link_emails import LINKS
from tests.email.outbox import Outbox
from tests.support import Jobs

BEGINNINGS = {
    EmailLinkKind.VERIFY_EMAIL: "/email/confirm/",
    EmailLinkKind.RESET_PASSWORD: "/password/reset/",
    EmailLinkKind.LOG_IN: "/login/link/",
    EmailLinkKind.CHANGE_EMAIL: "/email/change/",
    EmailLinkKind.UNDO_EMAIL: "/email/undo/",
}
assert BEGINNINGS.keys() == LINKS.keys()


def emailed_link(kind: EmailLinkKind, to: str, *, jobs: Jobs, outbox: Outbox) -> str:
    """Run the jobs and return the path of the newest link of this kind that was sent to an address."""
    jobs.run()
    texts = [mail["text"] for mail in outbox.mails(to)]
    found = re.findall(rf"http://[^/\s]+({BEGINNINGS[kind]}[\w-]+)", "\n".join(texts))
    assert found, texts
    return str(found[-1])
