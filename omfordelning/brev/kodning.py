"""The JSON form of a document's input: what is stored so that the same letter can be made again, byte for byte.

Decimals and dates travel as strings, so that no share ever passes through a float. Unknown or missing fields are
errors: an input that was stored with other fields than today's must be converted by hand, not guessed.
"""

import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Self


class FelUnderlag(ValueError):
    """The stored input does not describe a document of this kind."""


def to_plain(value: Any) -> Any:
    """Give the JSON form of a dataclass, tuple or single value; `TypeError` for a float or another foreign type."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"{type(value).__name__} is not allowed in the input of a document.")


def from_plain(form: Any, value: Any, path: str = "") -> Any:
    """Build a value of the annotated type `form` from its JSON form.

    Takes: the annotation (dataclass, `tuple[X, ...]`, `X | None`, Decimal, date, datetime, str, int, bool or an enum
    of texts), the parsed JSON, and the path used in messages. Errors: `FelUnderlag`.
    """
    origin = typing.get_origin(form)
    if origin in (typing.Union, types.UnionType):
        inner = [arm for arm in typing.get_args(form) if arm is not type(None)]
        return None if value is None else from_plain(inner[0], value, path)
    if origin is tuple:
        arms = typing.get_args(form)
        if not isinstance(value, list):
            raise FelUnderlag(f"{path}: a list is needed.")
        if arms[-1] is Ellipsis:
            return tuple(from_plain(arms[0], item, f"{path}[{index}]") for index, item in enumerate(value))
        if len(arms) != len(value):
            raise FelUnderlag(f"{path}: {len(arms)} values are needed.")
        return tuple(
            from_plain(arm, item, f"{path}[{i}]") for i, (arm, item) in enumerate(zip(arms, value, strict=True))
        )
    if is_dataclass(form):
        return _dataclass_from_plain(typing.cast(type, form), value, path)
    return _scalar_from_plain(form, value, path)


def _dataclass_from_plain(form: type, value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise FelUnderlag(f"{path}: an object is needed.")
    hints = typing.get_type_hints(form)
    names = [field.name for field in fields(form)]
    if set(value) != set(names):
        raise FelUnderlag(f"{path or form.__name__}: fields differ: {sorted(set(value) ^ set(names))}.")
    return form(**{name: from_plain(hints[name], value[name], f"{path}.{name}") for name in names})


def _scalar_from_plain(form: Any, value: Any, path: str) -> Any:
    if form in (bool, int):
        if type(value) is not form:
            raise FelUnderlag(f"{path}: {form.__name__} is needed.")
        return value
    if not isinstance(value, str):
        raise FelUnderlag(f"{path}: text is needed.")
    try:
        if form is str:
            return value
        if form is Decimal:
            number = Decimal(value)
            if not number.is_finite():
                raise FelUnderlag(f"{path}: a finite number is needed.")
            return number
        if form in (date, datetime):
            return form.fromisoformat(value)
        if isinstance(form, type) and issubclass(form, Enum):
            return form(value)
    except (ValueError, ArithmeticError) as error:
        raise FelUnderlag(f"{path}: {value!r} is not a {form.__name__}.") from error
    raise TypeError(f"{path}: fields of type {form!r} are not supported.")


class Underlag:
    """Base of every document's input: the JSON round trip, with the kind of document (`slag`) in the envelope."""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form as a dict, for a JSON column."""
        return {"slag": type(self).__name__, "underlag": to_plain(self)}

    def to_json(self) -> str:
        """Give the canonical JSON text: sorted keys, no spaces, real letters; equal inputs give equal texts."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | dict[str, Any]) -> Self:
        """Build the input again from `to_json()` or `to_dict()`. Errors: `FelUnderlag`."""
        return typing.cast(Self, _read({cls.__name__: cls}, text))


def las_underlag(text: str | dict[str, Any]) -> Underlag:
    """Build whichever document's input `text` holds, by the kind named in it. Errors: `FelUnderlag`."""
    return _read({kind.__name__: kind for kind in _kinds(Underlag)}, text)


def _kinds(base: type[Underlag]) -> list[type[Underlag]]:
    return [kind for child in base.__subclasses__() for kind in (child, *_kinds(child)) if is_dataclass(kind)]


def _read(kinds: dict[str, type[Underlag]], text: str | dict[str, Any]) -> Underlag:
    try:
        data = json.loads(text) if isinstance(text, str) else text
    except json.JSONDecodeError as error:
        raise FelUnderlag("The text is not JSON.") from error
    if not isinstance(data, dict) or set(data) != {"slag", "underlag"} or data["slag"] not in kinds:
        raise FelUnderlag(f"An object with slag ({', '.join(sorted(kinds))}) and underlag is needed.")
    return typing.cast(Underlag, from_plain(kinds[data["slag"]], data["underlag"]))
