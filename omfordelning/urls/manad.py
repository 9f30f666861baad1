"""A month in an address: 2026-07."""

from datetime import date


class ManadConverter:
    """The first day of the month; an address with a month that is none is not there."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date(int(value[:4]), int(value[5:]), 1)

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"
