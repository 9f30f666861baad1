"""Dispute a month's number, take the question back, answer it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from anvisning import handelser, tid
from anvisning.anvisningar.raknare import las_bokforingen
from anvisning.anvisningar.siffra import manadens_antal
from anvisning.anvisningar.underlag import forsta_inledande
from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder, Redan
from anvisning.ifragasattanden import mejl
from anvisning.ifragasattanden.manadstal import mojliga_rattelser, sista_manaden
from anvisning.models import Anvisningsbokning, Anvisningstyp, Forklaringsskal, Handelse, Ifragasattande, Konto, Roll
from anvisning.models.ifragasattanden import OPPEN
from anvisning.personnummer import har_personnummer
from anvisning.tabell import RAKNAS_FRAN, STORST
from anvisning.visning import manad as manad_ar
from anvisning.visning import tal

LANGST = 500
"""Characters in the sentence to the municipality."""
HOGST = 50
"""Questions of a municipality that wait or were asked within a day and a night: more would flood those who answer."""


@transaction.atomic
def ifragasatt(manad: date, typ: str, *, antal: int, av: Konto, nu: datetime) -> Ifragasattande:
    """Say that the actor's municipality has another number of children of a type in a month than the service.

    Takes the month's first day and the number. Refuses (Hinder) what cannot be disputed, and the number that the
    service has already, and one too many; Redan when a colleague has disputed the same and it waits.
    """
    krav_roll(av, *KOMMUNEN_ARBETAR)
    kommun = av.organisation.kommun
    if brister := _brister(manad, typ, antal, nu):
        raise Hinder(brister)
    las_bokforingen()  # nothing is posted, and nobody else asks, between what is read here and the question
    if Ifragasattande.objects.filter(OPPEN | Q(ifragasatt__gt=nu - tid.DAG), kommun=kommun).count() >= HOGST:
        raise Hinder(
            f"Ni har redan {HOGST} ifrågasatta uppgifter som väntar på svar eller är från det senaste dygnet. "
            "Vänta med fler, eller kontakta Migrationsverket."
        )
    tjanstens = manadens_antal(kommun.pk, manad, typ)
    if tjanstens == antal:
        vad = f"{Anvisningstyp(typ).label.lower()} i {manad_ar(manad)}"
        raise Hinder(f"Tjänsten har redan {tal(antal)} för {vad}. Det finns inget att ifrågasätta.")
    try:
        with transaction.atomic():
            rad = Ifragasattande.objects.create(
                kommun=kommun,
                manad=manad,
                typ=typ,
                uppgift=antal,
                tjanstens=tjanstens,
                bas=Anvisningsbokning.objects.latest("pk"),
                ifragasatt=nu,
                ifragasatt_av=av,
            )
    except IntegrityError as fel:
        raise Redan("Ni har redan ifrågasatt den uppgiften, och den väntar på svar.") from fel
    text = f"{kommun.namn} ifrågasatte ett antal anvisade barn."
    handelse = _handelse("uppgift_ifragasatt", text, rad, av, nu, uppgift=antal, tjanstens=tjanstens)
    mejl.fraga(rad, handelse, nu=nu)
    return rad


def _brister(manad: date, typ: str, antal: int, nu: datetime) -> list[str]:
    """Give what is wrong with a question, a sentence each."""
    sista = sista_manaden(nu)
    if sista is None:
        return ["Tjänsten har inga uppgifter om anvisningar än. När de är inlästa kan ni ifrågasätta dem."]
    brister = []
    if manad.day != 1 or not RAKNAS_FRAN <= manad <= sista:
        brister.append(f"Välj en månad från {manad_ar(RAKNAS_FRAN)} till {manad_ar(sista)}.")
    if typ not in Anvisningstyp.values:
        brister.append("Välj slag av anvisning.")
    elif typ == Anvisningstyp.INLEDANDE:
        forsta = forsta_inledande()
        if forsta is None or manad < forsta.replace(day=1):
            brister.append("Anvisning för inledande åtgärder fanns inte den månaden.")
    if not 0 <= antal <= STORST:
        brister.append(f"Skriv ett helt antal barn från 0 till {tal(STORST)}.")
    return brister


@transaction.atomic
def aterta(id_: int, *, av: Konto, nu: datetime) -> Ifragasattande:
    """Take back a question of the actor's own municipality that waits for an answer."""
    krav_roll(av, *KOMMUNEN_ARBETAR)
    rad = _las(id_, kommun=av.kommunkod)
    _krav_oppet(rad)
    rad.atertaget, rad.atertaget_av = nu, av
    rad.save(update_fields=["atertaget", "atertaget_av"])
    _handelse("ifragasattande_atertaget", f"{rad.kommun.namn} tog tillbaka {rad.referens}.", rad, av, nu)
    return rad


