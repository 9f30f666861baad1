"""The parts that the documents are made of: frozen values of text, dates and Decimals, nothing from the database.

Texts are shown as they are (escaped, never read as HTML); an empty text means "not stated" and leaves the line out.
Shares are promille as Decimal, amounts are kr, dates are Swedish calendar days, instants carry a time zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from omfordelning.process import Villkor


@dataclass(frozen=True, kw_only=True)
class Kontakt:
    """Whom to ask: a person or a function, with telephone and e-mail at work."""

    namn: str
    funktion: str = ""
    telefon: str = ""
    epost: str = ""


@dataclass(frozen=True, kw_only=True)
class Avsandare:
    """The sending authority as it stands at the top of the paper: name, and ways to reach it."""

    namn: str
    epost: str = ""
    telefon: str = ""


@dataclass(frozen=True, kw_only=True)
class Mottagare:
    """The addressee: authority, its organ (board) if known, and the mailbox the letter goes to."""

    namn: str
    organ: str = ""
    epost: str = ""


@dataclass(frozen=True, kw_only=True)
class Andelsrad:
    """One municipality before and after one redistribution, in promille; `efter` = `fore` + `andring` exactly."""

    kod: str
    namn: str
    fore: Decimal
    andring: Decimal
    efter: Decimal

    def __post_init__(self) -> None:
        if self.fore + self.andring != self.efter:
            raise ValueError(f"{self.namn}: {self.fore} + {self.andring} is not {self.efter}.")


@dataclass(frozen=True, kw_only=True)
class SamlatMottagande:
    """The receiver's total when it takes over from several: number of givers and its share after all of them."""

    antal_givare: int
    efter: Decimal


@dataclass(frozen=True, kw_only=True)
class Kommunbeslut:
    """A municipality's own decision: organ, day, paragraph, diarienummer, state of the minutes, remark.

    `justering` is shown as it is ("Protokollet är justerat.", "Protokollsutdraget följer senare."), like `anmarkning`
    ("Registrerat av länsstyrelsen."). A decision not yet known has `datum` None and says so in `anmarkning`.
    """

    kommun: str
    organ: str = ""
    datum: date | None = None
    paragraf: str = ""
    dnr: str = ""
    justering: str = ""
    anmarkning: str = ""


@dataclass(frozen=True, kw_only=True)
class Lansbeslut:
    """The county's decision (förvaltningslagen 31 §): day, dnr, who decided, who presented, who else took part.

    `foredragande` empty = decided without föredragande, and the document says so. `rattslig_grund` is the legal basis
    as the county wrote it in its decision.
    """

    datum: date
    dnr: str
    beslutande: str
    foredragande: str = ""
    ovriga: tuple[str, ...] = ()
    rattslig_grund: str = ""


@dataclass(frozen=True, kw_only=True)
class Migrationsverksbeslut:
    """Migrationsverket's decision on the final shares: day, its own reference, and the published table's name."""

    datum: date
    referens: str
    tabell: str = ""


@dataclass(frozen=True, kw_only=True)
class Avvikelse:
    """A decided figure that is another than the proposed one, in promille, and the sentence that explains it.

    `enligt_villkoret` is what the municipalities' clause would have given, None if it does not apply.
    """

    foreslaget: Decimal
    beslutat: Decimal
    forklaring: str
    enligt_villkoret: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Flagga:
    """Something the reader must know beside the outcome: heading ("Anstånd") and one or more sentences."""

    rubrik: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Ersattningsexempel:
    """An example of the variable part: with this many expected children, this share gives this amount in kr."""

    antal_barn: int
    promille: Decimal
    belopp_kr: Decimal


@dataclass(frozen=True, kw_only=True)
class Ersattning:
    """The state's compensation as it stands in the regulation at the time: amounts in kr, and the regulation's name."""

    fast_del_kr: Decimal
    rorlig_del_kr: Decimal
    grund: str
    exempel: Ersattningsexempel | None = None


@dataclass(frozen=True, kw_only=True)
class Referens:
    """One authority's own number for the matter."""

    myndighet: str
    beteckning: str


@dataclass(frozen=True, kw_only=True)
class ErsattHandling:
    """The earlier document that this one replaces: its name or number, its day, and why it is replaced."""

    beteckning: str
    datum: date
    skal: str = ""


@dataclass(frozen=True, kw_only=True)
class Uppgift:
    """A label and its value, the smallest piece of a registered act's content."""

    etikett: str
    varde: str


@dataclass(frozen=True, kw_only=True)
class Avsnitt:
    """A heading with labelled values under it."""

    rubrik: str
    uppgifter: tuple[Uppgift, ...]


@dataclass(frozen=True, kw_only=True)
class Bilaga:
    """An attached file by name, size in bytes and SHA-256 (64 hexadecimal digits)."""

    namn: str
    storlek: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Redovisningsrad:
    """One redistribution in the county's report, in promille: what the giver gives, and all that the receiver gets.

    The receiver's `andring` is the sum from all its givers, the same in each of its rows. `kommunbeslut` and
    `anmarkning` are short texts shown under the pair ("Emmaboda: KS 6 oktober 2026 § 112").
    """

    referens: str
    givare: Andelsrad
    mottagare: Andelsrad
    hela_andelen: bool
    villkor: Villkor
    kommunbeslut: tuple[Kommunbeslut, ...] = ()
    anmarkning: str = ""

    @property
    def promille(self) -> Decimal:
        """What the giver gives."""
        return -self.givare.andring


@dataclass(frozen=True, kw_only=True)
class Kommunsumma:
    """One municipality in the county's table, in promille: `efter` = `fore` - `lamnar` + `tar_emot` exactly."""

    kod: str
    namn: str
    fore: Decimal
    lamnar: Decimal
    tar_emot: Decimal
    efter: Decimal

    def __post_init__(self) -> None:
        if self.fore - self.lamnar + self.tar_emot != self.efter:
            raise ValueError(f"{self.namn}: {self.fore} - {self.lamnar} + {self.tar_emot} is not {self.efter}.")


@dataclass(frozen=True, kw_only=True)
class EjMedtagen:
    """A case the county did not take along, and why."""

    referens: str
    givare: str
    mottagare: str
    skal: str


@dataclass(frozen=True, kw_only=True)
class Forslagsversion:
    """One version of a proposal: number, day, promille, clause, who wrote it, remark."""

    nummer: int
    tidpunkt: datetime
    promille: Decimal
    av: str
    anmarkning: str = ""


@dataclass(frozen=True, kw_only=True)
class Godkannande:
    """One side's answer to one version: "godkänner" or "säger nej", by whom, resting on which decision."""

    version: int
    kommun: str
    svar: str
    tidpunkt: datetime
    av: str
    beslut: str = ""


@dataclass(frozen=True, kw_only=True)
class Handelserad:
    """One line of a case's timeline: instant, what happened, who did it, in which role."""

    tidpunkt: datetime
    text: str
    av: str
    roll: str = ""
