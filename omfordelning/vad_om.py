"""Vad händer om …: what a redistribution would change for both sides, read and put into words for every page alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from anvisning.berakningar import offentligt
from anvisning.berakningar.antaganden import antaganden_for
from anvisning.berakningar.landet import Landet, las_landet
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.underlag import Omfordelning
from anvisning.maluppfyllelse.underlag import promille as i_promille
from anvisning.maluppfyllelse.vad_om import Antaganden, jamfor
from anvisning.models import Ar, Kommun, Lan
from anvisning.models.platser import GOTLAND
from anvisning.prognos import TreScenarier
from anvisning.promille import antal_decimaler, for_manga_decimaler
from anvisning.visning import genitiv, promille
from omfordelning.process import far_rum
from omfordelning.vad_om_ord import Orden, Part, annat_ar, antaget

NOLL = Decimal(0)
INGA_BARN = TreScenarier(lag=NOLL, huvud=NOLL, hog=NOLL)


@dataclass(frozen=True, kw_only=True)
class Utgangslage:
    """The country that is compared, and what is assumed of its year (None: no forecast, or no amounts)."""

    landet: Landet
    antaganden: Antaganden | None
    arets: bool
    """The year is the one that goes, whose fulfilment the other pages show."""

    @property
    def ar(self) -> Ar:
        return self.landet.ar

    @cached_property
    def andelar(self) -> dict[str, Decimal]:
        """Ordinary shares in promille by municipality."""
        return {k.kod: i_promille(k.ordinarie) for k in self.landet.underlag.kommuner}

    def lamnat(self, kod: str) -> Omfordelning | None:
        """Give what a municipality has handed over in the year already, by Migrationsverket's decision."""
        return self.landet.underlag.omfordelning_av.get(kod)


@dataclass(frozen=True, kw_only=True)
class VadOm:
    """Both sides before and after, as komponenter/vad_om.html shows it."""

    ar: int
    preliminar: bool
    meningar: list[str]
    parter: list[Part]
    lan: str
    lanet_fore: Decimal
    lanet_efter: Decimal
    decimaler: int
    antaget: list[dict[str, str]]
    annat_ar: str
    """Why the figures are not those of the other pages; "" when the year is the one that goes."""
    utan_prognos: bool
    """The year has no forecast yet: neither children nor compensation can be told."""


def las_utgangslage(ar: int, dag: date) -> Utgangslage | None:
    """Read a year's country as it is known on a day (six queries).

    None while the year has no shares, or when the assignments that are posted cannot stand together.
    """
    try:
        landet = las_landet(ar, dag)
    except ValueError:
        return None
    if landet is None:
        return None
    return Utgangslage(landet=landet, antaganden=antaganden_for(landet.ar), arets=ar == dag.year)


def hinder(utgang: Utgangslage, givare: Kommun, mottagare: Kommun, andel: Decimal | None) -> dict[str, str]:
    """Say why a redistribution cannot be compared: part ("givare", "mottagare", "promille") → sentence.

    With `andel` None only the two municipalities are looked at.
    """
    andelar, ar = utgang.andelar, utgang.ar
    if givare.pk == mottagare.pk:
        return {"mottagare": "Välj två olika kommuner."}
    if GOTLAND in (givare.lan_id, mottagare.lan_id):
        part = "givare" if givare.lan_id == GOTLAND else "mottagare"
        return {part: "Gotlands län har bara en kommun. Därför går det inte att omfördela andelar där."}
    if givare.lan_id != mottagare.lan_id:
        return {"mottagare": "Andelar omfördelas bara inom ett län. Välj två kommuner i samma län."}
    saknas = {
        part: f"{kommun.namn} har ingen andel i tabellen för {ar.pk}. Välj en annan kommun."
        for part, kommun in (("givare", givare), ("mottagare", mottagare))
        if kommun.pk not in andelar
    }
    if saknas:
        return saknas
    if lamnat := utgang.lamnat(givare.pk):
        redan = promille(i_promille(lamnat.andel), ar.decimaler)
        return {
            "givare": f"{givare.namn} har redan lämnat {redan} för {ar.pk}. En kommun lämnar bara en gång per år. "
            "Välj en annan kommun."
        }
    egen = andelar[givare.pk]
    if andel is None:
        return {}
    if andel == 0:
        return {"promille": "Skriv ett tal större än 0, till exempel 1,25."}
    if not far_rum(andel, egen):
        return {"promille": f"{genitiv(givare.namn)} andel är {promille(egen, ar.decimaler)}. Skriv högst så mycket."}
    if antal_decimaler(andel) > ar.decimaler and andel != egen:
        return {"promille": for_manga_decimaler(ar.decimaler)}
    return {}


