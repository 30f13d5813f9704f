"""What people ask for in a sentence: from words that were typed to what a list can be asked for. Pure."""
