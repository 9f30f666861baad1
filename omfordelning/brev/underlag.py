"""The five documents' inputs. What they hold is all that the paper says; they can be stored as JSON and read again."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from omfordelning.process import Villkor

from .delar import (
    Andelsrad,
    Avsandare,
    Avsnitt,
    Avvikelse,
    Bilaga,
    EjMedtagen,
    ErsattHandling,
    Ersattning,
    Flagga,
    Forslagsversion,
    Godkannande,
    Handelserad,
    Kommunbeslut,
    Kommunsumma,
    Kontakt,
    Lansbeslut,
    Migrationsverksbeslut,
    Mottagare,
    Redovisningsrad,
    Referens,
    SamlatMottagande,
)
from .kodning import Underlag

PERSONUPPGIFTER = (
    "Brevet innehåller namn och kontaktuppgifter till personer i tjänst. Länsstyrelsen behandlar dem för att "
    "handlägga omfördelningen. Brevet är en allmän handling."
)


@dataclass(frozen=True, kw_only=True)
class Brev(Underlag):
    """What Besked and Bekräftelse share. `promille` is what the proposal gives; `hela_andelen` = all of the share.

    `datum` is the letter's day (also the PDF's creation date). `givare.andring` is minus, `mottagande.andring` plus
    the same promille; both 0 when nothing moves. `andelar_kalla` names the table the figures come from;
    `preliminara` marks them as preliminary. `version` above 1 needs `ersatter`. `overklagande` empty = no section.
    Errors: `ValueError` when the two changes do not cancel, or a version above 1 names nothing that it replaces.
    """

    referens: str
    beteckning: str
    ar: int
    datum: date
    avsandare: Avsandare
    mottagare: Mottagare
    givare: Andelsrad
    mottagande: Andelsrad
    promille: Decimal
    hela_andelen: bool
    villkor: Villkor
    beslut: Lansbeslut
    kommunbeslut: tuple[Kommunbeslut, ...]
    andelar_kalla: str
    preliminara: bool
    kontakt: Kontakt
    referenser: tuple[Referens, ...] = ()
    sandlista: tuple[str, ...] = ()
    samlat: SamlatMottagande | None = None
    flaggor: tuple[Flagga, ...] = ()
    ersattning: Ersattning | None = None
    overklagande: str = ""
    personuppgifter: str = PERSONUPPGIFTER
    version: int = 1
    ersatter: ErsattHandling | None = None
    decimaler: int = 2
    exempeldata: bool = False

    def __post_init__(self) -> None:
        if self.givare.andring + self.mottagande.andring != 0:
            raise ValueError("What one municipality gives must equal what the other receives.")
        if (self.version > 1) != (self.ersatter is not None):
            raise ValueError("A version above 1 names what it replaces, and the first version replaces nothing.")


@dataclass(frozen=True, kw_only=True)
class Beskedsbrev(Brev):
    """The county's Besked after its decision: taken along in the redovisning, or not.

    `skal`: one reason per item, required when the case is not taken along (förvaltningslagen 32 §): the rule and the
    facts. `vantas`: the day Migrationsverket is expected to decide, if known.
    """

    medtagen: bool
    skal: tuple[str, ...] = ()
    vantas: date | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.medtagen and not self.skal:
            raise ValueError("A case that is not taken along needs reasons.")


@dataclass(frozen=True, kw_only=True)
class Bekraftelsebrev(Brev):
    """The county's Bekräftelse after Migrationsverket's decision: confirmed, confirmed with another figure, or not.

    `faststalld` False needs `skal`. `avvikelse` is set when the decided figure is another than the proposed one; the
    rows then hold the decided figures. `galler_fran` is the first day it applies (1 January, or a rättelse's own day).
    """

    faststalld: bool
    galler_fran: date
    mv_beslut: Migrationsverksbeslut
    avvikelse: Avvikelse | None = None
    skal: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.faststalld and not self.skal:
            raise ValueError("A redistribution that is not confirmed needs reasons.")


@dataclass(frozen=True, kw_only=True)
class Registreringskopia(Underlag):
    """The full content of one received or dispatched act, for the registrator who enters it in the diarium.

    `mottagen` True = received by `for_myndighet`, False = dispatched. `tidpunkt` is when the act was received or
    dispatched; `registrerad` (with `registrerad_av`) when and by whom the county typed in what came by other means.
    """

    for_myndighet: str
    mottagen: bool
    rubrik: str
    avsandare: str
    mottagare: tuple[str, ...]
    tidpunkt: datetime
    referens: str
    parter: tuple[str, ...]
    avsnitt: tuple[Avsnitt, ...]
    bilagor: tuple[Bilaga, ...] = ()
    referenser: tuple[Referens, ...] = ()
    registrerad: datetime | None = None
    registrerad_av: str = ""
    exempeldata: bool = False


@dataclass(frozen=True, kw_only=True)
class Redovisningsdokument(Underlag):
    """The county's report to Migrationsverket: the decision, the redistributions and the whole county's table.

    No `rader` = nollrapport. `kommuner` holds every municipality of the county. Errors: `ValueError` when the county's
    sum would change, or a version above 1 names nothing that it replaces.
    """

    lan: str
    ar: int
    beteckning: str
    datum: date
    avsandare: Avsandare
    mottagare: Mottagare
    beslut: Lansbeslut
    andelar_kalla: str
    preliminara: bool
    rader: tuple[Redovisningsrad, ...]
    kommuner: tuple[Kommunsumma, ...]
    kontakt: Kontakt
    ej_medtagna: tuple[EjMedtagen, ...] = ()
    flaggor: tuple[Flagga, ...] = ()
    svarslage: str = ""
    """In a nollrapport: how many municipalities have said that the year does not concern them, how many nothing."""
    sandlista: tuple[str, ...] = ()
    version: int = 1
    ersatter: ErsattHandling | None = None
    decimaler: int = 2
    exempeldata: bool = False

    def __post_init__(self) -> None:
        if sum(row.fore for row in self.kommuner) != sum(row.efter for row in self.kommuner):
            raise ValueError("The county's sum must be the same before and after.")
        if (self.version > 1) != (self.ersatter is not None):
            raise ValueError("A version above 1 names what it replaces, and the first version replaces nothing.")


@dataclass(frozen=True, kw_only=True)
class Arendeutskrift(Underlag):
    """One case on paper, for a request for public documents: facts, versions, answers, decisions, timeline, files.

    `utskriven` is the instant of the print-out (also the PDF's creation date).
    """

    referens: str
    rubrik: str
    status: str
    ar: int
    lan: str
    utskriven: datetime
    fakta: tuple[Avsnitt, ...]
    versioner: tuple[Forslagsversion, ...]
    godkannanden: tuple[Godkannande, ...]
    kommunbeslut: tuple[Kommunbeslut, ...]
    tidslinje: tuple[Handelserad, ...]
    bilagor: tuple[Bilaga, ...] = ()
    referenser: tuple[Referens, ...] = ()
    flaggor: tuple[Flagga, ...] = ()
    decimaler: int = 2
    exempeldata: bool = False
