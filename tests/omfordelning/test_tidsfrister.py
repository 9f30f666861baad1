"""Deadlines judged by arrival: instants around them, the whole year's steps, and that the clock decides nothing."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from anvisning import tid
from anvisning.models import Ar
from omfordelning.lage import slut_for
from omfordelning.models import Forslag
from omfordelning.process import GANG, SVAR_I_TID, Lage, Sida, Status, Steg, hinder, hinder_vid_registrering, i_tid
from tests.omfordelning.test_process import lage

# --- the oracle: Swedish time by the EU's rule, without any time zone database ---------------------------------


def sista_sondagen(ar: int, manad: int) -> date:
    """Both months have 31 days."""
    dag = date(ar, manad, 31)
    return dag - timedelta(days=(dag.weekday() + 1) % 7)


def svensk_klocka(instant: datetime) -> datetime:
    """Summer time from the last Sunday of March to the last Sunday of October, both at 01.00 UTC."""
    borjar, slutar = (
        datetime.combine(sista_sondagen(instant.year, manad), datetime.min.time(), UTC) + timedelta(hours=1)
        for manad in (3, 10)
    )
    return instant.replace(tzinfo=None) + timedelta(hours=2 if borjar <= instant < slutar else 1)


def dagarna() -> list[date]:
    """Every day within two of a change of clocks 2025–2035, leap days, turns of the year, and the usual deadlines."""
    byten = [sista_sondagen(ar, manad) for ar in range(2025, 2036) for manad in (3, 10)]
    nara = [dag + timedelta(days=n) for dag in byten for n in range(-2, 3)]
    kalender = [dag for ar in range(2026, 2037) for dag in tid.forslagen_kalender(ar).values()]
    arsskiften = [date(ar, m, d) for ar in range(2025, 2036) for m, d in ((1, 1), (12, 31))]
    return [*nara, *kalender, *arsskiften, date(2028, 2, 28), date(2028, 2, 29), date(2032, 2, 29)]


AVSTAND = [
    timedelta(0),
    timedelta(microseconds=1),
    timedelta(milliseconds=1),
    timedelta(seconds=1),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(days=1),
]


@pytest.mark.langsam
def test_hundratusen_ogonblick_kring_tidsfristerna() -> None:
    """Accepted or refused as the Swedish wall clock says, each time; the seed is the date it was written."""
    slump, dagar, grund = random.Random(20261122), dagarna(), lage()
    domar = {True: 0, False: 0}
    for n in range(100_000):
        dag = dagar[n % len(dagar)]
        midnatt = datetime.combine(dag + timedelta(days=1), datetime.min.time(), UTC)
        avstand = slump.choice(AVSTAND) if n % 2 else timedelta(microseconds=slump.randrange(26 * 3_600_000_000))
        kring = midnatt - timedelta(hours=slump.choice((1, 2))) + slump.choice((-1, 1)) * avstand
        i_tid_enligt_klockan = svensk_klocka(kring).date() <= dag
        svar = i_tid(replace(grund, nu=kring, slut=tid.slut_pa_dagen(dag)))
        assert (svar is None) is i_tid_enligt_klockan, (dag, kring)
        domar[i_tid_enligt_klockan] += 1
    assert min(domar.values()) > 20_000


def test_varje_dag_i_elva_ar_slutar_nar_vaggklockan_sager() -> None:
    dag = date(2025, 1, 1)
    while dag.year < 2036:
        slut = tid.slut_pa_dagen(dag)
        assert svensk_klocka(slut) == datetime.combine(dag + timedelta(days=1), datetime.min.time())
        assert tid.sista_dagen(slut) == dag
        dag += timedelta(days=1)


# --- a case's own deadline ---------------------------------------------------------------------------------------

L, N = date(2026, 11, 6), date(2026, 11, 16)


def fall(slut: date | None, anstand: date | None = None, sen: date | None = None) -> Forslag:
    ar = Ar(ar=2027, preliminar_dag=date(2026, 8, 20), redovisas_dag=N, faststalls_dag=date(2026, 12, 21))
    forslag = Forslag(ar=ar, slut=slut and tid.slut_pa_dagen(slut))
    forslag.anstand_till, forslag.sen_till = anstand, sen
    return forslag


@pytest.mark.parametrize(
    ("forslag", "lanets", "sista"),
    [
        (fall(None), L, L),
        (fall(None), date(2026, 11, 3), date(2026, 11, 3)),
        (fall(L), date(2026, 11, 3), L),
        (fall(L, anstand=date(2026, 11, 12)), L, date(2026, 11, 12)),
        (fall(L, anstand=date(2026, 11, 4)), L, L),
        (fall(L, sen=date(2026, 11, 10), anstand=date(2026, 11, 12)), L, date(2026, 11, 12)),
        (fall(None, sen=date(2026, 11, 13)), L, date(2026, 11, 13)),
        (fall(L, anstand=date(2026, 11, 20)), L, N),
        (fall(date(2026, 11, 18)), L, N),
    ],
)
def test_arendets_egen_sista_dag(forslag: Forslag, lanets: date, sista: date) -> None:
    assert tid.sista_dagen(slut_for(forslag, tid.slut_pa_dagen(lanets))) == sista


# --- the whole year, step by step -----------------------------------------------------------------------------

T = tid.slut_pa_dagen(L)
ANSTAND = tid.slut_pa_dagen(date(2026, 11, 12))
NATIONELL = tid.slut_pa_dagen(N)
MIKRO = timedelta(microseconds=1)
TIDER: dict[str, tuple[datetime, bool, bool]] = {
    "before": (tid.start_pa_dagen(date(2026, 8, 19)), False, False),
    "open": (tid.start_pa_dagen(date(2026, 8, 20)), True, False),
    "T-": (T - MIKRO, True, False),
    "T": (T, True, False),
    "A-": (ANSTAND - MIKRO, True, False),
    "A": (ANSTAND, True, False),
    "N": (NATIONELL, True, False),
    "fixed": (tid.start_pa_dagen(date(2026, 12, 22)), True, True),
}
"""Name → the instant, whether preliminary shares are published, and whether the final ones are."""
FALL: dict[str, dict[str, object]] = {
    "utkast": {"status": Status.UTKAST, "sida": Sida.GIVARE, "godkand_av": frozenset()},
    "sen inlämning": {"status": Status.UTKAST, "sida": Sida.GIVARE, "godkand_av": frozenset(), "slut": ANSTAND},
    "väntar": {},
    "begärt anstånd": {"anstand_begart": True},
    "beviljat anstånd": {"slut": ANSTAND},
    "överens": {"status": Status.OVERENS, "godkand_av": frozenset(Sida), "sida": Sida.GIVARE},
    "föreslagen": {"status": Status.FORESLAGEN},
    "redovisad": {"status": Status.REDOVISAD},
}
ARET = """
                                      before open T-  T   A-  A   N   fixed
