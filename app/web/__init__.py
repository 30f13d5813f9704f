"""The web parts that every page uses."""
