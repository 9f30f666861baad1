"""Each invariant is broken by hand, past the database's own guards: exactly that one is named, with its row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from anvisning import anvisningar, arsarbete, handelser, plikter, tid, utkorg, utskick
from anvisning.models import (
    Anvisningsbokning,
    Anvisningstyp,
    Ar,
    Epostmeddelande,
    Konto,
    Pliktrad,
    Roll,
    Tabellslag,
    Utkorgsrad,
)
from omfordelning import invarianter, klocka
from omfordelning.lage import MARGINAL
from omfordelning.models import Forslag
from omfordelning.process import Status
from tests import fabrik
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.langsam, pytest.mark.django_db]

OVERENS = "(SELECT id FROM omfordelning_forslag WHERE status = 'overens')"
"""What :overens stands for in the statements."""
BROTT = {
    "I1": (
        "DROP INDEX forslag_en_gava_per_givare;"
        "UPDATE omfordelning_forslag SET givare_bunden = now() WHERE initiativ = 'mottagare'",
        "Kommun 2505 är bunden i flera ärenden 2028: OMF-2028-25-001, OMF-2028-25-002",
    ),
    "I2": (
        "ALTER TABLE omfordelning_forslag DROP CONSTRAINT forslag_tva_kommuner;"
        "UPDATE omfordelning_forslag SET mottagare_id = givare_id WHERE status = 'utkast'",
        "går från 2514 till 2514 i län 25",
    ),
    "I3": (
        "UPDATE omfordelning_forslagsversion SET promille = 900 WHERE forslag_id = :overens",
        "OMF-2028-25-001, version 1: 900.000 promille ryms inte i andelen för 2505",
    ),
    "I4": (
        "UPDATE anvisning_andelsandring SET promille = promille + 0.01 WHERE kommun_id = '2580'",
        "(OMF-2027-25-001) summerar till 0.010 promille på 2 kommuner",
    ),
    "I5": (
        """UPDATE omfordelning_godkannande g SET av_id = (SELECT max(av_id) FROM omfordelning_godkannande)
        WHERE version_id = (SELECT id FROM omfordelning_forslagsversion WHERE forslag_id = :overens)""",
        "OMF-2028-25-001: samma person har godkänt på båda sidor",
    ),
    "I6": (
        """UPDATE omfordelning_godkannande SET mottaget = (SELECT slut FROM omfordelning_forslag WHERE id = :overens)
        WHERE sida = 'mottagare'
        AND version_id = (SELECT id FROM omfordelning_forslagsversion WHERE forslag_id = :overens)""",
        "OMF-2028-25-001: godkännandet för mottagare kom in",
    ),
    "I7": (
        """UPDATE anvisning_andel SET promille = promille + 1 WHERE kommun_id = '0180'
        AND tabell_id = (SELECT id FROM anvisning_andelstabell WHERE slag = 'preliminar' AND ar_id = 2027)""",
        "preliminar 2027, version 1: 0180 har",
    ),
    "I7-vakten": ("ALTER TABLE anvisning_andel DISABLE TRIGGER andel_oforanderlig", "andel_oforanderlig"),
    "I7-vakten-borta": ("DROP TRIGGER handelse_oforanderlig ON anvisning_handelse", "handelse_oforanderlig"),
    "I7-dagarnas-vakt": (
        "ALTER TABLE anvisning_datumandring DISABLE TRIGGER datumandring_oforanderlig",
        "datumandring_oforanderlig",
    ),
    "I8": (
        "UPDATE anvisning_handelse SET text = 'annat' WHERE ar = 2027 AND lanskod = '25' AND nummer IN (2, 4)",
        "Händelse 2 i kedjan 25 2027 är ändrad i efterhand",
    ),
    "I8-borta": (
        "DELETE FROM anvisning_handelse WHERE ar = 2027 AND lanskod = '00' AND nummer = 2",
        "Händelse 3 i kedjan 00 2027 hänger inte ihop med den före",
    ),
    "I9": (
        """DELETE FROM anvisning_utkorgsrad
        WHERE id = (SELECT min(id) FROM anvisning_utkorgsrad WHERE uppgift = 'epost')""",
        "saknar rad i utkorgen",
    ),
    "I9-klar": (
        """UPDATE anvisning_utkorgsrad SET klar = now()
        WHERE id = (SELECT min(id) FROM anvisning_utkorgsrad WHERE uppgift = 'epost')""",
        "i utkorgen är klar, men mejlet är inte skickat",
    ),
    "I9-skickat": (
        """UPDATE anvisning_epostmeddelande SET skickad = now()
        WHERE id = (SELECT min(objekt) FROM anvisning_utkorgsrad WHERE uppgift = 'epost')""",
        "i utkorgen är inte klar, men mejlet är det",
    ),
    "I10": (
        "UPDATE anvisning_dokument SET innehall = innehall || '\\x00' WHERE filnamn = 'protokollsutdrag.pdf'",
        "protokollsutdrag.pdf är ändrad sedan den blev klar",
    ),
    "I10-brevet": (
        """UPDATE anvisning_dokument SET underlag = jsonb_set(underlag, '{underlag,promille}', '"9.99"')
        WHERE filnamn LIKE 'besked-%'""",
        "säger 9.99 promille, länet beslutade 0.500",
    ),
    "I11": (
        "UPDATE omfordelning_forslag SET nummer = 9 WHERE id = :overens",
        "Ärendena i län 25 2028 är 2 men det högsta numret är 9",
    ),
    "I12": (
        "UPDATE anvisning_anvisningsraknare SET antal = antal + 1 WHERE kommun_id = '2580'",
        "Räknaren för 2580 2026 utjamnande är 3 men raderna är 2",
    ),
    "I12-raderna": (
        "UPDATE anvisning_anvisningsrad SET antal = 5 WHERE kommun_id = '2580'",
        "Räknaren för 2580 2026 utjamnande är 2 men raderna är 5",
    ),
    "I12-borta": (
        "DELETE FROM anvisning_anvisningsrad; DELETE FROM anvisning_anvisningsraknare",
        "har 0 rader men ska ha 1",
    ),
    "I12-motposten": (
        """UPDATE anvisning_anvisningsrad SET antal = 4 WHERE kommun_id = '2514' AND antal > 0;
        UPDATE anvisning_anvisningsraknare SET antal = 3 WHERE kommun_id = '2514'""",
        "är ångrad men tar inte ut sin motpost: 2514 utjamnande",
    ),
    "I12-handelsen": (
        "UPDATE anvisning_anvisningsbokning SET publikt_id = gen_random_uuid() WHERE slag = 'motpost'",
        "saknar händelse",
    ),
    "I12-mellanraderna": (
        """INSERT INTO anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, typ, antal)
        SELECT min(underlag_id), 2, '2580', '2026-07-01', '2026-07-01', 'utjamnande', 1
        FROM anvisning_anvisningsbokning""",
        "väntar inte på att bokföras men har 1 förberedda rader",
    ),
    "I12-mellanradernas-underlag": (
        """INSERT INTO anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, typ, antal)
        VALUES (-1, 2, '2580', '2026-07-01', '2026-07-01', 'utjamnande', 1)""",
        "Underlag -1 väntar inte på att bokföras men har 1 förberedda rader",
    ),
    "I12-mellanradernas-kommun": (
        """WITH ny AS (
            INSERT INTO anvisning_anvisningsunderlag (publikt_id, slag, version, kalla, till_och_med, typ, filnamn,
                sha256, blad, kolumnval, tolkning, skal, forberedd_av_id, forberedd)
            SELECT gen_random_uuid(), slag, 1, kalla, till_och_med, '', '', '', '', '{}', '{}', 'Brev',
                forberedd_av_id, forberedd FROM anvisning_anvisningsunderlag WHERE slag = 'rattelse' LIMIT 1
            RETURNING id)
        INSERT INTO anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, typ, antal)
        SELECT id, 2, '9999', '2026-07-01', '2026-07-01', 'utjamnande', 1 FROM ny""",
        "Förberedda rader gäller en kommun som inte finns: 9999",
    ),
    "I12-fragan": (
        "ALTER TABLE anvisning_ifragasattande DISABLE TRIGGER ifragasattande_oforanderligt",
        "ifragasattande_oforanderligt",
    ),
    "I12-radernas-vakt": ("DROP TRIGGER anvisningsrad_hor_hemma ON anvisning_anvisningsrad", "anvisningsrad_hor_hemma"),
    "I12-vakten": ("DROP TRIGGER anvisningsrad_oforanderlig ON anvisning_anvisningsrad", "anvisningsrad_oforanderlig"),
}


@pytest.fixture(scope="module", autouse=True)
def land(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A county with one redistribution that is in force, one agreed to beside another invitation, and a draft."""
    with delad(django_db_blocker, _bygg):
        yield


