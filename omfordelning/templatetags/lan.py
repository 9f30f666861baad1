"""Template tags of the county's pages."""

from typing import Any

from django import template
from django.template import Context

from omfordelning.views.lan.atgarder import atgarder, kontrollage

register = template.Library()


@register.simple_tag(takes_context=True)
def lanets_atgarder(context: Context) -> list[dict[str, Any]]:
    """Give the county's acts in the case of the page (`bild`), for atgarder.html."""
    return atgarder(context["bild"], context["request"].mottagen)


@register.simple_tag(takes_context=True)
def lanets_kontroll(context: Context) -> str:
    """Give where the formal check of the case of the page (`bild`) stands, in one sentence."""
    return kontrollage(context["bild"])
