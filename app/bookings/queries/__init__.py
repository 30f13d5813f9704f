"""Reading orders, bookings, refunds and their history."""
