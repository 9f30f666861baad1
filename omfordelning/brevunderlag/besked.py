"""The county's Besked to one side, from a row of its decided report."""

from collections.abc import Mapping

from anvisning import tid
from omfordelning import brev
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.flaggor import build_flaggor
from omfordelning.models import Brev, Redovisning, Redovisningsrad
from omfordelning.parter import build_parter
from omfordelning.process import Sida, Villkor


def beskedsbrev(rad: Redovisningsrad, tidigare: Mapping[Sida, Brev]) -> dict[Sida, brev.Beskedsbrev]:
    """Build both sides' letters: taken along with the figures decided on, or not taken along with the reasons.

    `tidigare` holds the letter that each side's new one replaces.
    """
    forslag, redovisning = rad.forslag, rad.redovisning
    ar = forslag.ar
    datum = tid.svensk_dag(redovisning.beslutad)
    parter = build_parter(forslag, datum)
    namn = {s: parter.kommun(s).namn for s in Sida}
    beslut = delar.versionens_beslut(rad.version)
    adressater = {s: parter.kommun(s).adressat(b, datum) for s, b in beslut.items()}
    tabell = delar.preliminar_tabell(ar.ar, redovisning.beslutad)
    gemensamt = brev.Beskedsbrev(
        referens=forslag.referens,
        beteckning=f"Besked {forslag.referens}",
        ar=ar.ar,
        datum=datum,
        avsandare=delar.avsandare(parter.lan),
        mottagare=brev.Mottagare(namn=""),
        **delar.andelsrader(
            forslag,
            (namn[Sida.GIVARE], namn[Sida.MOTTAGARE]),
            rad.givare_fore,
            rad.mottagare_fore,
            rad.promille if rad.tas_med else delar.NOLL,
        ),
        promille=rad.promille,
        hela_andelen=rad.version.hela,
        villkor=Villkor(rad.version.villkor),
        beslut=delar.lansbeslut(redovisning),
        kommunbeslut=tuple(delar.kommunbeslut(namn[s], beslut[s]) for s in Sida),
        andelar_kalla=delar.kalla(tabell),
        preliminara=True,
        kontakt=delar.kontakt(parter.lan, redovisning.beslutad_av),
        referenser=delar.referenser(
            [
                (parter.lan.namn, redovisning.diarienummer),
                *((namn[s], b.diarienummer) for s, b in beslut.items() if b is not None),
            ]
        ),
        sandlista=delar.sandlista(parter, adressater),
        samlat=_samlat(rad),
        flaggor=build_flaggor(forslag, rad.version, namn),
        ersattning=delar.ersattning(ar, rad.promille) if rad.tas_med else None,
        overklagande=delar.overklagandetext(ar.ar, forslag.lan_id),
        decimaler=ar.decimaler,
        exempeldata=ar.exempeldata,
        medtagen=rad.tas_med,
        skal=delar.stycken(rad.skal),
        vantas=ar.faststalls_dag if rad.tas_med else None,
    )
    skal = _ersattningsskal(redovisning, rad) if tidigare else ""
    return delar.till_sidorna(gemensamt, adressater, parter, tidigare, skal)


def _samlat(rad: Redovisningsrad) -> brev.SamlatMottagande | None:
    """The receiver's total, when it receives from several in this report."""
    if not rad.tas_med or rad.mottagare_far == rad.promille:
        return None
    antal = rad.redovisning.rader.filter(tas_med=True, forslag__mottagare=rad.forslag.mottagare_id).count()
    return brev.SamlatMottagande(antal_givare=antal, efter=rad.mottagare_efter)


def _ersattningsskal(redovisning: Redovisning, rad: Redovisningsrad) -> str:
    """Why there is a new letter: what Migrationsverket said when it returned the report, or the new decision."""
    tidigare = Redovisning.objects.filter(
        ar=redovisning.ar_id, lan=redovisning.lan_id, version=redovisning.version - 1
    ).first()
    ny = f"Länsstyrelsen har beslutat version {redovisning.version} av sin redovisning."
    if tidigare is None or tidigare.status != Redovisning.Status.ATERLAMNAD:
        return ny
    gammal = tidigare.rader.filter(forslag=rad.forslag_id).first()
    skal = (gammal.aterlamnad_skal if gammal else "") or tidigare.aterlamnad_skal
    return f"{ny} Migrationsverket lämnade tillbaka den förra. {skal}".strip()
