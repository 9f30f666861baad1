"""Addresses of the pages: the open ones, the municipalities', the counties' and the national ones."""

from django.urls import register_converter

from omfordelning.urls.filformat import FormatConverter
from omfordelning.urls.manad import ManadConverter

register_converter(FormatConverter, "format")
register_converter(ManadConverter, "manad")

from omfordelning.urls import kommun, lan, publikt, riket  # noqa: E402 - their addresses are made of the converters

urlpatterns = [*publikt.urlpatterns, *kommun.urlpatterns, *lan.urlpatterns, *riket.urlpatterns]