def build_vad_om(
    utgang: Utgangslage, givare: Kommun, mottagare: Kommun, lan: Lan, andel: Decimal, *, ser: str
) -> VadOm:
    """Compare the country with the same where `givare` hands over `andel` (promille) to `mottagare`.

    `ser` is the code of the municipality that reads it, "" for the county and the nation: of another municipality it
    sees the numbers that are public, and places follow from those and its own (one query). One query more when one of
    the two takes over from others too.
    `hinder` must have said nothing.
    """
    landet, a = utgang.landet, utgang.antaganden
    inom_lanet = [k.kod for k in landet.underlag.kommuner if k.kod.startswith(lan.pk)]
    insyn = offentligt.insyn(ser) if ser else None
    jamforelse = jamfor(
        landet.underlag,
        givare=givare.pk,
        mottagare=mottagare.pk,
        andel=andel,
        lan=inom_lanet,
        antaganden=a or _utan_prognos(landet),
        i_kon_som=insyn.landet(landet.underlag, landet.metod) if insyn else None,
    )
    orden = Orden(
        jamforelse=jamforelse,
        ar=landet.ar,
        andel=andel,
        hela=andel == utgang.andelar[givare.pk],
        givare=givare,
        mottagare=mottagare,
        namn=_namn(utgang, givare, mottagare),
        insyn=insyn,
        antaganden=a,
    )
    return VadOm(
        ar=landet.ar.pk,
        preliminar=landet.tabell.ar_preliminar,
        meningar=orden.meningar(),
        parter=orden.parter(),
        lan=lan.namn,
        lanet_fore=jamforelse.fore.lanets_andel,
        lanet_efter=jamforelse.efter.lanets_andel,
        decimaler=landet.ar.decimaler,
        antaget=antaget(landet, a, insyn),
        annat_ar="" if utgang.arets else annat_ar(landet),
        utan_prognos=a is None,
    )


def las_vad_om(
    ar: int, givare: Kommun, mottagare: Kommun, lan: Lan, andel: Decimal, *, ser: str, dag: date
) -> VadOm | None:
    """Read and compare, for a page about one pair (six or seven queries). None when it cannot be compared."""
    utgang = las_utgangslage(ar, dag)
    if utgang is None or hinder(utgang, givare, mottagare, andel):
        return None
    return build_vad_om(utgang, givare, mottagare, lan, andel, ser=ser)


def _utan_prognos(landet: Landet) -> Antaganden:
    """Shares, fulfilment and queue are the same whatever is forecast; what follows a forecast is then not shown."""
    return Antaganden(metod=landet.metod, prognos=INGA_BARN, fast_del=NOLL, rorlig_del=NOLL, inom=HORISONT)


def _namn(utgang: Utgangslage, givare: Kommun, mottagare: Kommun) -> Mapping[str, str]:
    """Give the names of those whose parts stand in the tables."""
    kanda = {givare.pk: givare.namn, mottagare.pk: mottagare.namn}
    andra = {o.givare for o in utgang.landet.underlag.omfordelningar if o.mottagare in kanda} - kanda.keys()
    return kanda | (dict(Kommun.objects.filter(pk__in=andra).values_list("kod", "namn")) if andra else {})
