"""How a municipality's published numbers are computed: each with its formula, what it is put in, source and date."""

from fractions import Fraction
from typing import Any

from anvisning.anvisningar.kallan import Kalla
from anvisning.berakningar.lasning import metod
from anvisning.berakningar.manadsbild import Kommunrad, Manadsbild
from anvisning.maluppfyllelse.smatal import ANTAGET
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.visning import TANKSTRECK, datum, promille, tal
from omfordelning import uppfyllelse
from omfordelning.malord import exakt
from omfordelning.uppfyllelse import SKYDD, VISAS_INTE, Kommuntal, med_procent

Avsnitt = dict[str, Any]
PA_KONTOT = (
    "Barn som räknas på kommunens andel, också de som en annan kommun tog emot när den hade tagit över en del av "
    "andelen. Barn med anknytning räknas där de bor."
)
I_KOMMUNEN = "Barn som är anvisade till kommunen."


def avsnitt(rad: Kommunrad, bild: Manadsbild, kalla: Kalla) -> list[Avsnitt]:
    """Give the numbers in the order of the page: id, rubrik, varde, text, skal, formel, rader, kalla and dag."""
    t = uppfyllelse.kommuntal(rad, bild.medel)
    svar = [
        _andel(rad),
        _antal(rad, t, kalla),
        _mal(rad, t),
        _procent(rad, t),
        _avstand(rad, t),
        _medel(rad, t, bild),
        _ingaende(rad, t, bild),
        _i_ar(rad, t, bild),
        _plats(rad),
        _migrationsverkets(rad),
    ]
    korning = rad.publicering.berakning
    kort = f"{datum(korning.startad)} ({str(korning.publikt_id)[:8]})"
    for del_ in svar:
        del_.setdefault("kalla", "tjänstens beräkning")
        del_.setdefault("dag", korning.startad)
        del_["dold"] = SKYDD in del_["text"] + del_.get("skal", "")
        del_["rader"].append({"namn": "Beräkning", "varde": kort, "url": "#underlag"})
    return svar


def _avsnitt(id_: str, rubrik: str, varde: str, rader: list[tuple[str, str]], **mer: Any) -> Avsnitt:
    return {
        "id": id_,
        "rubrik": rubrik,
        "varde": varde,
        "rader": [{"namn": namn, "varde": text} for namn, text in rader],
        **mer,
    }


def _andel(rad: Kommunrad) -> Avsnitt:
    tabell = rad.publicering.berakning.tabell
    return _avsnitt(
        "andel",
        f"{_andelsord(rad).capitalize()} {tabell.ar_id}",
        promille(rad.andel),
        [
            ("Tabell", str(tabell)),
            ("Beslutad", datum(tabell.beslutsdag)),
            ("Filens kontrollsumma (SHA-256)", tabell.sha256),
        ],
        text="Kommunens del av alla anvisningar i landet.",
        skal="" if rad.andel else "Kommunen har ingen andel det här året. Därför finns inget mål att jämföra med.",
        preliminar=tabell.ar_preliminar,
        kalla=tabell.kalla,
        dag=tabell.beslutsdag,
    )


def _andelsord(rad: Kommunrad) -> str:
    return "ordinarie andel" if _konton(rad) else "gällande andel"


def _konton(rad: Kommunrad) -> bool:
    return metod(rad.publicering.berakning) is Metod.ORDINARIE_ANDEL


def _antal(rad: Kommunrad, t: Kommuntal, kalla: Kalla) -> Avsnitt:
    korning = rad.publicering.berakning
    fil = kalla.fil
    mer = {"kalla": f"{fil.kalla}{kalla.tillagg}", "dag": fil.till_och_med} if fil else {}
    return _avsnitt(
        "antal",
        "Antal barn",
        VISAS_INTE if t.antal is None else f"{tal(t.antal)} barn",
        [("Räknat från och med", "1 januari 2016"), ("Räknat till och med", datum(korning.per))],
        text=PA_KONTOT if _konton(rad) else I_KOMMUNEN,
        skal=SKYDD if t.antal is None else "",
        forklaring=" ".join(uppfyllelse.visat_forut(rad)),
        **mer,
    )


