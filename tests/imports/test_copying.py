"""Tests that COPY writes values as they are."""

import pytest
from sqlalchemy import select

from app.core.db import session
from app.imports.actions.copying import copy_values
from app.taxonomy.models import Category


@pytest.mark.usefixtures("db")
def test_copied_texts_keep_quotes_backslashes_and_line_breaks() -> None:
    texts = ['"quoted"', "back\\slash", "two\nlines\ttabbed", "{braces}, commas", "", "NULL"]
    copy_values(Category, [{"slug": "sauna", "name": "Sauna\n\\N", "position": 1, "synonyms": texts}])
    found = session.scalars(select(Category)).one()
    assert (found.name, found.synonyms) == ("Sauna\n\\N", texts)
