"""Commands about accounts: invite by e-mail link, choose a password, change role, deactivate, own details."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse

from anvisning import handelser, kalenderlankar, tid, utskick
from anvisning.behorighet import delbara_roller, far_hantera_konton
from anvisning.hinder import Hinder, Redan
from anvisning.models import Konto, Notisval, Organisation, Roll
from anvisning.sessioner import avsluta_sessioner

GILTIG = timedelta(days=14)
_SALT = "bjud-in"
FINNS_REDAN = "Det finns redan ett konto med den e-postadressen."
HOGST = 120
"""Longest name and title."""


@transaction.atomic
def bjud_in(
    organisation: Organisation,
    *,
    epost: str,
    namn: str,
    roll: str,
    av: Konto | None,
    nu: datetime,
    titel: str = "",
    telefon: str = "",
) -> Konto:
    """Make an account without password and mail its link. `av` None is the operator (manage.py bjud_in)."""
    if av is not None and not far_hantera_konton(av, organisation):
        raise PermissionDenied("Du får inte bjuda in till den organisationen.")
    _krav_roll_finns(organisation, roll)
    _krav_delbar(av, organisation, roll)
    konto = Konto(epost=_epost(epost), organisation=organisation, roll=roll, skapad=nu)
    _satt_uppgifter(konto, namn, titel, telefon)
    konto.set_unusable_password()
    try:
        with transaction.atomic():
            konto.save(force_insert=True)
    except IntegrityError as fel:
        raise Hinder(FINNS_REDAN) from fel
    _bestall_inbjudan(konto, av=av, nu=nu)
    _handelse("konto_inbjudet", f"Bjöd in {konto.namn} till {organisation.namn}.", konto, av, nu)
    return konto


@transaction.atomic
def skicka_inbjudan(konto_id: int, *, av: Konto, nu: datetime) -> Konto:
    """Mail the invitation's link once more; earlier links still work until a password is chosen."""
    konto = _las_hanterbart(konto_id, av)
    if konto.has_usable_password():
        raise Hinder("Personen har redan valt lösenord. Be personen välja ”Jag har glömt mitt lösenord”.")
    if not konto.is_active:
        raise Hinder("Kontot är avstängt. Aktivera det innan du skickar inbjudan igen.")
    _bestall_inbjudan(konto, av=av, nu=nu)
    _handelse("kontoinbjudan_skickad", f"Skickade inbjudan till {konto.namn} igen.", konto, av, nu)
    return konto


def inbjuden(nyckel: str, *, nu: datetime) -> Konto:
    """Give the account behind an invitation's key.

    Raises Redan when the link is used up, Hinder when it is too old, broken, or the account is closed.
    """
    try:
        konto_id, skickad = signing.loads(nyckel, salt=_SALT)
    except signing.BadSignature as fel:
        raise Hinder("Länken är inte hel. Kopiera hela länken ur mejlet, eller be om en ny inbjudan.") from fel
    if nu >= tid.slut_pa_dagen(_sista_dag(datetime.fromisoformat(skickad))):
        raise Hinder("Länken har slutat gälla. Be den som bjöd in dig att skicka en ny.")
    konto = Konto.objects.filter(pk=konto_id, is_active=True).first()
    if konto is None:
        raise Hinder("Inbjudan gäller inte längre. Fråga den som bjöd in dig.")
    if konto.has_usable_password():
        raise Redan("Länken är redan använd. Logga in med ditt lösenord.")
    return konto


@transaction.atomic
def valj_losenord(nyckel: str, losenord: str, *, nu: datetime) -> Konto:
    """Set the invited person's first password. Raises ValidationError when it is too weak, else as `inbjuden`."""
    konto = _las(inbjuden(nyckel, nu=nu).pk)
    if konto.has_usable_password():
        raise Redan("Länken är redan använd. Logga in med ditt lösenord.")
    validate_password(losenord, konto)
    konto.set_password(losenord)
    konto.save(update_fields=["password"])
    _handelse("konto_aktiverat", f"{konto.namn} valde sitt lösenord.", konto, konto, nu)
    return konto


@transaction.atomic
def satt_aktiv(konto_id: int, *, aktiv: bool, av: Konto, nu: datetime) -> Konto:
    """Deactivate an account, which ends its sessions at once, or activate it again. Nobody deactivates themselves."""
    konto = _las_hanterbart(konto_id, av)
    if konto.pk == av.pk:
        raise Hinder("Du kan inte stänga av ditt eget konto. Be en kollega.")
    if konto.is_active == aktiv:
        raise Redan("Kontot är redan aktivt." if aktiv else "Kontot är redan avstängt.")
    konto.is_active = aktiv
    konto.save(update_fields=["is_active"])
    avsluta_sessioner(konto.pk, nu=nu)
    kalenderlankar.slang_alla(konto)
    ord_ = "Aktiverade" if aktiv else "Stängde av"
    _handelse("konto_aktiverat" if aktiv else "konto_avstangt", f"{ord_} kontot för {konto.namn}.", konto, av, nu)
    return konto


