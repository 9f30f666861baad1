"""The plan of a publication, read by the preview page and by the command: figures, differences, hindrances.

Nothing is changed here.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from anvisning import andelar, querysets
from anvisning.models import Andelsandring, Tabellimport, Tabellslag
from anvisning.models.andelar import Kolumn
from anvisning.tabell import Tolkning, Varning
from anvisning.visning import genitiv
from anvisning.visning import promille as visa
from omfordelning.models import Forslag, Redovisning, Redovisningsrad
from omfordelning.process import Status
from omfordelning.publicering.differenser import Differens, build_differenser
from omfordelning.publicering.utfall import Utfall
from omfordelning.querysets import aktuell_version
from omfordelning.utfall import NOLL, Flytt, Resultat, Tidigare, rakna

HELA = Decimal(1000)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that publishing would do, and what stands in its way (sentences)."""

    ordinarie: dict[str, Decimal]
    utfall: tuple[Utfall, ...] = ()
    differenser: tuple[Differens, ...] = ()
    i_kraft: dict[str, Decimal] = field(default_factory=dict)
    foregaende: dict[str, Decimal] | None = None
    """The shares that a table in this form would repeat, when they are not those of the table before it."""
    hinder: tuple[str, ...] = ()
    varningar: tuple[Varning, ...] = ()
    uppgifter: tuple[str, ...] = ()
    """What has been said about the table (form, source, day, reference, note, reasons), and which table it follows."""

    @property
    def summa_ordinarie(self) -> Decimal:
        return sum(self.ordinarie.values(), NOLL)

    @property
    def avtryck(self) -> str:
        """What a person has seen, as a hash: publishing is refused when it has changed since."""
        sett = (
            sorted(self.ordinarie.items()),
            [(u.forslag.pk, u.beslutat, u.enligt_villkor, u.forklaring) for u in self.utfall],
            [(d.kommunkod, d.foreslagen, d.faststalld, d.forklaring) for d in self.differenser],
            [v.id for v in self.varningar],
            self.uppgifter,
        )
        return hashlib.sha256(repr(sett).encode()).hexdigest()


def planera(rad: Tabellimport) -> Plan:
    """Derive the plan from an import: from ordinary shares, or back to them from shares after redistribution."""
    tolkning = Tolkning.from_json(rad.tolkning)
    tabell = tolkning.andelar
    if rad.slag == Tabellslag.PRELIMINAR:
        varningar = tuple(andelar.lasta_varningar(rad))
        return Plan(ordinarie=tabell, i_kraft=tabell, varningar=varningar, uppgifter=_uppgifter(rad))
    preliminara = querysets.ordinarie_andelar(querysets.preliminar_tabell(rad.ar_id))
    forslag = list(redovisade(rad))
    gallande, bokfort = _gallande(rad)
    flyttar = [_flytt(rad, f, preliminara, gallande, bokfort) for f in forslag]
    ordinarie, resultat = rakna(flyttar, tabell, efter=rad.kolumn == Kolumn.EFTER, decimaler=rad.ar.decimaler)
    aterlamnade = _aterlamnade(rad)
    utfall = tuple(
        _utfall(rad, f, flytt, svar, aterlamnade.get(f.pk, ""))
        for f, flytt, svar in zip(forslag, flyttar, resultat, strict=True)
    )
    i_kraft = efter_flyttar(ordinarie, ((u.forslag, u.beslutat) for u in utfall))
    foreslagna = efter_flyttar(preliminara, ((u.forslag, u.foreslaget) for u in utfall))
    forut = i_kraft_nu(gallande, bokfort) if rad.slag == Tabellslag.RATTELSE else None
    foregaende = foreslagna if preliminara and forut is None and rad.kolumn == Kolumn.EFTER else None
    namn = {k.kod: k.namn for f in forslag for k in (f.givare, f.mottagare)}
    namn |= {r.kommunkod: r.namn for r in tolkning.forstadda} | {k.kod: k.namn for k in tolkning.saknade}
    return Plan(
        ordinarie=ordinarie,
        utfall=utfall,
        differenser=build_differenser(
            rad,
            utfall,
            namn=namn,
            preliminara=preliminara,
            foreslagna=foreslagna,
            ordinarie=ordinarie,
            i_kraft=i_kraft,
            gallande=gallande,
            forut=forut,
        ),
        i_kraft=i_kraft,
        foregaende=foregaende,
        hinder=tuple(_hinder(tabell, ordinarie, utfall, namn)),
        varningar=tuple(andelar.lasta_varningar(rad, ordinarie=ordinarie, foregaende=foregaende)),
        uppgifter=_uppgifter(rad),
    )


def _uppgifter(rad: Tabellimport) -> tuple[str, ...]:
    falt = ("kolumn", "kalla", "beslutsdag", "referens", "notering", "skal", "galler_fran", "sha256")
    return (*(str(getattr(rad, namn)) for namn in falt), str(querysets.gallande_tabell(rad.ar_id)))


def redovisade(rad: Tabellimport) -> QuerySet[Forslag]:
    """Give the redistributions a decided table is about: those reported, or for a rättelse those confirmed."""
    status = Status.FASTSTALLD if rad.slag == Tabellslag.RATTELSE else Status.REDOVISAD
    return (
        aktuell_version(Forslag.objects.filter(ar=rad.ar_id, status=status))
        .select_related("ar", "lan", "givare", "mottagare")
        .order_by("lan", "nummer")
    )


def efter_flyttar(fore: Mapping[str, Decimal], flyttar: Iterable[tuple[Forslag, Decimal]]) -> dict[str, Decimal]:
    """Give the shares after moves (promille) out of and into municipalities; a missing one counts as 0."""
    efter = dict(fore)
    for forslag, promille in flyttar:
        efter[forslag.givare_id] = efter.get(forslag.givare_id, NOLL) - promille
        efter[forslag.mottagare_id] = efter.get(forslag.mottagare_id, NOLL) + promille
    return efter


