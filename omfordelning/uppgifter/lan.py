"""The county's tasks."""

from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse

from anvisning import tid
from anvisning.models import Konto, Roll, Tidplan
from anvisning.visning import veckodatum
from omfordelning import behorighet, statusord
from omfordelning.models import Anstand, Forslag, Godkannande, Redovisning
from omfordelning.omgang import oppen_runda
from omfordelning.process import Sida, Status
from omfordelning.querysets import med_fakta, pagaende
from omfordelning.uppgifter.delar import ATGARD, Grupp, Uppgift, Uppgiftssida, aldst_forst, ar_brattom, dagar

LARM_ARBETSDAGAR = 3
"""An agreed case undecided this many working days before the national date alarms the county."""


def lanets_uppgifter(konto: Konto, nu: datetime) -> Uppgiftssida:
    """Give the county's tasks in the open round (five queries)."""
    plan = oppen_runda(konto.lanskod, nu)
    if plan is None or not plan.lan.kan_omfordela:
        text = "Gotlands län har bara en kommun. Därför finns inget att omfördela och inget att redovisa."
        if plan is None or konto.lanskod != "09":
            text = "Ingen ny omgång är öppen. När nästa år läggs upp visas det här."
        return Uppgiftssida(ingress=text, grupper=[])
    return Uppgiftssida(
        ingress=f"Omgången gäller andelarna för {plan.ar_id}. Kommunernas sista dag är {veckodatum(plan.sista_dag)}. "
        f"Länsstyrelsen redovisar till Migrationsverket senast {veckodatum(plan.ar.redovisas_dag)}.",
        grupper=_Lista(konto, nu, plan).grupper(),
        lankar=[
            ("Sammanställning", reverse("sammanstallning")),
            ("Registrera ett förslag som kom med post", reverse("lan_registrera", args=[plan.ar_id])),
        ]
        if konto.roll != Roll.LAN_LASARE
        else [("Sammanställning", reverse("sammanstallning"))],
        dagar=dagar(plan.ar, plan, nu),
        ar=plan.ar_id,
    )


