"""The mail that reminds: to whom, and in which words."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.urls import reverse

from anvisning.behorighet import KOMMUNEN_ARBETAR
from anvisning.models import Konto
from anvisning.utskick import Galler, Mejl
from anvisning.visning import veckodatum
from omfordelning.behorighet import ROLLER
from omfordelning.models import Paminnelse
from omfordelning.paminnelser.utestaende import Utestaende
from omfordelning.process import Steg
from omfordelning.statusord import kommunnamn

Slag = Paminnelse.Slag
KOLLEGOR, BREVLADA = 7, 2
"""From so many days before the deadline all who work in the municipality are told, and its mailbox."""
KAN = {
    Slag.SVAR: ROLLER[Steg.GODKANN],
    Slag.BESLUT: ROLLER[Steg.MEDDELA_BESLUT],
    Slag.UTDRAG: ROLLER[Steg.MEDDELA_BESLUT],
    Slag.KOMPLETTERING: ROLLER[Steg.BESVARA_KOMPLETTERING],
    Slag.UTKAST: KOMMUNEN_ARBETAR,
    Slag.SIFFRA: ROLLER[Steg.ANDRA],
}
"""Who is told first: those who may do it. A draft is everybody's who works there."""
AMNE = {
    Slag.SVAR: "svar",
    Slag.BESLUT: "kommunens beslut",
    Slag.UTDRAG: "protokollsutdrag",
    Slag.KOMPLETTERING: "fråga från länsstyrelsen",
    Slag.UTKAST: "utkast",
    Slag.SIFFRA: "siffra som inte ryms",
}
MENING = {
    Slag.SVAR: "Ni behöver svara på {vad} från {motpart} senast {dag}. Svarar ni inte i tid förfaller {vad}.",
    Slag.BESLUT: "Ni behöver meddela kommunens beslut senast {dag}.",
    Slag.UTDRAG: "Ni behöver lägga till protokollsutdraget senast {dag}.",
    Slag.KOMPLETTERING: "Ni behöver svara på frågan från länsstyrelsen senast {dag}.",
    Slag.UTKAST: "Ni behöver skicka ert utkast senast {dag}, om ni vill gå vidare med det.",
    Slag.SIFFRA: "Ni behöver ändra siffran senast {dag}, eller be {motpart} göra det. Siffran ryms inte i andelen.",
}


def mottagare(slag: Slag, dagar: int, konton: Sequence[Konto], brevlada: str) -> list[str]:
    """Give the addresses for a reminder so many days before: more of them the nearer the deadline is.

    Takes the municipality's working accounts, and its mailbox ("": none). First those who may do it; the mailbox at
    once when none of them has chosen a password. A draft is the municipality's own, and never goes to the mailbox.
    """
    kan = [konto for konto in konton if konto.roll in KAN[slag]]
    adresser = [konto.epost for konto in (konton if dagar <= KOLLEGOR else kan)]
    ingen = not any(konto.has_usable_password() for konto in kan)
    if brevlada and slag != Slag.UTKAST and (dagar <= BREVLADA or ingen):
        adresser.append(brevlada)
    return list(dict.fromkeys(adresser))


def build_mejl(rad: Utestaende, dagar: int, adresser: Sequence[str], lanets_namn: str) -> Iterator[Mejl]:
    """Give a reminder's mails, one for each address. They are not sent if the thing is done before they can go.

    A draft is the municipality's own: its subject, which the county sees if the mail does not arrive, names nobody.
    """
    forslag, sista_dag = rad.forslag, rad.sista_dag.isoformat()
    fakta = {"forslag": forslag.pk, "sida": rad.sida.value, "slag": rad.slag.value, "sista_dag": sista_dag}
    ord_ = {
        "vad": "inbjudan" if forslag.ar_inbjudan else "förslaget",
        "motpart": kommunnamn(forslag, rad.sida.motsatt),
        "dag": f"{veckodatum(rad.sista_dag)} kl. 23.59",
    }
    for till in adresser:
        yield Mejl(
            mall="paminnelse",
            till=till,
            arende=forslag.arende if forslag.referens else "",
            vems=forslag.kommunkod(rad.sida),
            nyckel=f"paminnelse:{':'.join(map(str, rad.nyckel))}:{sista_dag}:{dagar}",
            sammanhang={
                "forslag": forslag,
                "amne": AMNE[rad.slag],
                "mening": MENING[rad.slag].format(**ord_),
                "lan": lanets_namn,
                "arende_url": settings.BAS_URL + reverse("arende", args=[forslag.publikt_id]),
            },
            galler=Galler("omfordelning.paminnelser.kvarstar", fakta),
        )
