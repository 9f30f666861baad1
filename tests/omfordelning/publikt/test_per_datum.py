"""Visa per datum: what was published at the end of a day, and what of that applied on it. Day by day."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from anvisning import querysets, tid
from anvisning.models import Andelstabell
from omfordelning import oppet
from omfordelning.andringsdagar import narmast
from omfordelning.handlaggning.granskning import anmal_omstandighet
from omfordelning.models import Omstandighet
from omfordelning.process import Sida
from tests import fabrik
from tests.fabrik import klockan
from tests.omfordelning.publikt.scener import IDAG, Scen

pytestmark = pytest.mark.langsam
D = Decimal
ALVSBYN, KIRUNA = "2560", "2584"
REF = "OMF-2027-25-001"
P1, P2, F1, R1, R2 = "preliminar 1", "preliminar 2", "faststalld 1", "rattelse 1", "rattelse 2"


def lage(dag: date, ar: int | None = 2027) -> oppet.Arslage | None:
    return oppet.arslage_av(oppet.publicerade(), ar, dag)


def kod(tabell: Andelstabell) -> str:
    return f"{tabell.slag} {tabell.version}"


def andelar(dag: date) -> dict[str, tuple[Decimal, Decimal]]:
    """Give municipality → ordinary share and share in force."""
    return {k.kod: (k.ordinarie, k.i_kraft) for k in oppet.andelslista(lage(dag))}


GRUND = fabrik.preliminara()[KIRUNA]
ALLT: dict[str, tuple[str, list[str], list[str], Decimal, str, str]] = {
    # day: table that held, known but to come, published later though it applied, Kiruna, Älvsbyn ordinary, in force
    "2026-08-20": (P1, [], [], GRUND, "1.00", "1.00"),
    "2026-08-30": (P1, [], [], GRUND, "1.00", "1.00"),
    "2026-08-31": (P2, [], [], D("2.40"), "1.00", "1.00"),
    "2026-12-20": (P2, [], [], D("2.40"), "1.00", "1.00"),
    "2026-12-21": (F1, [], [], GRUND, "1.00", "0.00"),
    "2026-12-31": (F1, [], [], GRUND, "1.00", "0.00"),
    "2027-02-02": (F1, [], [], GRUND, "1.00", "0.00"),
    "2027-02-03": (F1, [R1], [], GRUND, "1.00", "0.00"),
    "2027-02-15": (F1, [R1], [R2], GRUND, "1.00", "0.00"),
    "2027-02-28": (F1, [R1], [R2], GRUND, "1.00", "0.00"),
    "2027-03-01": (R1, [], [R2], D("2.50"), "1.40", "0.00"),
    "2027-05-03": (R1, [], [R2], D("2.50"), "1.40", "0.00"),
    "2027-05-04": (R2, [], [], D("2.60"), "1.40", "0.00"),
    "2027-08-01": (R2, [], [], D("2.60"), "1.40", "0.00"),
}


@pytest.mark.parametrize("dag", ALLT)
def test_vilken_tabell_som_var_kand_och_gallde(rattade: Scen, dag: str) -> None:
    gallde, kommande, senare, kiruna, ordinarie, i_kraft = ALLT[dag]
    da = lage(date.fromisoformat(dag))
    assert kod(da.tabell) == gallde
    assert [kod(t) for t in da.kommande] == kommande
    assert [kod(t) for t in da.rattad_senare] == senare
    assert {kod(t) for t in da.tidigare}.isdisjoint({gallde, *kommande, *senare})
    per_kommun = andelar(date.fromisoformat(dag))
    assert len(per_kommun) == 290
    assert per_kommun[KIRUNA] == (kiruna, kiruna)
    assert per_kommun[ALVSBYN] == (D(ordinarie), D(i_kraft))


def test_dagen_slutar_vid_svensk_midnatt(rattade: Scen) -> None:
    """Published at 23.59 is known that day; the day before, and what comes at midnight, is not."""
    assert tid.slut_pa_dagen(date(2027, 5, 4)) - Andelstabell.objects.get(referens="MV-RAT-2").publicerad == timedelta(
        minutes=1
    )
    assert kod(lage(date(2027, 5, 4)).tabell) == R2
    assert kod(lage(date(2027, 5, 3)).tabell) == R1


def test_fore_forsta_tabellen_finns_inget(rattade: Scen) -> None:
    assert lage(date(2026, 8, 19)) is None
    assert lage(date(2026, 8, 19), None).ar.ar == 2026
    assert lage(date(2026, 8, 20), None).alla_ar == (2027, 2026)
    assert lage(date(2025, 12, 21), None) is None


@pytest.mark.parametrize(
    ("dag", "ar", "ord_"),
    [
        ("2026-10-02", 2027, "skulle gälla från den 1 januari 2027"),
        ("2027-01-01", 2027, "gällde den dagen"),
        ("2027-01-01", 2026, "gällde till och med den 31 december 2026"),
        ("2026-12-31", 2026, "gällde den dagen"),
    ],
)
def test_hur_dagen_ligger_till_aret(rattade: Scen, dag: str, ar: int, ord_: str) -> None:
    assert lage(date.fromisoformat(dag), ar).per.giltighet == ord_


def bild(dag: date) -> tuple[Any, ...]:
    """Give all that the page says of a year on a day, but how the day lies to it."""
    da = lage(dag)
    per_kommun = {k.kod: (k.ordinarie, k.andring, k.i_kraft) for k in oppet.andelslista(da)}
    flyttat = [(f.ref, f.status, f.flyttat, f.hela, f.rattad, f.handelse) for f in oppet.omfordelningslista(da)]
    return kod(da.tabell), per_kommun, flyttat, [kod(t) for t in da.kommande]


ANDRINGSDAGAR = [
    date(2026, 8, 31),
    fabrik.OVERSANT.date(),
    fabrik.FASTSTALLT.date(),
    date(2027, 1, 1),
    fabrik.RATTAT.date(),
    date(2027, 3, 1),
    date(2027, 5, 4),
]


def test_dagarna_da_nagot_andrades(rattade: Scen) -> None:
    """The links lead from the first day to the last and back, and between their days nothing changes."""
    tabeller, dag, kedja = oppet.publicerade(), date(2026, 8, 20), []
    while (efter := narmast(tabeller, dag, IDAG)[1]) is not None:
        fore = narmast(tabeller, efter.dag, IDAG)[0]
        assert fore is not None
        assert fore.dag == dag
        kedja.append(dag := efter.dag)
    assert kedja == ANDRINGSDAGAR
    gransdagar = {d for dag in kedja for d in (dag - timedelta(days=1), dag)}
    glest = {date(2026, 8, 20) + timedelta(days=n) for n in range(0, 345, 15)}
    provade = sorted(gransdagar | glest | {IDAG})
    bilder = {dag: bild(dag) for dag in provade}
    for forra, dag in pairwise(provade):
        borjar_bara_galla = dag == date(2027, 1, 1)
        ska_andras = any(forra < en <= dag for en in kedja) and not borjar_bara_galla
        assert (bilder[forra] != bilder[dag]) == ska_andras, dag
    for dag, (_, per_kommun, flyttat, _) in bilder.items():
        ordinarie, andring, i_kraft = (sum(rad[n] for rad in per_kommun.values()) for n in range(3))
        assert (ordinarie, andring, i_kraft) == (1000, 0, 1000), dag
        givna = {f[0]: f[2] for f in flyttat if f[1] == "faststalld"}
        assert -per_kommun[ALVSBYN][1] == givna.get(REF, 0), dag


def test_i_dag_ar_som_de_vanliga_sidorna(rattade: Scen) -> None:
    nu = oppet.arslage(2027)
    assert lage(IDAG).tabell == nu.tabell
    assert andelar(IDAG) == {k.kod: (k.ordinarie, k.i_kraft) for k in querysets.med_andelar(nu.tabell)}
    falt = ("ref", "status", "flyttat", "hela", "rattad", "handelse")
    da, i_dag = (
        [tuple(getattr(f, namn) for namn in falt) for f in oppet.omfordelningslista(en)] for en in (lage(IDAG), nu)
    )
    assert da == i_dag
    assert len(da) == 3


OFFENTLIGT: dict[str, tuple[str, str] | None] = {
    "2026-11-10": None,  # decided by the county, not sent
    "2026-11-11": ("redovisad", "1.00"),
    "2026-12-20": ("redovisad", "1.00"),
    "2026-12-21": ("faststalld", "1.00"),
    "2027-02-28": ("faststalld", "1.00"),
    "2027-03-01": ("faststalld", "1.40"),
}


@pytest.mark.parametrize("dag", OFFENTLIGT)
def test_omfordelningen_den_dagen(rattade: Scen, dag: str) -> None:
    rader = {f.ref: (f.status, f.flyttat) for f in oppet.omfordelningslista(lage(date.fromisoformat(dag)))}
    vantat = OFFENTLIGT[dag]
    assert rader.get(REF) == (vantat and (vantat[0], D(vantat[1])))
    assert set(rader) == ({"OMF-2027-25-001", "OMF-2027-25-002", "OMF-2027-25-003"} if vantat else set())


@pytest.mark.parametrize("med_post", [False, True])
def test_en_omstandighet_syns_fran_dagen_den_registrerades(rattade: Scen, med_post: bool) -> None:
    """Also one that came by letter on the 11th: until the county registered it nobody could see it."""
    inkom = {"registrering": rattade.lan.registrering(Sida.GIVARE, klockan(date(2027, 1, 11)))}
    anmal_omstandighet(
        rattade.forslag["Älvsbyn"].pk,
        sida=Sida.GIVARE,
        slag="overklagat",
        dag=date(2027, 1, 10),
        av=rattade.lan.handlaggare if med_post else rattade.lan.foretradare("Älvsbyn"),
        nu=klockan(date(2027, 1, 14)),
        **(inkom if med_post else {}),
    )
    for dag, ord_ in ((date(2027, 1, 13), ""), (date(2027, 1, 14), "beslutet är överklagat")):
        assert next(f.handelse for f in oppet.omfordelningslista(lage(dag)) if f.ref == REF) == ord_
    andrat = narmast(oppet.publicerade(), date(2027, 1, 1), IDAG)[1]
    assert (andrat.dag, andrat.vad) == (date(2027, 1, 14), "omfördelningar för 2027 i Norrbottens län ändrades")


def test_migrationen_tar_dagen_ur_akten(rattade: Scen) -> None:
    """The rows that were there before get the instants of their own acts; a second run changes nothing."""
    registrering = rattade.lan.registrering(Sida.GIVARE, klockan(date(2027, 1, 3)))
    for namn, dag, mer in (
        ("Älvsbyn", date(2027, 1, 12), {}),
        ("Älvsbyn", date(2027, 1, 14), {"registrering": registrering}),
        ("Boden", date(2027, 1, 13), {"registrering": registrering}),
    ):
        anmal_omstandighet(
            rattade.forslag[namn].pk,
            sida=Sida.GIVARE,
            slag="overklagat",
            dag=date(2027, 1, 2),
            av=rattade.lan.handlaggare,
            nu=klockan(dag),
            **mer,
        )
    vantat = dict(Omstandighet.objects.values_list("pk", "registrerad"))
    Omstandighet.objects.update(registrerad=F("anmald"))
    assert dict(Omstandighet.objects.values_list("pk", "registrerad")) != vantat
    for _ in range(2):
        with connection.cursor() as fraga:
            fraga.execute(import_module("omfordelning.migrations.0008_omstandighet_registrerad").SQL)
        assert dict(Omstandighet.objects.values_list("pk", "registrerad")) == vantat
