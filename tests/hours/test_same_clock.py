"""The script reads times as the server does, so a field shows what will be saved."""

import json
import subprocess
from pathlib import Path

from app.core.errors import DomainError
from app.hours.intervals import Span
from app.hours.typed_times import span_typed

CLOCK = Path("static/src/js/hours/clock.js").resolve()
READ = """
const { opening, closing, words } = await import(`data:text/javascript,${encodeURIComponent(process.argv[1])}`);
const answer = JSON.parse(process.argv[2]).map(([opens, closes]) => {
  const begins = opening(opens);
  const ends = begins === null ? null : closing(closes, begins);
  return ends === null ? null : [begins, ends, words(begins), words(ends)];
});
console.log(JSON.stringify(answer));
"""
SINGLE = (
    "9 5 1 12 0 24 25 9:30 09:30 9:60 930 0930 1730 2400 9am 9AM 9:30pm 12am 12pm 13am 13pm 9a 9p. 9.30 9h30 noon"
    " midday midnight 00:00 24:00 24:15 5:00 x 9:5 -9 99999 constructor"
)
TIMES = [*SINGLE.split(), "9 pm", " 9  a. m. ", "", "9 :30", "９"]


def by_the_server(opens: str, closes: str) -> Span | None:
    try:
        return span_typed(opens, closes)
    except DomainError:
        return None


def test_script_and_server_read_every_pair_of_times_alike() -> None:
    pairs = [(opens, closes) for opens in TIMES for closes in TIMES]
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", READ, CLOCK.read_text(), json.dumps(pairs)],
        capture_output=True,
        text=True,
        check=True,
    )
    by_the_script = [tuple(span[:2]) if span else None for span in json.loads(ran.stdout)]
    assert dict(zip(pairs, by_the_script, strict=True)) == {pair: by_the_server(*pair) for pair in pairs}
