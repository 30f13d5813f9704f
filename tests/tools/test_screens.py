"""`make screens` opens pages that exist, and `make readme-pictures` uses pictures that it takes."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tools.readme_pictures import CHOSEN
from tools.screens import admin_pages, camera, guest_pages, money_pages, owner_pages

TABLES = (
    guest_pages.FIND,
    guest_pages.WAIT,
    owner_pages.CALENDAR,
    owner_pages.FRONT_DESK,
    owner_pages.VENUE,
    owner_pages.DRAFT,
    admin_pages.ADMIN_PAGES,
    admin_pages.LISTS,
    money_pages.OFFERS,
    money_pages.OWNER_PAGES,
    money_pages.BOOKS,
)
PATHS = [path for table in TABLES for path in table.values()]


@pytest.mark.parametrize("path", PATHS)
def test_each_path_is_a_page(app: Flask, path: str) -> None:
    endpoint, _ = app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    assert endpoint != "search_pages.landing", f"{path} is read as a category and a town"


def test_readme_pictures_are_cut_from_screens() -> None:
    modules = Path(camera.__file__).parent.glob("*_pages.py")
    taken = set(re.findall(r'"(\d\d\w?-[\w-]+)"', "\n".join(module.read_text() for module in modules)))
    shapes = {f"{width}-{theme}" for width in camera.HEIGHTS for theme in camera.THEMES}
    assert set(CHOSEN.values()) <= {f"{name}-{shape}" for name in taken for shape in shapes}


def test_camera_refuses_a_second_picture_with_the_same_name() -> None:
    """The first one would be lost, or the same page taken twice."""
    photographer = camera.Camera()
    photographer.names.add("01-home")
    with pytest.raises(ValueError, match="01-home"):
        photographer.take(None, "01-home")  # type: ignore[arg-type]