def _bygg() -> None:
    riket = fabrik.bygg_riket()
    scen = fabrik.bygg_lan(riket, kommuner=["Luleå", "Arvidsjaur", "Arjeplog", "Kalix"])
    scen.overens("Arjeplog", "Luleå", "0.50")
    scen.redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    fabrik.handling(nu=fabrik.START)
    _bokfor(riket, "2580", 2)
    angras = _bokfor(riket, "2514", 1)
    underlag = anvisningar.forbered_motpost(angras.pk, skal="Fel kommun.", av=riket.importor, nu=fabrik.START)
    anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=fabrik.START)
    nasta = replace(scen, riket=fabrik.bygg_riket(ar=2028, nu=fabrik.klockan(date(2027, 8, 20))))
    dag = fabrik.klockan(date(2027, 9, 14))
    beslut = scen.uppgifter("Arvidsjaur"), scen.uppgifter("Luleå")
    nasta.godkant(nasta.skickat("Arvidsjaur", "Luleå", "0.50", nu=dag, beslut=beslut[0]), nu=dag, beslut=beslut[1])
    nasta.skickat("Arvidsjaur", "Kalix", "0.50", nu=dag, av="Kalix")
    nasta.utkast("Kalix", "Luleå", nu=dag)
    with connection.cursor() as fraga:
        fraga.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _bokfor(riket: fabrik.Riket, kommun: str, antal: int) -> Anvisningsbokning:
    rad = anvisningar.Andring(kommun, date(2026, 3, 2), Anvisningstyp.UTJAMNANDE, antal)
    underlag = anvisningar.forbered_rattelse([rad], kalla="Brev", skal="Nytt.", av=riket.importor, nu=fabrik.START)
    return anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=fabrik.START)


