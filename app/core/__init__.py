"""The ground of the application: no web pages, no feature."""
