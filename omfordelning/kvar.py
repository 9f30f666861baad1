"""What a side of a case has left to do: the one truth of a municipality's tasks and of the mails that remind it."""

from collections.abc import Iterator
from datetime import datetime

from omfordelning.models import Forslag, Godkannande, Paminnelse
from omfordelning.process import HOS_KOMMUNERNA, PAGAENDE, Sida, Status

Slag = Paminnelse.Slag


def kvar_att_gora(
    forslag: Forslag,
    sida: Sida,
    *,
    eget: Godkannande | None,
    andras: Godkannande | None,
    fraga: datetime | None,
    krav_beslut: bool,
    ryms: bool,
) -> Iterator[tuple[Slag, datetime]]:
    """Give what a side has left to do in a sent case, and since when, whatever its deadlines.

    Takes the case with `med_givarens_bindning`, the two sides' approvals of its current version, since when the county
    waits for the side's answer to a question, whether the county demands decisions, and whether the figure fits in the
    giver's share. A giver that is bound elsewhere can only say no, and need not.
    """
    if forslag.status not in PAGAENDE:
        return
    skickat = max([forslag.skapad, *(g.mottaget for g in (eget, andras) if g)])
    if eget is None and forslag.status == Status.VANTAR_SVAR and not (sida is Sida.GIVARE and forslag.givaren_bunden):
        yield Slag.SVAR, skickat
    if fraga is not None:
        yield Slag.KOMPLETTERING, fraga
    if eget is not None and krav_beslut:
        beslut = eget.kommunbeslut
        if beslut is None or not beslut.ar_fattat:
            yield Slag.BESLUT, eget.mottaget
        elif beslut.utdrag_foljer:
            yield Slag.UTDRAG, eget.mottaget
    if forslag.status in HOS_KOMMUNERNA and not ryms:
        yield Slag.SIFFRA, skickat
