"""A file's format in an address: csv, xlsx, json, or maskin.csv for programs."""

import re

from omfordelning.views.publikt.svar import FORMAT


class FormatConverter:
    """A format that there is; an address with another is not there, and nothing is computed for it."""

    regex = "|".join(map(re.escape, FORMAT))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
