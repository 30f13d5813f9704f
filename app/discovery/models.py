"""Nothing is stored here but a count: what search keeps of a venue belongs to the engine behind search/."""

from sqlalchemy import Sequence

from app.db import Base

# Taken before a venue is read: of two documents the one with the higher number was read later.
document_version = Sequence("document_version", metadata=Base.metadata)
