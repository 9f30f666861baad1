"""What the county does: registers, checks, decides on its report; and what new preliminary shares do to cases."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anvisning import tid
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Handelse, Roll, Tidplan
from omfordelning.handlaggning import beslut as beslutskommandon
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning import redovisning
from omfordelning.handlaggning.redovisning import Val
from omfordelning.models import Brev, Godkannande, Redovisning
from omfordelning.process import Sida, Status
from tests.fabrik import (
    BESLUTAT,
    GRANSKAT,
    KVITTERAT,
    OVERSANT,
    SKICKAT,
    SVARAT,
    Lansscen,
    andrade,
    bygg_lan,
    bygg_riket,
    innehall,
    klockan,
)
from tests.omfordelning.arende import status
from tests.omfordelning.kommun.sidor import handelser

pytestmark = pytest.mark.django_db
KOMMUNER = ("Luleå", "Boden", "Piteå", "Älvsbyn")


def bygg() -> Lansscen:
    return bygg_lan(bygg_riket(), "25", KOMMUNER)


# --- registered by the county ----------------------------------------------------------------------------------


def test_registrerat_bedoms_efter_nar_det_kom_in(lanet: Lansscen) -> None:
    """A mail of 6 November that is typed in on the 9th is in time; one of the 7th is not."""
    sjatte, sjunde = klockan(date(2026, 11, 6), 16), klockan(date(2026, 11, 7), 8)
    forslag = kommandon.registrera(
        lanet.ar.pk,
        givare=lanet.kommuner["Boden"].kod,
        mottagare=lanet.kommuner["Luleå"].kod,
        innehall=innehall("0.50"),
        av=lanet.handlaggare,
        nu=GRANSKAT,
        registrering=lanet.registrering(Sida.GIVARE, sjatte),
        beslut=lanet.uppgifter("Boden"),
    )
    godkannande = Godkannande.objects.get(version__forslag=forslag)
    assert (godkannande.mottaget, godkannande.registrerat_av_lan) == (sjatte, True)
    with pytest.raises(Hinder, match="Sista dagen var"):
        kommandon.godkann(
            forslag.pk,
            av=lanet.handlaggare,
            nu=GRANSKAT,
            kand_version=1,
            registrering=lanet.registrering(Sida.MOTTAGARE, sjunde),
        )
    kommandon.godkann(
        forslag.pk,
        av=lanet.handlaggare,
        nu=GRANSKAT,
        kand_version=1,
        registrering=lanet.registrering(Sida.MOTTAGARE, sjatte),
    )
    assert status(forslag) == Status.OVERENS
    assert "Registrerat av länsstyrelsen." in Handelse.objects.get(slag="forslag_godkant").text


def test_det_som_kommer_fran_framtiden_tas_inte_emot(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    with pytest.raises(Hinder, match="senare än nu"):
        kommandon.avboj(
            forslag.pk,
            skal="Nej.",
            av=lanet.handlaggare,
            nu=SVARAT,
            kand_version=1,
            registrering=lanet.registrering(Sida.MOTTAGARE, SVARAT + timedelta(minutes=1)),
        )


# --- the county's check and report -----------------------------------------------------------------------------


def test_varje_overenskommet_arende_ska_provas(lanet: Lansscen) -> None:
    forsta, andra = lanet.overens("Boden", "Luleå", "0.50"), lanet.overens("Piteå", "Luleå", "0.40")
    lanet.kontrollerat(forsta, andra)
    with pytest.raises(Hinder) as fel:
        besluta(lanet, {forsta.pk: Val(tas_med=True)})
    assert fel.value.skal == ["Ta ställning till varje ärende. Det saknas för OMF-2027-25-002."]
    with pytest.raises(Hinder) as fel:
        besluta(lanet, {forsta.pk: Val(tas_med=True), andra.pk: Val(tas_med=False)})
    assert fel.value.skal == ["OMF-2027-25-002: Skriv skälet med minst en mening."]
    assert Redovisning.objects.count() == 0


def besluta(lanet: Lansscen, val: dict[int, Val], **andrat: object) -> Redovisning:
    falt: dict[str, object] = {
        "val": val,
        "diarienummer": "851-1-2026",
        "beslutsdag": tid.svensk_dag(BESLUTAT),
        "foredragande": "",
        "av": lanet.beslutsfattare,
        "nu": BESLUTAT,
    }
    return redovisning.besluta(lanet.ar.pk, lanet.lan.kod, **falt | andrat)


def test_okontrollerat_eller_utan_beslut_tas_inte_med(lanet: Lansscen) -> None:
    utkast = lanet.utkast("Boden", "Luleå", "0.50")
    forslag = kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=SKICKAT)
    lanet.godkant(forslag)
    with pytest.raises(Hinder) as fel:
        besluta(lanet, {forslag.pk: Val(tas_med=True)})
    assert fel.value.skal == [
        "OMF-2027-25-001: Beslut saknas från Boden.",
        "OMF-2027-25-001: Den formella kontrollen av den här versionen är inte gjord utan anmärkning.",
    ]
    beslutskommandon.meddela_beslut(
        forslag.pk, beslut=lanet.uppgifter("Boden"), av=lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"), nu=SVARAT
    )
    lanet.kontrollerat(forslag)
    assert besluta(lanet, {forslag.pk: Val(tas_med=True)}).nollrapport is False


def test_nollrapport(lanet: Lansscen) -> None:
    rapport = redovisning.oversand(besluta(lanet, {}).pk, av=lanet.handlaggare, nu=OVERSANT)
    assert (rapport.nollrapport, rapport.status, rapport.rader.count()) == (True, "oversand", 0)
    assert Brev.objects.count() == 0


def test_gotland_redovisar_inte(lanet: Lansscen) -> None:
    gotland = bygg_lan(lanet.riket, "09") if Tidplan.objects.filter(ar=lanet.ar, lan="09").exists() else None
    if gotland is None:
        Tidplan.objects.create(ar=lanet.ar, lan_id="09", sista_dag=lanet.tidplan.sista_dag)
        gotland = bygg_lan(lanet.riket, "09")
    with pytest.raises(Hinder, match="Gotlands län har bara en kommun"):
        besluta(gotland, {})


def test_den_som_beslutar_ar_inte_foredragande(lanet: Lansscen) -> None:
    with pytest.raises(Hinder, match="kan inte själv vara föredragande"):
        besluta(lanet, {}, foredragande=lanet.beslutsfattare.namn.upper())


def test_handlaggaren_och_ett_annat_lan_beslutar_inte(lanet: Lansscen) -> None:
    with pytest.raises(PermissionDenied):
        besluta(lanet, {}, av=lanet.handlaggare)
    from anvisning.models import Lan

    with pytest.raises(Lan.DoesNotExist):
        besluta(lanet, {}, av=bygg_lan(lanet.riket, "24", ["Umeå"]).beslutsfattare)


def test_version_tva_ersatter_och_oforandrade_far_inget_nytt_brev(lanet: Lansscen) -> None:
    forsta = lanet.overens("Boden", "Luleå", "0.50")
    lanet.redovisat()
    sent = lanet.skickat("Piteå", "Älvsbyn", "0.40")
    lanet.godkant(sent)
    with pytest.raises(Hinder, match="redan översänd"):
        redovisning.oversand(Redovisning.objects.get().pk, av=lanet.handlaggare, nu=OVERSANT)
    andra = lanet.redovisat(nu=OVERSANT + timedelta(hours=1))
    assert (andra.version, status(forsta), status(sent)) == (2, Status.REDOVISAD, Status.REDOVISAD)
    assert sorted(Brev.objects.values_list("forslag__nummer", "sida", "version")) == [
        (1, "givare", 1),
        (1, "mottagare", 1),
        (2, "givare", 1),
        (2, "mottagare", 1),
    ]


def test_oprovat_arende_hindrar_oversandandet(lanet: Lansscen) -> None:
    lanet.overens("Boden", "Luleå", "0.50")
    rapport = lanet.beslutat()
    lanet.overens("Piteå", "Älvsbyn", "0.40")
    with pytest.raises(Hinder, match="OMF-2027-25-002"):
        redovisning.oversand(rapport.pk, av=lanet.handlaggare, nu=OVERSANT)


def test_aterlamnad_rad_beslutas_pa_nytt(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    rapport = lanet.redovisat()
    rad = rapport.rader.get()
    redovisning.aterlamna(
        rapport.pk, skal="", rader={rad.pk: "Paragrafen saknas."}, av=lanet.riket.importor, nu=KVITTERAT
    )
    rapport.refresh_from_db()
    rad.refresh_from_db()
    assert (rapport.status, rad.aterlamnad_skal) == ("aterlamnad", "Paragrafen saknas.")
    ny = lanet.redovisat(nu=KVITTERAT + timedelta(hours=1))
    assert (ny.version, ny.rader.get().forslag_id) == (2, forslag.pk)


def test_lansstyrelsen_kan_registrera_kvittensen_for_hand(lanet: Lansscen) -> None:
    rapport = lanet.redovisat()
    redovisning.kvittera(
        rapport.pk,
        kvittens="Telefon 12 november",
        av=lanet.handlaggare,
        nu=KVITTERAT + timedelta(days=1),
        inkommen=KVITTERAT,
    )
    rapport.refresh_from_db()
    assert (rapport.status, rapport.kvittens_av_lan, rapport.besvarad) == ("mottagen", True, KVITTERAT)


# --- new preliminary shares ------------------------------------------------------------------------------------


def test_nya_preliminara_andelar_raknar_om_och_det_som_inte_ryms_stannar(lanet: Lansscen) -> None:
    boden = lanet.kommuner["Boden"].kod
    hela, del_ = lanet.overens("Piteå", "Luleå"), lanet.overens("Boden", "Luleå", "2.00")
    Epostmeddelande.objects.all().delete()
    lanet.riket.publicera(andelar=andrade(**{f"k{boden}": "1.50"}), nu=SVARAT)
    assert (handelser(hela)[-1], handelser(del_)[-1]) == ("preliminara_andrade", "preliminara_andrade")
    till = set(Epostmeddelande.objects.filter(nyckel__startswith="notis:").values_list("till", flat=True))
    assert {f"foretradare.{k}@example.org" for k in (boden, hela.givare_id, hela.mottagare_id)} <= till
    assert Godkannande.objects.filter(version__forslag=del_).count() == 2
    lanet.kontrollerat(hela, del_)
    with pytest.raises(Hinder) as fel:
        besluta(lanet, {hela.pk: Val(tas_med=True), del_.pk: Val(tas_med=True)})
    assert fel.value.skal == [
        "OMF-2027-25-002: Den givande kommunens andel är 1,5 ‰. Mer än så går inte att föra över."
    ]
    kommandon.andra(del_.pk, innehall=innehall("1.50"), av=lanet.foretradare("Boden"), nu=SVARAT, kand_version=1)
    assert status(del_) == Status.VANTAR_SVAR
