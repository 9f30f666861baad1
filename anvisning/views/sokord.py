"""What was typed in a search field."""

HOGST = 60


def rensa_sokord(q: str) -> str:
    """Give what was searched for on one line, without control characters, at most 60 characters."""
    return " ".join("".join(t if t.isprintable() else " " for t in q[:200]).split())[:HOGST]
