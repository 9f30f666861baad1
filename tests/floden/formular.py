"""The forms of a page as a browser has them: fields, what stands in them, what may be chosen, and the buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXT = ("text", "search", "email", "tel", "number", "date", "textarea", "password")


@dataclass
class Falt:
    """One name in a form. `valbara`: what a select, radio or box may send; `valda`: what it would send now."""

    namn: str
    slag: str
    valda: list[str] = field(default_factory=list)
    valbara: list[str] = field(default_factory=list)


@dataclass
class Formular:
    """One form: how and where it is sent, its fields by name, and the (name, value) of its buttons."""

    metod: str
    action: str
    falt: dict[str, Falt] = field(default_factory=dict)
    knappar: list[tuple[str, str]] = field(default_factory=list)

    @property
    def synliga(self) -> list[Falt]:
        """The fields that somebody fills in."""
        return [f for f in self.falt.values() if f.slag != "hidden"]

    @property
    def data(self) -> dict[str, list[str]]:
        """What the form would send now, without its files."""
        return {f.namn: list(f.valda) for f in self.falt.values() if f.slag != "file" and f.valda}


class _Lasare(HTMLParser):
    """Reads the forms within <main>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.formular: list[Formular] = []
        self._i_main = False
        self._form: Formular | None = None
        self._textarea: Falt | None = None
        self._select: Falt | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {namn: varde or "" for namn, varde in attrs}
        if tag == "main":
            self._i_main = True
        elif tag == "form" and self._i_main:
            self._form = Formular(a.get("method", "get").lower(), a.get("action", ""))
            self.formular.append(self._form)
        elif self._form is not None:
            self._i_form(tag, a)

    def _i_form(self, tag: str, a: dict[str, str]) -> None:
        namn = a.get("name", "")
        if tag == "input" and namn:
            self._input(namn, a)
        elif tag == "button" and a.get("type", "submit") == "submit":
            self._form.knappar.append((namn, a.get("value", "")))
        elif tag == "textarea":
            self._textarea = self._form.falt.setdefault(namn, Falt(namn, "textarea", [""]))
        elif tag == "select":
            self._select = self._form.falt.setdefault(namn, Falt(namn, "select"))
        elif tag == "option" and self._select is not None:
            self._select.valbara.append(a.get("value", ""))
            if "selected" in a:
                self._select.valda.append(a.get("value", ""))

    def _input(self, namn: str, a: dict[str, str]) -> None:
        slag = a.get("type", "text")
        falt = self._form.falt.setdefault(namn, Falt(namn, slag))
        if slag in ("radio", "checkbox"):
            falt.valbara.append(a.get("value", "on"))
            if "checked" in a:
                falt.valda.append(a.get("value", "on"))
        elif slag != "file":
            falt.valda.append(a.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea.valda[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea is not None:
            # A browser leaves out the line break right after the start tag.
            self._textarea.valda[0] = self._textarea.valda[0].removeprefix("\n").removeprefix("\r\n")
            self._textarea = None
        elif tag == "select" and self._select is not None:
            if not self._select.valda:
                self._select.valda = self._select.valbara[:1]
            self._select = None
        elif tag == "form":
            self._form = None
        elif tag == "main":
            self._i_main = False


def las_formular(html: str) -> list[Formular]:
    """Give the forms in the page's <main>, in order."""
    lasare = _Lasare()
    lasare.feed(html)
    return lasare.formular
