"""What stops a command, said in Swedish so that the person knows what to do."""


class Hinder(Exception):
    """The act cannot be done now. `skal` are the sentences; nothing has been changed."""

    def __init__(self, skal: str | list[str]) -> None:
        self.skal = [skal] if isinstance(skal, str) else list(skal)
        super().__init__(" ".join(self.skal))


class Redan(Hinder):
    """The state has moved since the person opened the page: nothing was done, and the page must be read anew."""
