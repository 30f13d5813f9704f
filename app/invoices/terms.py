"""When we send an invoice to a venue, when it's due, and when we remind its owner.

Counsel to confirm that the terms with venues say so.
"""

from datetime import timedelta

# How long we wait for a venue's transfers to cover what it owes us.
INVOICED_AFTER = timedelta(days=30)
DUE_WITHIN = timedelta(days=14)
# How many days after it was due its owner is reminded.
REMIND_DAYS = (0, 7, 14)
