"""The print-out of one case, for a request for public documents."""

from datetime import date, datetime

from anvisning import tid
from anvisning.models import Handelse
from anvisning.visning import datum, promille, sista_dag, tidpunkt
from omfordelning import brev
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.flaggor import build_flaggor
from omfordelning.brevunderlag.siffror import Siffror, build_siffror
from omfordelning.handlingar import handlingar
from omfordelning.lage import Arende, build_arende
from omfordelning.models import Forslag, Forslagsversion, Kontroll, Redovisningsrad
from omfordelning.parter import Parter, build_parter
from omfordelning.process import Sida, Status
from omfordelning.querysets import med_fakta, med_versioner

Rader = list[tuple[str, str]]


def arendeutskrift(forslag: Forslag, nu: datetime) -> brev.Arendeutskrift:
    """Build the print-out of a case as it stands at `nu`: facts, versions, answers, decisions, events, files."""
    arende = build_arende(med_versioner(med_fakta(Forslag.objects.filter(pk=forslag.pk))).get())
    forslag = arende.forslag
    parter = build_parter(forslag, tid.svensk_dag(nu))
    namn = {sida: parter.kommun(sida).namn for sida in Sida}
    rader = list(
        Redovisningsrad.objects.filter(forslag=forslag)
        .select_related("redovisning__beslutad_av")
        .order_by("redovisning__version")
    )
    versioner = list(forslag.versioner.all())
    beslut = {
        rad.pk: (sida, rad)
        for version in versioner
        for sida, rad in delar.versionens_beslut(version).items()
        if rad is not None
    }
    decimaler = forslag.ar.decimaler
    siffror = build_siffror(arende)
    hur_mycket = promille(siffror.flyttas or siffror.foreslaget, decimaler)
    return brev.Arendeutskrift(
        referens=forslag.referens,
        rubrik=f"Från {parter.givare.namn} till {parter.mottagare.namn}, {hur_mycket}",
        status=Status(forslag.status).text,
        ar=forslag.ar_id,
        lan=parter.lan.namn,
        utskriven=nu,
        fakta=tuple(
            avsnitt
            for avsnitt in (
                _bygg("Förslaget", _forslaget(arende, siffror, parter)),
                _bygg("Andelar före och efter", _andelar(arende, siffror, parter)),
                _bygg("Tider", _tider(arende)),
                _bygg("Formell kontroll", _kontroller(forslag)),
                _bygg("Kompletteringar och yttranden", _fragor(forslag, parter)),
                _bygg("Länsstyrelsens beslut", _lansbeslut(rader)),
            )
            if avsnitt.uppgifter
        ),
        versioner=tuple(_version(v, versioner[0], parter) for v in versioner),
        godkannanden=(*_godkannanden(versioner, parter), *_nej(forslag, parter)),
        kommunbeslut=tuple(delar.kommunbeslut(namn[sida], rad) for sida, rad in beslut.values()),
        tidslinje=tuple(
            brev.Handelserad(tidpunkt=h.nar, text=h.text, av=h.aktor, roll=h.aktor_roll)
            for h in Handelse.objects.filter(arende=forslag.arende).order_by("nummer")
        ),
        bilagor=delar.bilagor(h.dokument for h in handlingar(forslag)),
        referenser=delar.referenser(
            [
                *((namn[sida], rad.diarienummer) for sida, rad in beslut.values()),
                *((parter.lan.namn, rad.redovisning.diarienummer) for rad in rader),
            ]
        ),
        flaggor=build_flaggor(forslag, arende.version, namn),
        decimaler=decimaler,
        exempeldata=forslag.ar.exempeldata,
    )


def _bygg(rubrik: str, rader: Rader) -> brev.Avsnitt:
    return brev.Avsnitt(
        rubrik=rubrik, uppgifter=tuple(brev.Uppgift(etikett=etikett, varde=varde) for etikett, varde in rader if varde)
    )


def _forslaget(arende: Arende, siffror: Siffror, parter: Parter) -> Rader:
    forslag, version, d = arende.forslag, arende.version, arende.forslag.ar.decimaler
    return [
        ("Givande kommun", f"{parter.givare.namn} ({forslag.givare_id})"),
        ("Mottagande kommun", f"{parter.mottagare.namn} ({forslag.mottagare_id})"),
        ("Började som", "Inbjudan från den mottagande kommunen" if forslag.ar_inbjudan else "Förslag från givaren"),
        ("Omfattning", delar.omfattning(version.hela, siffror.foreslaget, siffror.foreslaget_av, d)),
        (delar.OM_ANDELEN_ANDRAS, delar.villkor_text(version)),
        ("Avslutat", tidpunkt(forslag.avslutad) if forslag.avslutad else ""),
        ("Ärendet avslutades för att", forslag.avslutsskal),
        ("Kopierat från", forslag.kopia_av.referens if forslag.kopia_av else ""),
    ]


