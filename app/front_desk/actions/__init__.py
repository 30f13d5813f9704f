"""What a venue does at the front desk: booking for a guest and blocking time."""
