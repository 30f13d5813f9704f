"""Actions on a venue's services: adding, editing, ordering, hiding and removing them."""
