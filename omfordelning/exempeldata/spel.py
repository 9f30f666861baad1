"""The acts of one county's year, played through the commands with invented people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anvisning.filer import spara_fil
from anvisning.models import Dokument, Konto, Organ, Organslag, Roll
from omfordelning.exempeldata.andelar import klockan
from omfordelning.handlaggning import anstand, arsbesked, beslut, granskning, redovisning, sammantraden
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.redovisning import Val
from omfordelning.handlaggning.utkast import skapa_utkast
from omfordelning.lage import Innehall, Registrering
from omfordelning.models import Anstand, Forslag, Kommunbeslut, Redovisning
from omfordelning.process import HOS_LANET, Sida, Villkor

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>endobj
4 0 obj<</Length 67>>stream
BT /F1 18 Tf 72 740 Td (EXEMPELDATA - en uppdiktad handling) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF
"""
Tillstand = Kommunbeslut.Tillstand


@dataclass(frozen=True)
class Spel:
    """One county's year. Municipalities are named by code; `None` promille is the whole share."""

    ar: int
    lanskod: str

    def foretradare(self, kod: str) -> Konto:
        """Give the municipality's företrädare."""
        return Konto.objects.select_related("organisation").get(organisation__kommun=kod, roll=Roll.KOMMUN_FORETRADARE)

    def lan(self, roll: Roll = Roll.LAN_HANDLAGGARE) -> Konto:
        """Give the county's officer in a role."""
        return Konto.objects.select_related("organisation").get(organisation__lan=self.lanskod, roll=roll)

    def beslut(
        self,
        kod: str,
        dag: date,
        tillstand: str = Tillstand.OMEDELBART,
        ram: Decimal | None = None,
        utdrag: bool = True,
    ) -> beslut.Beslutsuppgifter:
        """Give an invented decision by the municipality's kommunstyrelse."""
        organ = Organ.objects.get(organisation__kommun=kod)
        return beslut.Beslutsuppgifter(
            organslag=Organslag.KOMMUNSTYRELSE,
            organ=organ,
            organnamn=organ.namn,
            tillstand=tillstand,
            dag=dag,
            paragraf=str(80 + int(kod) % 90) if tillstand != Tillstand.PLANERAT else "",
            diarienummer=f"KS {self.ar - 1}-{int(kod) % 900 + 100}",
            utdrag=self.handling(f"protokollsutdrag-{kod}.pdf", dag) if utdrag else None,
        )

    def handling(self, namn: str, dag: date) -> Dokument:
        """Give an invented document that came in."""
        return spara_fil(namn, "application/pdf", PDF, nu=klockan(dag, 8))

    def utkast(self, givare: str, mottagare: str, promille: str | None, dag: date) -> Forslag:
        """Make a giver's draft."""
        return skapa_utkast(
            self.ar,
            givare=givare,
            mottagare=mottagare,
            innehall=self.innehall(promille),
            av=self.foretradare(givare),
            nu=klockan(dag, 10),
        )

    def innehall(self, promille: str | None, villkor: str = Villkor.PROMILLE) -> Innehall:
        """Give what a version says."""
        return Innehall(
            hela=promille is None,
            promille=Decimal(promille or 1),
            villkor=villkor,
            meddelande="Vi har talats vid om boende och skola.",
        )

    def skicka(
        self,
        givare: str,
        mottagare: str,
        promille: str | None,
        dag: date,
        *,
        inbjudan: bool = False,
        tillstand: str | None = Tillstand.OMEDELBART,
        utdrag: bool = True,
        villkor: str = Villkor.PROMILLE,
    ) -> Forslag:
        """Draft and send."""
        avsandare = mottagare if inbjudan else givare
        utkast = skapa_utkast(
            self.ar,
            givare=givare,
            mottagare=mottagare,
            innehall=self.innehall(promille, villkor),
            av=self.foretradare(avsandare),
            nu=klockan(dag, 10),
        )
        uppgifter = self.beslut(avsandare, dag, tillstand, utdrag=utdrag) if tillstand else None
        return kommandon.skicka(utkast.pk, av=self.foretradare(avsandare), nu=klockan(dag, 11), beslut=uppgifter)

    def registrera(self, givare: str, mottagare: str, promille: str | None, inkommen: date, dag: date) -> Forslag:
        """Let the county register a giver's proposal that came by mail."""
        return kommandon.registrera(
            self.ar,
            givare=givare,
            mottagare=mottagare,
            innehall=self.innehall(promille),
            av=self.lan(),
            nu=klockan(dag, 13),
            registrering=Registrering(
                sida=Sida.GIVARE,
                inkommen=klockan(inkommen, 14, 12),
                handling=self.handling(f"brev-{givare}.pdf", dag),
            ),
            beslut=self.beslut(givare, inkommen),
        )

    def godkann(
        self, forslag: Forslag, dag: date, tillstand: str | None = Tillstand.OMEDELBART, utdrag: bool = True
    ) -> Forslag:
        """Let the answering side approve."""
        kod = forslag.mottagare_id if forslag.initiativ == Sida.GIVARE else forslag.givare_id
        return kommandon.godkann(
            forslag.pk,
            av=self.foretradare(kod),
            nu=klockan(dag, 13),
            kand_version=forslag.version,
            beslut=self.beslut(kod, dag, tillstand, utdrag=utdrag) if tillstand else None,
        )

    def stjarna(self, mottagare: str, givare: dict[str, str | None], dag: date, svar: date) -> list[Forslag]:
        """Let several small givers agree with one receiver: the typical shape."""
        return [self.godkann(self.skicka(kod, mottagare, promille, dag), svar) for kod, promille in givare.items()]

    def kontrollera(self, forslag: Iterable[Forslag], dag: date) -> None:
        """Let the county's handläggare check each case without remark."""
        for f in forslag:
            granskning.kontrollera(
                f.pk, utan_anmarkning=True, av=self.lan(), nu=klockan(dag, 9), kand_version=f.version
            )

    def besluta(self, dag: date, nej: dict[int, str] | None = None) -> Redovisning:
        """Let the county's beslutsfattare decide on every agreed case."""
        nej = nej or {}
        arenden = Forslag.objects.filter(ar=self.ar, lan=self.lanskod, status__in=HOS_LANET)
        return redovisning.besluta(
            self.ar,
            self.lanskod,
            val={f.pk: Val(tas_med=f.pk not in nej, skal=nej.get(f.pk, "")) for f in arenden},
            diarienummer=f"{8500 + int(self.lanskod)}-{self.ar - 1}",
            beslutsdag=dag,
            foredragande=f"{self.lan().namn}, handläggare",
            av=self.lan(Roll.LAN_BESLUTSFATTARE),
            nu=klockan(dag, 14),
        )

    def oversand(self, rapport: Redovisning, dag: date) -> None:
        """Send the report."""
        redovisning.oversand(rapport.pk, av=self.lan(), nu=klockan(dag, 15))

    def hela_vagen(self, dag: date, sista: date, administrator: Konto, nej: dict[int, str] | None = None) -> None:
        """Check, decide, send and have received all that is agreed."""
        arenden = Forslag.objects.filter(ar=self.ar, lan=self.lanskod, status__in=HOS_LANET)
        self.kontrollera([f for f in arenden if f.pk not in (nej or {})], dag)
        rapport = self.besluta(dag, nej)
        self.oversand(rapport, dag)
        redovisning.kvittera(
            rapport.pk, kvittens=f"EXEMPEL-MOT-{self.lanskod}-{self.ar}", av=administrator, nu=klockan(sista, 10)
        )

    def sammantraden(self, kod: str, dagar: Iterable[date], dag: date) -> None:
        """Let a municipality say when its kommunstyrelse meets."""
        organ = Organ.objects.get(organisation__kommun=kod)
        sammantraden.lagg_till(organ.pk, dagar=dagar, av=self.foretradare(kod), nu=klockan(dag, 9))

    def inte_aktuellt(self, kod: str, dag: date) -> None:
        """Let a municipality answer that the year does not concern it."""
        arsbesked.svara(self.ar, inte_aktuellt=True, av=self.foretradare(kod), nu=klockan(dag, 15))

    def begar_anstand(self, forslag: Forslag, sammantrade: date, dag: date) -> Anstand:
        """Ask for more time on the answering side."""
        return anstand.begar_anstand(
            forslag.pk,
            sammantrade=sammantrade,
            skal="Kommunstyrelsen sammanträder först då.",
            av=self.foretradare(forslag.mottagare_id),
            nu=klockan(dag, 12),
        )
