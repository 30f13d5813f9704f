"""What an empty site needs before anybody can use it: categories, tags, and an admin."""
