"""Forms of the pages about accounts, contacts and the service itself."""