skicka               utkast           .      x    x   .   .   .   .   .
skicka               sen inlämning    .      x    x   x   x   .   .   .
godkann              väntar           .      x    x   .   .   .   .   .
godkann              begärt anstånd   .      x    x   .   .   .   .   .
godkann              beviljat anstånd .      x    x   x   x   .   .   .
andra                väntar           .      x    x   .   .   .   .   .
avboj                väntar           x      x    x   .   .   .   .   .
avboj                begärt anstånd   x      x    x   x   x   x   x   x
aterkalla            överens          x      x    x   .   .   .   .   .
begar_anstand        väntar           x      x    x   .   .   .   .   .
begar_anstand        beviljat anstånd x      x    x   x   x   .   .   .
besluta_anstand      begärt anstånd   x      x    x   x   x   x   x   x
forfall              väntar           .      .    .   x   x   x   x   x
forfall              begärt anstånd   .      .    .   .   .   .   .   .
forfall              beviljat anstånd .      .    .   .   .   x   x   x
forfall              överens          .      .    .   .   .   .   .   .
avsluta              väntar           .      .    .   .   .   .   .   .
avsluta              överens          .      .    .   x   x   x   x   .
ta_med               överens          x      x    x   x   x   x   x   .
ta_inte_med          överens          x      x    x   x   x   x   x   .
redovisa             föreslagen       x      x    x   x   x   x   x   .
faststall            redovisad        x      x    x   x   x   x   x   x
"""


def far(steg: str, fallet: str, nar: str) -> str:
    nu, preliminara, faststallt = TIDER[nar]
    fakta: dict[str, object] = {"slut": T, "nu": nu, "preliminara_finns": preliminara, "faststallt": faststallt}
    return "." if hinder(Steg(steg), lage(**fakta | FALL[fallet])) else "x"


def test_aret_oppnar_och_stanger_av_sig_sjalvt() -> None:
    """No row, no switch and no clock opens or closes a step: only the instant, and the two published tables."""
    rubriker, *rader = ARET.strip("\n").splitlines()
    for rad in rader:
        steg, fallet, celler = rad[:21].strip(), rad[21:38].strip(), rad[38:].split()
        assert [far(steg, fallet, nar) for nar in rubriker.split()] == celler, (steg, fallet)


# --- the clock decides nothing --------------------------------------------------------------------------------


def forfallna_lagen() -> list[Lage]:
    """Cases whose time is out, that the clock has not come to."""
    return [
        lage(nu=T + sen, slut=T, sida=sida, godkand_av=frozenset({godkand}), varit_overens=varit, faststallt=fast)
        for sen, sida, godkand, varit, fast in product(
            (timedelta(0), MIKRO, timedelta(days=40)), (None, *Sida), Sida, (True, False), (True, False)
        )
    ]


@pytest.mark.parametrize("steg", [s for s in Steg if s not in (Steg.FORFALL, Steg.UNDANROJ_FORFALL)])
def test_det_som_klockan_inte_hunnit_till_far_man_inte_mer_i(steg: Steg) -> None:
    """Whether the scheduler is early, late or dead: the same acts are allowed."""
    for utan in forfallna_lagen():
        med = replace(utan, status=Status.FORFALLEN)
        assert (hinder(steg, utan) == []) is (hinder(steg, med) == []), utan


@pytest.mark.parametrize("steg", SVAR_I_TID)
def test_det_som_kom_in_i_tid_registreras_lika_fore_och_efter_klockan(steg: Steg) -> None:
    for sida, godkand, fast, kom in product(Sida, Sida, (True, False), (T - MIKRO, T)):
        utan = lage(nu=kom, slut=T, sida=sida, godkand_av=frozenset({godkand}), faststallt=fast)
        med = replace(utan, status=Status.FORFALLEN)
        if fast and hinder(steg, utan) == []:
            continue  # the final table itself lets lapse what nobody agreed to, and that is not undone
        assert (hinder_vid_registrering(steg, utan) == []) is (hinder_vid_registrering(steg, med) == []), utan


def test_bara_det_klockan_avslutat_kommer_tillbaka() -> None:
    """Ended proposals never reopen: no step leads out of an end but the one that undoes a lapse that was not true."""
    ut = {s for s, gang in GANG.items() for fran in gang.fran if fran in (Status.NEJ, Status.FORFALLEN) and gang.till}
    assert ut == {Steg.UNDANROJ_FORFALL}
    assert hinder_vid_registrering(Steg.GODKANN, lage(status=Status.FORFALLEN, avslutat_av_klockan=False)) != []
    assert hinder_vid_registrering(Steg.GODKANN, lage(status=Status.NEJ)) != []
