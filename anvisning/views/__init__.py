"""Pages about accounts, contacts and the service itself."""
