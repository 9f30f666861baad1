"""New proposal and new invitation, empty or begun with what the address says."""

from typing import Any

from anvisning.promille import PromilleFel, parse_promille
from omfordelning.forms.kommun_forslag import DEL, HELA
from omfordelning.lage import Innehall
from omfordelning.process import Sida, Villkor
from omfordelning.views.kommun.utkast import Utkastvy


class NyttUtkast(Utkastvy):
    """A new draft, begun with what the address says: `motpart` and `promille`, as "Vad händer om …" has them."""

    def get_initial(self) -> dict[str, Any]:
        innehall = self.ursprungligt()
        if innehall is None:
            return {}
        return {
            "motpart": self.request.GET["motpart"],
            "omfattning": HELA if innehall.hela else DEL,
            "promille": None if innehall.hela else innehall.promille,
        }

    def ursprungligt(self) -> Innehall | None:
        """Give what the address says, or None when it does not say it so that it can be read."""
        motpart = self.request.GET.get("motpart", "")
        if motpart not in dict(self.runda.val(self.request.user)):
            return None
        try:
            antal = parse_promille(self.request.GET.get("promille", ""))
        except PromilleFel:
            return None
        hela = antal == self.runda.andelar.get(self.parter(motpart)[0])
        return Innehall(hela=hela, promille=antal, villkor=Villkor.PROMILLE)


class NyttForslag(NyttUtkast):
    """The own municipality gives."""

    sida = Sida.GIVARE


class NyInbjudan(NyttUtkast):
    """The own municipality offers to receive."""

    sida = Sida.MOTTAGARE
