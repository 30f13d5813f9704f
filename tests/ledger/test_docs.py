"""docs/ledger.md names what the code records."""

import re
from pathlib import Path

from app.ledger.chart import CHART
from app.ledger.enums import Account, LedgerEvent

DOCS = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"


def first_column(title: str) -> list[str]:
    part = DOCS.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_every_account_has_its_row_in_the_chart_and_the_docs_show_it() -> None:
    part = DOCS.read_text().split("## Accounts\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\w+) \|", part, re.MULTILINE)
    assert rows == [(account.value, str(CHART[account].number), CHART[account].kind.value) for account in Account]
    assert len({row.number for row in CHART.values()}) == len(Account)


def test_docs_list_every_account_and_event_in_order() -> None:
    assert first_column("Accounts") == [account.value for account in Account]
    assert first_column("Events") == [event.value for event in LedgerEvent]
