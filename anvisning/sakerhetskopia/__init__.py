"""Backup: a dump of the whole database with what proves it, a rehearsal of its return, and what a real return needs."""
