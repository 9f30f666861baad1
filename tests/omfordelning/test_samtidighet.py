"""Many at once, on a real PostgreSQL with real connections: one order, no deadlock, the invariants hold."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum

from anvisning import handelser
from anvisning.hinder import Hinder
from anvisning.models import Handelse, Tabellslag
from omfordelning.exempeldata import organisationer
from omfordelning.exempeldata.andelar import klockan, ordinarie
from omfordelning.exempeldata.lander import Riket, skapa_ar
from omfordelning.exempeldata.spel import Spel
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Forslag, Godkannande
from omfordelning.process import Status
from omfordelning.sammanstallning import build_sammanstallning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]

AR, LAN = 2027, "14"
DAG = date(2026, 10, 1)
KALENDER = {
    "preliminar": date(2026, 8, 20),
    "lanets_dag": date(2026, 11, 6),
    "redovisas": date(2026, 11, 16),
    "faststalls": date(2026, 12, 21),
}


@pytest.fixture
def spel() -> Spel:
    """The whole country with an open year; the acts are those of Västra Götaland with its 49 municipalities."""
    call_command("referensdata", verbosity=0)
    organisationer.skapa_konton(klockan(date(2026, 1, 1), 8))
    skapa_ar(AR, KALENDER)
    Riket().ta_in(AR, Tabellslag.PRELIMINAR, ordinarie(AR), KALENDER["preliminar"])
    return Spel(AR, LAN)


def samtidigt(handlingar: Sequence[Callable[[], object]]) -> list[object]:
    """Run all at once, each on its own connection; give each one's result or exception."""
    svar: list[object] = [None] * len(handlingar)
    grind = threading.Barrier(len(handlingar))

    def kor(i: int) -> None:
        grind.wait()
        try:
            svar[i] = handlingar[i]()
        except Exception as fel:
            svar[i] = fel
        finally:
            connections.close_all()

    tradar = [threading.Thread(target=kor, args=(i,)) for i in range(len(handlingar))]
    for trad in tradar:
        trad.start()
    for trad in tradar:
        trad.join(timeout=60)
    assert not any(trad.is_alive() for trad in tradar)
    return svar


def slag(svar: Sequence[object]) -> Counter[str]:
    return Counter(type(s).__name__ for s in svar)


def kontrollera_invarianter() -> None:
    """I1, I3, I4 and I8 by SQL and by the table people see."""
    bundna = Counter(Forslag.objects.filter(givare_bunden__isnull=False, avslutad=None).values_list("ar", "givare"))
    assert set(bundna.values()) <= {1}
    for rad in build_sammanstallning(AR, LAN).rader:
        assert rad.ut <= rad.egen
    summor = build_sammanstallning(AR, LAN).summor
    assert summor["egen"] == summor["resultat"] == _lanets_summa()
    assert handelser.brutna_lankar(AR, LAN) == []
    skickade = Forslag.objects.exclude(status=Status.UTKAST)
    assert sorted(skickade.values_list("nummer", flat=True)) == list(range(1, skickade.count() + 1))


def _lanets_summa() -> Decimal:
    from anvisning.models import Andel

    return Andel.objects.filter(tabell__ar=AR, kommun__lan=LAN).aggregate(s=Sum("promille"))["s"]


def givare(spel: Spel, antal: int) -> list[str]:
    """Municipalities of the county other than Göteborg, by code."""
    andelar = ordinarie(AR)
    return [kod for kod in sorted(andelar) if kod.startswith(LAN) and kod != "1480"][:antal]


def test_fyrtio_godkannanden_pa_en_gang(spel: Spel) -> None:
    utkast = [spel.utkast(kod, "1480", "0.50", DAG) for kod in givare(spel, 40)]
    sanda = [kommandon.skicka(u.pk, av=spel.foretradare(u.givare_id), nu=klockan(DAG, 11)) for u in utkast]
    konto = spel.foretradare("1480")
    svar = samtidigt(
        [lambda f=f: kommandon.godkann(f.pk, av=konto, nu=klockan(DAG, 12), kand_version=1) for f in sanda]
    )
    assert slag(svar) == {"Forslag": 40}
    assert set(Forslag.objects.values_list("status", flat=True)) == {Status.OVERENS}
    rad = next(r for r in build_sammanstallning(AR, LAN).rader if r.kommun.kod == "1480")
    assert rad.in_ == Decimal("20.00")
    assert Handelse.objects.filter(slag="forslag_godkant").count() == 40
    kontrollera_invarianter()


@pytest.mark.parametrize("omgang", range(10))
def test_en_givare_skickar_tva_forslag_pa_en_gang(spel: Spel, omgang: int) -> None:
    """Two colleagues, two tabs: exactly one takes the giver's place, the other is told which case has it."""
    utkast = [spel.utkast("1460", mottagare, "0.50", DAG) for mottagare in ("1480", "1490")]
    konto = spel.foretradare("1460")
    svar = samtidigt([lambda u=u: kommandon.skicka(u.pk, av=konto, nu=klockan(DAG, 11)) for u in utkast])
    assert slag(svar) == {"Forslag": 1, "Hinder": 1}
    nej = next(s for s in svar if isinstance(s, Hinder))
    assert "OMF-2027-14-001" in nej.skal[0]
    assert sorted(Forslag.objects.values_list("status", flat=True)) == [Status.UTKAST, Status.VANTAR_SVAR]
    kontrollera_invarianter()


