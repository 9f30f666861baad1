"""Print the picture of the process (Mermaid) that README shows; CI checks that they are equal."""

from typing import Any

from django.core.management.base import BaseCommand

from omfordelning.process import GANG, Status, Steg

VAD = {
    Steg.SKICKA: "skicka",
    Steg.ANDRA: "annan siffra",
    Steg.GODKANN: "godkänn",
    Steg.AVBOJ: "nej",
    Steg.ATERKALLA: "återkalla",
    Steg.FORFALL: "dagen passerar",
    Steg.UNDANROJ_FORFALL: "handling kom i tid",
    Steg.TA_MED: "ta med",
    Steg.TA_INTE_MED: "ta inte med",
    Steg.AVSLUTA: "avsluta på begäran",
    Steg.REDOVISA: "översänd",
    Steg.FASTSTALL: "fastställ",
    Steg.FASTSTALL_INTE: "fastställ inte",
}


def mermaid() -> str:
    """Give the state diagram of `GANG` as Mermaid text: every step that moves a case."""
    rader = ["stateDiagram-v2", f"    [*] --> {Status.UTKAST.name}"]
    rader += [f"    {s.name}: {s.text.replace(':', ',')}" for s in Status]
    for steg, gang in GANG.items():
        if gang.till is not None:
            rader += [f"    {fran.name} --> {gang.till.name}: {VAD[steg]}" for fran in gang.fran if fran != gang.till]
    return "\n".join(rader)


class Command(BaseCommand):
    """Prints the diagram."""

    help = "Prints the process as a Mermaid state diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(mermaid())
