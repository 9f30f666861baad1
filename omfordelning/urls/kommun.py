"""Addresses of the municipality's pages, the case's page, and what all roles share: tasks, and "Vad händer om"."""

from django.urls import path
from django.urls.resolvers import URLPattern

from omfordelning.views.kommun import (
    akter,
    andel,
    arende,
    arsbesked,
    berakning,
    dokument,
    eget_utkast,
    forvantat,
    ifragasatt,
    inkomna,
    kvitto,
    maluppfyllelse,
    nytt_utkast,
    ovriga_akter,
    per_datum,
    sammantraden,
    text,
    utkast,
)
from omfordelning.views.kommun import uppgifter as uppgiftssida
from omfordelning.views.vad_om import vad_hander_om

urlpatterns: list[URLPattern] = [
    path("uppgifter/", uppgiftssida.uppgifter, name="uppgifter"),
    path("min-andel/", andel.min_andel, name="min_andel"),
    path("vad-hander-om/", vad_hander_om, name="vad_hander_om"),
    path("min-maluppfyllelse/", maluppfyllelse.min_maluppfyllelse, name="min_maluppfyllelse"),
    path(
        "min-maluppfyllelse/antal.<format:format>", maluppfyllelse.min_maluppfyllelse_fil, name="min_maluppfyllelse_fil"
    ),
    path("min-maluppfyllelse/forvantat/", forvantat.forvantade_barn, name="forvantade_barn"),
    path("berakningar/<uuid:publikt_id>/<str:kod>/", berakning.berakning_kommun, name="berakning_kommun"),
    path("inkomna/", inkomna.inkomna, name="inkomna"),
    path("inte-aktuellt/", arsbesked.arsbesked, name="arsbesked"),
    path("sammantraden/", sammantraden.Sammantraden.as_view(), name="sammantraden"),
    path("sammantraden/organ/<int:organ>/", sammantraden.Beredning.as_view(), name="beredningstid"),
    path("sammantraden/<uuid:publikt_id>/", sammantraden.AndraSammantrade.as_view(), name="sammantrade_andra"),
    path("sammantraden/<uuid:publikt_id>/bort/", sammantraden.ta_bort, name="sammantrade_bort"),
    path("sammantraden/<uuid:publikt_id>/tillbaka/", sammantraden.lagg_tillbaka, name="sammantrade_tillbaka"),
    path("ifragasatt/", ifragasatt.IfragasattVy.as_view(), name="ifragasatt"),
    path("ifragasatt/manader.<format:format>", ifragasatt.manadsfil, name="ifragasatt_fil"),
    path("ifragasatt/<uuid:publikt_id>/", ifragasatt.ifragasattande, name="ifragasattande"),
    path("ifragasatt/<uuid:publikt_id>/aterta/", ifragasatt.aterta, name="ifragasattande_aterta"),
    path("forslag/nytt/", nytt_utkast.NyttForslag.as_view(), name="nytt_forslag"),
    path("forslag/ny-inbjudan/", nytt_utkast.NyInbjudan.as_view(), name="ny_inbjudan"),
    path("forslag/<uuid:publikt_id>/", utkast.AndraUtkast.as_view(), name="utkast"),
    path("forslag/<uuid:publikt_id>/slang/", eget_utkast.utkast_slang, name="utkast_slang"),
    path("arenden/per-datum/", per_datum.arenden, name="arenden_per_datum"),
    path("arenden/<uuid:publikt_id>/", arende.arende, name="arende"),
    path("arenden/<uuid:publikt_id>/skicka/", akter.SkickaVy.as_view(), name="arende_skicka"),
    path("arenden/<uuid:publikt_id>/svara/", akter.SvaraVy.as_view(), name="arende_svara"),
    path("arenden/<uuid:publikt_id>/andra/", akter.AndraVy.as_view(), name="arende_andra"),
    path("arenden/<uuid:publikt_id>/avboj/", akter.AvbojVy.as_view(), name="arende_avboj"),
    path("arenden/<uuid:publikt_id>/aterkalla/", akter.AterkallaVy.as_view(), name="arende_aterkalla"),
    path("arenden/<uuid:publikt_id>/beslut/", ovriga_akter.BeslutVy.as_view(), name="arende_beslut"),
    path("arenden/<uuid:publikt_id>/anstand/", ovriga_akter.AnstandVy.as_view(), name="arende_anstand"),
    path(
        "arenden/<uuid:publikt_id>/komplettering/<int:fraga_id>/",
        ovriga_akter.KompletteringVy.as_view(),
        name="arende_komplettering",
    ),
    path("arenden/<uuid:publikt_id>/omstandighet/", ovriga_akter.OmstandighetVy.as_view(), name="arende_omstandighet"),
    path("arenden/<uuid:publikt_id>/kopiera/", utkast.KopieraArende.as_view(), name="arende_kopiera"),
    path("arenden/<uuid:publikt_id>/text/", text.arende_text, name="arende_text"),
    path("arenden/<uuid:publikt_id>/kvitto/<int:nummer>/", kvitto.arende_kvitto, name="arende_kvitto"),
    path("arenden/<uuid:publikt_id>/allman-handling/", dokument.arende_zip, name="arende_zip"),
    path("dokument/<uuid:publikt_id>/", dokument.dokument, name="dokument"),
]