class _Lista:
    """Turns the county's cases and report into tasks."""

    def __init__(self, konto: Konto, nu: datetime, plan: Tidplan) -> None:
        self.konto, self.nu, self.plan = konto, nu, plan
        self.nationellt = plan.ar.redovisas_senast
        egna = behorighet.synliga_for(konto).filter(ar=plan.ar_id)
        self.fall = list(med_fakta(pagaende(egna)).order_by("nummer"))
        self.godkannanden = self._hamta_godkannanden()
        self.redovisning = Redovisning.objects.filter(ar=plan.ar_id, lan=plan.lan_id).order_by("-version").first()

    def _hamta_godkannanden(self) -> dict[int, list[Godkannande]]:
        per_fall: dict[int, list[Godkannande]] = {f.pk: [] for f in self.fall}
        aktuella = Q(version__forslag__in=list(per_fall), version__nummer=F("version__forslag__version"))
        for rad in Godkannande.objects.filter(aktuella).select_related("version", "kommunbeslut").order_by("sida"):
            per_fall[rad.version.forslag_id].append(rad)
        return per_fall

    def grupper(self) -> list[Grupp]:
        """Sort into what needs an act, and what waits for the municipalities."""
        anstand = Anstand.objects.filter(forslag__in=self.fall, beslutat=None).select_related(
            "forslag__givare", "forslag__mottagare"
        )
        overens = [f for f in self.fall if f.status == Status.OVERENS]
        vantar = [f for f in self.fall if f.status == Status.VANTAR_SVAR]
        uppgifter = [
            *(self._anstand(rad) for rad in anstand),
            *(self._kontroll(f) for f in overens if not f.kontroll_utan_anmarkning),
            *self._redovisning(overens, vantar),
        ]
        return [
            Grupp(
                namn=ATGARD,
                rubrik="Kräver åtgärd",
                uppgifter=aldst_forst(uppgifter),
                tomt_rubrik="Inget väntar på er",
                tomt_text="Här visas ärenden att kontrollera, begäran om anstånd och redovisningen.",
            ),
            Grupp(
                namn="vantar",
                rubrik="Väntar på kommunerna",
                uppgifter=aldst_forst([self._rad(f) for f in vantar]),
            ),
        ]

    def _parter(self, forslag: Forslag) -> str:
        return f"{forslag.givare.namn} till {forslag.mottagare.namn}"

    def _uppgift(
        self, forslag: Forslag, rubrik: str, url: str, sedan: datetime, text: str = "", slut: datetime | None = None
    ) -> Uppgift:
        godkannanden = self.godkannanden[forslag.pk]
        return Uppgift(
            rubrik=rubrik,
            url=url,
            sedan=sedan,
            referens=forslag.referens,
            text=text,
            slut=slut,
            brattom=ar_brattom(slut, self.nu),
            status_kod=statusord.statuskod(forslag),
            status_ord=statusord.statusord(forslag),
            vantar_pa=statusord.vantar_pa_namn(forslag, (Sida(g.sida) for g in godkannanden)),
            flaggor=statusord.flaggor(forslag, godkannanden),
        )

    def _senast(self, forslag: Forslag) -> datetime:
        return max([forslag.skapad, *(g.mottaget for g in self.godkannanden[forslag.pk])])

    def _anstand(self, rad: Anstand) -> Uppgift:
        forslag = next(f for f in self.fall if f.pk == rad.forslag_id)
        return self._uppgift(
            forslag,
            f"Besluta om anstånd för {statusord.kommunnamn(forslag, rad.sida)}",
            reverse("arende", args=[forslag.publikt_id])
            if self.konto.roll == Roll.LAN_LASARE
            else reverse("lan_anstand", args=[rad.pk]),
            rad.begart,
            f"{self._parter(forslag)}. Sammanträdet är {veckodatum(rad.sammantrade)}.",
            self.nationellt,
        )

    def _kontroll(self, forslag: Forslag) -> Uppgift:
        anmarkt = forslag.kontroll_utan_anmarkning is False
        rubrik = "Följ upp anmärkningen i kontrollen" if anmarkt else "Gör den formella kontrollen"
        larm = tid.arbetsdagar_fore(self.plan.ar.redovisas_dag, LARM_ARBETSDAGAR)
        text = f"{self._parter(forslag)}."
        if tid.svensk_dag(self.nu) >= larm:
            text += " Ärendet är inte avgjort och det är högst tre arbetsdagar kvar."
        url = reverse("lan_kontroll", args=[forslag.publikt_id])
        return self._uppgift(forslag, rubrik, url, self._senast(forslag), text, self.nationellt)

    def _rad(self, forslag: Forslag) -> Uppgift:
        dagar_ = [dag for dag in (forslag.anstand_till, forslag.sen_till) if dag]
        slut = max([forslag.slut or self.plan.slut, *map(tid.slut_pa_dagen, dagar_)])
        url = reverse("arende", args=[forslag.publikt_id])
        return self._uppgift(forslag, self._parter(forslag), url, self._senast(forslag), "", slut)

    def _redovisning(self, overens: list[Forslag], vantar: list[Forslag]) -> list[Uppgift]:
        rapport, ar = self.redovisning, self.plan.ar_id
        if rapport is not None and rapport.status == Redovisning.Status.BESLUTAD:
            laser = self.konto.roll == Roll.LAN_LASARE
            sand = reverse("redovisning_oversand", args=[rapport.publikt_id])
            url = reverse("redovisning_ar", args=[ar]) if laser else sand
            return [self._rapport("Sänd redovisningen till Migrationsverket", url, rapport.beslutad)]
        beslutar = self.konto.roll == Roll.LAN_BESLUTSFATTARE
        besluta = reverse("redovisning_besluta" if beslutar else "redovisning_ar", args=[ar])
        if rapport is not None and rapport.status == Redovisning.Status.ATERLAMNAD:
            text = f"Migrationsverket lämnade tillbaka redovisningen. {rapport.aterlamnad_skal}".strip()
            return [self._rapport("Besluta en ny version av redovisningen", besluta, rapport.besvarad, text)]
        kan_vanta = self.nu < self.plan.slut or any(f.kontroll_utan_anmarkning is None for f in overens) or vantar
        if kan_vanta or (rapport is not None and not overens):
            return []
        rubrik = "Besluta om redovisningen" if overens else "Besluta om nollrapport"
        return [self._rapport(rubrik, besluta, self.plan.slut)]

    def _rapport(self, rubrik: str, url: str, sedan: datetime | None, text: str = "") -> Uppgift:
        if self.konto.roll == Roll.LAN_HANDLAGGARE and rubrik.startswith("Besluta"):
            text = f"{text} En beslutsfattare beslutar.".strip()
        return Uppgift(
            rubrik=rubrik,
            url=url,
            sedan=sedan or self.plan.slut,
            text=text,
            slut=self.nationellt,
            brattom=ar_brattom(self.nationellt, self.nu),
        )
