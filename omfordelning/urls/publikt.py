"""Addresses of the pages that are open to everybody."""

from django.urls import path

from omfordelning.views.publikt import andelar, kalender, maluppfyllelse, om, omfordelningar, per_datum, platser, start

urlpatterns = [
    path("", start.start, name="start"),
    path("andelar/", andelar.senaste, name="andelar"),
    path("andelar/<int:ar>/", andelar.lista, name="andelar_ar"),
    path("andelar/<int:ar>.<format:format>", andelar.fil, name="andelar_fil"),
    path("kommuner/", platser.kommuner, name="kommuner"),
    path("kommuner/<str:kod>/", platser.kommun, name="kommun"),
    path("lan/<str:kod>/", platser.lan, name="lan"),
    path("omfordelningar/", omfordelningar.senaste, name="omfordelningar"),
    path("omfordelningar/<int:ar>/", omfordelningar.lista, name="omfordelningar_ar"),
    path("omfordelningar/<int:ar>.<format:format>", omfordelningar.fil, name="omfordelningar_fil"),
    path("maluppfyllelse/", maluppfyllelse.senaste, name="maluppfyllelse"),
    path("maluppfyllelse.<format:format>", maluppfyllelse.senaste_fil, name="maluppfyllelse_senaste_fil"),
    path("maluppfyllelse/<manad:manad>/", maluppfyllelse.lista, name="maluppfyllelse_manad"),
    path("maluppfyllelse/<manad:manad>.<format:format>", maluppfyllelse.fil, name="maluppfyllelse_fil"),
    path("maluppfyllelse/<manad:manad>/lan.<format:format>", maluppfyllelse.lansfil, name="maluppfyllelse_lan_fil"),
    path("maluppfyllelse/<manad:manad>/<str:kod>/", maluppfyllelse.kommun, name="maluppfyllelse_kommun"),
    path("per-datum/", per_datum.sida, name="per_datum"),
    path("per-datum.json", per_datum.som_json, name="per_datum_json"),
    path("kalender/<str:token>.ics", kalender.ics, name="kalender_ics"),
    path("om/sa-fungerar-det/", om.sida, {"namn": "sa_fungerar_det"}, name="sa_fungerar_det"),
    path("om/tillganglighet/", om.tillganglighet, name="tillganglighet"),
    path("om/personuppgifter/", om.sida, {"namn": "personuppgifter"}, name="personuppgifter"),
    path("om/kontakt/", om.kontakt, name="kontakt"),
    path("om/handbok/", om.handbok, name="handbok"),
]
