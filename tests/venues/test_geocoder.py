"""The geocoder's adapter on the stand-in: what it finds, and answers that it must survive."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.venues.census_geocoder import LARGEST, CensusGeocoder
from app.venues.geocoder import Geocoder, GeocoderDown
from tests.sandbox.servers import GeocoderSandbox

# As the documentation of the Census shows it.
DOCUMENTED: dict[str, Any] = {
    "tigerLine": {"side": "L", "tigerLineId": "76355984"},
    "coordinates": {"x": -76.92748724230096, "y": 38.84601622386617},
    "addressComponents": {
        "zip": "20233",
        "streetName": "SILVER HILL",
        "preType": "",
        "city": "WASHINGTON",
        "preDirection": "",
        "suffixDirection": "",
        "fromAddress": "4600",
        "state": "DC",
        "suffixType": "RD",
        "toAddress": "4700",
        "suffixQualifier": "",
        "preQualifier": "",
    },
    "matchedAddress": "4600 SILVER HILL RD, WASHINGTON, DC, 20233",
}


def answer(*matches: dict[str, Any]) -> str:
    return json.dumps({"result": {"input": {}, "addressMatches": matches}})


@pytest.fixture
def stand_in(geocoder_process: GeocoderSandbox) -> GeocoderSandbox:
    geocoder_process.fault()
    return geocoder_process


def at(stand_in: GeocoderSandbox, *, seconds: float = 2.0) -> Geocoder:
    return CensusGeocoder(f"{stand_in.url}/geocoder", seconds=seconds)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("3128 SE Division St, Portland, OR 97202", ["3128 SE Division St, Portland, OR 97202"]),
        ("500 5th Avenue # 12, New York, NY 10110-0001", ["500 5th Ave, New York, NY 10110"]),
        ("2800 Clinton, Portland, OR 97202", ["2800 Clinton St", "2800 Clinton Ave", "2800 Clinton Dr"]),
        ("PO Box 12, Portland, OR 97202", []),
        ("12 Rue de Rivoli, Paris", []),
        ("1 Main St, Nowhere, OR 00000", []),
        ("-" * 500, []),
    ],
)
def test_addresses_have_one_several_or_no_matches(stand_in: GeocoderSandbox, address: str, found: list[str]) -> None:
    matches = at(stand_in).matches(address)
    assert [match.address[: len(text)] for match, text in zip(matches, found, strict=True)] == found
    assert stand_in.asked() == [address]


def test_the_documented_answer_is_read_and_repeated_matches_are_one(stand_in: GeocoderSandbox) -> None:
    stand_in.fault(body=answer(DOCUMENTED, DOCUMENTED))
    (match,) = at(stand_in).matches("4600 Silver Hill Rd, Washington, DC 20233")
    assert match.address == "4600 Silver Hill Rd, Washington, DC 20233"
    assert (match.latitude, match.longitude) == (38.84602, -76.92749)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 302},
        {"body": ""},
        {"body": "<html>Down for maintenance</html>"},
        {"body": "[" * 30_000},
        {"body": json.dumps({"result": {}})},
        {"body": answer({**DOCUMENTED, "coordinates": {"x": -200, "y": 38}})},
        {"body": answer({**DOCUMENTED, "coordinates": {"x": "NaN", "y": 38}})},
        {"body": answer({**DOCUMENTED, "matchedAddress": "x" * 201})},
        {"body": answer({**DOCUMENTED, "addressComponents": {"city": "PARIS", "state": "", "zip": "75001"}})},
        {"body": answer(DOCUMENTED) + " " * LARGEST},
    ],
    ids=lambda fault: str(fault)[:40],
)
def test_a_broken_answer_counts_as_no_answer(stand_in: GeocoderSandbox, fault: dict[str, Any]) -> None:
    stand_in.fault(**fault)
    with pytest.raises(GeocoderDown):
        at(stand_in).matches("3128 SE Division St, Portland, OR 97202")


def test_a_geocoder_that_refuses_connections_counts_as_no_answer() -> None:
    with pytest.raises(GeocoderDown):
        CensusGeocoder("http://127.0.0.1:1/geocoder").matches("3128 SE Division St, Portland, OR 97202")


def test_a_slow_answer_is_given_up_and_blocks_no_other_thread(stand_in: GeocoderSandbox) -> None:
    stand_in.fault(seconds=5)
    slow = at(stand_in, seconds=0.5)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow.matches, "3128 SE Division St, Portland, OR 97202")
        while not stand_in.asked():
            time.sleep(0.01)
        with pytest.raises(GeocoderDown, match="too many"):
            slow.matches("3128 SE Division St, Portland, OR 97202")
        with pytest.raises(GeocoderDown, match="in time"):
            first.result()
