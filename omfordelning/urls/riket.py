"""Addresses of the national pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from omfordelning.views.riket import (
    anvisningar,
    ar,
    berakningar,
    bokforing,
    ifragasatta,
    inlast,
    kvitto,
    manad,
    oversikt,
    publicering,
    redovisning,
    tabeller,
)

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
        "riket/publicerade/<uuid:publikt_id>/skillnader.<format:format>",
        publicering.differenser,
        name="differenser_fil",
    ),
    path("riket/anvisningar/", anvisningar.oversikt, name="riket_anvisningar"),
    path("riket/anvisningar/rader.csv", anvisningar.rader, name="anvisningsrader"),
    path("riket/anvisningar/las-in/", anvisningar.LasInVy.as_view(), name="anvisningar_las_in"),
    path("riket/anvisningar/rattelse/", bokforing.RattelseVy.as_view(), name="anvisningar_rattelse"),
    path("riket/anvisningar/<uuid:publikt_id>/", anvisningar.UnderlagVy.as_view(), name="anvisningsunderlag"),
    path("riket/anvisningar/<uuid:publikt_id>/bokfor/", bokforing.BokforVy.as_view(), name="anvisningar_bokfor"),
    path(
        "riket/anvisningar/<uuid:publikt_id>/kassera/",
        anvisningar.KasseraUnderlagVy.as_view(),
        name="anvisningar_kassera",
    ),
    path("riket/anvisningar/bokforda/<uuid:publikt_id>/", bokforing.bokning, name="anvisningsbokning"),
    path("riket/anvisningar/bokforda/<uuid:publikt_id>/angra/", bokforing.AngraVy.as_view(), name="anvisningar_angra"),
    path("riket/berakningar/", berakningar.oversikt, name="riket_berakningar"),
    path("riket/berakningar/rakna-om/", berakningar.RaknaOmVy.as_view(), name="rakna_om"),
    path("riket/berakningar/<uuid:publikt_id>/", berakningar.berakning, name="riket_berakning"),
    path(
        "riket/berakningar/<uuid:publikt_id>/skillnad.<format:format>",
        berakningar.berakning_fil,
        name="riket_berakning_fil",
    ),
    path(
        "riket/berakningar/<uuid:publikt_id>/ta-tillbaka/",
        berakningar.TaTillbakaVy.as_view(),
        name="berakning_ta_tillbaka",
    ),
    path(
        "riket/berakningar/<uuid:publikt_id>/publicera/", manad.PubliceraManadVy.as_view(), name="berakning_publicera"
    ),
    path("riket/ifragasatta/", ifragasatta.ifragasatta, name="riket_ifragasatta"),
    path("riket/ifragasatta.<format:format>", ifragasatta.ifragasatta_fil, name="riket_ifragasatta_fil"),
    path("riket/ifragasatta/<uuid:publikt_id>/", ifragasatta.IfragasattandeVy.as_view(), name="riket_ifragasattande"),
    path("riket/redovisningar/<uuid:publikt_id>/", redovisning.riket_redovisning, name="riket_redovisning"),
    path("riket/redovisningar/<uuid:publikt_id>/ta-emot/", redovisning.KvitteraVy.as_view(), name="riket_kvittera"),
    path(
        "riket/redovisningar/<uuid:publikt_id>/lamna-tillbaka/",
        redovisning.AterlamnaVy.as_view(),
        name="riket_aterlamna",
    ),
]
