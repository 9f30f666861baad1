"""The acts as the county would notice them: rows, events, letters and mails, in exact sets."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from anvisning import tid
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Roll, Tabellslag, Tidplan
from omfordelning.handlaggning import anstand, avslut, granskning, redovisning
from omfordelning.handlaggning import beslut as beslutskommandon
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Brev, Forslag, Godkannande, Kommunbeslut
from omfordelning.process import Status
from omfordelning.sammanstallning import build_sammanstallning
from tests.fabrik import (
    FASTSTALLT,
    FOR_SENT,
    KVITTERAT,
    SKICKAT,
    SVARAT,
    Lansscen,
    bygg_lan,
    bygg_riket,
    innehall,
)
from tests.omfordelning.arende import status
from tests.omfordelning.kommun.sidor import handelser

pytestmark = pytest.mark.django_db
KOMMUNER = ("Luleå", "Boden", "Piteå", "Älvsbyn")


def bygg() -> Lansscen:
    return bygg_lan(bygg_riket(), "25", KOMMUNER)


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
    assert fel.value.skal == [
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
    assert "OMF-2027-25-001" in fel.value.skal[0]
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
        assert fel.value.skal == [vantat]


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
    avslut.forfall(vantar.pk, nu=FOR_SENT)
    with pytest.raises(Hinder):
        avslut.forfall(klart.pk, nu=FOR_SENT)
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
        avslut.forfall(forslag.pk, nu=FOR_SENT)
    dag = tid.svensk_dag(FOR_SENT) + timedelta(days=4)
    anstand.besluta_anstand(begaran.pk, beviljat_till=dag, av=lanet.handlaggare, nu=FOR_SENT)
    with pytest.raises(Hinder, match="Kommunerna har tid på sig"):
        avslut.forfall(forslag.pk, nu=tid.slut_pa_dagen(dag) - timedelta(seconds=1))
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
    avslut.forfall(forslag.pk, nu=FOR_SENT)
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
