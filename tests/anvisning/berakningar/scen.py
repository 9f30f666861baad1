"""A country in its year: 2026's shares are decided, and assignments are posted by two persons."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from anvisning import anvisningar
from anvisning.anvisningar import Andring, Filuppgifter
from anvisning.models import Anvisningsbokning, Anvisningstyp, Anvisningsunderlag, Berakning, Tabellslag
from tests import fabrik
from tests.fabrik import Riket, klockan, preliminara

AR = 2026
STOCKHOLM, LULEA, BODEN, HAPARANDA = "0180", "2580", "2582", "2583"
FASTSTALLT = klockan(date(2025, 12, 15))
NU = klockan(date(2026, 8, 3))


def bygg(andelar: Mapping[str, Decimal] | None = None) -> Riket:
    """Give the country with the year's final shares, and nothing assigned."""
    riket = fabrik.bygg_riket(nu=None, ar=AR)
    riket.publicera(Tabellslag.FASTSTALLD, andelar or preliminara(), nu=FASTSTALLT)
    return riket


def bokfor(
    riket: Riket, antal: Mapping[str, int], *, dag: date = date(2026, 7, 31), nu: datetime = NU, typ: str = "utjamnande"
) -> Anvisningsbokning:
    """Post a file with signed numbers of children by municipality, all on one day, until which it covers."""
    rader = "".join(f"{kod};{tal}\n" for kod, tal in antal.items())
    fil = f"Rubrik;Fil {Anvisningsunderlag.objects.count()}\nKommunkod;Antal\n{rader}".encode()
    uppgifter = Filuppgifter("Migrationsverket", dag, dag, typ)
    underlag = anvisningar.las_in("perioder", "fil.csv", fil, uppgifter, av=riket.importor, nu=nu)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=nu)


def ratta(
    riket: Riket,
    antal: Mapping[str, int],
    *,
    dag: date = date(2026, 7, 31),
    nu: datetime = NU,
    kalla: str = "Migrationsverket",
) -> Anvisningsbokning:
    """Post a correction: signed numbers of children by municipality, all on one day."""
    rader = [Andring(kod, dag, Anvisningstyp.UTJAMNANDE, tal) for kod, tal in antal.items()]
    underlag = anvisningar.forbered_rattelse(rader, kalla=kalla, skal="Prov.", av=riket.importor, nu=nu)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=nu)


def angra(riket: Riket, bokning: Anvisningsbokning, nu: datetime = NU) -> Anvisningsbokning:
    """Undo a posting."""
    underlag = anvisningar.forbered_motpost(bokning.pk, skal="Prov.", av=riket.importor, nu=nu)
    return anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=nu)


def rakna(nu: datetime = NU) -> Berakning | None:
    """Do the runs that are ordered, and give the newest run."""
    fabrik.arbeta("berakning", nu=nu)
    return Berakning.objects.first()


def alla(antal: int) -> dict[str, int]:
    """Give the same number for every municipality."""
    return dict.fromkeys(preliminara(), antal)
