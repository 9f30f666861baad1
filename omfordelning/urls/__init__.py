"""Addresses of the pages: the open ones, the municipalities', the counties' and the national ones."""

from omfordelning.urls import kommun, lan, publikt, riket

urlpatterns = [*publikt.urlpatterns, *kommun.urlpatterns, *lan.urlpatterns, *riket.urlpatterns]