@pytest.mark.parametrize("omgang", range(10))
def test_a_till_b_och_b_till_a_pa_en_gang(spel: Spel, omgang: int) -> None:
    """The same municipality cannot both give and receive: whichever comes first holds, the other is refused."""
    fram, tillbaka = spel.utkast("1460", "1490", "0.50", DAG), spel.utkast("1490", "1460", "0.50", DAG)
    svar = samtidigt(
        [
            lambda: kommandon.skicka(fram.pk, av=spel.foretradare("1460"), nu=klockan(DAG, 11)),
            lambda: kommandon.skicka(tillbaka.pk, av=spel.foretradare("1490"), nu=klockan(DAG, 11)),
        ]
    )
    assert slag(svar) == {"Forslag": 1, "Hinder": 1}
    kontrollera_invarianter()


@pytest.mark.parametrize("omgang", range(10))
def test_godkanna_mot_aterkalla(spel: Spel, omgang: int) -> None:
    """One order: withdrawn and not approved, or approved and then not withdrawn without a basis."""
    forslag = spel.skicka("1460", "1480", "0.50", DAG, tillstand=None)
    svar = samtidigt(
        [
            lambda: kommandon.godkann(forslag.pk, av=spel.foretradare("1480"), nu=klockan(DAG, 12), kand_version=1),
            lambda: kommandon.aterkalla(forslag.pk, av=spel.foretradare("1460"), nu=klockan(DAG, 12)),
        ]
    )
    assert slag(svar) == {"Forslag": 1, "Hinder": 1}
    forslag.refresh_from_db()
    godkand = isinstance(svar[0], Forslag)
    assert forslag.status == (Status.OVERENS if godkand else Status.ATERKALLAD)
    assert Godkannande.objects.count() == (2 if godkand else 1)
    kontrollera_invarianter()


def test_databasen_sjalv_vagrar_tva_gavor_av_samma_givare(spel: Spel) -> None:
    """Without the lock and the guards, the partial unique index still holds: 20 writers, one place."""
    forsta = spel.skicka("1460", "1480", "0.50", DAG, tillstand=None)
    Forslag.objects.filter(pk=forsta.pk).update(givare_bunden=None)
    andra = [spel.skicka("1460", m, "0.50", DAG, tillstand=None, inbjudan=True) for m in ("1490", "1488", "1485")]

    def bind(pk: int) -> int:
        with transaction.atomic():
            return Forslag.objects.filter(pk=pk).update(givare_bunden=klockan(DAG, 13))

    svar = samtidigt([lambda pk=f.pk: bind(pk) for f in [forsta, *andra]])
    assert slag(svar) == {"int": 1, "IntegrityError": 3}
    assert Forslag.objects.filter(givare="1460", givare_bunden__isnull=False).count() == 1


def test_dagen_passerar_medan_laset_halls(spel: Spel) -> None:
    """What arrived before the deadline is in time, although the lock is got after it."""
    forslag = spel.skicka("1460", "1480", "0.50", DAG, tillstand=None)
    slut = forslag.slut
    svar = samtidigt(
        [
            lambda: kommandon.godkann(
                forslag.pk,
                av=spel.foretradare("1480"),
                nu=slut - timedelta(microseconds=1),
                kand_version=1,
            ),
            lambda: kommandon.forfall(forslag.pk, nu=slut),
        ]
    )
    forslag.refresh_from_db()
    if isinstance(svar[0], Forslag):
        assert forslag.status == Status.OVERENS
        assert isinstance(svar[1], Hinder)
    else:
        assert forslag.status == Status.FORFALLEN
    kontrollera_invarianter()


def test_invarianterna_bryts_inte_med_rad_sql(spel: Spel) -> None:
    """The database refuses what must never be, whoever writes."""
    spel.skicka("1460", "1480", "0.50", DAG, tillstand=None)
    forbjudet = {
        "UPDATE anvisning_handelse SET text = 'annat'": "oföränderlig",
        "DELETE FROM anvisning_handelse": "oföränderlig",
        "UPDATE anvisning_andel SET promille = 2": "oföränderlig",
        "DELETE FROM anvisning_andel": "oföränderlig",
        "UPDATE anvisning_andelstabell SET notering = 'x'": "oföränderlig",
        "UPDATE omfordelning_forslagsversion SET promille = 2": "skickad",
        "DELETE FROM omfordelning_forslagsversion": "skickad",
        "UPDATE omfordelning_forslag SET mottagare_id = givare_id": "forslag_tva_kommuner",
        "UPDATE omfordelning_forslag SET mottagare_id = '0180'": "forslag_samma_lan",
        "UPDATE omfordelning_forslag SET status = 'nej'": "forslag_avslut_helt_eller_inte_alls",
        "UPDATE omfordelning_forslag SET nummer = NULL": "forslag_utkast_saknar_nummer",
        "INSERT INTO anvisning_andelsandring (verifikat, tabell_id, ar_id, kommun_id, promille, arende, galler_fran) "
        "SELECT gen_random_uuid(), id, ar_id, '1460', 1, 'x', '2027-01-01' FROM anvisning_andelstabell": "summerar",
    }
    for sats, vantat in forbjudet.items():
        with pytest.raises(IntegrityError, match=vantat), connection.cursor() as markor:
            markor.execute(sats)