@transaction.atomic
def besvara(
    id_: int, *, rattelse: UUID | None = None, skal: str = "", forklaring: str = "", av: Konto, nu: datetime
) -> Ifragasattande:
    """Answer a question: the number was corrected by a posting (`rattelse`, its public id), or stands (`skal`).

    `skal` is one of `Forklaringsskal`; exactly one of the two. `forklaring` is a sentence to the municipality alone.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    las_bokforingen()  # the posting that is chosen is not undone meanwhile
    rad = _las(id_)
    _krav_oppet(rad)
    forklaring = forklaring.strip()
    if brister := _svarsbrister(rattelse, skal, forklaring):
        raise Hinder(brister)
    rad.besvarat, rad.besvarat_av, rad.forklaring = nu, av, forklaring
    if rattelse is not None:
        rad.utfall, rad.rattelse = Ifragasattande.Utfall.RATTAD, _rattelsen(rad, rattelse)
    else:
        rad.utfall, rad.skal = Ifragasattande.Utfall.FORKLARAD, skal
    rad.save(update_fields=["besvarat", "besvarat_av", "utfall", "rattelse", "skal", "forklaring"])
    handelse = _handelse(
        "ifragasattande_besvarat",
        f"Besvarade {rad.referens} från {rad.kommun.namn}: {rad.status.label.lower()}.",
        rad,
        av,
        nu,
        utfall=rad.utfall,
        bokning=str(rattelse or ""),
        skal=skal,
        forklaring=forklaring,
    )
    mejl.svar(rad, handelse, nu=nu)
    return rad


def _svarsbrister(rattelse: UUID | None, skal: str, forklaring: str) -> list[str]:
    brister = []
    if (rattelse is None) == (skal == "") or skal not in ("", *Forklaringsskal.values):
        brister.append("Välj ett svar.")
    if len(forklaring) > LANGST:
        brister.append(f"Korta förklaringen till högst {LANGST} tecken.")
    if har_personnummer(forklaring):
        brister.append("Förklaringen ser ut att innehålla ett personnummer. Ta bort det.")
    return brister


def _rattelsen(rad: Ifragasattande, publikt_id: UUID) -> Anvisningsbokning:
    """Give the posting that corrected the number; refuse (Hinder) one that did not."""
    bokning = mojliga_rattelser(rad).filter(publikt_id=publikt_id).first()
    if bokning is None:
        raise Hinder("Bokföringen rättar inte siffran. Välj en som är gjord efter frågan, eller förklara siffran.")
    if manadens_antal(rad.kommun_id, rad.manad, rad.typ) == rad.tjanstens:
        raise Hinder("Antalet är detsamma som när kommunen frågade. Förklara siffran, eller rätta den först.")
    return bokning


def _las(id_: int, **villkor: str) -> Ifragasattande:
    """Lock a disputed number. Raises Ifragasattande.DoesNotExist (404), also for another municipality's."""
    rader = Ifragasattande.objects.select_for_update(of=("self",), no_key=True)
    return rader.select_related("kommun").get(pk=id_, **villkor)


def _krav_oppet(rad: Ifragasattande) -> None:
    """Refuse (Redan) what is answered or taken back."""
    if rad.besvarat:
        raise Redan("Frågan är redan besvarad. Läs sidan på nytt.")
    if rad.atertaget:
        raise Redan("Kommunen har tagit tillbaka frågan. Läs sidan på nytt.")


def _handelse(slag: str, text: str, rad: Ifragasattande, av: Konto, nu: datetime, **fakta: Any) -> Handelse:
    """Write the event in the national chain: a county's is handed out whole, and this one holds small numbers."""
    return handelser.skriv(
        slag,
        text,
        ar=tid.svensk_dag(nu).year,
        arende=rad.referens,
        av=av,
        nu=nu,
        ifragasattande=str(rad.publikt_id),
        kommun=rad.kommun_id,
        manad=rad.manad,
        typ=rad.typ,
        **fakta,
    )
