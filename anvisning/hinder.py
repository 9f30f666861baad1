"""What stops a command, said in Swedish so that the person knows what to do."""

UPPTAGET = "Det är många som arbetar just nu, så det gick inte. Inget har ändrats. Vänta en minut och försök igen."
VANTADE_FORGAVES = {"40P01", "55P03", "57014"}
"""PostgreSQL's codes: two acts held each other, a lock was held too long, a question took too long."""


def ar_upptaget(fel: Exception) -> bool:
    """Tell whether the database gave up waiting for somebody else; the transaction is then undone."""
    return getattr(fel.__cause__, "pgcode", None) in VANTADE_FORGAVES


class Hinder(Exception):
    """The act cannot be done now. `skal` are the sentences; nothing has been changed."""

    def __init__(self, skal: str | list[str]) -> None:
        self.skal = [skal] if isinstance(skal, str) else list(skal)
        super().__init__(" ".join(self.skal))


class Redan(Hinder):
    """The state has moved since the person opened the page: nothing was done, and the page must be read anew."""
