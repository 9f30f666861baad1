"""Pages that are open to everybody: no login, no session, nothing that is not published."""
