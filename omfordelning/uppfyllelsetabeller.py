"""A published month of goal fulfilment as tables to download: rounded as the page shows it, empty where it is not."""

from anvisning.berakningar.manadsbild import Kommunrad, Manadsbild
from anvisning.models import Metodval
from anvisning.tabell.export import Kolumn, Tabell, Varde
from anvisning.visning import datum
from omfordelning import uppfyllelse
from omfordelning.uppfyllelse import SKYDD


def kommuntabell(bild: Manadsbild) -> Tabell:
    """Give the municipalities, in the order of the month."""
    return _tabell(
        bild,
        "Måluppfyllelse per kommun",
        (
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Län"),
            Kolumn("Till och med", "datum"),
            Kolumn("Andel (promille)", "promille"),
            Kolumn("Antal barn", "heltal"),
            Kolumn("Senast visade antal", "heltal"),
            Kolumn("Senast visade antal till och med", "datum"),
            Kolumn("Mål", "promille", 1),
            Kolumn("Beräknad måluppfyllelse (procent)", "promille", 1),
            Kolumn("Mot målet (barn)", "promille", 1),
            Kolumn("Mot landets medel (procentenheter)", "promille", 1),
            Kolumn("Mot målet när året började (barn)", "promille", 1),
            Kolumn("Antal barn i år", "heltal"),
            Kolumn("Mål i år", "promille", 1),
            Kolumn("Barn till i landet före (ungefär)", "heltal"),
            Kolumn("Kommuner före", "heltal"),
            Kolumn("Migrationsverkets måluppfyllelse (procent)", "promille", 0),
            Kolumn("Migrationsverkets dag", "datum"),
            Kolumn("Anmärkning"),
        ),
        [_kommunrad(rad, bild) for rad in bild.rader],
    )


def _kommunrad(rad: Kommunrad, bild: Manadsbild) -> list[Varde]:
    t = uppfyllelse.kommuntal(rad, bild.medel)
    egen, visat = rad.migrationsverkets, rad.senast_visat
    return [
        rad.kommun.pk,
        rad.kommun.namn,
        rad.kommun.lan.namn,
        bild.publicering.per,
        rad.andel,
        t.antal,
        visat.antal if visat else None,
        visat.per if visat else None,
        t.mal,
        t.procent,
        t.avstand,
        t.fran_medel,
        t.ingaende,
        t.i_ar,
        t.arets_mal,
        t.plats.barn_fore if t.plats else None,
        t.plats.kommuner_fore if t.plats else None,
        egen.procent.normalize() if egen else None,
        egen.dag if egen else None,
        uppfyllelse.varfor_inte(rad),
    ]


def lanstabell(bild: Manadsbild) -> Tabell:
    """Give the counties, and the country last."""
    rader: list[list[Varde]] = []
    summor = [(rad.kod, rad.namn, uppfyllelse.lanstal(rad)) for rad in bild.lansrader]
    for kod, namn, t in [*summor, ("", "Hela landet", uppfyllelse.rikstal(bild))]:
        anmarkning = SKYDD if t.antal is None else ""
        rader.append([kod, namn, bild.publicering.per, t.antal, t.mal, t.procent, t.avstand, anmarkning])
    return _tabell(
        bild,
        "Måluppfyllelse per län",
        (
            Kolumn("Länskod"),
            Kolumn("Län"),
            Kolumn("Till och med", "datum"),
            Kolumn("Antal barn", "heltal"),
            Kolumn("Mål", "promille", 1),
            Kolumn("Beräknad måluppfyllelse (procent)", "promille", 1),
            Kolumn("Mot målet (barn)", "promille", 1),
            Kolumn("Anmärkning"),
        ),
        rader,
    )


def _tabell(bild: Manadsbild, rubrik: str, kolumner: tuple[Kolumn, ...], rader: list[list[Varde]]) -> Tabell:
    publicering = bild.publicering
    korning = publicering.berakning
    return Tabell(
        rubrik=f"{rubrik} till och med {datum(publicering.per)}",
        kolumner=kolumner,
        rader=rader,
        not_=(
            f"Beräknad av tjänsten den {datum(korning.startad)}, publicerad den {datum(publicering.publicerad)}. "
            f"Metod: {Metodval(korning.metod).label}. Andelar: {korning.tabell}. Källa: {korning.tabell.kalla}. "
            f"Beräkning: {korning.publikt_id}."
        ),
        preliminar=korning.tabell.ar_preliminar,
        exempeldata=korning.ar.exempeldata,
    )
