"""The account pages with a start page to lead back to."""

from django.urls import include, path

from tests.granssnitt.adresser import plats

urlpatterns = [path("", plats, name="start"), path("konto/", include("allauth.account.urls"))]
