"""The words of "Vad händer om …": each figure of both sides before and after, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anvisning.berakningar.landet import Landet
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.metoder import UTAN_ANDEL, Uppfyllelse
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import Del, Metod
from anvisning.maluppfyllelse.vad_om import Antaganden, Jamforelse, Kommunbild
from anvisning.models import Ar, Kommun
from anvisning.prognos import TreScenarier
from anvisning.visning import HARDBLANK, MINUS, TANKSTRECK, avrundat, datum, kr, promille, promille_forandring, tal
from omfordelning.malord import PROCENT, antal, procent

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

    `hela`: the giver hands over all of its own share. `ser`: the municipality that reads it ("": the county or the
    nation). It does not see another's small numbers, nor what they could be worked out from.
    """

    jamforelse: Jamforelse
    ar: Ar
    andel: Decimal
    hela: bool
    givare: Kommun
    mottagare: Kommun
    namn: Mapping[str, str]
    ser: str
    visade: Mapping[str, int]
    """What the newest published month shows of the two."""
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
            rader.append(_barnrad(self.ar.pk, fore.barn, efter.barn, self._barndecimaler))
        litet = self._hemligt(kod, fore.uppfyllelse)
        rader.append(_uppfyllelserad(self._malets_namn, "Sedan 2016", fore.uppfyllelse, efter.uppfyllelse, litet=litet))
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
            rader.append(_ersattningsrad(fore.rorlig_del, efter.rorlig_del))
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

    def _hemligt(self, kod: str, u: Uppfyllelse | None) -> bool:
        """Tell whether another municipality's count is not what the newest published month shows."""
        return self.ser not in ("", kod) and u is not None and self.visade.get(kod) != u.antal

    def _hemlig_del(self, kod: str, u: Uppfyllelse | None) -> bool:
        """Tell whether it is another's part in a year that has begun: parts are never public."""
        return self.ser not in ("", kod) and u is not None and u.mal != 0

    def _platsen_rojer(self, del_: Del, bild: Kommunbild) -> bool:
        """Tell whether a place could tell the reader another's number that is not public, of account or part."""
        if self._hemlig_del(del_.kommun, bild.delar.get(del_)):
            return True
        fore = self.jamforelse.fore
        kanda = {self.givare.pk: fore.givare, self.mottagare.pk: fore.mottagare}
        if del_.konto in kanda:
            return self._hemligt(del_.konto, kanda[del_.konto].uppfyllelse)
        return self.ser != ""

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


def _barnrad(ar: int, fore: TreScenarier, efter: TreScenarier, decimaler: int) -> Rad:
    def skriv(barn: TreScenarier) -> str:
        return _spann(*(tal(varde, decimaler) for varde in (barn.huvud, barn.lag, barn.hog)))

    tecken = "+" if efter.huvud >= fore.huvud else MINUS
    skillnader = (tal(abs(e - f), decimaler) for e, f in _par(efter, fore))
    return Rad(
        namn=f"Väntade barn {ar}",
        fore=skriv(fore),
        efter=skriv(efter),
        andring=_spann(*(f"{tecken}{antal}" for antal in skillnader)),
        not_=SCENARIER,
    )


def _ersattningsrad(fore: TreScenarier, efter: TreScenarier) -> Rad:
    def skriv(belopp: TreScenarier) -> str:
        return _spann(*(tal(varde, 0) for varde in (belopp.huvud, belopp.lag, belopp.hog))) + f"{HARDBLANK}kr"

    tecken = "+" if efter.huvud >= fore.huvud else MINUS
    skillnader = (tal(abs(e - f), 0) for e, f in _par(efter, fore))
    return Rad(
        namn="Rörlig ersättning per år",
        fore=skriv(fore),
        efter=skriv(efter),
        andring=_spann(*(f"{tecken}{antal}" for antal in skillnader)) + f"{HARDBLANK}kr",
        not_=SCENARIER,
    )


def _par(ett: TreScenarier, annat: TreScenarier) -> list[tuple[Decimal, Decimal]]:
    return [(ett.huvud, annat.huvud), (ett.lag, annat.lag), (ett.hog, annat.hog)]


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
    if efter is None or fore.kvot is None or efter.kvot is None:
        return OFORANDRAD if fore == efter else TANKSTRECK
    skillnad = 100 * (efter.kvot - fore.kvot)
    if not skillnad:
        return OFORANDRAD
    return f"{'+' if skillnad > 0 else MINUS}{tal(avrundat(abs(skillnad), PROCENT), PROCENT)} procentenheter"


def _plats(plats: Plats | None, andel: Decimal) -> str:
    if plats is None:
        return "ingen plats, andelen är 0 ‰" if not andel else f"inte bland de närmaste {tal(HORISONT)} barnen"
    if plats.barn_fore == 0:
        return "först i tur"
    kommuner = f"{plats.kommuner_fore or 'ingen'} {'kommun' if plats.kommuner_fore < 2 else 'kommuner'} före"
    return f"{kommuner}, ungefär {tal(plats.barn_fore)} barn till"


def _platsens_andring(fore: Plats | None, efter: Plats | None) -> str:
    if fore is None or efter is None:
        return OFORANDRAD if fore == efter else TANKSTRECK
    skillnad = efter.barn_fore - fore.barn_fore
    return f"{tal(abs(skillnad))} barn {'senare' if skillnad > 0 else 'tidigare'}" if skillnad else OFORANDRAD


def antaget(landet: Landet, antaganden: Antaganden | None) -> list[dict[str, str]]:
    """Give what a comparison rests on, as rows for sammanfattning.html."""
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