def _mal(rad: Kommunrad, t: Kommuntal) -> Avsnitt:
    korning = rad.publicering.berakning
    if rad.mal is None:
        return _avsnitt("mal", "Mål", VISAS_INTE, [], text="Så många barn som andelen motsvarar.", skal=SKYDD)
    rader = [(_andelsord(rad).capitalize(), promille(rad.andel))]
    if metod(korning) is Metod.PERIODSUMMA:
        arets = Fraction(rad.andel) * korning.i_ar / 1000
        formel = f"{exakt(rad.mal - arets)} + {promille(rad.andel)} × {tal(korning.i_ar)} barn / 1 000"
        rader += [
            (f"Mål för åren före {korning.ar_id}", f"{exakt(rad.mal - arets)} barn"),
            (f"Barn i landet {korning.ar_id}", tal(korning.i_ar)),
        ]
    else:
        formel = f"{promille(rad.andel)} × {tal(korning.alla)} barn / 1 000"
        rader.append(("Barn i landet sedan 2016", tal(korning.alla)))
    return _avsnitt(
        "mal",
        "Mål",
        f"{tal(t.mal, 1)} barn",
        rader,
        text="Så många barn som andelen motsvarar.",
        formel=f"{formel} = {exakt(rad.mal)} barn",
    )


def _procent(rad: Kommunrad, t: Kommuntal) -> Avsnitt:
    formel = ""
    if t.procent is not None and rad.mal:
        formel = f"{tal(t.antal)} / {exakt(rad.mal)} = {med_procent(t.procent)}"
    return _avsnitt(
        "procent",
        "Beräknad måluppfyllelse",
        _eller(t, med_procent(t.procent)),
        _antal_och_mal(rad, t),
        text="Antalet barn i förhållande till målet.",
        skal=uppfyllelse.varfor_inte(rad),
        formel=formel,
    )


def _avstand(rad: Kommunrad, t: Kommuntal) -> Avsnitt:
    formel = ""
    if t.avstand is not None and rad.mal is not None and rad.avstand is not None:
        formel = f"{tal(t.antal)} − {exakt(rad.mal)} = {exakt(rad.avstand)} barn"
    return _avsnitt(
        "avstand",
        "Mot målet",
        _eller(t, TANKSTRECK if t.avstand is None else f"{uppfyllelse.tecken(t.avstand)} barn"),
        _antal_och_mal(rad, t),
        text="Plus betyder fler barn än målet, minus färre.",
        skal=uppfyllelse.varfor_inte(rad),
        formel=formel,
    )


def _antal_och_mal(rad: Kommunrad, t: Kommuntal) -> list[tuple[str, str]]:
    return [
        ("Antal barn", VISAS_INTE if t.antal is None else tal(t.antal)),
        ("Mål", VISAS_INTE if rad.mal is None else f"{exakt(rad.mal)} barn"),
    ]


def _medel(rad: Kommunrad, t: Kommuntal, bild: Manadsbild) -> Avsnitt:
    landets = uppfyllelse.procent(bild.medel)
    formel = ""
    if t.fran_medel is not None:
        punkter = uppfyllelse.tecken(t.fran_medel)
        formel = f"{med_procent(t.procent)} − {med_procent(landets)} = {punkter} procentenheter"
    return _avsnitt(
        "medel",
        "Mot landets medel",
        _eller(t, TANKSTRECK if t.fran_medel is None else f"{uppfyllelse.tecken(t.fran_medel)} procentenheter"),
        [("Kommunen", _eller(t, med_procent(t.procent))), ("Hela landet", med_procent(landets))],
        text=medelmening(bild),
        skal=uppfyllelse.varfor_inte(rad),
        formel=formel,
    )


def medelmening(bild: Manadsbild) -> str:
    """Say what the country's percentage is, and why."""
    landets = uppfyllelse.procent(bild.medel)
    if landets is None:
        return "Landets tal visas inte."
    if landets == 100:
        return "Hela landet är 100 %, eftersom alla andelar tillsammans är 1 000 ‰."
    saknas = bild.publicering.berakning.ar_utan_andelar
    if saknas:
        aren = ", ".join(map(str, saknas))
        return f"Hela landet är {med_procent(landets)}. Det är inte 100 %, eftersom andelar saknas för {aren}."
    return f"Hela landet är {med_procent(landets)}. Det är inte 100 %, eftersom andelarna inte är exakt 1 000 ‰."


def _arets_mal(rad: Kommunrad) -> str:
    return VISAS_INTE if rad.arets_mal is None else f"{exakt(rad.arets_mal)} barn"


