"""What has been written: the stored inputs of letters and copies, and the words on paper."""

from pathlib import Path

from anvisning.models import Dokument, Epostmeddelande, Handelse
from omfordelning import brev
from omfordelning.models import Brev, Forslag
from omfordelning.process import Sida
from tests.omfordelning.pdfkontroll import run


def underlag(forslag: Forslag, slag: str, sida: Sida = Sida.GIVARE) -> list:
    """The stored inputs of a side's letters of one kind, in order of version."""
    rader = Brev.objects.filter(forslag=forslag, slag=slag, sida=sida).select_related("dokument").order_by("version")
    return [brev.las_underlag(rad.dokument.underlag) for rad in rader]


def kopior(slag: str) -> dict[str, brev.Registreringskopia]:
    """Whose register → the copy they got of the latest act of a kind."""
    handelse = Handelse.objects.filter(slag=slag).latest("nummer")
    dokument = Dokument.objects.filter(
        pk__in=Epostmeddelande.objects.filter(nyckel__startswith=f"kopia:{handelse.pk}:").values("bilagor")
    )
    alla = [brev.las_underlag(d.underlag) for d in dokument]
    return {kopia.for_myndighet: kopia for kopia in alla if isinstance(kopia, brev.Registreringskopia)}


def uppgifter(kopia: brev.Registreringskopia | brev.Arendeutskrift) -> dict[tuple[str, str], str]:
    avsnitt = kopia.fakta if isinstance(kopia, brev.Arendeutskrift) else kopia.avsnitt
    return {(a.rubrik, u.etikett): u.varde for a in avsnitt for u in a.uppgifter}


def pdftext(dokument: Dokument, tmp_path: Path) -> str:
    fil = tmp_path / "brev.pdf"
    fil.write_bytes(dokument.innehall)
    return " ".join(run("pdftotext", "-raw", str(fil), "-").split())
