"""Mail is ordered here: each message is a row with exactly one recipient, which the worker sends (`sandning`)."""

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.template.loader import render_to_string

from anvisning import utkorg
from anvisning.models import Dokument, Epostmeddelande, Konto, Organ
from anvisning.visning import en_rad

STYRTECKEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's categories of signs that steer instead of being read."""
LOKALDEL = "[0-9a-f]{32}"
"""What stands before the @ in a Message-ID of ours, as a regular expression."""


@dataclass(frozen=True)
class Galler:
    """As long as what a mail asks for: `funktion` is the path of a function that tells if it still is to be done.

    It takes `fakta` (which must be able to be JSON) by name, and `nu`.
    """

    funktion: str
    fakta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Mejl:
    """One mail to one recipient, once per `nyckel` (event and recipient).

    `mall` names a template under templates/epost (first line the subject, then the text; the HTML part is made from
    the same text). `bilagor` may still be in the making. `arende` is what the act's event is filed under: there it
    is shown if the mail does not arrive. `vems` is the code of the municipality or county that it is for, since several
    may have the same mailbox ("": whoever has the address). With `galler` the mail is left unsent when what it asks for
    has been done before it could go.
    """

    mall: str
    till: str
    nyckel: str
    sammanhang: Mapping[str, object]
    bilagor: Sequence[Dokument] = ()
    arende: str = ""
    vems: str = ""
    galler: Galler | None = None

    def build(self, nu: datetime, organisation: int | None) -> Epostmeddelande:
        """Give the message (not saved)."""
        amne, _, text = render_to_string(f"epost/{self.mall}.txt", dict(self.sammanhang)).strip().partition("\n")
        text = utan_styrtecken(text).strip() + "\n"
        avtryck = hashlib.sha256(f"{self.nyckel} {self.till}".encode()).hexdigest()[:32]
        return Epostmeddelande(
            nyckel=f"{self.nyckel}:{self.till}" if len(self.nyckel + self.till) < 120 else f"{self.nyckel}:{avtryck}",
            till=self.till,
            organisation_id=organisation,
            arende=self.arende,
            amne=en_rad(amne)[:200],
            text=text,
            html=render_to_string("epost/bas.html", {"amne": en_rad(amne), "stycken": text.strip().split("\n\n")}),
            message_id=_message_id(self.nyckel, self.till),
            galler=self.galler.funktion if self.galler else "",
            galler_fakta=dict(self.galler.fakta) if self.galler else {},
            skapad=nu,
        )


@transaction.atomic
def bestall(mejlen: Iterable[Mejl], *, nu: datetime) -> None:
    """Order mails in the act's transaction, or one of their own: never one without its work. The worker sends them."""
    mejlen = list(mejlen)
    agare = _agare({mejl.till for mejl in mejlen})
    meddelanden = Epostmeddelande.objects.bulk_create(
        mejl.build(nu, agare.get((mejl.till, mejl.vems)) or agare.get((mejl.till, ""))) for mejl in mejlen
    )
    bilaga = Epostmeddelande.bilagor.through
    bilaga.objects.bulk_create(
        bilaga(epostmeddelande=meddelande, dokument=dokument)
        for mejl, meddelande in zip(mejlen, meddelanden, strict=True)
        for dokument in mejl.bilagor
    )
    utkorg.lagg("epost", [meddelande.pk for meddelande in meddelanden], nu=nu)


@transaction.atomic
def bestall_igen(meddelande: Epostmeddelande, till: str, *, nyckel: str, nu: datetime) -> Epostmeddelande:
    """Order a mail once more, to another address or the same: a row of its own with the same text and attachments."""
    bilagor = list(meddelande.bilagor.values_list("pk", flat=True))
    nytt = Epostmeddelande.objects.create(
        nyckel=nyckel,
        till=till,
        organisation_id=meddelande.organisation_id,
        arende=meddelande.arende,
        amne=meddelande.amne,
        text=meddelande.text,
        html=meddelande.html,
        message_id=_message_id(nyckel, till),
        galler=meddelande.galler,
        galler_fakta=meddelande.galler_fakta,
        skapad=nu,
    )
    nytt.bilagor.add(*bilagor)
    utkorg.lagg("epost", [nytt.pk], nu=nu)
    return nytt


def utan_styrtecken(text: str) -> str:
    """Give a text without what could end a header or a line elsewhere: only newlines are left of all such signs."""
    rader = text.replace("\r\n", "\n").split("\n")
    return "\n".join("".join(" " if unicodedata.category(t) in STYRTECKEN else t for t in rad) for rad in rader)


def _message_id(nyckel: str, till: str) -> str:
    """Give the id that every attempt at a mail carries: receivers drop a second one, and a bounce names it.

    Nobody can work it out who has not had the mail, and so nobody else can say that it came back.
    """
    avtryck = hmac.new(settings.SECRET_KEY.encode(), f"{nyckel} {till}".encode(), hashlib.sha256).hexdigest()[:32]
    return f"<{avtryck}@{settings.MEJLDOMAN}>"


def _agare(adresser: Collection[str]) -> dict[tuple[str, str], int]:
    """Give whose each address is (one query): by address and code, and by the address alone ("").

    An account has its address alone, whoever has written it as a mailbox too; so has the national level.
    """
    falt = ("organisation", "organisation__kommun", "organisation__lan")
    konton = Konto.objects.filter(epost__in=adresser).values_list("epost", *falt, Value(1))
    brevlador = Organ.objects.filter(funktionsbrevlada__in=adresser).values_list("funktionsbrevlada", *falt, Value(0))
    agare: dict[tuple[str, str], int] = {}
    rader = brevlador.order_by().union(konton.order_by())
    for adress, organisation, kommun, lan, _ in sorted(rader, key=lambda rad: (rad[4], not (rad[2] or rad[3]), rad[1])):
        agare[adress, ""] = agare[adress, kommun or lan or ""] = organisation
    return agare
