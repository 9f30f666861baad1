"""The words of "Vad händer om …": each figure of both sides before and after, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from anvisning.berakningar.landet import Landet
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.metoder import UTAN_ANDEL, Uppfyllelse
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import Del, Metod
from anvisning.maluppfyllelse.vad_om import Antaganden, Jamforelse, Kommunbild
from anvisning.models import Ar, Kommun
from anvisning.prognos import TreScenarier
from anvisning.visning import (
    HARDBLANK,
    TANKSTRECK,
    avrundat,
    datum,
    forandring,
    kommuner,
    kr,
    promille,
    promille_forandring,
    tal,
)
from omfordelning.malord import BARN, PROCENT, andras_antal, antal, procent

OFORANDRAD = "oförändrad"
DOLT = "visas inte för andra kommuner"
SCENARIER = "Huvudscenariot (lågt till högt)"
INTE_LOFTE = "Det är en uppskattning, inget löfte."
NOLL_KAN_FA_BARN = "Även en kommun med andelen 0 ‰ kan få ett barn anvisat till sig, till exempel vid anknytning."


@dataclass(frozen=True, kw_only=True)
class Rad:
    """One figure of one side."""

    namn: str
    fore: str
    efter: str
    andring: str
    not_: str = ""
    """A few words under the name."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One side: "Boden lämnar 0,60 ‰", and its figures."""

    rubrik: str
    rader: list[Rad]


