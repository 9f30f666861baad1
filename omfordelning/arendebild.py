"""All a page needs to know about one case, fetched in a fixed number of queries whatever has happened in it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Sum

from anvisning.models import Andelsandring, Andelstabell, Handelse, Konto, Tidplan
from anvisning.visning import ForeEfter
from omfordelning import behorighet
from omfordelning import statusord as ord_
from omfordelning.arendefragor import med_bilder, med_handlingar, tabell_och_andelar
from omfordelning.lage import Akt, Arende, Innehall, forfallna
from omfordelning.models import Avvikelse, Forslag, Forslagsversion, Godkannande
from omfordelning.process import HOS_KOMMUNERNA, PAGAENDE, Sida, Status, far_rum
from omfordelning.querysets import andra_bindningar, med_fakta
from omfordelning.statusord import Flagga

NOLL = Decimal(0)
OBUNDNA = {"givaren_bunden_i": "", "givaren_tar_emot_i": "", "mottagaren_ger_i": ""}


@dataclass(frozen=True, kw_only=True)
class Arendebild:
    """One case as an account sees it. `sida` is the account's own side, None for county and national accounts."""

    konto: Konto
    arende: Arende
    tabell: Andelstabell | None

    @property
    def forslag(self) -> Forslag:
        return self.arende.forslag

    @property
    def status(self) -> Status:
        return Status(self.forslag.status)

    @cached_property
    def sida(self) -> Sida | None:
        return behorighet.sida_for(self.konto, self.forslag)

    @property
    def version(self) -> Forslagsversion:
        return self.arende.version

    @property
    def ar(self) -> int:
        return self.forslag.ar_id

    @property
    def decimaler(self) -> int:
        return self.forslag.ar.decimaler

    @property
    def preliminar(self) -> bool:
        """Tell whether the figures are preliminary."""
        return self.tabell is not None and self.tabell.ar_preliminar

    def namn(self, sida: str) -> str:
        """Give the short name of the municipality on a side: "Boden"."""
        return ord_.kommunnamn(self.forslag, sida)

    def fullt_namn(self, sida: str) -> str:
        """Give the municipality's own name: "Bodens kommun"."""
        kommun = self.forslag.givare if sida == Sida.GIVARE else self.forslag.mottagare
        return kommun.organisation.namn

    @property
    def fullt_namn_givare(self) -> str:
        return self.fullt_namn(Sida.GIVARE)

    @property
    def fullt_namn_mottagare(self) -> str:
        return self.fullt_namn(Sida.MOTTAGARE)

    @property
    def motpart(self) -> str:
        """The other municipality's short name, seen from the account's side."""
        return self.namn(self.sida.motsatt) if self.sida else ""

    @property
    def statusord(self) -> str:
        return ord_.statusord(self.forslag)

    @property
    def statuskod(self) -> str:
        return ord_.statuskod(self.forslag)

    @property
    def vantar_pa(self) -> str:
        return ord_.tur(self.forslag, self.arende.godkand_av, ryms=self.ryms).namn

    @property
    def var_tur(self) -> bool:
        """Tell whether the case waits for the account's own municipality to answer."""
        return self.status is Status.VANTAR_SVAR and self.sida is not None and self.sida not in self.arende.godkand_av

    @property
    def flaggor(self) -> list[Flagga]:
        return ord_.flaggor(self.forslag, self.version.godkannanden.all())

    def godkannande(self, sida: str) -> Godkannande | None:
        """Give one side's approval of the current version."""
        return next((g for g in self.version.godkannanden.all() if g.sida == sida), None)

    @cached_property
    def beslutat(self) -> Decimal | None:
        """What Migrationsverket has decided moves, in promille (posted in the ledger); None before that."""
        if self.status is not Status.FASTSTALLD:
            return None
        rader = Andelsandring.objects.filter(arende=self.forslag.referens, kommun=self.forslag.givare_id)
        return -(rader.aggregate(s=Sum("promille"))["s"] or NOLL)

    @cached_property
    def avvikelse(self) -> Avvikelse | None:
        """The sentence on why the decided figure is not the proposed one, if it is not (one query, decided cases)."""
        if self.status not in (Status.FASTSTALLD, Status.INTE_FASTSTALLD):
            return None
        return Avvikelse.objects.filter(forslag=self.forslag).order_by("-tabell").first()

    @property
    def promille(self) -> Decimal:
        """What moves: the decided figure, else the current version's by the shares that hold now."""
        return self.beslutat if self.beslutat is not None else self.arende.promille()

    def fore_efter(self, innehall: Innehall | None = None) -> ForeEfter | None:
        """Give both shares before and after (of `innehall` instead of the current version, when given).

        None when there are no shares yet, when the case has ended, or when the figure does not fit in the share.
        """
        givarens = self.arende.andelar.get(self.forslag.givare_id)
        mottagarens = self.arende.andelar.get(self.forslag.mottagare_id)
        promille = self.arende.promille(innehall) if innehall else self.promille
        if givarens is None or mottagarens is None or not far_rum(promille, givarens):
            return None
        return ForeEfter(self.namn(Sida.GIVARE), givarens, self.namn(Sida.MOTTAGARE), mottagarens, promille)

    @property
    def visad_fore_efter(self) -> ForeEfter | None:
        return None if ord_.ar_avslutad(self.forslag) else self.fore_efter()

    @property
    def ryms(self) -> bool:
        """Tell whether what an open case moves still fits in the giver's share (a new table may have come)."""
        if self.status not in (*PAGAENDE, Status.UTKAST) or self.tabell is None:
            return True
        return self.arende.ryms

    @property
    def ryms_inte(self) -> str:
        """Say that the figure does not fit: "2,50 ‰ ryms inte i andelen för Nybro, 1,73 ‰."."""
        andel = self.arende.andelar.get(self.forslag.givare_id, NOLL)
        return ord_.ryms_inte(self.forslag, self.arende.promille(), andel)

    @property
    def egna_fragor(self) -> list[dict[str, Any]]:
        """The county's unanswered questions to the account's own side, oldest first."""
        return [rad for rad in self.forslag.obesvarade_fragor if rad["sida"] == self.sida]

    @property
    def egna_anstand(self) -> list[dict[str, Any]]:
        """The own side's requests for anstånd that the county has not decided on."""
        return [rad for rad in self.forslag.anstandslista if rad["sida"] == self.sida and not rad["beslutat"]]

    def passerad(self, nu: datetime) -> bool:
        """Tell whether the municipalities' deadline has passed while the case still waits for them."""
        return nu >= self.arende.slut and self.status in (*HOS_KOMMUNERNA, Status.UTKAST)

    @property
    def kontakt(self) -> dict[str, str] | None:
        """The county's first contact function."""
        for rad in self.forslag.lanets_kontakter:
            return {"namn": f"Länsstyrelsen i {self.forslag.lan.namn}, {rad['funktion'].lower()}", **rad}
        return None

    @cached_property
    def handelser(self) -> list[Handelse]:
        """The case's events, oldest first (one query)."""
        return list(Handelse.objects.filter(arende=self.forslag.arende).order_by("nummer"))

    def akt(self, nu: datetime, **ovrigt: Any) -> Akt:
        """Give an act by the account on the current version."""
        return Akt(av=self.konto, nu=nu, sida=self.sida, kand_version=self.forslag.version, **ovrigt)


