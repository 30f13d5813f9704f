"""SQL that counts the pairs of reservations with the same lane at the same time."""

OVERLAPS = """
    SELECT count(*) FROM reservation a JOIN reservation b
    ON a.resource_id = b.resource_id AND a.lane = b.lane AND a.id < b.id AND a.during && b.during
"""
