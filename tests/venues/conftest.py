"""Fixtures that connect the application to the geocoder's stand-in."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.venues.census_geocoder import CensusGeocoder
from tests.sandbox.servers import GeocoderSandbox, geocoder_sandbox


@pytest.fixture(scope="session")
def geocoder_process() -> Iterator[GeocoderSandbox]:
    with geocoder_sandbox() as running:
        yield running


@pytest.fixture
def geocoder(app: Flask, geocoder_process: GeocoderSandbox) -> Iterator[GeocoderSandbox]:
    """Connect the application to the stand-in."""
    geocoder_process.fault()
    app.extensions["geocoder"] = CensusGeocoder(f"{geocoder_process.url}/geocoder")
    yield geocoder_process
    app.extensions["geocoder"] = None
