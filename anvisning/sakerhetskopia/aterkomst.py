"""After a real return from a backup: what was sent is not sent again, no number is used twice, the gap is told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from anvisning import handelser, tid
from anvisning.models import Epostmeddelande, Handelse, Leveransfel, SantForeAterlasning, Utkorgsrad
from anvisning.utskick import LOKALDEL

HOPP, PER_SEKUND = 1_000_000, 100
"""How far every series of numbers is moved on: those given after the backup stand in mails and registers out there.

And further the older the backup is: what was done after one return is out there too when there is a second one, to the
same backup. More numbers than so are not given in a second for long.
"""


@dataclass(frozen=True)
class Aterkomst:
    """What a return meant: the gap's ends, mails that will not go out again, and mails about acts that are gone."""

    fran: datetime
    till: datetime
    redan_sanda: int
    okanda: list[str]

    def __str__(self) -> str:
        fran, till = (f"{tid.lokal(nar):%Y-%m-%d kl. %H.%M}" for nar in (self.fran, self.till))
        return (
            f"Det som gjordes i tjänsten från den {fran} till den {till} finns inte kvar och måste göras om.\n"
            f"Mejl som redan var skickade och inte skickas igen: {self.redan_sanda}.\n"
            f"Mejl som skickades om åtgärder som inte finns kvar: {len(self.okanda)}.\n"
            + "".join(f"  {id_}\n" for id_ in self.okanda)
        )


def read_logs(filer: Iterable[Path]) -> set[str]:
    """Give every Message-ID of ours in the files, whatever else stands in them. Raises OSError.

    Any log that has them will do: ours, the mail relay's, a backup's.
    """
    egna = re.compile(rf"<{LOKALDEL}@{re.escape(settings.MEJLDOMAN)}>")
    return {found for fil in filer for found in egna.findall(fil.read_text(encoding="utf-8", errors="replace"))}


@transaction.atomic
def anteckna(sanda: set[str], *, kopians: datetime, nu: datetime) -> Aterkomst:
    """Mark the mails in `sanda` as sent, move every series of numbers on, and note the return as an event.

    Those that the backup does not know are kept by their Message-ID: a mail's key makes it, so that a reminder which
    is ordered anew has the same one, and `sandning` lets it be. What is done anew tells anew: its numbers are others.
    `kopians`: when the backup was taken. Nothing else may run meanwhile. Harmless twice.
    """
    vantande = Epostmeddelande.objects.filter(skickad=None, upphavd=None, message_id__in=sanda)
    redan = list(vantande.values_list("pk", flat=True))
    Epostmeddelande.objects.filter(pk__in=redan).update(skickad=nu)
    Utkorgsrad.objects.filter(uppgift="epost", objekt__in=redan).update(klar=nu, uppgiven=None, fel="")
    uppgivna = Leveransfel.objects.filter(slag=Leveransfel.Slag.UPPGIVET, hanterat=None)
    uppgivna.filter(epostmeddelande__in=redan).update(hanterat=nu)
    kanda = set(Epostmeddelande.objects.filter(message_id__in=sanda).values_list("message_id", flat=True))
    okanda = sorted(sanda - kanda)
    SantForeAterlasning.objects.bulk_create((SantForeAterlasning(id_) for id_ in okanda), ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + %s) "
            "FROM pg_sequences WHERE schemaname = 'public' AND sequencename NOT LIKE 'django%%'",
            [HOPP + PER_SEKUND * max(int((nu - kopians).total_seconds()), 0)],
        )
    resultat = Aterkomst(kopians, nu, len(redan), okanda)
    if not Handelse.objects.filter(slag="aterlast", uppgifter__kopians=kopians.isoformat()).exists():
        handelser.skriv(
            "aterlast",
            str(resultat).splitlines()[0],
            ar=tid.svensk_dag(nu).year,
            av=None,
            nu=nu,
            kopians=kopians,
            redan_sanda=len(redan),
            okanda=len(resultat.okanda),
        )
    return resultat
