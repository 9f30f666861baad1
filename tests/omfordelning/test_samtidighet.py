"""Many at once, on a real PostgreSQL with real connections: one order, no deadlock, the invariants hold."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from anvisning import andelar
from anvisning.hinder import Hinder
from anvisning.models import Andelsandring, Andelstabell, Handelse, Konto, Roll, Tabellslag
from omfordelning.exempeldata import organisationer
from omfordelning.exempeldata.andelar import klockan, ordinarie, som_csv
from omfordelning.exempeldata.lander import Riket, skapa_ar
from omfordelning.exempeldata.spel import Spel
from omfordelning.handlaggning import avslut, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.las import oppna_alla
from omfordelning.handlaggning.publicering import publicera
from omfordelning.handlaggning.redovisningsgrund import avtryck
from omfordelning.models import Brev, Forslag, Godkannande, Redovisning
from omfordelning.process import Status
from omfordelning.publicering import planera
from omfordelning.sammanstallning import build_sammanstallning
from tests.helhet import krav_helhet
from tests.omfordelning.samtidigt import samtidigt, slag, vanta_tills_last

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]

AR, LAN = 2027, "14"
DAG = date(2026, 10, 1)
RUNDOR = 200
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
    organisationer.skapa_organ(date(2020, 1, 1))
    organisationer.skapa_konton(klockan(date(2026, 1, 1), 8))
    skapa_ar(AR, KALENDER)
    Riket().ta_in(AR, Tabellslag.PRELIMINAR, ordinarie(AR), KALENDER["preliminar"])
    return Spel(AR, LAN)


def kontrollera_invarianter() -> None:
    """Every invariant by SQL, and the county's sums by the table people see."""
    krav_helhet()
    for rad in build_sammanstallning(AR, LAN).rader:
        assert rad.ut <= rad.egen
    summor = build_sammanstallning(AR, LAN).summor
    assert summor["egen"] == summor["resultat"] == sum(p for kod, p in ordinarie(AR).items() if kod.startswith(LAN))


def kollega_till(konto: Konto) -> Konto:
    """Give somebody else in the same organisation, with the same role."""
    return Konto.objects.create(
        epost="kollega@example.org",
        namn="Kollega",
        organisation=konto.organisation,
        roll=konto.roll,
        skapad=konto.skapad,
    )


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


def test_en_givare_skickar_tva_forslag_pa_en_gang(spel: Spel) -> None:
    """F-12. Two colleagues, two tabs: exactly one takes the giver's place, the other is told which case has it."""
    konto = spel.foretradare("1460")
    rundor = [[spel.utkast("1460", m, "0.50", DAG) for m in ("1480", "1490")] for _ in range(RUNDOR)]
    kollega = kollega_till(konto)
    for runda, utkast in enumerate(rundor):
        vem = zip(utkast, (konto, kollega if runda % 2 else konto), strict=True)
        svar = samtidigt([lambda u=u, av=av: kommandon.skicka(u.pk, av=av, nu=klockan(DAG, 11)) for u, av in vem])
        assert slag(svar) == {"Forslag": 1, "Hinder": 1}
        skickat = next(s for s in svar if isinstance(s, Forslag))
        nej = next(s for s in svar if isinstance(s, Hinder))
        assert skickat.referens in nej.skal[0]
        assert sorted(Forslag.objects.filter(pk__in=[u.pk for u in utkast]).values_list("status", flat=True)) == [
            Status.UTKAST,
            Status.VANTAR_SVAR,
        ]
        kommandon.aterkalla(skickat.pk, av=konto, nu=klockan(DAG, 12))
    kontrollera_invarianter()


def test_a_till_b_och_b_till_a_pa_en_gang(spel: Spel) -> None:
    """F-11. The same municipality cannot both give and receive: whichever comes first holds, the other is refused."""
    en, annan = spel.foretradare("1460"), spel.foretradare("1490")
    for _ in range(RUNDOR):
        fram, tillbaka = spel.utkast("1460", "1490", "0.50", DAG), spel.utkast("1490", "1460", "0.50", DAG)
        svar = samtidigt(
            [
                lambda pk=fram.pk: kommandon.skicka(pk, av=en, nu=klockan(DAG, 11)),
                lambda pk=tillbaka.pk: kommandon.skicka(pk, av=annan, nu=klockan(DAG, 11)),
            ]
        )
        assert slag(svar) == {"Forslag": 1, "Hinder": 1}
        skickat = next(s for s in svar if isinstance(s, Forslag))
        kommandon.aterkalla(skickat.pk, av=spel.foretradare(skickat.givare_id), nu=klockan(DAG, 12))
    kontrollera_invarianter()