def bryt(satser: str) -> None:
    """Write past triggers and foreign keys, as somebody with the database's own password could."""
    with connection.cursor() as fraga:
        fraga.execute("SET LOCAL session_replication_role = replica")
        fraga.execute(satser.replace(":overens", OVERENS))
        fraga.execute("SET LOCAL session_replication_role = origin")


def brutna() -> dict[str, tuple[str, ...]]:
    return {utfall.regel.nummer: utfall.brott for utfall in invarianter.kontrollera() if utfall.brott}


def test_det_hela_landet_haller() -> None:
    ut = StringIO()
    call_command("kontrollera", stdout=ut)
    rader = ut.getvalue().splitlines()
    assert [rad.split()[:2] for rad in rader] == [["ok", f"I{n}"] for n in range(1, 13)]
    assert not any(rad.endswith(": 0") or ": 0 " in rad for rad in rader)
    assert brutna() == {}


@pytest.mark.parametrize("vilken", BROTT)
def test_ett_brott_namns_och_inget_annat(vilken: str) -> None:
    satser, mening = BROTT[vilken]
    bryt(satser)
    assert set(brutna()) == {vilken.split("-")[0]}
    ut = StringIO()
    with pytest.raises(CommandError, match=vilken.split("-")[0]):
        call_command("kontrollera", stdout=ut)
    assert mening in ut.getvalue()


def test_bara_den_forsta_andrade_handelsen_i_kedjan_namns() -> None:
    bryt(BROTT["I8"][0])
    (rad,) = brutna()["I8"]
    assert "Händelse 2" in rad


def test_natten_larmar_driften_en_gang_om_dagen(caplog: pytest.LogCaptureFixture) -> None:
    natt = fabrik.klockan(date(2027, 10, 1), 3, 45)
    assert plikter.gor("kontrollera", nu=natt)
    assert not Epostmeddelande.objects.filter(till=settings.DRIFT_ADRESS).exists()
    bryt(BROTT["I3"][0])
    natt += timedelta(days=1)
    assert not plikter.gor("kontrollera", nu=natt)
    assert "kontrollera" not in plikter.dags(natt + timedelta(minutes=1))
    mejl = Epostmeddelande.objects.get(till=settings.DRIFT_ADRESS)
    assert "fann 1 fel i databasen." in mejl.text
    assert len(mejl.text.split()) <= 120
    rad = Pliktrad.objects.get(pk="kontrollera")
    assert rad.fel.startswith("I3: OMF-2028-25-001, version 1: 900.000 promille")
    assert {p.levelname for p in caplog.records if p.name == "anvisning.plikter"} == {"ERROR"}
    assert not plikter.gor("kontrollera", nu=natt + timedelta(days=1))
    assert Epostmeddelande.objects.filter(till=settings.DRIFT_ADRESS).count() == 2