Bokfort = dict[tuple[str, str], Decimal]
"""(case's referens, municipality) → what the ledger has posted, signed."""


def _gallande(rad: Tabellimport) -> tuple[dict[str, Decimal], Bokfort]:
    """Give the decided ordinary shares and the ledger as they are before a rättelse (nothing for a final table)."""
    if rad.slag != Tabellslag.RATTELSE:
        return {}, {}
    rader = Andelsandring.objects.filter(ar=rad.ar_id).order_by().values_list("arende", "kommun_id")
    bokfort = {(arende, kod): summa for arende, kod, summa in rader.annotate(summa=Sum("promille"))}
    return querysets.ordinarie_andelar(querysets.beslutad_tabell(rad.ar_id)), bokfort


def i_kraft_nu(ordinarie: Mapping[str, Decimal], bokfort: Bokfort) -> dict[str, Decimal]:
    """Give the shares in force: ordinary ones plus what the ledger holds."""
    nu = dict(ordinarie)
    for (_, kod), promille in bokfort.items():
        nu[kod] = nu.get(kod, NOLL) + promille
    return nu


def _flytt(
    rad: Tabellimport,
    f: Forslag,
    preliminara: Mapping[str, Decimal],
    gallande: Mapping[str, Decimal],
    bokfort: Bokfort,
) -> Flytt:
    angivet = rad.utfall.get(str(f.pk), {}).get("promille")
    tidigare = None
    if rad.slag == Tabellslag.RATTELSE:
        tidigare = Tidigare(
            ordinarie=gallande.get(f.givare_id, NOLL), flyttat=-bokfort.get((f.referens, f.givare_id), NOLL)
        )
    return Flytt(
        givare=f.givare_id,
        mottagare=f.mottagare_id,
        hela=f.hela,
        promille=f.promille,
        villkor=f.villkor,
        preliminar=preliminara.get(f.givare_id, f.promille),
        tidigare=tidigare,
        angivet=None if angivet is None else Decimal(angivet),
    )


def _utfall(rad: Tabellimport, f: Forslag, flytt: Flytt, svar: Resultat, aterlamnad: str) -> Utfall:
    return Utfall(
        forslag=f,
        foreslaget=flytt.foreslaget,
        enligt_villkor=svar.enligt_villkor,
        beslutat=svar.beslutat,
        forklaring=rad.utfall.get(str(f.pk), {}).get("forklaring", ""),
        skal_kravs=svar.skal_kravs,
        tidigare=flytt.tidigare.flyttat if flytt.tidigare else None,
        aterlamnad=aterlamnad,
        angivet=flytt.angivet is not None,
    )


def _aterlamnade(rad: Tabellimport) -> dict[int, str]:
    """Give case id → why Migrationsverket returned it, for reports that the county has not replaced."""
    if rad.slag == Tabellslag.RATTELSE:
        return {}
    senaste = Redovisning.objects.filter(ar=rad.ar_id, lan=OuterRef("redovisning__lan")).order_by("-version")
    rader = Redovisningsrad.objects.filter(
        redovisning=Subquery(senaste.values("pk")[:1]),
        redovisning__ar=rad.ar_id,
        redovisning__status=Redovisning.Status.ATERLAMNAD,
        tas_med=True,
    ).values_list("forslag", "aterlamnad_skal", "redovisning__aterlamnad_skal")
    return {forslag: skal or helas for forslag, skal, helas in rader if skal or helas}


def _hinder(
    tabell: Mapping[str, Decimal], ordinarie: Mapping[str, Decimal], utfall: tuple[Utfall, ...], namn: dict[str, str]
) -> Iterable[str]:
    """Give what makes a decided table impossible to publish as it is stated now."""
    berorda: dict[str, list[str]] = {}
    for u in utfall:
        for kommun in (u.forslag.givare, u.forslag.mottagare):
            berorda.setdefault(kommun.kod, []).append(u.forslag.referens)
    for kod, referenser in sorted(berorda.items()):
        arenden = ", ".join(referenser)
        andel = ordinarie.get(kod, NOLL)
        if kod not in tabell:
            yield f"{namn[kod]} är med i {arenden} men saknas i tabellen. Lägg till kommunen i filen och läs in den."
        elif andel < 0:
            yield (
                f"{genitiv(namn[kod])} ordinarie andel blir {visa(andel)} när omfördelningen räknas bort. Kontrollera "
                f"att kolumnen är efter omfördelning, och ange hur mycket som fördes över i {arenden}."
            )
        elif andel > HELA:
            yield (
                f"{genitiv(namn[kod])} ordinarie andel blir {visa(andel)}, mer än alla anvisningar. "
                f"Ange hur mycket som fördes över i {arenden}."
            )
    for u in utfall:
        f = u.forslag
        andel = ordinarie.get(f.givare_id, NOLL)
        if f.givare_id in tabell and 0 <= andel < u.beslutat:
            yield f"{f.referens}: {visa(u.beslutat)} är mer än {genitiv(f.givare.namn)} andel, {visa(andel)}."
        if u.maste_anges:
            yield (
                f"{f.referens}: Migrationsverket har lämnat tillbaka redovisningen ({u.aterlamnad}). "
                "Ange vad Migrationsverket beslutade om ärendet."
            )
        elif u.saknar_forklaring:
            yield (
                f"{f.referens}: kommunernas villkor ger {visa(u.enligt_villkor)} men beslutat är {visa(u.beslutat)}. "
                "Skriv varför, eller ändra vad som beslutades."
            )