def test_tva_givare_till_samma_mottagare_pa_en_gang(spel: Spel) -> None:
    """F-10. Both are allowed, and the receiver's sum is right each time."""
    konton = {kod: spel.foretradare(kod) for kod in ("1460", "1490", "1480")}
    for _ in range(RUNDOR):
        sanda = [spel.skicka(kod, "1480", "0.50", DAG, tillstand=None) for kod in ("1460", "1490")]
        svar = samtidigt(
            [
                lambda pk=f.pk: kommandon.godkann(pk, av=konton["1480"], nu=klockan(DAG, 12), kand_version=1)
                for f in sanda
            ]
        )
        assert slag(svar) == {"Forslag": 2}
        assert next(r for r in build_sammanstallning(AR, LAN).rader if r.kommun.kod == "1480").in_ == Decimal("1.00")
        for f in sanda:
            beslut = spel.beslut(f.givare_id, DAG, utdrag=False)
            kommandon.aterkalla(f.pk, av=konton[f.givare_id], nu=klockan(DAG, 13), beslut=beslut)
    kontrollera_invarianter()


def test_godkanna_mot_aterkalla(spel: Spel) -> None:
    """F-13. One order: withdrawn and not approved, or approved and then not withdrawn without a basis."""
    givare, mottagare = spel.foretradare("1460"), spel.foretradare("1480")
    utfall: Counter[str] = Counter()
    for _ in range(RUNDOR):
        forslag = spel.skicka("1460", "1480", "0.50", DAG, tillstand=None)
        svar = samtidigt(
            [
                lambda pk=forslag.pk: kommandon.godkann(pk, av=mottagare, nu=klockan(DAG, 12), kand_version=1),
                lambda pk=forslag.pk: kommandon.aterkalla(pk, av=givare, nu=klockan(DAG, 12)),
            ]
        )
        assert slag(svar) == {"Forslag": 1, "Hinder": 1}
        forslag.refresh_from_db()
        godkand = isinstance(svar[0], Forslag)
        assert forslag.status == (Status.OVERENS if godkand else Status.ATERKALLAD)
        assert Godkannande.objects.filter(version__forslag=forslag).count() == (2 if godkand else 1)
        utfall[forslag.status] += 1
        if godkand:
            beslut = spel.beslut("1460", DAG, utdrag=False)
            kommandon.aterkalla(forslag.pk, av=givare, nu=klockan(DAG, 13), beslut=beslut)
    assert sum(utfall.values()) == RUNDOR
    kontrollera_invarianter()


def test_tva_kollegor_svarar_pa_en_gang(spel: Spel) -> None:
    """F-09. Both approve, or one says no: one of them answers, and the other is told that the case has moved on."""
    givare, konto = spel.foretradare("1460"), spel.foretradare("1480")
    kollega = kollega_till(konto)
    sena: list[Callable[[int], Forslag]] = [
        lambda pk: kommandon.godkann(pk, av=kollega, nu=klockan(DAG, 12), kand_version=1),
        lambda pk: kommandon.avboj(pk, skal="Vi kan inte.", av=kollega, nu=klockan(DAG, 12), kand_version=1),
    ]
    for runda in range(RUNDOR):
        pk = spel.skicka("1460", "1480", "0.50", DAG, tillstand=None).pk
        svar = samtidigt(
            [
                lambda pk=pk: kommandon.godkann(pk, av=konto, nu=klockan(DAG, 12), kand_version=1),
                lambda pk=pk, sen=sena[runda % 2]: sen(pk),
            ]
        )
        assert slag(svar) == {"Forslag": 1, "Hinder": 1}
        nej = next(s for s in svar if isinstance(s, Hinder))
        forslag = Forslag.objects.get(pk=pk)
        assert Status(forslag.status).text in nej.skal[0]
        slagen = ("forslag_godkant", "forslag_avbojt")
        assert Handelse.objects.filter(arende=forslag.arende, slag__in=slagen).count() == 1
        if forslag.status == Status.OVERENS:
            beslut = spel.beslut("1460", DAG, utdrag=False)
            kommandon.aterkalla(pk, av=givare, nu=klockan(DAG, 13), beslut=beslut)
    kontrollera_invarianter()