@transaction.atomic
def byt_roll(konto_id: int, *, roll: str, av: Konto, nu: datetime) -> Konto:
    """Give an account another role in its organisation; its sessions end, and the new role holds at the next log-in."""
    konto = _las_hanterbart(konto_id, av)
    if konto.pk == av.pk:
        raise Hinder("Du kan inte byta din egen roll. Be en kollega.")
    _krav_roll_finns(konto.organisation, roll)
    _krav_delbar(av, konto.organisation, roll)
    if konto.roll == roll:
        raise Redan("Personen har redan den rollen.")
    forut = konto.get_roll_display()
    konto.roll = roll
    konto.save(update_fields=["roll"])
    avsluta_sessioner(konto.pk, nu=nu)
    kalenderlankar.slang_alla(konto)
    text = f"Bytte roll för {konto.namn} från {forut.lower()} till {konto.get_roll_display().lower()}."
    _handelse("roll_bytt", text, konto, av, nu)
    return konto


@transaction.atomic
def andra_uppgifter(
    konto_id: int, *, namn: str, titel: str, telefon: str, notisval: str | None = None, nu: datetime
) -> Konto:
    """Change one's own name, title, telephone and choice of mails (None: as it is).

    What is written in cases keeps the former name.
    """
    konto = _las(konto_id)
    _satt_uppgifter(konto, namn, titel, telefon)
    konto.notisval = notisval or konto.notisval
    if konto.notisval not in Notisval.values:
        raise Hinder("Välj när du vill ha mejlen.")
    konto.save(update_fields=["namn", "titel", "telefon", "notisval"])
    _handelse("konto_andrat", f"{konto.namn} ändrade sina uppgifter.", konto, konto, nu)
    return konto


def _sista_dag(skickad: datetime) -> date:
    """Give the last Swedish day on which an invitation sent at an instant may be used."""
    return tid.svensk_dag(skickad + GILTIG)


def _las(konto_id: int) -> Konto:
    return Konto.objects.select_for_update(of=("self",), no_key=True).get(pk=konto_id)


def _las_hanterbart(konto_id: int, av: Konto) -> Konto:
    """Lock an account that is the actor's to manage, and the actor's own, in the same order for everybody.

    The actor's right is judged as it is now: who was just closed by a colleague closes nobody.
    """
    rader = Konto.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=(konto_id, av.pk)).order_by("pk")
    lasta = {rad.pk: rad for rad in rader}
    if konto_id not in lasta:
        raise Konto.DoesNotExist
    konto = lasta[konto_id]
    if av.pk not in lasta or konto.roll not in delbara_roller(lasta[av.pk], konto.organisation):
        raise PermissionDenied("Du får inte hantera kontot.")
    return konto


def _krav_roll_finns(organisation: Organisation, roll: str) -> None:
    if roll not in Roll.values or Roll(roll).organisationsslag != organisation.slag:
        raise Hinder("Välj en roll som finns i organisationen.")


def _krav_delbar(av: Konto | None, organisation: Organisation, roll: str) -> None:
    if av is not None and roll not in delbara_roller(av, organisation):
        raise PermissionDenied("Du får inte ge någon den rollen.")


def _epost(epost: str) -> str:
    """Give an address in lower case; Hinder when it is none, or taken."""
    epost = epost.strip().lower()
    try:
        validate_email(epost)
    except ValidationError as fel:
        raise Hinder("Skriv e-postadressen så här: namn@kommun.example.") from fel
    if not epost.isprintable():
        raise Hinder("E-postadressen har ett tecken som inte går att använda. Skriv den på nytt.")
    if len(epost) > 254:
        raise Hinder("E-postadressen är för lång.")
    if Konto.objects.filter(epost=epost).exists():
        raise Hinder(FINNS_REDAN)
    return epost


def _satt_uppgifter(konto: Konto, namn: str, titel: str, telefon: str) -> None:
    konto.namn, konto.titel, konto.telefon = (" ".join(text.split()) for text in (namn, titel, telefon))
    if not konto.namn:
        raise Hinder("Skriv personens namn.")
    if len(konto.namn) > HOGST or len(konto.titel) > HOGST or len(konto.telefon) > 40:
        raise Hinder(f"Korta namn och titel till högst {HOGST} tecken och telefonnumret till högst 40.")


def _bestall_inbjudan(konto: Konto, *, av: Konto | None, nu: datetime) -> None:
    """Mail the link by which the invited person chooses a password; it works once and for 14 days."""
    nyckel = signing.dumps([konto.pk, nu.isoformat()], salt=_SALT)
    mejl = utskick.Mejl(
        mall="inbjudan",
        till=konto.epost,
        nyckel=f"inbjudan:{konto.pk}:{nu.isoformat()}",
        sammanhang={
            "konto": konto,
            "lank": settings.BAS_URL + reverse("valj_losenord", args=[nyckel]),
            "giltig_till": _sista_dag(nu),
            "inbjuden_av": av,
        },
    )
    utskick.bestall([mejl], nu=nu)


def _handelse(slag: str, text: str, konto: Konto, av: Konto | None, nu: datetime) -> None:
    handelser.skriv(
        slag,
        text,
        ar=tid.svensk_dag(nu).year,
        lanskod=konto.lanskod or handelser.NATIONELL,
        av=av,
        nu=nu,
        konto=str(konto.publikt_id),
        roll=konto.roll,
    )
