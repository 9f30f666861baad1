"""What is sent is what was seen, and what was written last is what holds, however the requests arrived."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from anvisning import querysets
from anvisning.hinder import Hinder
from anvisning.models import Roll, Tabellslag
from omfordelning.handlaggning import granskning, redovisning
from omfordelning.handlaggning.las import oppna
from omfordelning.handlaggning.redovisning import Val
from omfordelning.handlaggning.redovisningsgrund import avtryck
from omfordelning.handlaggning.utkast import andra_utkast
from omfordelning.handlaggning.utkast import avtryck as utkastets_avtryck
from omfordelning.models import Brev, Omstandighet
from omfordelning.process import Sida, Status
from tests.fabrik import (
    BESLUTAT,
    FASTSTALLT,
    GRANSKAT,
    RATTAT,
    SKICKAT,
    SVARAT,
    Lansscen,
    andrade,
    bygg_lan,
    bygg_riket,
    innehall,
)
from tests.omfordelning.kommun.sidor import sida
from tests.omfordelning.lan.besok import Besok, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def bygg() -> Lansscen:
    return bygg_lan(bygg_riket(), "25", ["Luleå", "Boden", "Kiruna", "Piteå"])


def test_ett_utkast_som_en_kollega_har_andrat_skickas_inte_olast(lanet: Lansscen) -> None:
    utkast = lanet.utkast("Boden", "Luleå", "0.30")
    besok = Besok(lanet.foretradare("Boden"), SKICKAT, Client())
    _, dolda = besok.kontrollera(sida(utkast, "arende_skicka"), **besok_sett(besok, utkast), beslut_val="inget")
    kollega = lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
    andra_utkast(utkast.pk, motpart="2581", innehall=innehall(None), av=kollega, nu=SKICKAT)
    svar = besok.post(sida(utkast, "arende_skicka"), **dolda, steg="skicka")
    utkast.refresh_from_db()
    assert (svar.status_code, utkast.status) == (409, Status.UTKAST)
    assert "Utkastet har ändrats sedan du öppnade sidan." in text(svar)


def besok_sett(besok: Besok, utkast) -> dict[str, list[str]]:
    """Give what the page says that the person has seen."""
    return {"sett": besok.get(sida(utkast, "arende_skicka")).context["form"].initial["sett"]}


def test_tva_kollegor_skriver_inte_over_varandras_utkast(lanet: Lansscen) -> None:
    utkast = lanet.utkast("Boden", "Luleå", "0.30")
    sett = utkastets_avtryck(utkast, utkast.versioner.get())
    mitt = {"motpart": "2580", "av": lanet.foretradare("Boden"), "nu": SKICKAT, "sett": sett}
    andra_utkast(utkast.pk, innehall=innehall("0.40"), **mitt)
    with pytest.raises(Hinder, match="Utkastet har ändrats"):
        andra_utkast(utkast.pk, innehall=innehall("0.50"), **mitt)
    assert utkast.versioner.get().promille == Decimal("0.40")


def test_tabellen_som_publicerades_sist_galler_vilken_begaran_som_an_kom_forst(lanet: Lansscen) -> None:
    lanet.riket.publicera(andelar=andrade(k2582="1.50"), nu=BESLUTAT)
    sist = lanet.riket.publicera(andelar=andrade(k2582="1.40"), nu=BESLUTAT - timedelta(seconds=2))
    assert querysets.preliminar_tabell(2027) == querysets.gallande_tabell(2027) == sist


def test_kontrollen_som_gjordes_sist_galler(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.60")
    lanet.kontrollerat(forslag, nu=GRANSKAT)
    granskning.kontrollera(
        forslag.pk,
        utan_anmarkning=False,
        anmarkning="Summan stämmer inte.",
        av=lanet.handlaggare,
        nu=GRANSKAT - timedelta(milliseconds=5),
        kand_version=forslag.version,
    )
    assert oppna(forslag.pk).forslag.kontroll_utan_anmarkning is False


def test_lanet_beslutar_inte_utan_att_ha_sett_att_ett_kommunbeslut_ar_upphavt(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.60")
    lanet.kontrollerat(forslag)
    sett = avtryck([oppna(forslag.pk)], None)
    granskning.anmal_omstandighet(
        forslag.pk,
        sida=Sida.GIVARE,
        slag=Omstandighet.Slag.UPPHAVT,
        dag=date(2026, 11, 9),
        av=lanet.foretradare("Boden"),
        nu=GRANSKAT,
    )
    beslut = {
        "val": {forslag.pk: Val(tas_med=True)},
        "diarienummer": "851-1",
        "beslutsdag": date(2026, 11, 10),
        "foredragande": "",
        "av": lanet.beslutsfattare,
        "nu": BESLUTAT,
    }
    with pytest.raises(Hinder, match="har ändrats"):
        redovisning.besluta(2027, "25", sett=sett, **beslut)
    assert redovisning.besluta(2027, "25", sett=avtryck([oppna(forslag.pk)], None), **beslut).version == 1


def test_en_rattelse_ger_nya_brev_ocksa_dar_bara_mottagarens_summa_andras(lanet: Lansscen) -> None:
    boden, kiruna = lanet.overens("Boden", "Luleå", "0.60"), lanet.overens("Kiruna", "Luleå", "0.30")
    lanet.redovisat()
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    lanet.riket.publicera(
        Tabellslag.RATTELSE,
        nu=RATTAT,
        skal="Fel siffra.",
        galler_fran=date(2027, 2, 3),
        utfall={boden.pk: ("0.40", "Rättat.")},
    )
    sista = Brev.objects.filter(forslag=kiruna, slag="bekraftelse", sida="mottagare").latest("version")
    i_kraft = {k.kod: k.i_kraft for k in querysets.med_andelar(querysets.beslutad_tabell(2027))}
    assert Decimal(sista.dokument.underlag["underlag"]["samlat"]["efter"]) == i_kraft["2580"]


def test_kopian_av_en_registrerad_omstandighet_sager_vad_den_galler(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.60")
    nu = SVARAT + timedelta(days=3)
    for part, slag, kom in (
        (Sida.GIVARE, Omstandighet.Slag.OVERKLAGAT, nu - timedelta(days=1)),
        (Sida.MOTTAGARE, Omstandighet.Slag.UPPHAVT, nu - timedelta(days=2)),
    ):
        granskning.anmal_omstandighet(
            forslag.pk,
            sida=part,
            slag=slag,
            dag=date(2026, 10, 6),
            av=lanet.handlaggare,
            nu=nu,
            registrering=lanet.registrering(part, kom, f"{part}.pdf"),
        )
    assert oppna(forslag.pk).forslag.andrad_omstandighet == Omstandighet.Slag.UPPHAVT