def test_tva_beslutsfattare_beslutar_pa_en_gang(spel: Spel) -> None:
    """F-09. One decision and one letter to each side; the other has not seen the version that now is there."""
    spel.kontrollera([spel.godkann(spel.skicka("1460", "1480", "0.50", DAG), DAG)], DAG)
    forsta = spel.lan(Roll.LAN_BESLUTSFATTARE)
    andra = kollega_till(forsta)
    pk = Forslag.objects.get().pk

    def besluta(konto: Konto, sett: str) -> Redovisning:
        val, nu = {pk: redovisning.Val(tas_med=True)}, klockan(DAG, 15)
        mer = {"diarienummer": "1-2026", "beslutsdag": DAG, "foredragande": "", "av": konto, "nu": nu, "sett": sett}
        return redovisning.besluta(AR, LAN, val=val, **mer)

    for runda in range(RUNDOR // 10):
        senaste = Redovisning.objects.order_by("-version").first()
        with transaction.atomic():
            sett = avtryck(oppna_alla(Forslag.objects.filter(pk=pk)), senaste)
        svar = samtidigt([lambda k=k, sett=sett: besluta(k, sett) for k in (forsta, andra)])
        assert slag(svar) == {"Redovisning": 1, "Hinder": 1}
        assert Redovisning.objects.count() == runda + 1
    assert sorted(Brev.objects.values_list("sida", "version")) == [("givare", 1), ("mottagare", 1)]
    kontrollera_invarianter()


@pytest.mark.parametrize("omgang", range(6))
def test_publicera_medan_lanet_oversander(spel: Spel, omgang: int) -> None:
    """F-29. The final table takes the case along, or refuses and names it: never half."""
    forslag = spel.godkann(spel.skicka("1460", "1480", "0.50", DAG), DAG)
    spel.kontrollera([forslag], DAG)
    rapport = spel.besluta(DAG)
    riket, lanet, nu = Riket(), spel.lan(), klockan(KALENDER["redovisas"], 9)
    fil = som_csv(ordinarie(AR), "Slutliga andelar")
    rad = andelar.importera(AR, Tabellslag.FASTSTALLD, "slutlig.csv", fil, av=riket.en, nu=nu)
    falt = {"kolumn": "fore", "kalla": "Migrationsverket", "beslutsdag": nu.date(), "referens": "MV-1"}
    rad = andelar.komplettera_import(rad.pk, av=riket.en, nu=nu, notering="", skal="", galler_fran=None, **falt)
    varningar = [varning.id for varning in planera(rad).varningar]
    handlingar: list[Callable[[], object]] = [
        lambda: publicera(rad.pk, godkanda=varningar, av=riket.tva, nu=nu),
        lambda: redovisning.oversand(rapport.pk, av=lanet, nu=nu),
    ]
    tabell, oversand = samtidigt(handlingar if omgang % 2 else handlingar[::-1])[:: 1 if omgang % 2 else -1]
    assert isinstance(oversand, Redovisning)
    forslag.refresh_from_db()
    faststallda = Andelstabell.objects.filter(slag=Tabellslag.FASTSTALLD).count()
    bokfort = Andelsandring.objects.count()
    if isinstance(tabell, Hinder):
        assert forslag.referens in tabell.skal[0]
        assert (forslag.status, faststallda, bokfort) == (Status.REDOVISAD, 0, 0)
    else:
        assert (forslag.status, faststallda, bokfort) == (Status.FASTSTALLD, 1, 2)
    kontrollera_invarianter()


def test_databasen_sjalv_vagrar_tva_gavor_av_samma_givare(spel: Spel) -> None:
    """F-12 without the lock and the guards: the partial unique index alone lets one of four writers have the place."""
    inbjudningar = [
        spel.skicka("1460", m, "0.50", DAG, tillstand=None, inbjudan=True) for m in ("1480", "1490", "1488", "1485")
    ]

    def bind(pk: int) -> int:
        with transaction.atomic():
            return Forslag.objects.filter(pk=pk).update(givare_bunden=klockan(DAG, 13))

    for _ in range(RUNDOR):
        svar = samtidigt([lambda pk=f.pk: bind(pk) for f in inbjudningar])
        assert slag(svar) == {"int": 1, "IntegrityError": 3}
        assert Forslag.objects.filter(givare="1460", givare_bunden__isnull=False).update(givare_bunden=None) == 1


def test_den_som_gar_forbi_laset_tar_inte_givarens_plats_tva_ganger(spel: Spel) -> None:
    """F-12 with the lock out of play: a writer who never takes it has the place, and has not committed yet.

    The guards of the one who sends see nothing, and only the index stands in the way. The draft is kept.
    """
    utan_las = spel.skicka("1460", "1490", "0.50", DAG, tillstand=None, inbjudan=True)
    utkast, konto = spel.utkast("1460", "1480", "0.50", DAG), spel.foretradare("1460")
    har, slapp = threading.Event(), threading.Event()

    def forbi() -> None:
        with transaction.atomic():
            Forslag.objects.filter(pk=utan_las.pk).update(givare_bunden=klockan(DAG, 10))
            har.set()
            assert slapp.wait(30)

    def slapp_nar_den_andra_star() -> None:
        vanta_tills_last()
        slapp.set()

    def skicka() -> Forslag:
        assert har.wait(30)
        return kommandon.skicka(utkast.pk, av=konto, nu=klockan(DAG, 11))

    skickat, *ovriga = samtidigt([skicka, forbi, slapp_nar_den_andra_star])
    assert ovriga == [None, None]
    assert isinstance(skickat, Hinder)
    assert skickat.skal == ["Kommunen har redan godkänt ett annat förslag i år. Återkalla det först."]
    utkast.refresh_from_db()
    assert (utkast.status, utkast.nummer, utkast.givare_bunden) == (Status.UTKAST, None, None)


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
            lambda: avslut.forfall(forslag.pk, nu=slut),
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