def _bindningar(forslag: Forslag, nu: datetime | None) -> dict[str, str]:
    """Give what else binds the two municipalities. What is about to lapse binds nobody: the act will let it lapse."""
    bindningar = andra_bindningar([forslag])[forslag.pk]
    if nu is None or not any(bindningar.values()):
        return bindningar
    ute = forfallna(Forslag.objects.filter(ar=forslag.ar_id, lan=forslag.lan_id), nu)
    return andra_bindningar([forslag], utom=ute)[forslag.pk] if ute else bindningar


def hamta(konto: Konto, publikt_id: UUID, nu: datetime | None = None) -> Arendebild:
    """Fetch a case that exists for the account (Forslag.DoesNotExist otherwise), in six queries.

    `nu` for a page that offers acts (one query more when a municipality is bound by another case).
    """
    rader = med_handlingar(med_bilder(med_fakta(behorighet.synliga_for(konto)), konto))
    forslag = rader.get(publikt_id=publikt_id)
    tabell, andelar = tabell_och_andelar(forslag.ar_id, forslag.givare_id, forslag.mottagare_id)
    oppet = forslag.status in (Status.UTKAST, *PAGAENDE, Status.FORFALLEN)  # a lapse may be undone
    return Arendebild(
        konto=konto,
        tabell=tabell,
        arende=Arende(
            forslag=forslag,
            tidplan=Tidplan.objects.get(ar=forslag.ar_id, lan=forslag.lan_id),
            andelar=andelar,
            bindningar=_bindningar(forslag, nu) if oppet else OBUNDNA,
            preliminara_finns=tabell is not None,
            faststallt=tabell is not None and not tabell.ar_preliminar,
        ),
    )
