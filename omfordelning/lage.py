"""Builds `Lage`: gathers from the rows every fact that the guards of the process may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from anvisning import querysets, tid
from anvisning.models import Ar, Dokument, Handelse, Konto, Tidplan
from anvisning.visning import datum
from omfordelning.models import Forslag, Forslagsversion, Kommunbeslut
from omfordelning.process import Lage, Sida, Status, far_rum, hela_eller_del
from omfordelning.querysets import andra_bindningar, med_fakta


@dataclass(frozen=True, kw_only=True)
class Registrering:
    """What the county registers for a municipality: whose side, when it came in, and the document itself."""

    sida: Sida
    inkommen: datetime
    handling: Dokument


@dataclass(frozen=True, kw_only=True)
class Innehall:
    """What a version says: the whole share, or a number of promille, and what holds if the final share differs."""

    hela: bool
    promille: Decimal
    villkor: str
    meddelande: str = ""


@dataclass(frozen=True, kw_only=True)
class Akt:
    """One act: who, when it arrived, for which side, and what comes with it."""

    av: Konto | None
    nu: datetime
    sida: Sida | None = None
    kand_version: int | None = None
    innehall: Innehall | None = None
    beslut: Kommunbeslut | None = None
    ram_bekraftad: bool = False
    skal: str = ""


KLOCKAN = "klocka"
"""Who ended a case that lapsed (`Forslag.avslutad_av`)."""


def slut_for(forslag: Forslag, lanets: datetime) -> datetime:
    """Give a case's exclusive deadline: what is sent has its own, a draft that of `slut_for_nytt`.

    Takes a case fetched with `med_fakta`, and the county's own deadline.
    """
    return slut_for_skickat(forslag) if forslag.slut else _langst(forslag, slut_for_nytt(forslag, lanets))


def slut_for_skickat(forslag: Forslag, nationell: datetime | None = None) -> datetime:
    """Give the exclusive deadline of a case that is sent (fetched with `med_fakta`).

    A lapsed case keeps the one it lapsed by: what is granted or moved since does not reach back. `nationell` is another
    national deadline than the year's, to see what it would do.
    """
    return forslag.slut if forslag.status == Status.FORFALLEN else _langst(forslag, forslag.slut, nationell)


def _langst(forslag: Forslag, egen: datetime, nationell: datetime | None = None) -> datetime:
    """Count anstånd in, never beyond the national date."""
    anstand = tid.slut_pa_dagen(forslag.anstand_till) if forslag.anstand_till else egen
    return min(max(egen, anstand), nationell or forslag.ar.redovisas_senast)


def slut_for_nytt(forslag: Forslag, lanets: datetime) -> datetime:
    """Give the exclusive deadline of what the case's giver sends now: the county's, or that of its late lane."""
    return max(lanets, tid.slut_pa_dagen(forslag.sen_till)) if forslag.sen_till else lanets


def har_tid_kvar(forslag: Forslag, nu: datetime) -> bool:
    """Tell whether a sent case (fetched with `med_fakta`) has time left, which an unanswered anstånd gives it too.

    Only such a case is given more: time that is out does not come back, whether or not the clock has come to the case.
    """
    return forslag.anstand_begart or slut_for_skickat(forslag) > nu


MARGINAL = timedelta(minutes=10)
"""A case lapses only this long after its deadline: longer than any request, so that an act which arrived in time but
is committed late is never overtaken. What arrives meanwhile is judged by its own arrival.
"""


REGISTRERING_PAGAR = timedelta(days=1)
"""So long a case rests once the county has registered something in it: the other side's answer may be typed in next."""


def forfallna(forslag: QuerySet[Forslag], nu: datetime, *, vilande: bool = False) -> list[int]:
    """Give the ids of the cases that are to lapse: their time to answer is out. Oldest first (mostly one query).

    `vilande`: those that rest (`REGISTRERING_PAGAR`) too, before somebody gets more time.
    """
    grans = nu - MARGINAL
    passerade = Ar.objects.filter(redovisas_dag__lt=tid.svensk_dag(nu))
    ute = forslag.filter(Q(slut__lte=grans) | Q(ar__in=passerade), status=Status.VANTAR_SVAR)
    if not ute.exists():  # as it mostly is, and the facts are the dearest of all questions
        return []
    slut = {f: slut_for_skickat(f) for f in med_fakta(ute) if not f.anstand_begart}
    rader = sorted((f for f in slut if slut[f] <= grans), key=lambda f: (slut[f], f.pk))
    if vilande or not rader:
        return [f.pk for f in rader]
    nyss = Handelse.objects.filter(nar__gt=nu - REGISTRERING_PAGAR, uppgifter__has_key="inkommen")
    vilar = set(nyss.filter(arende__in=[f.arende for f in rader]).values_list("arende", flat=True))
    return [f.pk for f in rader if f.arende not in vilar]