@dataclass(frozen=True, kw_only=True)
class Orden:
    """A comparison with the names it is told by. `antaganden` None: children and compensation are left out.

    `hela`: the giver hands over all of its own share. `insyn`: what the municipality that reads it knows of the others
    (None: the county or the nation, which sees all). It does not see another's small numbers, nor what they could be
    worked out from.
    """

    jamforelse: Jamforelse
    ar: Ar
    andel: Decimal
    hela: bool
    givare: Kommun
    mottagare: Kommun
    namn: Mapping[str, str]
    insyn: Insyn | None
    antaganden: Antaganden | None

    def meningar(self) -> list[str]:
        """Give what happens in plain sentences."""
        givare, mottagare, ar = self.givare.namn, self.mottagare.namn, self.ar
        efter = self.jamforelse.efter
        vad = f"hela sin andel, {self._promille(self.andel)}," if self.hela else self._promille(self.andel)
        meningar = [
            f"Om {givare} lämnar {vad} till {mottagare} får {givare} andelen {self._promille(efter.givare.andel)} och "
            f"{mottagare} {self._promille(efter.mottagare.andel)} för {ar.pk}."
        ]
        if self.antaganden:
            gfore, gefter, mfore, mefter = (
                tal(bild.barn.huvud, self._barndecimaler)
                for lage in ("givare", "mottagare")
                for bild in (getattr(self.jamforelse.fore, lage), getattr(efter, lage))
            )
            meningar.append(
                f"Då väntas ungefär {gefter} barn till {givare} i stället för {gfore}, och ungefär {mefter} till "
                f"{mottagare} i stället för {mfore}. {INTE_LOFTE}"
            )
        if self.ar.metod == Metod.GALLANDE_ANDEL:
            meningar.append("Med årets metod kan även andra kommuners plats i turordningen ändras.")
        if self.hela:
            meningar.append(NOLL_KAN_FA_BARN)
        return meningar

    def parter(self) -> list[Part]:
        """Give the two sides."""
        fore, efter = self.jamforelse.fore, self.jamforelse.efter
        antal, givare, mottagare = self._promille(self.andel), self.givare, self.mottagare
        return [
            Part(rubrik=f"{givare.namn} lämnar {antal}", rader=self._rader(givare.pk, fore.givare, efter.givare)),
            Part(
                rubrik=f"{mottagare.namn} tar emot {antal}",
                rader=self._rader(mottagare.pk, fore.mottagare, efter.mottagare),
            ),
        ]

    def _rader(self, kod: str, fore: Kommunbild, efter: Kommunbild) -> list[Rad]:
        rader = [
            Rad(
                namn="Andel",
                fore=self._promille(fore.andel),
                efter=self._promille(efter.andel),
                andring=promille_forandring(efter.andel - fore.andel, self.ar.decimaler),
            )
        ]
        if self.antaganden:
            rader.append(_scenariorad(f"Väntade barn {self.ar.pk}", fore.barn, efter.barn, self._barndecimaler))
        rader.append(
            _uppfyllelserad(
                self._malets_namn,
                "Sedan 2016, antalet som publicerades senast" if kod in self._publika else "Sedan 2016",
                self._synlig(kod, fore.uppfyllelse),
                self._synlig(kod, efter.uppfyllelse),
                litet=self._hemligt(kod),
            )
        )
        for del_ in self._delar(kod, fore.delar, efter.delar):
            rader.append(
                _uppfyllelserad(
                    f"Måluppfyllelse, {self._delnamn(del_)}",
                    f"Sedan 1 januari {self.ar.pk}",
                    fore.delar.get(del_),
                    efter.delar.get(del_),
                    litet=self._hemlig_del(kod, efter.delar.get(del_)),
                )
            )
        for del_ in self._delar(kod, fore.platser, efter.platser, {Del(kod, kod): None}):
            rader.append(self._koplats(del_, fore, efter))
        if self.antaganden:
            rader.append(
                Rad(
                    namn="Fast ersättning",
                    fore=kr(fore.fast_del),
                    efter=kr(efter.fast_del),
                    andring=OFORANDRAD if fore.fast_del == efter.fast_del else kr(efter.fast_del - fore.fast_del),
                    not_="Följer inte andelen",
                )
            )
            rorlig = "Rörlig ersättning per år"
            rader.append(_scenariorad(rorlig, fore.rorlig_del, efter.rorlig_del, 0, enhet=f"{HARDBLANK}kr"))
        return rader

    def _koplats(self, del_: Del, fore: Kommunbild, efter: Kommunbild) -> Rad:
        da, sedan = fore.platser.get(del_), efter.platser.get(del_)
        ny = del_ == Del(self.givare.pk, self.mottagare.pk)
        namn = f"Plats i turordningen, {self._delnamn(del_)}"
        if self._platsen_rojer(del_, efter):
            return Rad(namn=namn, fore=DOLT, efter=DOLT, andring=TANKSTRECK)
        return Rad(
            namn=namn,
            fore=TANKSTRECK if ny else _plats(da, fore.andel),
            efter=_plats(sedan, efter.andel),
            andring="ny" if ny else _platsens_andring(da, sedan),
        )

    @property
    def _publika(self) -> Mapping[str, int]:
        """The counts that the reader is shown instead of the true ones: others', as the newest month shows them."""
        if self.insyn is None:
            return {}
        return {kod: antal for kod, antal in self.insyn.nu.items() if kod != self.insyn.kod}

    def _synlig(self, kod: str, u: Uppfyllelse) -> Uppfyllelse:
        """Give a fulfilment as the reader may see it: another's with the count that is public, never the true one.

        If it were shown only while the two are equal, its disappearing would tell of a single child.
        """
        publikt = self._publika.get(kod)
        if publikt is None:
            return u
        return replace(u, antal=publikt, kvot=None if u.kvot is None else publikt / u.mal)

    def _hemligt(self, kod: str) -> bool:
        """Tell whether it is another municipality, whose count the newest published month does not show."""
        return self.insyn is not None and not self.insyn.ser_kontot(kod)

    def _hemlig_del(self, kod: str, u: Uppfyllelse | None) -> bool:
        """Tell whether it is another's part in a year that has begun: parts are never public."""
        return self.insyn is not None and kod != self.insyn.kod and u is not None and u.mal != 0

    def _platsen_rojer(self, del_: Del, bild: Kommunbild) -> bool:
        """Tell whether a place could tell the reader another's number that is not public, of account or part."""
        return self._hemlig_del(del_.kommun, bild.delar.get(del_)) or self._hemligt(del_.konto)

    @staticmethod
    def _delar(kod: str, *bilder: Mapping[Del, object]) -> list[Del]:
        """Give the parts in either, the own one first."""
        alla = {del_ for bild in bilder for del_ in bild}
        return sorted(alla, key=lambda del_: (del_.konto != kod, del_.konto))

    def _delnamn(self, del_: Del) -> str:
        return "egen del" if del_.konto == del_.kommun else f"delen från {self.namn[del_.konto]}"

    @property
    def _malets_namn(self) -> str:
        return "Måluppfyllelse, eget konto" if self.ar.metod == Metod.ORDINARIE_ANDEL else "Måluppfyllelse"

    @property
    def _barndecimaler(self) -> int:
        """One decimal, and two where one would hide the change."""
        fore, efter = self.jamforelse.fore.givare.barn.huvud, self.jamforelse.efter.givare.barn.huvud
        return 1 if fore - efter >= Decimal("0.1") else 2

    def _promille(self, varde: Decimal) -> str:
        return promille(varde, self.ar.decimaler)


