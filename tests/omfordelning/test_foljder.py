"""Any sequence of acts, legal or not: sums are equal to the last decimal, and the invariants hold after each act."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from anvisning import querysets
from anvisning.hinder import Hinder
from anvisning.models import Andel, Andelsandring, Handelse, Roll, Tabellslag
from omfordelning.handlaggning import anstand, avslut, granskning, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.redovisning import Val
from omfordelning.handlaggning.utkast import skapa_utkast
from omfordelning.models import Anstand, Forslag, Godkannande, Redovisning
from omfordelning.process import AVSLUTADE, HOS_LANET, Status
from omfordelning.sammanstallning import build_sammanstallning
from tests.fabrik import FASTSTALLT, SKICKAT, Lansscen, bygg_lan, bygg_riket, innehall
from tests.helhet import krav_helhet

KOMMUNER = ("Luleå", "Boden", "Piteå", "Älvsbyn")
AKTER = (
    "utkast",
    "inbjudan",
    "skicka",
    "godkann",
    "andra",
    "avboj",
    "aterkalla",
    "begar_anstand",
    "bevilja",
    "forfall",
    "kontrollera",
    "besluta",
    "oversand",
    "avsluta",
)


@dataclass(frozen=True)
class Akt:
    """One act that somebody tries: what, by which municipality, against which, with which figure."""

    vad: str
    kommun: str
    motpart: str
    promille: str | None
    val: int


akter = st.builds(
    Akt,
    vad=st.sampled_from(AKTER),
    kommun=st.sampled_from(KOMMUNER),
    motpart=st.sampled_from(KOMMUNER),
    promille=st.sampled_from(["0.50", "1.00", "1.375", "9.99", None]),
    val=st.integers(0, 20),
)


def utfor(scen: Lansscen, akt: Akt, nu: datetime) -> None:
    """Try one act through its command."""
    alla = list(Forslag.objects.order_by("pk"))
    forslag = alla[akt.val % len(alla)] if alla else None
    konto = scen.foretradare(akt.kommun)
    innehallet = innehall(akt.promille)
    if akt.vad in ("utkast", "inbjudan"):
        givare, mottagare = (akt.kommun, akt.motpart) if akt.vad == "utkast" else (akt.motpart, akt.kommun)
        skapa_utkast(
            scen.ar.pk,
            givare=scen.kommuner[givare].kod,
            mottagare=scen.kommuner[mottagare].kod,
            innehall=innehallet,
            av=konto,
            nu=nu,
        )
        return
    if akt.vad == "besluta":
        val = {f.pk: Val(tas_med=(f.pk + akt.val) % 4 != 0, skal="Det brister.") for f in alla if f.status in HOS_LANET}
        redovisning.besluta(
            scen.ar.pk,
            scen.lan.kod,
            val=val,
            diarienummer="851-2026",
            beslutsdag=nu.date(),
            foredragande="",
            av=scen.beslutsfattare,
            nu=nu,
        )
        return
    if akt.vad == "oversand":
        if rapport := Redovisning.objects.order_by("-version").first():
            redovisning.oversand(rapport.pk, av=scen.handlaggare, nu=nu)
        return
    if akt.vad == "bevilja":
        if begaran := Anstand.objects.filter(beslutat=None).first():
            anstand.besluta_anstand(begaran.pk, beviljat_till=scen.ar.redovisas_dag, av=scen.handlaggare, nu=nu)
        return
    if forslag is not None:
        FORSLAGSAKTER[akt.vad](scen, forslag, konto, innehallet, nu)


FORSLAGSAKTER: dict[str, Callable[..., object]] = {
    "skicka": lambda s, f, k, i, nu: kommandon.skicka(f.pk, av=k, nu=nu, beslut=s.uppgifter(_namn(s, k))),
    "godkann": lambda s, f, k, i, nu: kommandon.godkann(
        f.pk, av=k, nu=nu, kand_version=f.version, beslut=s.uppgifter(_namn(s, k))
    ),
    "andra": lambda s, f, k, i, nu: kommandon.andra(f.pk, innehall=i, av=k, nu=nu, kand_version=f.version),
    "avboj": lambda s, f, k, i, nu: kommandon.avboj(f.pk, skal="Nej.", av=k, nu=nu, kand_version=f.version),
    "aterkalla": lambda s, f, k, i, nu: kommandon.aterkalla(f.pk, av=k, nu=nu, beslut=s.uppgifter(_namn(s, k))),
    "begar_anstand": lambda s, f, k, i, nu: anstand.begar_anstand(f.pk, sammantrade=s.ar.redovisas_dag, av=k, nu=nu),
    "forfall": lambda s, f, k, i, nu: avslut.forfall(f.pk, nu=nu),
    "kontrollera": lambda s, f, k, i, nu: granskning.kontrollera(
        f.pk, utan_anmarkning=True, av=s.handlaggare, nu=nu, kand_version=f.version
    ),
    "avsluta": lambda s, f, k, i, nu: granskning.avsluta(f.pk, skal="På begäran.", av=s.beslutsfattare, nu=nu),
}


def _namn(scen: Lansscen, konto: object) -> str:
    return next(namn for (namn, roll), k in scen.konton.items() if k == konto and roll == Roll.KOMMUN_FORETRADARE)


def kontrollera(scen: Lansscen, fore: Decimal) -> None:
    """The invariants that can be seen in the rows."""
    oppna = Forslag.objects.exclude(status__in=AVSLUTADE)
    assert max(Counter(oppna.exclude(givare_bunden=None).values_list("givare")).values(), default=0) <= 1
    tabell = build_sammanstallning(scen.ar.pk, scen.lan.kod)
    assert tabell.summor["egen"] == tabell.summor["resultat"] == fore
    assert all(rad.ut <= rad.egen and rad.resultat >= 0 for rad in tabell.rader)
    ger = set(oppna.exclude(givare_bunden=None).values_list("givare", flat=True))
    tar = set(
        Godkannande.objects.filter(sida="mottagare", version__forslag__in=oppna)
        .filter(version__nummer=F("version__forslag__version"))
        .values_list("version__forslag__mottagare", flat=True)
    )
    assert ger & tar == set()
    for forslag in oppna.filter(status__in=[Status.OVERENS, Status.FORESLAGEN, Status.REDOVISAD]):
        version = forslag.versioner.get(nummer=forslag.version)
        assert set(version.godkannanden.values_list("sida", flat=True)) == {"givare", "mottagare"}


@pytest.mark.django_db
@pytest.mark.langsam
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(akterna=st.lists(akter, min_size=5, max_size=30))
def test_varje_foljd_av_akter_bevarar_summan(lanet: Lansscen, akterna: list[Akt]) -> None:
    with transaction.atomic():
        fore = Andel.objects.filter(kommun__lan=lanet.lan).aggregate(s=Sum("promille"))["s"]
        for i, akt in enumerate(akterna):
            antal = Handelse.objects.count()
            try:
                utfor(lanet, akt, SKICKAT + timedelta(days=2 * i))
                event(f"gick igenom: {akt.vad}")
            except (Hinder, PermissionDenied, Forslag.DoesNotExist):
                assert Handelse.objects.count() == antal
            kontrollera(lanet, fore)
        krav_helhet()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.langsam
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    givna=st.dictionaries(
        st.sampled_from(["Boden", "Piteå", "Älvsbyn"]), st.sampled_from([None, "0.50", "1.00", "0.375"]), min_size=1
    )
)
def test_faststalld_tabell_bevarar_landets_summa(lanet: Lansscen, givna: dict[str, str | None]) -> None:
    with transaction.atomic():
        for givare, promille in givna.items():
            lanet.overens(givare, "Luleå", promille)
        lanet.redovisat()
        tabell = lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
        kommuner = list(querysets.med_andelar(tabell))
        assert sum(k.i_kraft for k in kommuner) == sum(k.ordinarie for k in kommuner) == Decimal(1000)
        rader = Andelsandring.objects.values("verifikat").annotate(s=Sum("promille"))
        assert [r["s"] for r in rader] == [Decimal(0)] * len(givna)
        utanfor = [k for k in kommuner if k.namn not in {"Luleå", *givna}]
        assert all(k.i_kraft == k.ordinarie for k in utanfor)
        transaction.set_rollback(True)


@pytest.fixture
def lanet(db: None) -> Lansscen:
    return bygg_lan(bygg_riket(), "25", KOMMUNER)
