"""When we send an invoice to a venue, and when it's due. Counsel to confirm that the terms with venues say so."""

from datetime import timedelta

# How long we wait for a venue's transfers to cover what it owes us.
INVOICED_AFTER = timedelta(days=30)
DUE_WITHIN = timedelta(days=14)