def _ingaende(rad: Kommunrad, t: Kommuntal, bild: Manadsbild) -> Avsnitt:
    formel = ""
    if rad.ingaende is not None and rad.mal is not None and rad.arets_mal is not None:
        tidigare = exakt(rad.mal - rad.arets_mal)
        formel = f"{tal(rad.fore)} − ({exakt(rad.mal)} − {exakt(rad.arets_mal)}) = {exakt(rad.ingaende)} barn"
        rader = [("Mål vid årets början", f"{tidigare} barn"), ("Barn vid årets början", tal(rad.fore))]
    else:
        rader = []
    return _avsnitt(
        "ingaende",
        uppfyllelse.arsskiftesrubrik(rad.publicering),
        _eller(t, TANKSTRECK if t.ingaende is None else f"{uppfyllelse.tecken(t.ingaende)} barn"),
        rader,
        text="Antalet barn jämfört med målet när året började. Plus betyder fler barn än målet, minus färre.",
        skal=_varfor_inget_arsskifte(rad, bild),
        formel=formel,
    )


def _i_ar(rad: Kommunrad, t: Kommuntal, bild: Manadsbild) -> Avsnitt:
    formel, ar = "", rad.publicering.berakning.ar_id
    if rad.i_ar is not None and rad.uppfyllelse:
        formel = f"{tal(rad.uppfyllelse.antal)} − {tal(rad.fore)} = {tal(rad.i_ar)} barn"
    rader = [("Årets mål", _arets_mal(rad))]
    if rad.arets_mal is not None:
        rader.append(("Så räknas årets mål", f"{promille(rad.andel)} × {tal(bild.riket_i_ar)} barn i landet / 1 000"))
    return _avsnitt(
        "i-ar",
        f"Takten {ar}",
        _eller(t, TANKSTRECK if t.i_ar is None else f"{tal(t.i_ar)} av {tal(t.arets_mal, 1)} barn"),
        rader,
        text="Barn sedan årets början, av det som andelen är av alla barn i landet under året.",
        skal=_varfor_inget_arsskifte(rad, bild),
        formel=formel,
    )


def _varfor_inget_arsskifte(rad: Kommunrad, bild: Manadsbild) -> str:
    if skal := uppfyllelse.varfor_inte(rad):
        return skal
    if rad.fore is not None:
        return ""
    if bild.har_arsskifte:
        return f"Antalet vid årets början visas inte. {SKYDD}"
    ar = rad.publicering.berakning.ar_id - 1
    return f"December {ar} är inte publicerad med samma metod. Därför kan tidigare år och i år inte skiljas åt."


def _plats(rad: Kommunrad) -> Avsnitt:
    rader = []
    if rad.plats:
        rader = [
            ("Barn till i landet innan det är kommunens tur", f"ungefär {tal(rad.plats.barn_fore)}"),
            ("Kommuner som står före", tal(rad.plats.kommuner_fore)),
        ]
    return _avsnitt(
        "plats",
        "Plats i turordningen",
        _platsvarde(rad),
        rader,
        text=uppfyllelse.turmening(rad),
        forklaring=(
            "En utjämnande anvisning går till den kommun i landet som har lägst måluppfyllelse. Vi räknar fram hur "
            "många barn som går till andra kommuner innan den här kommunen är lägst. En kommun vars antal inte visas "
            f"räknas med sitt senast visade antal, annars med {ANTAGET}. Därför är platsen ungefärlig."
        ),
    )


def _platsvarde(rad: Kommunrad) -> str:
    if not rad.visas:
        return VISAS_INTE
    if rad.plats is None:
        return TANKSTRECK
    return f"ungefär {tal(rad.plats.barn_fore)} barn före" if rad.plats.barn_fore else "ungefär först"


def _migrationsverkets(rad: Kommunrad) -> Avsnitt:
    egen = rad.migrationsverkets
    if egen is None:
        return _avsnitt(
            "migrationsverket",
            "Migrationsverkets egen siffra",
            TANKSTRECK,
            [],
            text="Ingen siffra från Migrationsverket är inläst för kommunen.",
        )
    return _avsnitt(
        "migrationsverket",
        "Migrationsverkets egen siffra",
        f"{tal(egen.procent)} %",
        [("Gäller", datum(egen.dag))],
        text="Migrationsverkets siffra gäller före den som vi har beräknat.",
        kalla=egen.kalla,
        dag=egen.dag,
    )


def _eller(t: Kommuntal, text: str) -> str:
    return VISAS_INTE if t.antal is None else text
