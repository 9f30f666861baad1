"""The county's report: one decision, an unchanged sum, versions that replace, the answer, and its files."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from anvisning.models import Dokument, Handelse, Roll, Tabellslag, Tidplan
from anvisning.visning import promilletal
from omfordelning import arendefil, redovisningsfiler
from omfordelning.handlaggning import anstand, forslag, granskning
from omfordelning.models import Brev, Forslag, Omstandighet, Redovisning
from omfordelning.process import Sida, Status
from tests import fabrik
from tests.fabrik import AR, BESLUTAT, FASTSTALLT, GRANSKAT, KVITTERAT, OVERSANT, SVARAT, Lansscen
from tests.omfordelning.lan.besok import Besok, blandat, nyckel, rader, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
Ny = Callable[..., Besok]
SIDA = f"/lanet/redovisning/{AR}/"
BESLUTA = f"{SIDA}besluta/"
GRUND = "förvaltningslagen (2017:900) 31 §"
OM = {
    "diarienummer": "851-4711-2026",
    "beslutsdag": "2026-11-10",
    "foredragande": "Örjan Påhittad",
    "narvarande": "",
    "rattslig_grund": GRUND,
}


def scen(lan: Lansscen) -> list[Forslag]:
    """Three agreed cases, checked without remark."""
    alla = [
        lan.overens("Älvsbyn", "Luleå"),
        lan.overens("Arvidsjaur", "Luleå", "0.50"),
        lan.overens("Jokkmokk", "Boden", "0.40"),
    ]
    lan.kontrollerat(*alla)
    return alla


@pytest.fixture
def chef(lan: Lansscen, besok: Ny) -> Besok:
    return besok(lan.beslutsfattare, BESLUTAT)


def val(vem: Besok, *med: bool, **skal: str) -> dict[str, Any]:
    """Give what somebody chooses for each case, with what their page says that they have seen."""
    sett = re.findall(r'name="sett" value="(\w{64})"', vem.get(BESLUTA).content.decode())
    return {"sett": sett} | {f"val_{n}": "med" if m else "inte" for n, m in enumerate(med, 1)} | skal


def version(nummer: int = 1) -> Redovisning:
    return Redovisning.objects.get(ar=AR, lan="25", version=nummer)


def adress(namn: str, rad: Redovisning) -> str:
    return reverse(namn, args=[rad.publikt_id])


class TestTvaBeslutarSamtidigt:
    """Who decides has seen what is decided: another's decision, or other figures, in between is told first."""

    @pytest.fixture
    def dolda(self, fall: list[Forslag], chef: Besok) -> dict[str, Any]:
        """One person at the check page."""
        return chef.kontrollera(BESLUTA, **OM, **val(chef, True, True, True))[1]

    def test_the_second_reads_the_firsts_version_before_a_new_one(
        self, lan: Lansscen, besok: Ny, chef: Besok, dolda: dict[str, Any]
    ) -> None:
        kollega = besok(
            fabrik.skapa_konto(lan.lan.organisation, Roll.LAN_BESLUTSFATTARE, epost="b2@example.org"), BESLUTAT
        )
        kollega.genomfor(BESLUTA, **OM, **val(kollega, True, True, True))
        svar = chef.post(BESLUTA, **dolda, steg="skicka")
        assert svar.status_code == 409
        assert "någon annan har just beslutat" in text(svar)
        assert Redovisning.objects.count() == 1
        chef.genomfor(BESLUTA, **OM, **val(chef, True, True, True))
        assert version(2).beslutad_av == chef.konto

    def test_new_figures_are_seen_before_the_decision(self, lan: Lansscen, chef: Besok, dolda: dict[str, Any]) -> None:
        lan.riket.publicera(andelar=fabrik.andrade(k2560="2.00"), nu=GRANSKAT)
        svar = chef.post(BESLUTA, **dolda, steg="skicka")
        assert svar.status_code == 409
        assert "andelarna har ändrats" in text(svar)
        assert not Redovisning.objects.exists()


