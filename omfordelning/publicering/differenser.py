"""The difference list: where a decided table gives a municipality another share, with the sentence that says why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anvisning.models import Tabellimport
from anvisning.visning import promille as visa
from omfordelning.models import Forslag
from omfordelning.publicering.utfall import Utfall

NOLL = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Differens:
    """A municipality whose decided share is not the proposed one (promille), with the sentence that says why.

    For a rättelse: whose share changes; `tidigare` is then what it was.
    """

    kommunkod: str
    namn: str
    preliminar: Decimal | None
    foreslagen: Decimal | None
    tidigare: Decimal | None
    faststalld: Decimal
    forklaring: str
    forslag: Forslag | None


def build_differenser(
    rad: Tabellimport,
    utfall: Sequence[Utfall],
    *,
    namn: Mapping[str, str],
    preliminara: Mapping[str, Decimal],
    foreslagna: Mapping[str, Decimal],
    ordinarie: Mapping[str, Decimal],
    i_kraft: Mapping[str, Decimal],
    gallande: Mapping[str, Decimal],
    forut: Mapping[str, Decimal] | None,
) -> tuple[Differens, ...]:
    """Compare shares in force (promille by code): the proposed with the decided, or for a rättelse before with after.

    `gallande` are the decided ordinary shares before a rättelse and `forut` those in force (None: a final table).
    A year without preliminary shares has no proposal to differ from.
    """
    fore = foreslagna if forut is None else forut
    if forut is None and not preliminara:
        return ()
    av_kommun: dict[str, list[Utfall]] = {}
    for u in utfall:
        av_kommun.setdefault(u.forslag.givare_id, []).append(u)
        av_kommun.setdefault(u.forslag.mottagare_id, []).append(u)
    rader = []
    for kod in sorted({*fore, *i_kraft}):
        if fore.get(kod, NOLL) == i_kraft.get(kod, NOLL):
            continue
        egna = av_kommun.get(kod, [])
        if forut is None:
            meningar = [*_ordinarie(kod, preliminara, ordinarie), *map(_mot_forslaget, _andrade(egna))]
        else:
            meningar = [*_fore_rattelsen(kod, forut, gallande, ordinarie), *map(_mot_forut, _andrade(egna))]
            meningar.append(f"Skäl: {_mening(rad.skal)}" if rad.skal else "Skälet är inte angivet än.")
        rader.append(
            Differens(
                kommunkod=kod,
                namn=namn.get(kod, kod),
                preliminar=preliminara.get(kod),
                foreslagen=foreslagna.get(kod) if preliminara else None,
                tidigare=None if forut is None else forut.get(kod),
                faststalld=i_kraft.get(kod, NOLL),
                forklaring=" ".join(meningar),
                forslag=_arendet(egna),
            )
        )
    return tuple(rader)


def _andrade(utfall: Sequence[Utfall]) -> list[Utfall]:
    """Give the redistributions whose figure is not the proposed one, or for a rättelse not the one that held."""
    return [u for u in utfall if u.beslutat != (u.foreslaget if u.tidigare is None else u.tidigare)]


def _arendet(egna: Sequence[Utfall]) -> Forslag | None:
    """Give the one case a difference is about: the only one that changed, else the only one there is."""
    for kandidater in (_andrade(egna), egna):
        if len(kandidater) == 1:
            return kandidater[0].forslag
    return None


def _ordinarie(kod: str, preliminara: Mapping[str, Decimal], ordinarie: Mapping[str, Decimal]) -> Iterator[str]:
    gammal, ny = preliminara.get(kod), ordinarie.get(kod)
    if ny is None:
        yield f"Kommunen saknas i den fastställda tabellen. I den preliminära var andelen {visa(gammal)}."
    elif gammal is None:
        yield f"Kommunen fanns inte i den preliminära tabellen. Den ordinarie andelen är {visa(ny)}."
    elif gammal != ny:
        yield f"Den ordinarie andelen är {visa(ny)}. I den preliminära tabellen var den {visa(gammal)}."


def _mot_forslaget(u: Utfall) -> str:
    if not u.beslutat:
        return f"{u.forslag.referens} fastställdes inte. {_mening(u.skal)}"
    return (
        f"I {u.forslag.referens} fördes {visa(u.beslutat)} över i stället för {visa(u.foreslaget)}. {_mening(u.skal)}"
    )


def _fore_rattelsen(
    kod: str, forut: Mapping[str, Decimal], gallande: Mapping[str, Decimal], ordinarie: Mapping[str, Decimal]
) -> Iterator[str]:
    yield f"Före rättelsen var andelen {visa(forut.get(kod, NOLL))}."
    gammal, ny = gallande.get(kod), ordinarie.get(kod)
    if ny is None:
        yield "Kommunen saknas i den rättade tabellen."
    elif gammal is None:
        yield f"Kommunen fanns inte i tabellen före rättelsen. Den ordinarie andelen är {visa(ny)}."
    elif gammal != ny:
        yield f"Den ordinarie andelen ändras från {visa(gammal)} till {visa(ny)}."


def _mot_forut(u: Utfall) -> str:
    om = f" {_mening(u.forklaring)}" if u.forklaring else ""
    if not u.beslutat:
        return f"Omfördelningen i {u.forslag.referens} upphör.{om}"
    return f"I {u.forslag.referens} förs {visa(u.beslutat)} över i stället för {visa(u.tidigare)}.{om}"


def _mening(text: str) -> str:
    """Give a person's text as a whole sentence."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."
