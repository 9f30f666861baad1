"""The county's Bekräftelse to one side, after Migrationsverket's decision on the final shares."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from anvisning import querysets, tid
from anvisning.models import Andelstabell, Tabellslag
from anvisning.visning import datum, promille
from omfordelning import brev
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.flaggor import build_flaggor
from omfordelning.models import Brev, Forslag, Redovisningsrad
from omfordelning.parter import MIGRATIONSVERKET, build_parter
from omfordelning.process import Sida, Villkor
from omfordelning.publicering import Utfall


def bekraftelsebrev(
    forslag: Forslag,
    tabell: Andelstabell,
    utfall: Utfall,
    tidigare: Mapping[Sida, Brev],
    alla: Sequence[Utfall] = (),
) -> dict[Sida, brev.Bekraftelsebrev]:
    """Build both sides' letters with the decided figures, from a published final table or rättelse.

    `tidigare` holds the letter that each side's new one replaces; `alla` the outcomes of the whole table, for the
    total of a receiver with several givers. The county's decision is that of the report in which the case was last
    taken along; `Redovisningsrad.DoesNotExist` when it never was.
    """
    rad = (
        Redovisningsrad.objects.select_related("redovisning__beslutad_av", "version")
        .prefetch_related("version__godkannanden__kommunbeslut")
        .filter(forslag=forslag, tas_med=True)
        .latest("redovisning__version")
    )
    ar, redovisning = forslag.ar, rad.redovisning
    dag = tid.svensk_dag(tabell.publicerad)
    parter = build_parter(forslag, dag)
    namn = {s: parter.kommun(s).namn for s in Sida}
    beslut = delar.versionens_beslut(rad.version)
    adressater = {s: parter.kommun(s).adressat(b, dag) for s, b in beslut.items()}
    ordinarie = querysets.ordinarie_andelar(tabell, (forslag.givare_id, forslag.mottagare_id))
    mottagare_fore = ordinarie.get(forslag.mottagare_id, delar.NOLL)
    gemensamt = brev.Bekraftelsebrev(
        referens=forslag.referens,
        beteckning=f"Bekräftelse {forslag.referens}",
        ar=ar.ar,
        datum=dag,
        avsandare=delar.avsandare(parter.lan),
        mottagare=brev.Mottagare(namn=""),
        **delar.andelsrader(
            forslag,
            (namn[Sida.GIVARE], namn[Sida.MOTTAGARE]),
            ordinarie.get(forslag.givare_id, delar.NOLL),
            mottagare_fore,
            utfall.beslutat,
        ),
        promille=utfall.foreslaget,
        hela_andelen=rad.version.hela,
        villkor=Villkor(rad.version.villkor),
        beslut=delar.lansbeslut(redovisning),
        kommunbeslut=tuple(delar.kommunbeslut(namn[s], beslut[s]) for s in Sida),
        andelar_kalla=delar.tabellnamn(tabell),
        preliminara=False,
        kontakt=delar.kontakt(parter.lan, redovisning.beslutad_av),
        referenser=delar.referenser(
            [
                (MIGRATIONSVERKET, tabell.referens),
                (parter.lan.namn, redovisning.diarienummer),
                *((namn[s], b.diarienummer) for s, b in beslut.items() if b is not None),
            ]
        ),
        sandlista=delar.sandlista(parter, adressater),
        samlat=_samlat(forslag, mottagare_fore, alla) if utfall.beslutat else None,
        flaggor=(*_tabellens_flaggor(tabell), *build_flaggor(forslag, rad.version, namn)),
        ersattning=delar.ersattning(ar, utfall.beslutat) if utfall.beslutat else None,
        decimaler=ar.decimaler,
        exempeldata=ar.exempeldata,
        faststalld=bool(utfall.beslutat),
        galler_fran=tabell.galler_fran,
        mv_beslut=brev.Migrationsverksbeslut(
            datum=tabell.beslutsdag, referens=tabell.referens or "Ingen referens angiven", tabell=_tabell(tabell)
        ),
        avvikelse=_avvikelse(utfall, rad, namn[Sida.GIVARE], ordinarie.get(forslag.givare_id, delar.NOLL)),
        skal=() if utfall.beslutat else delar.stycken(utfall.skal),
    )
    return delar.till_sidorna(gemensamt, adressater, parter, tidigare, _ersattningsskal(tabell))


def _tabell(tabell: Andelstabell) -> str:
    return f"{tabell.get_slag_display()} {tabell.ar_id}, version {tabell.version}"


def _samlat(forslag: Forslag, fore: Decimal, alla: Sequence[Utfall]) -> brev.SamlatMottagande | None:
    till_samma = [u.beslutat for u in alla if u.forslag.mottagare_id == forslag.mottagare_id and u.beslutat]
    if len(till_samma) < 2:
        return None
    return brev.SamlatMottagande(antal_givare=len(till_samma), efter=fore + sum(till_samma, delar.NOLL))


def _avvikelse(utfall: Utfall, rad: Redovisningsrad, givare: str, slutlig: Decimal) -> brev.Avvikelse | None:
    if not utfall.beslutat or utfall.beslutat == utfall.foreslaget:
        return None
    return brev.Avvikelse(
        foreslaget=utfall.foreslaget,
        beslutat=utfall.beslutat,
        forklaring=utfall.forklaring or _forklaring(rad, givare, slutlig),
        enligt_villkoret=utfall.enligt_villkor if utfall.enligt_villkor != utfall.beslutat else None,
    )


def _forklaring(rad: Redovisningsrad, givare: str, slutlig: Decimal) -> str:
    """Say why the clause gives another figure than the proposed one."""
    andelen = (
        f"Andelen för {givare} är {promille(slutlig)}. Den var {promille(rad.givare_fore)} i den preliminära tabellen."
    )
    if rad.version.hela:
        return f"{andelen} Förslaget gäller alltid hela andelen."
    if rad.version.villkor == Villkor.PROPORTION:
        return f"{andelen} Kommunerna valde att samma del av andelen ska lämnas."
    return f"{andelen} Det går inte att lämna mer än hela andelen."


def _tabellens_flaggor(tabell: Andelstabell) -> list[brev.Flagga]:
    flaggor = []
    if lan := tabell.publicerad_av.organisation.samordnande_lan:
        beslut = f"den {datum(tabell.beslutsdag)}" + (f" (referens {tabell.referens})" if tabell.referens else "")
        flaggor.append(
            brev.Flagga(
                rubrik="Samordnande länsstyrelse",
                text=f"Länsstyrelsen i {lan.namn} återger Migrationsverkets beslut {beslut}.",
            )
        )
    if tabell.slag == Tabellslag.RATTELSE:
        flaggor.append(
            brev.Flagga(
                rubrik="Rättelse",
                text=f"De rättade andelarna gäller från den {datum(tabell.galler_fran)}. Skäl: {tabell.skal}",
            )
        )
    return flaggor


def _ersattningsskal(tabell: Andelstabell) -> str:
    return f"Migrationsverket har rättat andelarna ({tabell.referens}). {tabell.skal}"