def test_the_page_says_what_stops_the_report(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    okontrollerat = lan.overens("Pajala", "Boden", "0.30")
    vantar = lan.skickat("Kiruna", "Boden", "0.20")
    svar = chef.get(SIDA)
    sidan = text(svar)
    assert "Insamling" in sidan
    stoppar = (
        f"{okontrollerat.referens} , Pajala till Boden: Den formella kontrollen av den här versionen är inte gjord"
    )
    assert stoppar in sidan
    assert f"{vantar.referens} , Kiruna till Boden" in sidan
    par = rader(svar)
    assert par[1][:5] == [fall[0].referens, "Älvsbyn", "1,00", "1,00", "0,00"]
    assert [rad[7] for rad in par[1:]] == ["1,50", "1,50", "0,70", "0,70"]  # the receiver's sum over all its givers
    assert "Besluta om redovisningen" in sidan


def test_one_decision_on_the_whole(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    data = val(chef, True, True, False, skal_3="Jokkmokk har bett om det.") | OM
    kontroll, dolda = chef.kontrollera(BESLUTA, **data)
    tas_med, kommuner = rader(kontroll, 0), rader(kontroll, 1)
    assert [rad[0] for rad in tas_med[1:]] == [f.referens for f in fall[:2]]
    assert "Jokkmokk har bett om det." in text(kontroll)
    summa = kommuner[-1]
    assert summa[0] == "Hela länet, oförändrat"
    assert summa[1] == summa[4]
    assert summa[2] == summa[3] == "1,50"
    assert f"Länets summa är alltid lika: {summa[1]} ‰ före och {summa[4]} ‰ efter" in text(kontroll)
    assert not Redovisning.objects.exists()
    forsta = chef.post(BESLUTA, **dolda, steg="skicka")
    andra = chef.post(BESLUTA, **dolda, steg="skicka")
    assert forsta["Location"] == andra["Location"]
    rad = version()
    assert (rad.diarienummer, rad.beslutsdag, rad.beslutad_av, rad.foredragande, rad.nollrapport) == (
        "851-4711-2026",
        date(2026, 11, 10),
        lan.beslutsfattare,
        "Örjan Påhittad",
        False,
    )
    lagen = [Forslag.objects.get(pk=f.pk).status for f in fall]
    assert lagen == [Status.FORESLAGEN, Status.FORESLAGEN, Status.INTE_MEDTAGEN]
    assert Handelse.objects.filter(slag="redovisning_beslutad").count() == 1
    kvitto = text(chef.get(forsta["Location"]))
    assert "Redovisningen är beslutad" in kvitto
    assert "851-4711-2026" in kvitto
    brev = Brev.objects.filter(forslag=fall[0]).select_related("dokument")
    assert {b.dokument.underlag["underlag"]["beslut"]["rattslig_grund"] for b in brev} == {GRUND}
    assert chef.get(BESLUTA).context["form"].initial["rattslig_grund"] == GRUND


def test_every_case_needs_a_stand_and_a_no_its_reasons(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    svar = chef.post(BESLUTA, **val(chef, True, False), **OM)
    assert svar.status_code == 422
    assert f"Välj om {fall[2].referens} tas med eller inte." in text(svar)
    assert f"Skriv skälen till att {fall[1].referens} inte tas med." in text(svar)
    assert "Fel: " in svar.content.decode()
    utan = chef.post(BESLUTA, **val(chef, True, True, True), **OM | {"diarienummer": " "})
    assert "Skriv länsstyrelsens diarienummer" in text(utan)
    assert not Redovisning.objects.exists()


def test_what_cannot_be_taken_along_is_refused_with_reasons(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    fjarde = lan.overens("Pajala", "Boden", "0.30")
    assert "Kan inte tas med nu. Den formella kontrollen" in text(chef.get(BESLUTA))
    svar = chef.post(BESLUTA, **val(chef, True, True, True, True), **OM)
    assert svar.status_code == 409
    assert f"{fjarde.referens}: Den formella kontrollen av den här versionen är inte gjord" in text(svar)
    assert "851-4711-2026" in svar.content.decode()  # nothing typed is lost
    egen = chef.post(
        BESLUTA, **val(chef, True, True, True, False, skal_4="x"), **OM | {"foredragande": lan.beslutsfattare.namn}
    )
    assert "Den som beslutar kan inte själv vara föredragande." in text(egen)


def test_hearing_the_parties_first_where_the_county_wants_it(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    Tidplan.objects.filter(pk=lan.tidplan.pk).update(kommunicering=True)
    svar = chef.post(BESLUTA, **val(chef, True, True, False, skal_3="Summan brister."), **OM)
    assert svar.status_code == 409
    assert (
        "Parterna ska få yttra sig, och svarstiden ska vara slut, innan ärendet lämnas utanför redovisningen."
        in text(svar)
    )


def test_a_nollrapport_when_nothing_is_taken_along(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    data = val(chef, False, False, False, **{f"skal_{n}": "Kommunerna har ångrat sig." for n in (1, 2, 3)}) | OM
    kontroll, dolda = chef.kontrollera(BESLUTA, **data)
    assert chef.knappar(kontroll)[0] == "Besluta om nollrapporten"
    chef.post(BESLUTA, **dolda, steg="skicka")
    assert version().nollrapport
    assert "Nollrapport: länet har inga omfördelningar" in text(chef.get(adress("redovisning_version", version())))


def test_a_new_version_replaces(lan: Lansscen, fall: list[Forslag], chef: Besok, besok: Ny) -> None:
    chef.genomfor(BESLUTA, **val(chef, True, True, True), **OM)
    fjarde = lan.overens("Pajala", "Boden", "0.30")
    lan.kontrollerat(fjarde)
    stopp = besok(lan.handlaggare, OVERSANT).get(adress("redovisning_oversand", version()))
    assert stopp.status_code == 409
    assert f"inte har beslutat om: {fjarde.referens}. Besluta en ny version först." in text(stopp)
    assert "Det här blir version 2 och ersätter version 1." in text(chef.get(BESLUTA))
    chef.genomfor(BESLUTA, **val(chef, True, True, True, True), **OM)
    assert version(2).rader.filter(tas_med=True).count() == 4
    gammal = chef.get(adress("redovisning_version", version(1)))
    assert "Den här versionen är ersatt av version 2." in text(gammal)
    ersatt = chef.get(adress("redovisning_oversand", version(1)))
    assert ersatt.status_code == 409
    assert "Version 1 är ersatt av version 2." in text(ersatt)
    tabell = rader(chef.get(SIDA), 2)
    assert [rad[0] for rad in tabell[1:]] == ["Version 2", "Version 1 Ersatt"]


def test_sending_and_the_receipt(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    rad = lan.beslutat(kontrollera=False)
    handlaggare = besok(lan.handlaggare, OVERSANT)
    sida = adress("redovisning_oversand", rad)
    kontroll = handlaggare.get(sida)
    assert handlaggare.knappar(kontroll)[0] == "Översänd redovisningen till Migrationsverket"
    assert "Det du skickar blir allmän handling hos kommunerna, Migrationsverket och länsstyrelsen." in text(kontroll)
    beslutade = [(r.givare_fore, r.promille, r.givare_efter) for r in rad.rader.order_by("forslag__nummer")]
    for sidan in (kontroll, handlaggare.get(adress("redovisning_version", rad))):
        assert [r[2:5] for r in rader(sidan)[1:]] == [[promilletal(tal) for tal in tre] for tre in beslutade]
    en = {"nyckel": nyckel()}
    forsta, andra = handlaggare.post(sida, **en), handlaggare.post(sida, **en)
    assert forsta["Location"] == andra["Location"]
    assert "Redovisningen är översänd" in text(handlaggare.get(forsta["Location"]))
    rad.refresh_from_db()
    assert (rad.status, rad.oversand) == (Redovisning.Status.OVERSAND, OVERSANT)
    assert {Forslag.objects.get(pk=f.pk).status for f in fall} == {Status.REDOVISAD}
    assert Handelse.objects.filter(slag="redovisning_oversand").count() == 1
    assert handlaggare.post(sida, nyckel=nyckel()).status_code == 409
    assert handlaggare.post(sida).status_code == 409  # no key


def test_the_answer_is_recorded_by_hand(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    rad = lan.redovisat(kontrollera=False)
    handlaggare = besok(lan.handlaggare, KVITTERAT)
    sida = adress("redovisning_kvittens", rad)
    tid = {"inkommen_dag": "2026-11-11", "inkommen_tid": "15.30"}
    utan = handlaggare.post(sida, svar="ja", **tid)
    assert utan.status_code == 422
    assert "Skriv Migrationsverkets beteckning, eller vem som bekräftade." in text(utan)
    innan = handlaggare.post(sida, svar="ja", kvittens="MV 1", inkommen_dag="2026-11-11", inkommen_tid="09.00")
    assert innan.status_code == 409
    assert "Svaret kan inte ha kommit före översändandet" in text(innan)
    handlaggare.genomfor(sida, svar="ja", kvittens="MV 2026-1234", **tid)
    rad.refresh_from_db()
    assert (rad.status, rad.kvittens, rad.kvittens_av_lan) == (Redovisning.Status.MOTTAGEN, "MV 2026-1234", True)
    assert rad.besvarad == fabrik.klockan(date(2026, 11, 11), 15, 30)
    assert handlaggare.get(sida).status_code == 409
    sidan = text(handlaggare.get(adress("redovisning_version", rad)))
    assert "MV 2026-1234" in sidan
    assert "Länsstyrelsen, Handläggare 25" in sidan


def test_a_return_has_reasons_per_row_and_a_new_version_follows(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    rad = lan.redovisat(kontrollera=False)
    handlaggare = besok(lan.handlaggare, KVITTERAT)
    sida = adress("redovisning_kvittens", rad)
    tid = {"inkommen_dag": "2026-11-12", "inkommen_tid": "08.00"}
    assert handlaggare.post(sida, svar="nej", **tid).status_code == 422
    handlaggare.genomfor(sida, svar="nej", rad_2="Promilletalet stämmer inte.", **tid)
    rad.refresh_from_db()
    assert rad.status == Redovisning.Status.ATERLAMNAD
    assert rad.rader.get(forslag=fall[1]).aterlamnad_skal == "Promilletalet stämmer inte."
    assert "Promilletalet stämmer inte." in text(handlaggare.get(adress("redovisning_version", rad)))
    chef = besok(lan.beslutsfattare, KVITTERAT)
    assert "Besluta version 2" in text(chef.get(SIDA))
    om = OM | {"beslutsdag": "2026-11-12"}
    chef.genomfor(BESLUTA, **val(chef, True, False, True, skal_2="Återlämnat av Migrationsverket."), **om)
    assert version(2).rader.filter(tas_med=True).count() == 2
    assert Forslag.objects.get(pk=fall[1].pk).status == Status.INTE_MEDTAGEN


def test_roles(lan: Lansscen, annat: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    rad = lan.beslutat(kontrollera=False)
    handlaggare, lasare = besok(lan.handlaggare, OVERSANT), besok(lan.konto(Roll.LAN_LASARE), OVERSANT)
    assert handlaggare.get(BESLUTA).status_code == 403
    assert handlaggare.post(BESLUTA, **val(handlaggare, True, True, True), **OM).status_code == 403
    assert "Det gör en beslutsfattare hos länsstyrelsen." in text(handlaggare.get(SIDA))
    for sida in (SIDA, adress("redovisning_version", rad), f"{SIDA}tidplan/", f"{SIDA}allmanna-handlingar/"):
        assert lasare.get(sida).status_code == 200
    assert "Översänd till Migrationsverket" not in text(lasare.get(SIDA))
    for namn in ("redovisning_oversand", "redovisning_kvittens"):
        assert lasare.get(adress(namn, rad)).status_code == 403
        assert lasare.post(adress(namn, rad), nyckel=nyckel()).status_code == 403
        assert besok(annat.handlaggare, OVERSANT).get(adress(namn, rad)).status_code == 404
        assert besok(annat.handlaggare, OVERSANT).post(adress(namn, rad), nyckel=nyckel()).status_code == 404
    assert besok(annat.handlaggare, OVERSANT).get(adress("redovisning_version", rad)).status_code == 404
    assert besok(lan.foretradare("Luleå"), OVERSANT).get(adress("redovisning_version", rad)).status_code == 403
    assert version().status == Redovisning.Status.BESLUTAD


def test_the_files_with_their_checksums(
    lan: Lansscen, annat: Lansscen, fall: list[Forslag], besok: Ny, brevbibliotek: None
) -> None:
    rad = lan.beslutat(kontrollera=False)
    lasare = besok(lan.konto(Roll.LAN_LASARE), OVERSANT)
    assert "Filerna görs nu" in text(lasare.get(adress("redovisning_version", rad)))
    assert lasare.get(f"{adress('redovisning_version', rad)}fil/pdf/").status_code == 404
    redovisningsfiler.framstall(rad.pk, nu=BESLUTAT)
    tabell = rader(lasare.get(adress("redovisning_version", rad)), 1)
    assert [r[0].split(" ")[0].rsplit(".", 1)[1] for r in tabell[1:]] == ["pdf", "xlsx", "csv", "json", "json"]
    for fil in rad.filer.select_related("dokument"):
        svar = lasare.get(f"{adress('redovisning_version', rad)}fil/{fil.format}/")
        assert svar.content == bytes(fil.dokument.innehall)
        assert fil.dokument.filnamn in svar["Content-Disposition"]
        assert fil.dokument.sha256 in [r[2] for r in tabell]
    sida = f"{adress('redovisning_version', rad)}fil/xlsx/"
    assert besok(annat.handlaggare, OVERSANT).get(sida).status_code == 404
    assert besok(lan.riket.granskare, OVERSANT).get(sida).status_code == 404
    assert besok(lan.foretradare("Luleå"), OVERSANT).get(sida).status_code == 403
    assert lasare.get(f"{adress('redovisning_version', rad)}fil/exe/").status_code == 404
    Redovisning.objects.filter(pk=rad.pk).update(status="oversand", oversand=OVERSANT, oversand_av=lan.handlaggare)
    assert besok(lan.riket.granskare, OVERSANT).get(sida).status_code == 200


def test_public_documents_as_one_zip(lan: Lansscen, annat: Lansscen, besok: Ny, brevbibliotek: None) -> None:
    lasare = besok(lan.konto(Roll.LAN_LASARE), GRANSKAT)
    sida = f"{SIDA}allmanna-handlingar/"
    assert "Ingen fil är gjord än" in text(lasare.get(sida))
    assert lasare.post(sida, nyckel=nyckel()).status_code == 302
    assert "filen görs" in text(lasare.get(sida))
    rad = Dokument.objects.get(mediatyp="application/zip")
    assert lasare.get(f"{sida}?hamta={rad.publikt_id}").status_code == 404
    arendefil.framstall(rad.pk, nu=GRANSKAT)
    svar = lasare.get(f"{sida}?hamta={rad.publikt_id}")
    with zipfile.ZipFile(io.BytesIO(svar.content)) as fil:
        assert f"sammanstallning-{AR}-25.xlsx" in fil.namelist()
    assert besok(annat.handlaggare, GRANSKAT).get(f"{sida}?hamta={rad.publikt_id}").status_code == 404
    for skrap in ("", "x", "%00", "9" * 5000):
        assert lasare.get(f"{sida}?hamta={skrap}").status_code == 404


def test_after_the_final_table_nothing_more_is_decided(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    lan.redovisat(kontrollera=False)
    lan.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    chef = besok(lan.beslutsfattare, FASTSTALLT)
    assert chef.get(BESLUTA).status_code == 409
    assert "Redovisningen är avslutad." in text(chef.get(SIDA))


def test_garbage_is_answered_with_4xx(lan: Lansscen, fall: list[Forslag], chef: Besok, besok: Ny) -> None:
    rad = lan.redovisat(kontrollera=False)
    falt = "val_1 val_2 val_3 skal_1 diarienummer beslutsdag svar kvittens inkommen_dag inkommen_tid steg".split()
    besoket = besok(lan.beslutsfattare, KVITTERAT)
    sidor = (BESLUTA, adress("redovisning_kvittens", rad), adress("redovisning_oversand", rad))
    svar = {(s, n): besoket.post(s, **skrap).status_code for s in sidor for n, skrap in enumerate(blandat(falt))}
    assert {plats: status for plats, status in svar.items() if not 400 <= status < 500} == {}
    assert Redovisning.objects.count() == 1


def test_questions_do_not_grow_with_cases_and_versions(
    lan: Lansscen, fall: list[Forslag], besok: Ny, django_assert_max_num_queries: Any
) -> None:
    chef = besok(lan.beslutsfattare, BESLUTAT)
    for n in range(2):
        lan.beslutat(kontrollera=False, nu=BESLUTAT + timedelta(minutes=n))
    lan.kontrollerat(lan.overens("Pajala", "Boden", "0.30"), lan.overens("Överkalix", "Boden", "0.30"))
    for sida in (SIDA, BESLUTA, adress("redovisning_version", version(2)), f"{SIDA}tidplan/"):
        with django_assert_max_num_queries(8):
            assert chef.get(sida).status_code == 200


def test_no_task_leads_to_a_closed_door(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    begaran = lan.skickat("Kiruna", "Boden", "0.20")
    anstand.begar_anstand(begaran.pk, sammantrade=date(2026, 11, 12), av=lan.foretradare("Boden"), nu=SVARAT)
    lan.overens("Pajala", "Boden", "0.30")
    for steg in (lambda: None, lambda: lan.beslutat(nu=BESLUTAT)):
        steg()
        for roll in (Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE, Roll.LAN_LASARE):
            besoket = besok(lan.konto(roll), BESLUTAT)
            lankar = re.findall(r'uppgift__lank"\s+href="([^"]+)"', besoket.get("/uppgifter/").content.decode())
            assert lankar
            assert {lank: besoket.get(lank).status_code for lank in lankar} == dict.fromkeys(lankar, 200)


def test_the_summary_of_errors_has_the_order_of_the_page(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    svar = text(chef.post(BESLUTA, beslutsdag="i dag"))
    platser = [
        svar.index(mening) for mening in (f"Välj om {fall[0].referens}", f"Välj om {fall[2].referens}", "Skriv l")
    ]
    assert platser == sorted(platser)


def test_who_decides_sees_that_a_decision_is_annulled(lan: Lansscen, fall: list[Forslag], chef: Besok) -> None:
    granskning.anmal_omstandighet(
        fall[0].pk,
        sida=Sida.GIVARE,
        slag=Omstandighet.Slag.UPPHAVT,
        dag=date(2026, 11, 9),
        av=lan.foretradare("Älvsbyn"),
        nu=GRANSKAT,
    )
    sidan = text(chef.get(BESLUTA))
    assert "Tänk på: beslutet är upphävt" in sidan
    assert sidan.count("Tänk på") == 1  # what stops a case is said as that, not once more
    kontroll, _ = chef.kontrollera(BESLUTA, **val(chef, True, True, True), **OM)
    assert f"{fall[0].referens} tas med: beslutet är upphävt." in text(kontroll)


def test_a_missing_decision_is_said_where_the_county_does_not_demand_it(lan: Lansscen, chef: Besok) -> None:
    Tidplan.objects.filter(pk=lan.tidplan.pk).update(krav_beslut=False)
    utkast = lan.utkast("Kiruna", "Luleå", "0.20")
    forslag_ = forslag.godkann(
        forslag.skicka(utkast.pk, av=lan.foretradare("Kiruna"), nu=SVARAT).pk,
        av=lan.foretradare("Luleå"),
        nu=SVARAT,
        kand_version=1,
        beslut=lan.uppgifter("Luleå"),
    )
    lan.kontrollerat(forslag_)
    assert "Tänk på: beslut saknas från Kiruna." in text(chef.get(BESLUTA))