def _scenariorad(namn: str, fore: TreScenarier, efter: TreScenarier, decimaler: int, enhet: str = "") -> Rad:
    """Give a row of three scenarios. The change is the exact one, rounded once.

    What the giver loses is what the receiver gains, and has to be the same number on both sides. The difference of two
    rounded numbers need not be: it can be a unit more on one side. So before, after and change are rounded each for
    itself, and where the three do not add up to the last digit the row says so.
    """
    exakt_da, exakt_sedan = _tre(fore), _tre(efter)
    exakta = tuple(e - f for f, e in zip(exakt_da, exakt_sedan, strict=True))
    da, sedan, skillnader = (
        [avrundat(Fraction(varde), decimaler) for varde in tre] for tre in (exakt_da, exakt_sedan, exakta)
    )
    gar_ihop = all(f + s == e for f, s, e in zip(da, skillnader, sedan, strict=True))
    return Rad(
        namn=namn,
        fore=_spann(*(tal(varde, decimaler) for varde in da)) + enhet,
        efter=_spann(*(tal(varde, decimaler) for varde in sedan)) + enhet,
        andring=_spann(*(forandring(varde, decimaler) for varde in skillnader)) + enhet,
        not_=SCENARIER if gar_ihop else f"{SCENARIER}. Avrundat var för sig.",
    )


def _tre(scenarier: TreScenarier) -> tuple[Decimal, Decimal, Decimal]:
    """Give the numbers in the order that they are written."""
    return scenarier.huvud, scenarier.lag, scenarier.hog


def _spann(huvud: str, lag: str, hog: str) -> str:
    """Write three scenarios: "2,6 (1,8 till 3,9)"."""
    return huvud if lag == huvud == hog else f"{huvud} ({lag} till {hog})"


def _uppfyllelserad(namn: str, not_: str, fore: Uppfyllelse | None, efter: Uppfyllelse | None, *, litet: bool) -> Rad:
    if litet:
        return Rad(namn=namn, fore=DOLT, efter=DOLT, andring=TANKSTRECK, not_=not_)
    return Rad(
        namn=namn,
        fore=_uppfyllelse(fore),
        efter=_uppfyllelse(efter),
        andring="ny" if fore is None else _uppfyllelsens_andring(fore, efter),
        not_=not_,
    )


def _uppfyllelse(u: Uppfyllelse | None) -> str:
    if u is None:
        return TANKSTRECK
    if u.kvot is None:
        return f"{u.antal} barn, {'andelen är 0 ‰' if u.skal == UTAN_ANDEL else 'inget mål än'}"
    return f"{u.antal} av {antal(u.mal)} barn, {procent(u.kvot)}"


