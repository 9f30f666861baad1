"""Which address leads where. Everything asks for login except what its view opens by name."""

from django.urls import include, path

from anvisning import halsa, matt

urlpatterns = [
    path("livez", halsa.livez, name="livez"),
    path("readyz", halsa.readyz, name="readyz"),
    path("matt", matt.matt, name="matt"),
    path("", include("anvisning.urls")),
    path("", include("omfordelning.urls")),
]
handler400 = "anvisning.felsidor.fel_400"
handler403 = "anvisning.felsidor.fel_403"
handler404 = "anvisning.felsidor.fel_404"
handler500 = "anvisning.felsidor.fel_500"