@pytest.mark.parametrize(
    ("sats", "fynd"),
    [
        ("UPDATE anvisning_handelse SET text = 'annat' WHERE id = %s", "är ändrad i efterhand"),
        ("UPDATE anvisning_handelse SET text = 'annat', hash = repeat('0', 64) WHERE id = %s", "är ändrad i efterhand"),
        ("DELETE FROM anvisning_handelse WHERE id = %s", "hänger inte ihop med den före"),
    ],
    ids=["altered", "altered with its hash", "gone"],
)
def test_nasta_handling_i_en_andrad_kedja_gors_och_larmar(
    sats: str, fynd: str, caplog: pytest.LogCaptureFixture, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """F-33: at once in the log, and within a minute by mail; the look itself costs the act nothing."""
    natt = fabrik.klockan(date(2027, 10, 1), 3, 45)
    assert plikter.gor("kontrollera", nu=natt)
    nu = natt + timedelta(hours=6)
    with django_assert_num_queries(3):
        sista = handelser.skriv(
            "prov", "Före.", ar=2027, lanskod="25", av=None, nu=nu, promille=Decimal("0.50"), dag=nu
        )
    bryt(sats % sista.pk)
    assert "kontrollera" not in plikter.dags(nu)
    nasta = handelser.skriv("prov", "Efter.", ar=2027, lanskod="25", av=None, nu=nu)
    assert nasta.nummer == sista.nummer + 1
    (larm,) = [post.message for post in caplog.records if post.name == "anvisning.handelser"]
    assert larm.startswith(f"Event {sista.nummer} of the chain 25 2027 ")
    assert "kontrollera" in plikter.dags(nu)
    assert not plikter.gor("kontrollera", nu=nu)
    assert fynd in Pliktrad.objects.get(pk="kontrollera").fel
    assert Epostmeddelande.objects.filter(till=settings.DRIFT_ADRESS).count() == 1


def test_en_handelse_som_inte_gar_att_lasa_stoppar_ingen_handling(caplog: pytest.LogCaptureFixture) -> None:
    nu = fabrik.klockan(date(2027, 10, 1), 9)
    sista = handelser.skriv("prov", "Före.", ar=2027, lanskod="25", av=None, nu=nu)
    bryt("UPDATE anvisning_handelse SET nar = 'infinity' WHERE text = 'Före.'")
    assert handelser.skriv("prov", "Efter.", ar=2027, lanskod="25", av=None, nu=nu).nummer == sista.nummer + 1
    assert [post.message for post in caplog.records if post.name == "anvisning.handelser"]


def galler_inte_mer(*, nu: datetime) -> bool:
    return False


def test_ett_avvisat_mejl_och_ett_som_inte_behovs_ar_klara_utan_att_vara_skickade() -> None:
    natt = fabrik.klockan(date(2027, 10, 1), 3, 45)
    galler = utskick.Galler(f"{__name__}.galler_inte_mer")
    for till, villkor in (("a@example.org", None), ("b@example.org", galler)):
        mejl = utskick.Mejl(mall="driftlarm", till=till, nyckel="prov", sammanhang={}, galler=villkor)
        utskick.bestall([mejl], nu=natt)
    mejlen = Epostmeddelande.objects.filter(nyckel__startswith="prov:")
    mejlen.filter(till="a@example.org").update(till="utan-domän")  # refused for good
    for rad in Utkorgsrad.objects.filter(uppgift="epost", objekt__in=mejlen.values("pk")):
        assert utkorg.utfor(rad.pk, nu=natt)
    assert not mejlen.exclude(skickad=None).exists()
    assert brutna() == {}


def test_ett_forslag_som_forfoll_vid_den_nationella_dagen_forfoll_i_tid() -> None:
    """Its own day was later; and moving the national date afterwards changes nothing of what was right then."""
    ar = Ar.objects.get(pk=2028)
    forslag = Forslag.objects.filter(ar=ar, status=Status.VANTAR_SVAR)
    forslag.update(slut=tid.slut_pa_dagen(ar.redovisas_dag + timedelta(days=3)))
    klocka.forfall(nu=ar.redovisas_senast + MARGINAL)
    assert not forslag.exists()
    assert brutna() == {}
    senare = replace(arsarbete.uppgifter_om(ar), redovisas_dag=ar.redovisas_dag + timedelta(days=5))
    administrator = Konto.objects.filter(roll=Roll.ADMINISTRATOR).first()
    nu = ar.redovisas_senast + timedelta(hours=9)
    arsarbete.andra_ar(2028, uppgifter=senare, av=administrator, nu=nu, skal="Migrationsverket väntar.")
    assert brutna() == {}
    bryt("UPDATE omfordelning_forslag SET avslutad = avslutad - interval '1 hour' WHERE status = 'forfallen'")
    (rad,) = brutna()["I6"]
    assert rad.startswith("OMF-2028-25-002 förföll")
