"""Where the PostgreSQL engine keeps documents. Disposable: all of it can be made again from the venues."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, SmallInteger, Table, Text
from sqlalchemy import Double as Degrees
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, TSVECTOR

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# The newest version that anybody wrote or removed. It outlives the document, or a late writer would bring it back.
versions = Table(
    "search_version",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

documents = Table(
    "search_document",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),  # folded: what orders those that are equal otherwise
    Column("name_words", TSVECTOR, nullable=False),
    Column("words", TSVECTOR, nullable=False),  # of the name and the keywords
    Column("city", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("latitude", Degrees, nullable=False, index=True),
    Column("longitude", Degrees, nullable=False),
    Column("zone", Text, nullable=False),
    Column("notice_minutes", Integer, nullable=False),
    Index("ix_search_document_words", "words", postgresql_using="gin"),
)


def _of_document() -> Column[int]:
    return Column("document_id", ForeignKey(documents.c.id, ondelete="CASCADE"), primary_key=True)


# One row a category. Arrays of local hours; which of them are past is reckoned in the venue's zone when asked.
offers = Table(
    "search_offer",
    metadata,
    _of_document(),
    Column("category", Text, primary_key=True),
    Column("from_cents", Integer),
    Column("free", ARRAY(Integer), nullable=False),
    Column("deal", ARRAY(Integer), nullable=False),
)

openings = Table(
    "search_opening",
    metadata,
    _of_document(),
    Column("position", SmallInteger, primary_key=True),
    Column("during", TSTZRANGE, nullable=False),  # half-open
    Index("ix_search_opening_during", "during", postgresql_using="gist"),
)
