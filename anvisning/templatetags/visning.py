"""Template filters and tags for what `anvisning.visning` writes, and for tables, forms and errors.

Registered as builtins in the settings: no `{% load %}` is needed.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any

from crispy_forms.helper import FormHelper
from django import template
from django.conf import settings
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import ChoiceWidget, MultiWidget
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from anvisning import visning

register = template.Library()

Tal = Decimal | int
Formular = BaseForm | BaseFormSet

LADDA_OM = "Formuläret behöver hämtas på nytt. Ladda om sidan och fyll i det igen."
"""Stands for an error in a hidden field, which nobody can see or correct."""


# --- Numbers and dates. A template gives "" for a variable that is empty: shown as a missing number. ---


def _register_filter(namn: str, skriv: Callable[..., str]) -> None:
    @wraps(skriv)
    def visa(varde: Tal | date | datetime | str | None, *argument: int) -> str:
        return skriv(None if varde == "" else varde, *argument)

    register.filter(namn, visa)


for _skriv in (
    visning.promille,
    visning.promilletal,
    visning.forandring,
    visning.promille_forandring,
    visning.tal,
    visning.kr,
    visning.datum,
    visning.manad,
    visning.veckodatum,
    visning.tidpunkt,
    visning.sista_dag,
):
    _register_filter(_skriv.__name__, _skriv)
register.filter("genitiv", visning.genitiv)


@register.filter
def iso(varde: date | datetime | None) -> str:
    """Give a day or an instant for the `datetime` attribute of `<time>`; nothing for a missing one."""
    return varde.isoformat() if varde else ""


# --- Mail ---


@register.filter
def mejlstycke(stycke: str) -> SafeString:
    """Write a paragraph of a mail as HTML: a line that is an address of the service's own is a link, no other is."""
    egen = f"{settings.BAS_URL}/"
    return format_html_join(
        mark_safe("<br>"),
        "{}",
        ((format_html('<a href="{0}">{0}</a>', rad) if rad.startswith(egen) else rad,) for rad in stycke.split("\n")),
    )


# --- Tables ---


@register.inclusion_tag("komponenter/sorthuvud.html", takes_context=True)
def sorthuvud(context: Context, nyckel: str, text: str, klass: str = "", forst: str = "stigande") -> dict[str, Any]:
    """Render a `<th scope="col">` whose link sorts the table by `nyckel`; the order is kept in the address.

    The current order is the context's `sortering` ("namn", or "-namn" for descending), else `?sortera=`.
    The other parameters of the address are kept; the page number is dropped. `forst` says which direction
    the first choice gives ("stigande" or "fallande").
    """
    request = context["request"]
    nu = context.get("sortering") or request.GET.get("sortera", "")
    riktning = {nyckel: "ascending", f"-{nyckel}": "descending"}.get(nu, "none")
    nasta = {"ascending": f"-{nyckel}", "descending": nyckel}.get(
        riktning, f"-{nyckel}" if forst == "fallande" else nyckel
    )
    fraga = request.GET.copy()
    fraga["sortera"] = nasta
    fraga.pop("sida", None)
    return {
        "text": text,
        "klass": klass,
        "riktning": riktning,
        "adress": f"?{fraga.urlencode()}",
        "nasta": "fallande" if nasta.startswith("-") else "stigande",
    }


@register.inclusion_tag("komponenter/tabellhuvud.html")
def tabellhuvud(*rubriker: str) -> dict[str, Any]:
    """Render the head of a table that stacks on a small screen: its roles hold there too. One heading a column."""
    return {"rubriker": rubriker}


@register.simple_block_tag
def tabellyta(content: SafeString, namn: str) -> SafeString:
    """Wrap a wide table in a region that is named, scrolls sideways on its own and can be reached by keyboard."""
    return format_html('<div class="tabellyta" role="region" aria-label="{}" tabindex="0">{}</div>', namn, content)


# --- Forms and their errors ---


@register.filter
def formularhjalpare(form: BaseForm) -> FormHelper:
    """Give the form's crispy helper, or a plain one, set to render fields only (the page owns the form tag)."""
    hjalpare = getattr(form, "helper", None) or FormHelper()
    hjalpare.form_tag = False
    hjalpare.disable_csrf = True
    hjalpare.include_media = False
    hjalpare.render_hidden_fields = True
    return hjalpare


@register.filter
def beskrivs_av(falt: BoundField) -> str:
    """Give the ids for `aria-describedby` of a group of fields (Django puts them on single fields itself)."""
    return falt.aria_describedby or ""


def _ar_formular(varde: object) -> bool:
    # By type, not isinstance: that would wake the context's lazy values (the account, the CSRF token and its cookie).
    return issubclass(type(varde), BaseForm | BaseFormSet)


def _formular(context: Context) -> list[Formular]:
    """Find the bound forms and formsets of the page: those in the context, and the list `fel_formular`."""
    funna: list[Formular] = []
    for varde in [*context.flatten().values(), *(context.get("fel_formular") or ())]:
        if _ar_formular(varde) and varde.is_bound and not any(varde is form for form in funna):
            funna.append(varde)
    i_samling = {id(form) for samling in funna if isinstance(samling, BaseFormSet) for form in samling.forms}
    return [form for form in funna if id(form) not in i_samling]


def falt_id(falt: BoundField) -> str:
    """Give the id of the element that an error in `falt` links to: the first one of a group."""
    if isinstance(falt.field.widget, ChoiceWidget) and falt.field.widget.use_fieldset:
        return f"{falt.auto_id}_0"
    if isinstance(falt.field.widget, MultiWidget):
        return f"{falt.auto_id}_0"
    return falt.auto_id


def allmant_id(form: Formular) -> str:
    """Give the id of the box with the errors that belong to the form as a whole."""
    return f"{form.prefix or 'formular'}-fel"


register.filter("allmant_id", allmant_id)


def _felrader(form: Formular) -> Iterator[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from ({"text": str(text), "id": allmant_id(form)} for text in form.non_form_errors())
        for delformular in form.forms:
            yield from _felrader(delformular)
        return
    yield from ({"text": str(text), "id": allmant_id(form)} for text in form.non_field_errors())
    for falt in form:
        if falt.is_hidden:
            yield from ({"text": LADDA_OM, "id": ""} for _ in falt.errors[:1])
        else:
            yield from ({"text": str(text), "id": falt_id(falt)} for text in falt.errors)


@register.inclusion_tag("komponenter/felsammanfattning.html", takes_context=True)
def felsammanfattning(context: Context) -> dict[str, Any]:
    """Render the summary of all errors on the page, each linked to its field; nothing when there are none."""
    return {"fel": [rad for form in _formular(context) for rad in _felrader(form)]}


@register.simple_tag(takes_context=True)
def fel_prefix(context: Context) -> str:
    """Give "Fel: " when a form of the page has an error (the page title begins with it), else nothing."""
    return "Fel: " if any(any(_felrader(form)) for form in _formular(context)) else ""
