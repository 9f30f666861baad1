"""Addresses of the county's pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from omfordelning.views.lan import (
    anstand,
    granskning,
    ifragasatta,
    kvitto,
    maluppfyllelse,
    oversandande,
    redovisning,
    redovisningsversion,
    registrera,
    registrera_svar,
    sammanstallning,
    tidplan,
    utan_besked,
)

urlpatterns: list[URLPattern] = [
    path("lanet/", sammanstallning.sammanstallning, name="sammanstallning"),
    path("lanet/<int:ar>/", sammanstallning.sammanstallning, name="sammanstallning_ar"),
    path("lanet/<int:ar>.<format:format>", sammanstallning.sammanstallning_fil, name="sammanstallning_fil"),
    path("lanet/<int:ar>/utan-besked/", utan_besked.utan_besked, name="utan_besked"),
    path("lanet/<int:ar>/utan-besked.<format:format>", utan_besked.utan_besked_fil, name="utan_besked_fil"),
    path("lanet/<int:ar>/sammantraden/", utan_besked.motesrisker, name="motesrisker"),
    path("lanet/<int:ar>/sammantraden.<format:format>", utan_besked.motesrisker_fil, name="motesrisker_fil"),
    path("lanet/<int:ar>/registrera/", registrera.RegistreraVy.as_view(), name="lan_registrera"),
    path("lanet/<int:ar>/sen-inlamning/", anstand.SenInlamningVy.as_view(), name="lan_sen_inlamning"),
    path("lanet/<int:ar>/kvitto/<int:nummer>/", kvitto.kvitto, name="lan_kvitto"),
    path("lanet/maluppfyllelse/", maluppfyllelse.lan_maluppfyllelse, name="lan_maluppfyllelse"),
    path("lanet/maluppfyllelse.<format:format>", maluppfyllelse.lan_maluppfyllelse_fil, name="lan_maluppfyllelse_fil"),
    path("lanet/anstand/<int:id>/", anstand.AnstandVy.as_view(), name="lan_anstand"),
    path("lanet/arenden/<uuid:publikt_id>/kontroll/", granskning.KontrollVy.as_view(), name="lan_kontroll"),
    path("lanet/arenden/<uuid:publikt_id>/avsluta/", granskning.AvslutaVy.as_view(), name="lan_avsluta"),
    path("lanet/arenden/<uuid:publikt_id>/yttrande/", granskning.KommuniceraVy.as_view(), name="lan_kommunicera"),
    path(
        "lanet/arenden/<uuid:publikt_id>/komplettering/",
        granskning.KompletteringVy.as_view(),
        name="lan_komplettering_begar",
    ),
    path("lanet/arenden/<uuid:publikt_id>/registrera/", registrera_svar.registrera_svar, name="lan_registrera_svar"),
    path("lanet/ifragasatta/", ifragasatta.ifragasatta, name="lan_ifragasatta"),
    path("lanet/ifragasatta.<format:format>", ifragasatta.ifragasatta_fil, name="lan_ifragasatta_fil"),
    path("lanet/redovisning/", redovisning.redovisning, name="redovisning"),
    path("lanet/redovisning/<int:ar>/", redovisning.redovisning, name="redovisning_ar"),
    path("lanet/redovisning/<int:ar>/besluta/", redovisning.BeslutaVy.as_view(), name="redovisning_besluta"),
    path("lanet/redovisning/<int:ar>/tidplan/", tidplan.TidplanVy.as_view(), name="tidplan"),
    path("lanet/redovisning/<int:ar>/allmanna-handlingar/", redovisningsversion.lansfil, name="lan_zip"),
    path("lanet/redovisning/<uuid:publikt_id>/", redovisningsversion.version, name="redovisning_version"),
    path("lanet/redovisning/<uuid:publikt_id>/fil/<str:format>/", redovisningsversion.fil, name="redovisning_fil"),
    path("lanet/redovisning/<uuid:publikt_id>/oversand/", oversandande.oversand, name="redovisning_oversand"),
    path(
        "lanet/redovisning/<uuid:publikt_id>/kvittens/", oversandande.KvittensVy.as_view(), name="redovisning_kvittens"
    ),
]
