"""What the public may see, as tables to download."""

from collections.abc import Iterable

from anvisning.models import Kommun
from anvisning.tabell.export import Kolumn, Tabell
from omfordelning import oppet
from omfordelning.models import Forslag
from omfordelning.oppet import Arslage
from omfordelning.process import Status


def andelstabell(lage: Arslage, kommuner: Iterable[Kommun]) -> Tabell:
    """Give the list of shares as a table to download; it can be taken in again as it is."""
    noter = [lage.per.mening] if lage.per else []
    noter += [f"{lage.tabell}. Källa: {lage.tabell.kalla}."]
    noter += [lage.aterger] if lage.aterger else []
    noter += [f"Rättelse: {lage.tabell.skal}"] if lage.tabell.skal else []
    return Tabell(
        rubrik=f"Anvisningsandelar {lage.ar.ar}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Län"),
            Kolumn("Ordinarie andel (promille)", "promille"),
            Kolumn("Omfördelat (promille)", "promille"),
            Kolumn("Gällande andel efter omfördelning (promille)", "promille"),
        ),
        rader=[[k.kod, k.namn, k.lan.namn, k.ordinarie, k.andring, k.i_kraft] for k in kommuner],
        not_=" ".join(noter),
        preliminar=lage.tabell.ar_preliminar,
        exempeldata=lage.ar.exempeldata,
    )


def omfordelningstabell(lage: Arslage, forslag: Iterable[Forslag]) -> Tabell:
    """Give a year's redistributions as a table to download."""
    return Tabell(
        rubrik=f"Omfördelningar {lage.ar.ar}",
        kolumner=(
            Kolumn("Referens"),
            Kolumn("Län"),
            Kolumn("Givande kommun, kod"),
            Kolumn("Givande kommun"),
            Kolumn("Mottagande kommun, kod"),
            Kolumn("Mottagande kommun"),
            Kolumn("Promille", "promille"),
            Kolumn("Omfattning"),
            Kolumn("Status"),
            Kolumn("Anmärkning"),
        ),
        rader=[
            [
                f.referens,
                f.lan.namn,
                f.givare_id,
                f.givare.namn,
                f.mottagare_id,
                f.mottagare.namn,
                f.flyttat,
                "hela andelen" if f.hela else "en del",
                "Fastställd" if f.status == Status.FASTSTALLD else oppet.FORESLAGEN,
                "; ".join(filter(None, (oppet.rattelsemening(f), oppet.omstandighet(f)))),
            ]
            for f in forslag
        ],
        not_=" ".join(filter(None, (lage.per and lage.per.mening, lage.aterger))),
        preliminar=lage.tabell.ar_preliminar,
        exempeldata=lage.ar.exempeldata,
    )
