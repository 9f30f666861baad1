"""Addresses of the pages about accounts, contacts and the service itself, and of those of allauth that are used.

Allauth's pages for changing one's address, confirming it and logging in by code are left out: an account keeps the
address it was invited by.
"""

from allauth.account import views as allauth
from django.urls import path, re_path

from anvisning.views import (
    driftlage,
    hinderanmalan,
    kalenderlankar,
    kontakter,
    konton,
    mejlfel,
    mitt_konto,
    utkorg,
    valkommen,
)

urlpatterns = [
    path("konto/login/", allauth.login, name="account_login"),
    path("konto/logout/", allauth.logout, name="account_logout"),
    path("konto/inactive/", allauth.account_inactive, name="account_inactive"),
    path("konto/signup/", allauth.signup, name="account_signup"),
    path("konto/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("konto/password/change/", allauth.password_change, name="account_change_password"),
    path("konto/password/set/", allauth.password_set, name="account_set_password"),
    path("konto/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("konto/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "konto/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^konto/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("valkommen/<str:nyckel>/", valkommen.valj_losenord, name="valj_losenord"),
    path("mitt-konto/", mitt_konto.MittKonto.as_view(), name="mitt_konto"),
    path("mitt-konto/kalender/", kalenderlankar.lankar, name="kalenderlankar"),
    path("mitt-konto/kalender/<str:slag>/skapa/", kalenderlankar.skapa, name="kalenderlank_skapa"),
    path("mitt-konto/kalender/<str:slag>/bort/", kalenderlankar.ta_bort, name="kalenderlank_bort"),
    path("konton/", konton.konton, name="konton"),
    path("konton/bjud-in/", konton.valj_organisation, name="konto_bjud_in_valj"),
    path("konton/bjud-in/<int:organisation>/", konton.BjudIn.as_view(), name="konto_bjud_in"),
    path("konton/<uuid:publikt_id>/", konton.konto, name="konto_aktiv"),
    path("konton/<uuid:publikt_id>/inbjudan/", konton.inbjudan_igen, name="konto_inbjudan"),
    path("konton/<uuid:publikt_id>/roll/", konton.roll, name="konto_roll"),
    path("organisationer/", kontakter.organisationer, name="organisationer"),
    path("organisationer/<int:organisation>/", kontakter.kontakter, name="kontakter"),
    path("organisationer/<int:organisation>/organ/nytt/", kontakter.NyttOrgan.as_view(), name="organ_nytt"),
    path("organisationer/<int:organisation>/organ/<int:organ>/", kontakter.AndraOrgan.as_view(), name="organ_andra"),
    path("organisationer/<int:organisation>/organ/<int:organ>/bort/", kontakter.ta_bort_organ, name="organ_ta_bort"),
    path("organisationer/<int:organisation>/kontakter/ny/", kontakter.NyKontakt.as_view(), name="kontakt_ny"),
    path(
        "organisationer/<int:organisation>/kontakter/<int:kontakt>/",
        kontakter.AndraKontakt.as_view(),
        name="kontakt_andra",
    ),
    path(
        "organisationer/<int:organisation>/kontakter/<int:kontakt>/bort/",
        kontakter.ta_bort_kontakt,
        name="kontakt_ta_bort",
    ),
    path(
        "organisationer/<int:organisation>/samordnande-lan/",
        kontakter.SamordnandeLan.as_view(),
        name="samordnande_lan",
    ),
    path("driftlage/", driftlage.driftlage, name="driftlage"),
    path("driftlage/forsok-igen/", driftlage.forsok_igen, name="driftlage_igen"),
    path("mejlfel/<int:id>/", mejlfel.mejlfel, name="mejlfel"),
    path("mejlfel/<int:id>/skicka-igen/", mejlfel.skicka_igen, name="mejlfel_igen"),
    path("utkorg/", utkorg.utkorg, name="utkorg"),
    path("utkorg/<int:id>/", utkorg.meddelande, name="utkorg_meddelande"),
    path("utkorg/<int:id>/<uuid:publikt_id>/", utkorg.bilaga, name="utkorg_bilaga"),
    path("om/tillganglighet/anmal/", hinderanmalan.anmal, name="hinder_anmal"),
    path("om/tillganglighet/tack/<uuid:nyckel>/", hinderanmalan.tack, name="hinder_tack"),
]