def _uppfyllelsens_andring(fore: Uppfyllelse, efter: Uppfyllelse | None) -> str:
    if _uppfyllelse(fore) == _uppfyllelse(efter):
        return OFORANDRAD
    if efter is None or fore.kvot is None or efter.kvot is None:
        return TANKSTRECK
    skillnad = avrundat(100 * efter.kvot, PROCENT) - avrundat(100 * fore.kvot, PROCENT)
    if not skillnad:
        return f"målet {forandring(avrundat(efter.mal, BARN) - avrundat(fore.mal, BARN), BARN)} barn"
    return f"{forandring(skillnad, PROCENT)} procentenheter"


def _plats(plats: Plats | None, andel: Decimal) -> str:
    if plats is None:
        return "ingen plats, andelen är 0 ‰" if not andel else f"inte bland de närmaste {tal(HORISONT)} barnen"
    if plats.barn_fore == 0:
        return "först i tur"
    fore = kommuner(plats.kommuner_fore) if plats.kommuner_fore else "ingen kommun"
    return f"{fore} före, ungefär {tal(plats.barn_fore)} barn till"


def _platsens_andring(fore: Plats | None, efter: Plats | None) -> str:
    """Say how both numbers of a place change; who is first in turn has nobody before."""
    if fore is None or efter is None:
        return OFORANDRAD if fore == efter else TANKSTRECK
    fler = _fore(efter) - _fore(fore)
    senare = efter.barn_fore - fore.barn_fore
    andringar = [
        f"{kommuner(abs(fler))} {'fler' if fler > 0 else 'färre'} före" if fler else "",
        f"{tal(abs(senare))} barn {'senare' if senare > 0 else 'tidigare'}" if senare else "",
    ]
    return ", ".join(filter(None, andringar)) or OFORANDRAD


def _fore(plats: Plats) -> int:
    return plats.kommuner_fore if plats.barn_fore else 0


def annat_ar(landet: Landet) -> str:
    """Say why the figures are not those of this year's fulfilment."""
    slag = "de preliminära andelarna" if landet.tabell.ar_preliminar else "andelarna"
    return f"Räknat med {slag} för {landet.ar}. Därför skiljer sig siffrorna från årets måluppfyllelse."


def antaget(landet: Landet, antaganden: Antaganden | None, insyn: Insyn | None) -> list[dict[str, str]]:
    """Give what a comparison rests on, as rows for sammanfattning.html. `insyn` None: the reader sees all."""
    ar, tabell = landet.ar, landet.tabell
    slag = "Preliminära" if tabell.ar_preliminar else "Fastställda"
    rader = {
        "År": str(ar.pk),
        "Andelar": f"{slag}, version {tabell.version}, {datum(tabell.beslutsdag)}. Källa: {tabell.kalla}.",
        "Prognos": _prognos(ar, antaganden),
        "Metod": ar.get_metod_display() + ".",
        "Anvisningar": f"Bokförda till och med {datum(landet.per)}." if landet.per else "Inga är bokförda än.",
        "Omfördelningar": "Bara de som Migrationsverket har fastställt är inräknade.",
    }
    if insyn:
        rader["Turordning"] = andras_antal(insyn)
    if antaganden:
        fast, rorlig = kr(antaganden.fast_del), kr(antaganden.rorlig_del)
        rader["Ersättning"] = f"{fast} per kommun och år, och {rorlig} per väntat barn."
    return [{"namn": namn, "varde": varde} for namn, varde in rader.items()]


def _prognos(ar: Ar, antaganden: Antaganden | None) -> str:
    if antaganden is None:
        return f"Ingen finns för {ar.pk} än."
    prognos = antaganden.prognos
    antal = _spann(*(tal(varde) for varde in (prognos.huvud, prognos.lag, prognos.hog)))
    kalla = f" Källa: {ar.prognos_kalla}." if ar.prognos_kalla else ""
    return f"{antal} barn i landet{f', {datum(ar.prognos_dag)}' if ar.prognos_dag else ''}.{kalla}"