def _andelar(arende: Arende, siffror: Siffror, parter: Parter) -> Rader:
    """What moves now: by the ledger once it is decided, nothing in a case that has ended."""
    d = arende.forslag.ar.decimaler
    efter = siffror.givare_fore - siffror.flyttas, siffror.mottagare_fore + siffror.flyttas
    if efter[0] < 0:
        return [(parter.givare.namn, f"{promille(siffror.givare_fore, d)}. Förslaget ryms inte i andelen.")]
    return [
        ("Förs över", promille(siffror.flyttas, d)),
        (parter.givare.namn, f"{promille(siffror.givare_fore, d)} före, {promille(efter[0], d)} efter"),
        (parter.mottagare.namn, f"{promille(siffror.mottagare_fore, d)} före, {promille(efter[1], d)} efter"),
        ("Källa", delar.kalla(siffror.tabell)),
    ]


def _tider(arende: Arende) -> Rader:
    return [
        ("Sista dag för kommunerna", sista_dag(arende.slut)),
        *(
            (
                f"Anstånd för {rad.get_sida_display().lower()}",
                f"Begärt {tidpunkt(rad.begart)} till sammanträdet {datum(rad.sammantrade)}. "
                + _anstandssvar(rad.beslutat, rad.beviljat_till, rad.beslutsskal),
            )
            for rad in arende.forslag.anstand.all()
        ),
    ]


def _anstandssvar(beslutat: datetime | None, beviljat_till: date | None, skal: str) -> str:
    if beslutat is None:
        return "Inte avgjort."
    return f"Beviljat till och med {datum(beviljat_till)}." if beviljat_till else f"Inte beviljat. {skal}"


def _kontroller(forslag: Forslag) -> Rader:
    rader: Rader = []
    for k in Kontroll.objects.filter(version__forslag=forslag).select_related("version", "gjord_av").order_by("gjord"):
        svar = "Utan anmärkning" if k.utan_anmarkning else f"Anmärkning: {k.anmarkning}"
        punkter = "\n".join(f"{punkt}: {'ja' if ja else 'nej'}" for punkt, ja in k.punkter.items())
        rader.append(
            (f"Version {k.version.nummer}", f"{svar}. {tidpunkt(k.gjord)}, {delar.person(k.gjord_av)}\n{punkter}")
        )
    return rader


def _fragor(forslag: Forslag, parter: Parter) -> Rader:
    rader: Rader = [
        (
            f"Fråga till {parter.kommun(k.sida).namn}, {tidpunkt(k.begard)}",
            f"{k.fraga}\n" + (f"Svar {tidpunkt(k.besvarad)}: {k.svar}" if k.besvarad else "Inte besvarad."),
        )
        for k in forslag.kompletteringar.all()
    ]
    rader += [
        (f"Tillfälle att yttra sig, {tidpunkt(k.skickad)}", f"{k.text}\nSvar senast {datum(k.svar_senast)}.")
        for k in forslag.kommuniceringar.all()
    ]
    return rader


def _lansbeslut(rader: list[Redovisningsrad]) -> Rader:
    return [
        (
            f"Redovisningens version {rad.redovisning.version}",
            f"{'Tas med' if rad.tas_med else 'Tas inte med'}. {rad.skal} "
            f"Beslut {datum(rad.redovisning.beslutsdag)}, {delar.person(rad.redovisning.beslutad_av)}. "
            f"Föredragande: {rad.redovisning.foredragande or 'ingen'}. {rad.aterlamnad_skal}".strip(),
        )
        for rad in rader
    ]


def _version(version: Forslagsversion, forsta: Forslagsversion, parter: Parter) -> brev.Forslagsversion:
    omfang = "Hela andelen" if version.hela else "En del av andelen"
    svar = "" if version.pk == forsta.pk else "Svar med en annan siffra."
    return brev.Forslagsversion(
        nummer=version.nummer,
        tidpunkt=version.skickad or version.skapad,
        promille=version.promille,
        av=parter.kommun(version.sida).namn,
        anmarkning=" ".join(del_ for del_ in (svar, f"{omfang}.", version.meddelande) if del_),
    )


def _godkannanden(versioner: list[Forslagsversion], parter: Parter) -> list[brev.Godkannande]:
    return [
        brev.Godkannande(
            version=version.nummer,
            kommun=parter.kommun(g.sida).namn,
            svar="Godkänner",
            tidpunkt=g.mottaget,
            av=f"{g.av.namn}, {g.av.organisation.namn}"
            + (", registrerat av länsstyrelsen" if g.registrerat_av_lan else ""),
            beslut=str(g.kommunbeslut) if g.kommunbeslut else delar.UTAN_BESLUT,
        )
        for version in versioner
        for g in version.godkannanden.all()
    ]


def _nej(forslag: Forslag, parter: Parter) -> list[brev.Godkannande]:
    if forslag.status != Status.NEJ or forslag.avslutad is None:
        return []
    kommun = parter.kommun(forslag.avslutad_av).namn
    return [
        brev.Godkannande(
            version=forslag.version,
            kommun=kommun,
            svar="Säger nej",
            tidpunkt=forslag.avslutad,
            av=kommun,
            beslut=forslag.avslutsskal,
        )
    ]
