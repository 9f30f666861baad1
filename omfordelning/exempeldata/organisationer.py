"""Invented organs, contacts and demo accounts. No real person, only example addresses and fictitious numbers."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from anvisning.models import Kontaktfunktion, Konto, Organ, Organisation, Organslag, Roll
from anvisning.sortering import soknyckel

DEMOLAN = ("07", "08", "25")
"""Kronoberg, Kalmar and Norrbotten: demo accounts for every role."""
LOSENORD = "exempel-losenord-2027"
FORNAMN = ("Alex", "Bo", "Charlie", "Eli", "Kim", "Love", "Mika", "Noel", "Robin", "Sam", "Tintin", "Vide")
KORT = {
    Roll.KOMMUN_HANDLAGGARE: "handlaggare",
    Roll.KOMMUN_FORETRADARE: "foretradare",
    Roll.KOMMUN_LASARE: "lasare",
    Roll.LAN_HANDLAGGARE: "handlaggare",
    Roll.LAN_BESLUTSFATTARE: "beslutsfattare",
    Roll.LAN_LASARE: "lasare",
    Roll.ADMINISTRATOR: "administrator",
    Roll.GRANSKARE: "granskare",
}


def _plats(organisation: Organisation) -> str:
    if organisation.kommun:
        namn = {"Håbo": "Håbo Uppsala"}.get(organisation.kommun.namn, organisation.kommun.namn)  # beside Habo
    else:
        namn = organisation.lan.namn.replace(" län", "-lan") if organisation.lan else "migrationsverket"
    return soknyckel(namn).replace(" ", "-")


def skapa_organ(dag: date) -> None:
    """Give every organisation an organ with its funktionsbrevlåda, and a contact function."""
    organ, kontakter = [], []
    for nummer, o in enumerate(Organisation.objects.select_related("kommun", "lan").order_by("pk")):
        plats = _plats(o)
        slag = Organslag.KOMMUNSTYRELSE if o.kommun_id else Organslag.MYNDIGHET
        organ.append(
            Organ(
                organisation=o,
                slag=slag,
                namn="Kommunstyrelsen" if o.kommun_id else o.namn,
                funktionsbrevlada=f"registrator.{plats}@example.org",
                galler_fran=dag,
            )
        )
        kontakter.append(
            Kontaktfunktion(
                organisation=o,
                funktion="Samordnare för mottagande" if o.kommun_id else "Handläggare för anvisningsandelar",
                telefon=f"08-465 004 {nummer % 50:02d}",
                epost=f"mottagande.{plats}@example.org",
            )
        )
    Organ.objects.bulk_create(organ)
    Kontaktfunktion.objects.bulk_create(kontakter)


def skapa_konton(nu: datetime) -> None:
    """Make the accounts: every role in the demo counties, an active företrädare and county staff elsewhere."""
    losenord = make_password(LOSENORD)
    konton = []
    for o in Organisation.objects.select_related("kommun", "lan").order_by("pk"):
        roller = Roll.for_slag(o.slag)
        if o.kommun_id and o.lanskod not in DEMOLAN:
            roller = [Roll.KOMMUN_FORETRADARE]
        namn = [(roll, KORT[roll]) for roll in roller]
        if o.slag == "nationell":
            namn.append((Roll.ADMINISTRATOR, "administrator2"))
        konton += [
            Konto(
                epost=f"{kort}.{_plats(o)}@example.org",
                namn=f"{FORNAMN[(o.pk * 5 + i) % len(FORNAMN)]} Exempel",
                titel=roll.label,
                telefon=f"08-465 004 {(o.pk + i) % 50:02d}",
                organisation=o,
                roll=roll,
                password=losenord,
                skapad=nu,
            )
            for i, (roll, kort) in enumerate(namn)
        ]
    Konto.objects.bulk_create(konton)


def demokonton() -> list[Konto]:
    """Give the accounts that are shown at the start: the largest municipalities of the demo counties and all above."""
    visade = ["kalmar", "nybro", "vaxjo", "alvesta", "lulea", "alvsbyn"]
    epost = [f"{KORT[r]}.{plats}@example.org" for plats in visade for r in Roll.for_slag("kommun")]
    lan = Konto.objects.filter(organisation__lan__in=DEMOLAN)
    kommuner = Konto.objects.filter(epost__in=epost)
    riket = Konto.objects.filter(organisation__slag="nationell")
    return [*kommuner.order_by("epost"), *lan.order_by("epost"), *riket.order_by("epost")]
