"""Expected children and compensation in words: what a page shows, and how each number was worked out."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from anvisning.berakningar.forvantat import Scenarier, Takt
from anvisning.berakningar.landet import Landet
from anvisning.maluppfyllelse.metoder import ko
from anvisning.maluppfyllelse.scenarier import Spann
from anvisning.maluppfyllelse.underlag import promille as som_promille
from anvisning.maluppfyllelse.vad_om import Antaganden
from anvisning.models import Ersattning, Kommun
from anvisning.prognos import rorlig_ersattning, vantade_barn
from anvisning.visning import datum, kr, promille, tal
from omfordelning.malord import antal, avstandsmening, procent

SCENARION = {"lag": "Låg prognos", "huvud": "Huvudprognos", "hog": "Hög prognos"}
UTAN_TURORDNING = {False: "anknytning", True: "anknytning eller för inledande åtgärder"}


def forvantansbild(
    kod: str, landet: Landet, antaganden: Antaganden, belopp: Mapping[str, Ersattning], scenarier: Scenarier
) -> dict[str, Any]:
    """Give the context of omfordelning/kommun/forvantat.html (a query when there are parts, for their names)."""
    andel = som_promille(landet.underlag.gallande[kod])
    return {
        "andel": andel,
        "tabellen": f"{landet.tabell.kalla}: {landet.tabell}",
        "rader": _rader(andel, antaganden),
        "fast_del": antaganden.fast_del,
        "spannet": _spannet(scenarier.kommun, landet.ar.pk),
        "redan": _redan(scenarier),
        "skillnaden": _skillnaden(kod, landet),
        "delar": _delar(kod, scenarier),
        "scenarier": scenarier,
        "takten": _takten(scenarier.takt, landet),
        "raknat_barn": _raknat_barn(andel, landet, antaganden),
        "raknat_ersattning": _raknat_ersattning(andel, antaganden, belopp),
    }


def _rader(andel: Decimal, antaganden: Antaganden) -> list[dict[str, str]]:
    barn = vantade_barn(andel, antaganden.prognos)
    ersattning = rorlig_ersattning(andel, antaganden.prognos, antaganden.rorlig_del)
    return [
        {
            "namn": namn,
            "landet": tal(getattr(antaganden.prognos, falt)),
            "barn": _ett_tal(getattr(barn, falt)),
            "ersattning": _hela_kr(getattr(ersattning, falt)),
        }
        for falt, namn in SCENARION.items()
    ]


def _spannet(spann: Spann, ar: int) -> str:
    if spann.p5 == spann.p95:
        return f"{tal(spann.p50)} barn {ar}"
    return f"Mellan {tal(spann.p5)} och {tal(spann.p95)} barn {ar}, i mitten {tal(spann.p50)}"


def _skillnaden(kod: str, landet: Landet) -> str:
    """Say why the queue does not give what the share is of the forecast: how far from its target one is."""
    u = next(rad.uppfyllelse for rad in ko(landet.underlag, landet.metod) if rad.kod == kod)
    if u.kvot is None:
        return ""
    barn = f"{tal(u.antal)} barn, och målet är {antal(u.mal)}"
    lage = f"Med andelarna för {landet.ar} har ni {barn}: {avstandsmening(u.antal - u.mal)}."
    return f"Tabellen ovanför visar andelen av prognosen. Turordningen jämnar också ut tidigare år. {lage}"


def _redan(scenarier: Scenarier) -> str:
    if not scenarier.redan_landet:
        return ""
    if not scenarier.redan:
        return "Än har inget barn anvisats till er i år."
    medraknade = "det barn medräknat" if scenarier.redan == 1 else f"de {tal(scenarier.redan)} barn medräknade"
    return f"Då är {medraknade} som redan har anvisats till er i år."


def _delar(kod: str, scenarier: Scenarier) -> list[tuple[str, Spann]]:
    konton = [d.konto for d in scenarier.delar]
    if len(konton) < 2:
        return []
    namn = dict(Kommun.objects.filter(pk__in=konton).values_list("pk", "namn"))
    egen_forst = sorted(scenarier.delar.items(), key=lambda rad: (rad[0].konto != kod, rad[0].konto))
    return [("Egen del" if d.konto == kod else f"Del från {namn[d.konto]}", spann) for d, spann in egen_forst]


def _takten(takt: Takt | None, landet: Landet) -> str:
    if takt is None:
        return "Alla barn räknas som utjämnande anvisningar, eftersom det saknas underlag om anknytning."
    return (
        f"Av {tal(takt.alla)} barn i landet sedan 1 januari {takt.fran_ar} kom {tal(takt.utan_turordning)} genom "
        f"{UTAN_TURORDNING[landet.ar.rakna_inledande]}, alltså {procent(takt.andel)}. Samma del av barnen i varje "
        "scenario räknas så. Ni får samma del av dem som ni har fått av sådana barn sedan 2016. Resten fördelas efter "
        "andel på de andra kommunerna."
    )


def _raknat_barn(andel: Decimal, landet: Landet, antaganden: Antaganden) -> dict[str, Any]:
    prognos, ar = antaganden.prognos, landet.ar
    return {
        "formel": (
            f"{promille(andel, ar.decimaler)} × {tal(prognos.huvud)} barn = "
            f"{tal(vantade_barn(andel, prognos).huvud)} barn"
        ),
        "rader": [
            {"namn": f"Gällande andel {ar}", "varde": promille(andel, ar.decimaler)},
            {"namn": "Andelarna kommer från", "varde": f"{landet.tabell.kalla}: {landet.tabell}"},
            {
                "namn": f"Prognos för landet {ar}",
                "varde": f"{tal(prognos.lag)}, {tal(prognos.huvud)}, {tal(prognos.hog)}",
            },
        ],
        "kalla": ar.prognos_kalla,
        "dag": ar.prognos_dag,
    }


def _raknat_ersattning(andel: Decimal, antaganden: Antaganden, belopp: Mapping[str, Ersattning]) -> dict[str, Any]:
    barn = vantade_barn(andel, antaganden.prognos).huvud
    summa = rorlig_ersattning(andel, antaganden.prognos, antaganden.rorlig_del).huvud
    beloppen = [belopp[slag] for slag in (Ersattning.Slag.FAST, Ersattning.Slag.RORLIG)]
    return {
        "formel": f"{tal(barn)} barn × {kr(antaganden.rorlig_del)} = {_hela_kr(summa)}",
        "rader": [
            {
                "namn": rad.get_slag_display(),
                "varde": f"{kr(rad.belopp)}, gäller från {datum(rad.galler_fran)} ({rad.rattsgrund})",
            }
            for rad in beloppen
        ],
    }


def _ett_tal(barn: Decimal) -> str:
    return tal(barn.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), 1)


def _hela_kr(belopp: Decimal) -> str:
    return kr(belopp.quantize(Decimal(1), rounding=ROUND_HALF_UP))
