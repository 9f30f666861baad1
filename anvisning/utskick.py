"""Mail: each message is a row with exactly one recipient, sent by the worker through Django's mail backend."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from anvisning import utkorg
from anvisning.models import Dokument, Epostmeddelande, Utkorgsrad


@dataclass(frozen=True, kw_only=True)
class Mejl:
    """One mail to one recipient, once per `nyckel` (event and recipient).

    `mall` names a template under templates/epost (first line the subject, then the text; the HTML part is made from
    the same text). `bilagor` may still be in the making.
    """

    mall: str
    till: str
    nyckel: str
    sammanhang: Mapping[str, object]
    bilagor: Sequence[Dokument] = ()

    def build(self, nu: datetime) -> Epostmeddelande:
        """Give the message (not saved)."""
        amne, _, text = render_to_string(f"epost/{self.mall}.txt", dict(self.sammanhang)).strip().partition("\n")
        text = text.strip() + "\n"
        avtryck = hashlib.sha256(f"{self.nyckel} {self.till}".encode()).hexdigest()[:32]
        return Epostmeddelande(
            nyckel=f"{self.nyckel}:{self.till}" if len(self.nyckel + self.till) < 120 else f"{self.nyckel}:{avtryck}",
            till=self.till,
            amne=" ".join(amne.split())[:200],
            text=text,
            html=render_to_string("epost/bas.html", {"amne": amne, "stycken": text.strip().split("\n\n")}),
            message_id=f"<{avtryck}@omfordelning.invalid>",
            skapad=nu,
        )


def bestall(mejlen: Iterable[Mejl], *, nu: datetime) -> None:
    """Order mails in the act's transaction; the worker sends them."""
    mejlen = list(mejlen)
    meddelanden = Epostmeddelande.objects.bulk_create(mejl.build(nu) for mejl in mejlen)
    bilaga = Epostmeddelande.bilagor.through
    bilaga.objects.bulk_create(
        bilaga(epostmeddelande=meddelande, dokument=dokument)
        for mejl, meddelande in zip(mejlen, meddelanden, strict=True)
        for dokument in mejl.bilagor
    )
    utkorg.lagg("epost", [meddelande.pk for meddelande in meddelanden], nu=nu)


def skicka(epostmeddelande_id: int, *, nu: datetime) -> None:
    """Send one message (outbox work).

    Raises `InteAn` while a document it carries is being made, RuntimeError when that was given up, and what the mail
    server's refusal raises.
    """
    meddelande = Epostmeddelande.objects.get(pk=epostmeddelande_id)
    brev = EmailMultiAlternatives(
        meddelande.amne,
        meddelande.text,
        to=[meddelande.till],
        headers={"Message-ID": meddelande.message_id, "Auto-Submitted": "auto-generated"},
    )
    brev.attach_alternative(meddelande.html, "text/html")
    for dokument in meddelande.bilagor.all():
        if dokument.klar is None:
            _vanta_pa(dokument)
        brev.attach(dokument.filnamn, bytes(dokument.innehall), dokument.mediatyp)
    brev.send()
    meddelande.skickad = nu
    meddelande.save(update_fields=["skickad"])


def _vanta_pa(dokument: Dokument) -> None:
    rad = Utkorgsrad.objects.filter(uppgift="dokument", objekt=dokument.pk).first()
    if rad is None or rad.uppgiven:
        raise RuntimeError(f"{dokument.filnamn} will not be rendered")
    raise utkorg.InteAn(f"{dokument.filnamn} is not rendered yet", rad.nasta if rad.fel else None)
