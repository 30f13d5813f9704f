"""Actions on venues: creating, describing, reviewing, publishing and unpublishing."""
