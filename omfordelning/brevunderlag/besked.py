"""The county's Besked to one side, from a row of its decided report."""

from anvisning import tid
from omfordelning import brev
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.flaggor import build_flaggor
from omfordelning.models import Brev, Redovisning, Redovisningsrad
from omfordelning.parter import build_parter
from omfordelning.process import Sida, Villkor


def beskedsbrev(rad: Redovisningsrad, sida: Sida, version: int, ersatter: Brev | None) -> brev.Beskedsbrev:
    """Build the letter: taken along with the figures decided on, or not taken along with the reasons.

    `version` is the letter's own number, `ersatter` the letter it replaces (needed when `version` is above 1).
    """
    forslag, redovisning = rad.forslag, rad.redovisning
    ar = forslag.ar
    datum = tid.svensk_dag(redovisning.beslutad)
    parter = build_parter(forslag, datum)
    namn = {s: parter.kommun(s).namn for s in Sida}
    beslut = delar.versionens_beslut(rad.version)
    adressater = {s: parter.kommun(s).adressat(b.organ if b is not None else None, datum) for s, b in beslut.items()}
    organ = adressater[sida]
    tabell = delar.preliminar_tabell(ar.ar, redovisning.beslutad)
    return brev.Beskedsbrev(
        referens=forslag.referens,
        beteckning=f"Besked {forslag.referens}, version {version}",
        ar=ar.ar,
        datum=datum,
        avsandare=delar.avsandare(parter.lan),
        mottagare=delar.mottagare(parter.kommun(sida), organ),
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
        version=version,
        ersatter=delar.ersatt(ersatter, _ersattningsskal(redovisning, rad)),
        decimaler=ar.decimaler,
        exempeldata=ar.exempeldata,
        medtagen=rad.tas_med,
        skal=delar.stycken(rad.skal),
        vantas=ar.faststalls_dag if rad.tas_med else None,
    )


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