@dataclass
class Arende:
    """A case with what surrounds it: its timetable, its current version and the ordinary shares that hold now."""

    forslag: Forslag
    tidplan: Tidplan
    andelar: dict[str, Decimal]
    bindningar: dict[str, str]
    preliminara_finns: bool
    faststallt: bool

    @property
    def version(self) -> Forslagsversion:
        """The current version."""
        return next(v for v in self.forslag.versioner.all() if v.nummer == self.forslag.version)

    @property
    def forsta_version(self) -> Forslagsversion:
        """The version that the case began with."""
        return min(self.forslag.versioner.all(), key=lambda v: v.nummer)

    @property
    def godkand_av(self) -> frozenset[Sida]:
        """The sides that have approved the current version."""
        return frozenset(Sida(g.sida) for g in self.version.godkannanden.all())

    @property
    def ryms(self) -> bool:
        """Whether the current version's figure fits in the giver's ordinary share."""
        return far_rum(self.promille(), self.andelar.get(self.forslag.givare_id))

    @property
    def varit_overens(self) -> bool:
        """Whether both sides have approved the current version, or an earlier one."""
        return any(len(version.godkannanden.all()) == len(Sida) for version in self.forslag.versioner.all())

    @property
    def slut(self) -> datetime:
        """The exclusive deadline (`slut_for`)."""
        return slut_for(self.forslag, self.tidplan.slut)

    def promille(self, innehall: Innehall | Forslagsversion | None = None) -> Decimal:
        """What is moved, in promille: the current version's figure, or that of `innehall`."""
        av = innehall or self.version
        return hela_eller_del(av.promille, av.hela, self.andelar.get(self.forslag.givare_id, Decimal(0)))

    def beslut_saknas_hos(self) -> tuple[str, ...]:
        """Give the names of the municipalities whose decision is not reported as taken."""
        fattade = {
            g.sida for g in self.version.godkannanden.all() if g.kommunbeslut is not None and g.kommunbeslut.ar_fattat
        }
        return tuple(
            kommun.namn
            for sida, kommun in ((Sida.GIVARE, self.forslag.givare), (Sida.MOTTAGARE, self.forslag.mottagare))
            if sida not in fattade
        )

    def lage(self, akt: Akt) -> Lage:
        """Give every fact about the case as it is for one act."""
        forslag, plan = self.forslag, self.tidplan
        return Lage(
            status=Status(forslag.status),
            nu=akt.nu,
            sida=akt.sida,
            ar=forslag.ar_id,
            slut=self.slut,
            sista_dag_text=datum(tid.sista_dagen(self.slut)),
            avslutat_av_klockan=forslag.avslutad_av == KLOCKAN,
            preliminara_finns=self.preliminara_finns,
            faststallt=self.faststallt,
            lanet_kan_omfordela=forslag.lan.kan_omfordela,
            aktuell_version=akt.kand_version in (None, forslag.version),
            godkand_av=self.godkand_av,
            promille=self.promille(akt.innehall),
            givarens_andel=self.andelar.get(forslag.givare_id, Decimal(0)),
            **self.bindningar,
            bade_ge_och_ta=plan.bade_ge_och_ta,
            anstand_begart=forslag.anstand_begart,
            tva_personer=plan.tva_personer,
            samma_person=self._samma_person(akt),
            nuvarande_ryms=self.ryms,
            varit_overens=self.varit_overens,
            har_underlag=akt.beslut is not None and akt.beslut.ar_fattat,
            beslut_ram=akt.beslut.ram if akt.beslut else None,
            beslut_for_annan_siffra=self._for_annan_siffra(akt),
            ram_bekraftad=akt.ram_bekraftad,
            krav_beslut=plan.krav_beslut,
            beslut_saknas_hos=self.beslut_saknas_hos(),
            kontrollerad=bool(forslag.kontroll_utan_anmarkning),
            kommunicering_kravs=plan.kommunicering,
            kommunicerad=forslag.yttrande_till is not None and akt.nu >= tid.slut_pa_dagen(forslag.yttrande_till),
            skal=akt.skal,
            obesvarad_komplettering=bool(forslag.fragade_sidor),
        )

    def _samma_person(self, akt: Akt) -> bool:
        """Tell whether nobody else in the municipality has prepared what is now done: the decision, or the draft."""
        if akt.av is None or not akt.av.kommunkod:
            return False
        if akt.beslut is not None:
            return akt.av.pk == akt.beslut.skapad_av_id
        eget_utkast = akt.innehall is None and self.version.sida == akt.sida
        return not eget_utkast or akt.av.pk == self.version.skapad_av_id

    def _for_annan_siffra(self, akt: Akt) -> bool:
        if akt.beslut is None:
            return False
        nu_siffra = akt.innehall or self.version
        return any(
            (version.hela, version.promille) != (nu_siffra.hela, nu_siffra.promille)
            for version in self.forslag.versioner.all()
            for godkannande in version.godkannanden.all()
            if godkannande.kommunbeslut_id == akt.beslut.pk
        )


def build_arende(forslag: Forslag) -> Arende:
    """Gather what surrounds a case that was fetched with `med_fakta` and `med_versioner` (four queries)."""
    (arende,) = build_arenden([forslag], {forslag.lan_id: Tidplan.objects.get(ar=forslag.ar_id, lan=forslag.lan_id)})
    return arende


def build_arenden(forslag: Sequence[Forslag], tidplaner: Mapping[str, Tidplan]) -> list[Arende]:
    """Gather what surrounds a year's cases, fetched as `build_arende` wants them, however many (three queries)."""
    if not forslag:
        return []
    tabell = querysets.gallande_tabell(forslag[0].ar_id)
    andelar = querysets.ordinarie_andelar(tabell, {kod for f in forslag for kod in (f.givare_id, f.mottagare_id)})
    bindningar = andra_bindningar(forslag)
    return [
        Arende(
            forslag=f,
            tidplan=tidplaner[f.lan_id],
            andelar=andelar,
            bindningar=bindningar[f.pk],
            preliminara_finns=tabell is not None,
            faststallt=tabell is not None and not tabell.ar_preliminar,
        )
        for f in forslag
    ]
