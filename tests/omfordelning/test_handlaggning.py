"""The acts as the county would notice them: rows, events, letters and mails, in exact sets."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from anvisning import tid
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Handelse, Roll, Tabellslag, Tidplan
from omfordelning.handlaggning import anstand, granskning, redovisning
from omfordelning.handlaggning import beslut as beslutskommandon
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.redovisning import Val
from omfordelning.models import Brev, Forslag, Godkannande, Kommunbeslut, Redovisning
from omfordelning.process import Sida, Status
from omfordelning.sammanstallning import build_sammanstallning
from tests.fabrik import (
    BESLUTAT,
    FASTSTALLT,
    FOR_SENT,
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

pytestmark = pytest.mark.django_db
KOMMUNER = ("Luleå", "Boden", "Piteå", "Älvsbyn")


def bygg() -> Lansscen:
    return bygg_lan(bygg_riket(), "25", KOMMUNER)


def handelser(forslag: Forslag) -> list[str]:
    return list(Handelse.objects.filter(arende=forslag.arende).order_by("nummer").values_list("slag", flat=True))


def status(forslag: Forslag) -> str:
    forslag.refresh_from_db()
    return forslag.status


def skal(fel: pytest.ExceptionInfo[Hinder]) -> list[str]:
    return fel.value.skal


# --- the whole way ---------------------------------------------------------------------------------------------


def test_hela_vagen_i_handelser_brev_och_mejl(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    rapport = lanet.redovisat()
    redovisning.kvittera(rapport.pk, kvittens="MV-1", av=lanet.riket.importor, nu=KVITTERAT)
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    assert status(forslag) == Status.FASTSTALLD
    assert handelser(forslag) == [
        "forslag_skickat",
        "forslag_godkant",
        "kontrollerad",
        "tas_med",
        "redovisad",
        "faststalld",
    ]
    assert sorted(Brev.objects.values_list("slag", "sida", "version")) == [
        ("bekraftelse", "givare", 1),
        ("bekraftelse", "mottagare", 1),
        ("besked", "givare", 1),
        ("besked", "mottagare", 1),
    ]
    kopior = Counter(Epostmeddelande.objects.filter(nyckel__startswith="kopia:").values_list("till", flat=True))
    boden, lulea = lanet.kommuner["Boden"].kod, lanet.kommuner["Luleå"].kod
    # The formal check is the county's own work: nobody is sent a copy of it.
    assert kopior == {
        f"registrator.{boden}@example.org": 5,
        f"registrator.{lulea}@example.org": 5,
        "registrator.25@example.org": 7,
        "registrator.riket@example.org": 2,
    }
    i_kraft = {r.kommun.namn: r.resultat for r in build_sammanstallning(lanet.ar.pk, "25").rader}
    egen = {r.kommun.namn: r.egen for r in build_sammanstallning(lanet.ar.pk, "25").rader}
    assert i_kraft["Boden"] == egen["Boden"] - Decimal("0.50")
    assert i_kraft["Luleå"] == egen["Luleå"] + Decimal("0.50")


def test_varje_mejl_har_en_mottagare_och_ingen_annans_adress(lanet: Lansscen) -> None:
    lanet.overens("Boden", "Luleå", "0.50")
    for mejl in Epostmeddelande.objects.all():
        assert mejl.till.count("@") == 1
        assert "@" not in mejl.text


def test_en_utomstaende_kommun_far_inget_mejl(lanet: Lansscen) -> None:
    lanet.overens("Boden", "Luleå", "0.50")
    utanfor = [lanet.kommuner[namn].kod for namn in ("Piteå", "Älvsbyn")]
    assert [m.till for m in Epostmeddelande.objects.all() if any(kod in m.till for kod in utanfor)] == []


# --- sending, and the giver's one place ------------------------------------------------------------------------


def test_utkast_har_ingen_referens_och_ingen_handelse(lanet: Lansscen) -> None:
    utkast = lanet.utkast("Boden", "Luleå", "0.50")
    assert (utkast.referens, handelser(utkast), Epostmeddelande.objects.count()) == ("", [], 0)


def test_att_skicka_ar_sidans_godkannande_och_tar_givarens_plats(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    assert (forslag.referens, status(forslag)) == ("OMF-2027-25-001", Status.VANTAR_SVAR)
    assert list(Godkannande.objects.values_list("sida", "mottaget")) == [("givare", SKICKAT)]
    andra = lanet.utkast("Boden", "Piteå", "0.20")
    with pytest.raises(Hinder) as fel:
        kommandon.skicka(andra.pk, av=lanet.foretradare("Boden"), nu=SKICKAT)
    assert skal(fel) == [
        "Kommunen har redan godkänt ett annat förslag, OMF-2027-25-001. "
        "En kommun kan bara lämna över sin andel till en kommun och en gång per år. Återkalla det förslaget först."
    ]


def test_flera_inbjudningar_far_vanta_men_bara_en_kan_godkannas(lanet: Lansscen) -> None:
    fran_lulea = lanet.skickat("Boden", "Luleå", "0.50", av="Luleå")
    fran_pitea = lanet.skickat("Boden", "Piteå", "0.40", av="Piteå")
    assert (fran_lulea.givare_bunden, fran_pitea.givare_bunden) == (None, None)
    lanet.godkant(fran_lulea)
    with pytest.raises(Hinder) as fel:
        lanet.godkant(fran_pitea)
    assert "OMF-2027-25-001" in skal(fel)[0]
    kommandon.avboj(fran_pitea.pk, skal="Vi har valt Luleå.", av=lanet.foretradare("Boden"), nu=SVARAT, kand_version=1)
    assert (status(fran_lulea), status(fran_pitea)) == (Status.OVERENS, Status.NEJ)


def test_nej_gor_givaren_fri_genast(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    kommandon.avboj(forslag.pk, skal="Vi hinner inte.", av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    nytt = lanet.skickat("Boden", "Piteå", "0.50", nu=SVARAT)
    assert (status(forslag), forslag.avslutad_av, nytt.referens) == (Status.NEJ, "mottagare", "OMF-2027-25-002")


def test_handlaggaren_far_inte_skicka_och_frammande_finns_inte(lanet: Lansscen) -> None:
    utkast = lanet.utkast("Boden", "Luleå", "0.50")
    with pytest.raises(PermissionDenied):
        kommandon.skicka(utkast.pk, av=lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"), nu=SKICKAT)
    with pytest.raises(Forslag.DoesNotExist):
        kommandon.skicka(utkast.pk, av=lanet.foretradare("Piteå"), nu=SKICKAT)
    with pytest.raises(Forslag.DoesNotExist):
        kommandon.skicka(utkast.pk, av=lanet.foretradare("Luleå"), nu=SKICKAT)


def test_tva_personer_nar_lanet_kraver_det(lanet: Lansscen) -> None:
    Tidplan.objects.filter(pk=lanet.tidplan.pk).update(tva_personer=True)
    utkast = lanet.utkast("Boden", "Luleå", "0.50")
    with pytest.raises(Hinder, match="en annan än du"):
        kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=SKICKAT)
    forberett = kommandon_utkast(lanet, lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"))
    sant = kommandon.skicka(forberett.pk, av=lanet.foretradare("Boden"), nu=SKICKAT)
    with pytest.raises(Hinder, match="en annan än du"):
        kommandon.godkann(sant.pk, av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    beslut = beslutskommandon.spara_beslut(
        lanet.uppgifter("Luleå"),
        sant.mottagare_id,
        lanet.ar.pk,
        av=lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"),
        nu=SVARAT,
        av_lan=False,
    )
    kommandon.godkann(sant.pk, av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1, beslut=beslut)
    assert status(sant) == Status.OVERENS


def kommandon_utkast(lanet: Lansscen, av: object) -> Forslag:
    from omfordelning.handlaggning.utkast import skapa_utkast

    return skapa_utkast(
        lanet.ar.pk,
        givare=lanet.kommuner["Boden"].kod,
        mottagare=lanet.kommuner["Luleå"].kod,
        innehall=innehall("0.50"),
        av=av,
        nu=SKICKAT,
    )


# --- versions and frames ---------------------------------------------------------------------------------------


def test_ny_version_upphaver_godkannandet_och_en_gammal_sida_stoppas(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    kommandon.andra(forslag.pk, innehall=innehall("0.30"), av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    assert status(forslag) == Status.VANTAR_SVAR
    assert forslag.givare_bunden is None
    aktuella = Godkannande.objects.filter(version__forslag=forslag, version__nummer=forslag.version)
    assert [(g.sida, g.version.promille) for g in aktuella] == [("mottagare", Decimal("0.300"))]
    with pytest.raises(Hinder, match="Förslaget har ändrats"):
        kommandon.godkann(forslag.pk, av=lanet.foretradare("Boden"), nu=SVARAT, kand_version=1)
    kommandon.godkann(forslag.pk, av=lanet.foretradare("Boden"), nu=SVARAT, kand_version=2)
    assert status(forslag) == Status.OVERENS


def test_beslut_utan_ram_racker_inte_till_en_annan_siffra(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    kommandon.andra(forslag.pk, innehall=innehall("0.30"), av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    beslut = Kommunbeslut.objects.get(kommun=forslag.givare)
    with pytest.raises(Hinder, match="behöver ett nytt beslut"):
        kommandon.godkann(forslag.pk, av=lanet.foretradare("Boden"), nu=SVARAT, kand_version=2, beslut=beslut)


@pytest.mark.parametrize(
    ("siffra", "bekraftat", "vantat"),
    [
        ("0.80", True, None),
        ("0.80", False, "Bekräfta att beslutet täcker även den här versionen."),
        ("1.20", True, "Beslutet gäller upp till 1 ‰. Det täcker inte den här versionen."),
    ],
)
def test_ram(lanet: Lansscen, siffra: str, bekraftat: bool, vantat: str | None) -> None:
    """A decision "up to 1,00 ‰" covers another figure inside the frame, once the official confirms it."""
    med_ram = lanet.uppgifter("Boden", ram=Decimal("1.00"))
    forslag = lanet.skickat("Boden", "Luleå", "0.50", beslut=med_ram)
    kommandon.andra(forslag.pk, innehall=innehall(siffra), av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    beslut = Kommunbeslut.objects.get(kommun=forslag.givare)

    def svara() -> None:
        kommandon.godkann(
            forslag.pk,
            av=lanet.foretradare("Boden"),
            nu=SVARAT,
            kand_version=2,
            beslut=beslut,
            ram_bekraftad=bekraftat,
        )

    if vantat is None:
        svara()
        assert status(forslag) == Status.OVERENS
    else:
        with pytest.raises(Hinder) as fel:
            svara()
        assert skal(fel) == [vantat]


def test_ett_beslut_tacker_flera_forslag(lanet: Lansscen) -> None:
    forsta, andra = lanet.skickat("Boden", "Luleå", "0.50"), lanet.skickat("Piteå", "Luleå", "0.40")
    lanet.godkant(forsta)
    beslut = Kommunbeslut.objects.get(kommun=forsta.mottagare)
    lanet.godkant(andra, beslut=beslut)
    assert beslut.godkannanden.count() == 2


def test_en_annan_kommuns_beslut_gar_inte_att_anvanda(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    bodens = Kommunbeslut.objects.get(kommun=forslag.givare)
    with pytest.raises(Hinder, match="Välj ett beslut som kommunen har fattat"):
        lanet.godkant(forslag, beslut=bodens)


def test_beslut_i_framtiden_ar_bara_planerat(lanet: Lansscen) -> None:
    i_framtiden = lanet.uppgifter("Boden", dag=tid.svensk_dag(SKICKAT) + timedelta(days=1))
    with pytest.raises(Hinder, match="har inte varit än"):
        lanet.skickat("Boden", "Luleå", "0.50", beslut=i_framtiden)


# --- change of mind --------------------------------------------------------------------------------------------


def test_aterkalla_fritt_innan_den_andra_har_godkant(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    kommandon.aterkalla(forslag.pk, av=lanet.foretradare("Boden"), nu=SVARAT)
    assert (status(forslag), forslag.avslutad_av) == (Status.ATERKALLAD, "givare")
    assert lanet.skickat("Boden", "Piteå", "0.50", nu=SVARAT).nummer == 2


def test_aterkalla_efter_overenskommelse_kraver_beslut(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    with pytest.raises(Hinder, match="Ange det beslut"):
        kommandon.aterkalla(forslag.pk, av=lanet.foretradare("Luleå"), nu=SVARAT)
    kommandon.aterkalla(forslag.pk, av=lanet.foretradare("Luleå"), nu=SVARAT, beslut=lanet.uppgifter("Luleå"))
    assert status(forslag) == Status.ATERKALLAD


def test_efter_lanets_dag_avslutar_lansstyrelsen(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    with pytest.raises(Hinder, match="Sista dagen var"):
        kommandon.aterkalla(forslag.pk, av=lanet.foretradare("Luleå"), nu=FOR_SENT, beslut=lanet.uppgifter("Luleå"))
    with pytest.raises(Hinder, match="Kommunerna kan själva återkalla"):
        granskning.avsluta(forslag.pk, skal="Bodens begäran.", av=lanet.beslutsfattare, nu=SVARAT)
    granskning.avsluta(forslag.pk, skal="Bodens begäran.", av=lanet.beslutsfattare, nu=FOR_SENT)
    assert (status(forslag), forslag.avslutad_av) == (Status.ATERKALLAD, "lan")


# --- time ------------------------------------------------------------------------------------------------------


def test_sista_mikrosekunden_raknas_och_den_forsta_efter_ar_for_sen(lanet: Lansscen) -> None:
    i_tid, for_sent = lanet.skickat("Boden", "Luleå", "0.50"), lanet.skickat("Piteå", "Luleå", "0.50")
    lanet.godkant(i_tid, nu=FOR_SENT - timedelta(microseconds=1))
    with pytest.raises(Hinder, match="Sista dagen var"):
        lanet.godkant(for_sent, nu=FOR_SENT)
    assert (status(i_tid), status(for_sent)) == (Status.OVERENS, Status.VANTAR_SVAR)


def test_det_som_inte_ar_overens_forfaller_och_bada_far_veta(lanet: Lansscen) -> None:
    vantar, klart = lanet.skickat("Boden", "Luleå", "0.50"), lanet.overens("Piteå", "Luleå", "0.50")
    Epostmeddelande.objects.all().delete()
    kommandon.forfall(vantar.pk, nu=FOR_SENT)
    with pytest.raises(Hinder):
        kommandon.forfall(klart.pk, nu=FOR_SENT)
    assert (status(vantar), status(klart)) == (Status.FORFALLEN, Status.OVERENS)
    notiser = Epostmeddelande.objects.filter(nyckel__startswith="notis:").values_list("till", flat=True)
    boden, lulea = lanet.kommuner["Boden"].kod, lanet.kommuner["Luleå"].kod
    kommunerna = [f"{roll}.{kod}@example.org" for roll in ("foretradare", "handlaggare") for kod in (boden, lulea)]
    assert sorted(notiser) == sorted([*kommunerna, "beslutsfattare.25@example.org", "handlaggare.25@example.org"])


def test_inget_forfaller_under_begart_eller_beviljat_anstand(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    begaran = anstand.begar_anstand(
        forslag.pk, sammantrade=lanet.ar.redovisas_dag, av=lanet.foretradare("Luleå"), nu=SVARAT
    )
    with pytest.raises(Hinder, match="Anstånd är begärt"):
        kommandon.forfall(forslag.pk, nu=FOR_SENT)
    dag = tid.svensk_dag(FOR_SENT) + timedelta(days=4)
    anstand.besluta_anstand(begaran.pk, beviljat_till=dag, av=lanet.handlaggare, nu=FOR_SENT)
    with pytest.raises(Hinder, match="Kommunerna har tid på sig"):
        kommandon.forfall(forslag.pk, nu=tid.slut_pa_dagen(dag) - timedelta(seconds=1))
    lanet.godkant(forslag, nu=tid.slut_pa_dagen(dag) - timedelta(seconds=1))
    assert status(forslag) == Status.OVERENS


def test_anstand_langst_till_den_nationella_dagen(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    efter = lanet.ar.redovisas_dag + timedelta(days=1)
    with pytest.raises(Hinder, match="Sammanträdet är efter"):
        anstand.begar_anstand(forslag.pk, sammantrade=efter, av=lanet.foretradare("Luleå"), nu=SVARAT)
    begaran = anstand.begar_anstand(
        forslag.pk, sammantrade=lanet.ar.redovisas_dag, av=lanet.foretradare("Luleå"), nu=SVARAT
    )
    with pytest.raises(Hinder, match="längst gälla"):
        anstand.besluta_anstand(begaran.pk, beviljat_till=efter, av=lanet.handlaggare, nu=SVARAT)


def test_avslaget_anstand_forfaller_och_skalet_kravs(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    begaran = anstand.begar_anstand(
        forslag.pk, sammantrade=lanet.ar.redovisas_dag, av=lanet.foretradare("Luleå"), nu=SVARAT
    )
    with pytest.raises(Hinder, match="Skriv skälet"):
        anstand.besluta_anstand(begaran.pk, beviljat_till=None, av=lanet.handlaggare, nu=SVARAT)
    anstand.besluta_anstand(begaran.pk, beviljat_till=None, skal="För sent.", av=lanet.handlaggare, nu=SVARAT)
    kommandon.forfall(forslag.pk, nu=FOR_SENT)
    assert status(forslag) == Status.FORFALLEN


def test_sen_inlamning_galler_den_givaren(lanet: Lansscen) -> None:
    dag = tid.svensk_dag(FOR_SENT) + timedelta(days=3)
    utkast = lanet.utkast("Boden", "Luleå", "0.50")
    with pytest.raises(Hinder, match="Sista dagen var"):
        kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=FOR_SENT)
    anstand.tillat_sen_inlamning(
        lanet.ar.pk, givare=utkast.givare_id, till=dag, skal="Sjukdom.", av=lanet.handlaggare, nu=FOR_SENT
    )
    notiser = Epostmeddelande.objects.filter(nyckel__startswith="notis:").values_list("till", flat=True)
    roller = ("foretradare", "handlaggare", "registrator")
    assert sorted(notiser) == sorted(f"{roll}.{utkast.givare_id}@example.org" for roll in roller)
    sant = kommandon.skicka(utkast.pk, av=lanet.foretradare("Boden"), nu=FOR_SENT)
    assert sant.slut == tid.slut_pa_dagen(dag)
    annat = lanet.utkast("Piteå", "Luleå", "0.50")
    with pytest.raises(Hinder, match="Sista dagen var"):
        kommandon.skicka(annat.pk, av=lanet.foretradare("Piteå"), nu=FOR_SENT)


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
    assert skal(fel) == ["Ta ställning till varje ärende. Det saknas för OMF-2027-25-002."]
    with pytest.raises(Hinder) as fel:
        besluta(lanet, {forsta.pk: Val(tas_med=True), andra.pk: Val(tas_med=False)})
    assert skal(fel) == ["OMF-2027-25-002: Skriv skälet med minst en mening."]
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
    assert skal(fel) == [
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
    assert skal(fel) == ["OMF-2027-25-002: Den givande kommunens andel är 1,5 ‰. Mer än så går inte att föra över."]
    kommandon.andra(del_.pk, innehall=innehall("1.50"), av=lanet.foretradare("Boden"), nu=SVARAT, kand_version=1)
    assert status(del_) == Status.VANTAR_SVAR
