"""Addresses of the national pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from omfordelning.views.riket import ar, inlast, kvitto, oversikt, publicering, redovisning, tabeller

urlpatterns: list[URLPattern] = [
    path("riket/", oversikt.lansoversikt, name="lansoversikt"),
    path("riket/nytt-ar/", ar.NyttArVy.as_view(), name="nytt_ar"),
    path("riket/<int:ar>/", oversikt.lansoversikt, name="lansoversikt_ar"),
    path("riket/<int:ar>/riksfil.xlsx", oversikt.riksfil, name="riksfil"),
    path("riket/<int:ar>/andra/", ar.AndraArVy.as_view(), name="ar_andra"),
    path("riket/<int:ar>/tabeller/", tabeller.importer, name="importer"),
    path("riket/<int:ar>/tabeller/las-in/<str:slag>/", tabeller.ImporteraVy.as_view(), name="importera"),
    path("riket/<int:ar>/kvitto/<str:lanskod>/<int:nummer>/", kvitto.kvitto, name="riket_kvitto"),
    path("riket/tabeller/<uuid:publikt_id>/", inlast.InlastVy.as_view(), name="import_"),
    path("riket/tabeller/<uuid:publikt_id>/beslutat/", inlast.UtfallVy.as_view(), name="import_utfall"),
    path("riket/tabeller/<uuid:publikt_id>/publicera/", publicering.PubliceraVy.as_view(), name="import_publicera"),
    path("riket/tabeller/<uuid:publikt_id>/kassera/", tabeller.KasseraVy.as_view(), name="import_kassera"),
    path("riket/publicerade/<uuid:publikt_id>/skillnader/", publicering.differenser, name="differenser"),
    path(
        "riket/publicerade/<uuid:publikt_id>/skillnader.<str:format>", publicering.differenser, name="differenser_fil"
    ),
    path("riket/redovisningar/<uuid:publikt_id>/", redovisning.riket_redovisning, name="riket_redovisning"),
    path("riket/redovisningar/<uuid:publikt_id>/ta-emot/", redovisning.KvitteraVy.as_view(), name="riket_kvittera"),
    path(
        "riket/redovisningar/<uuid:publikt_id>/lamna-tillbaka/",
        redovisning.AterlamnaVy.as_view(),
        name="riket_aterlamna",
    ),
]
