"""docs/ledger.md names what the code records."""

import re
from pathlib import Path

from app.ledger.enums import Account, LedgerEvent

DOCS = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"


def first_column(title: str) -> list[str]:
    part = DOCS.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_docs_list_every_account_and_event_in_order() -> None:
    assert first_column("Accounts") == [account.value for account in Account]
    assert first_column("Events") == [event.value for event in LedgerEvent]
