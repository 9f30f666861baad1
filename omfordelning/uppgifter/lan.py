"""The county's tasks."""

from collections import Counter
from datetime import datetime

from django.urls import reverse
from django.utils.dateparse import parse_datetime

from anvisning import tid
from anvisning.behorighet import LANET_ARBETAR
from anvisning.models import Ar, Konto, Roll, Tidplan
from anvisning.models.platser import GOTLAND
from anvisning.visning import datum, genitiv, veckodatum
from omfordelning import behorighet, statusord
from omfordelning.lage import slut_for
from omfordelning.models import Anstand, Forslag, Redovisning
from omfordelning.omgang import oppen_runda
from omfordelning.process import HOS_KOMMUNERNA, Sida, Status
from omfordelning.querysets import (
    aktuell_version,
    aktuella_godkannanden,
    med_fakta,
    med_givarens_andel,
    pagaende,
    paminda_sidor,
)
from omfordelning.statusord import KOMMUNER, LAN, Tur
from omfordelning.uppgifter.delar import (
    Grupp,
    Uppgift,
    Uppgiftssida,
    aldst_forst,
    ar_brattom,
    dagar,
    kraver_atgard,
    sammantradet,
)

LARM_ARBETSDAGAR = 3
"""An agreed case undecided this many working days before the national date alarms the county."""


def ar_larm(ar: Ar, nu: datetime) -> bool:
    """Tell whether the national date is so near that what the county has not decided is an alarm."""
    return tid.svensk_dag(nu) >= tid.arbetsdagar_fore(ar.redovisas_dag, LARM_ARBETSDAGAR)


def lanets_uppgifter(konto: Konto, nu: datetime) -> Uppgiftssida:
    """Give the county's tasks in the open round (five queries)."""
    plan = oppen_runda(konto.lanskod, nu)
    ifragasatta = ("Ifrågasatta uppgifter", reverse("lan_ifragasatta"))
    if plan is None or not plan.lan.kan_omfordela:
        text = "Gotlands län har bara en kommun. Därför finns inget att omfördela och inget att redovisa."
        if plan is None or konto.lanskod != GOTLAND:
            text = "Ingen ny omgång är öppen. När nästa år läggs upp visas det här."
        return Uppgiftssida(ingress=text, grupper=[], lankar=[ifragasatta])
    registrera = ("Registrera ett förslag som kom med post", reverse("lan_registrera", args=[plan.ar_id]))
    return Uppgiftssida(
        ingress=f"Omgången gäller andelarna för {plan.ar_id}. "
        f"Kommunernas sista dag {'var' if nu >= plan.slut else 'är'} {veckodatum(plan.sista_dag)}. "
        f"Länsstyrelsen {'skulle redovisa' if nu >= plan.ar.redovisas_senast else 'redovisar'} till Migrationsverket "
        f"senast {veckodatum(plan.ar.redovisas_dag)}.",
        grupper=_Lista(konto, nu, plan).grupper(),
        lankar=[
            ("Sammanställning", reverse("sammanstallning")),
            ("Utan besked", reverse("utan_besked", args=[plan.ar_id])),
            *([] if konto.roll == Roll.LAN_LASARE else [registrera]),
            ifragasatta,
        ],
        dagar=dagar(plan.ar, plan, nu),
        ar=plan.ar_id,
    )


class _Lista:
    """Turns the county's cases and report into tasks."""

    def __init__(self, konto: Konto, nu: datetime, plan: Tidplan) -> None:
        self.konto, self.nu, self.plan = konto, nu, plan
        self.nationellt = plan.ar.redovisas_senast
        egna = behorighet.synliga_for(konto).filter(ar=plan.ar_id)
        fall = med_givarens_andel(aktuell_version(med_fakta(pagaende(egna)))).annotate(paminda_sidor=paminda_sidor())
        self.fall = list(fall.order_by("nummer"))
        self.godkannanden = aktuella_godkannanden(self.fall)
        self.arbetar = konto.roll in LANET_ARBETAR
        self.redovisning = Redovisning.objects.filter(ar=plan.ar_id, lan=plan.lan_id).order_by("-version").first()

    def grupper(self) -> list[Grupp]:
        """Sort into what needs an act, what is checked and waits for the decision, and what waits for municipalities.

        Each case is where its turn is (`statusord.tur`), as in Sammanställning.
        """
        anstand = Anstand.objects.filter(forslag__in=self.fall, forslag__status__in=HOS_KOMMUNERNA, beslutat=None)
        hos_lanet = [f for f in self.fall if f.status == Status.OVERENS and self._tur(f).vem == LAN]
        vantar = [f for f in self.fall if self._tur(f).vem == KOMMUNER]
        klara = [f for f in hos_lanet if f.kontroll_utan_anmarkning]
        uppgifter = [
            *(self._anstand(rad) for rad in anstand),
            *(self._kontroll(f) for f in hos_lanet if not f.kontroll_utan_anmarkning),
            *self._redovisning(klara),
        ]
        tomt = "Här visas ärenden att kontrollera, begäran om anstånd och redovisningen."
        return [
            kraver_atgard(uppgifter, egen=self.arbetar, tomt_text=tomt),
            Grupp(
                namn="kontrollerade",
                rubrik="Kontrollerade, väntar på beslut",
                uppgifter=aldst_forst([self._rad(f) for f in klara]),
            ),
            Grupp(
                namn="vantar",
                rubrik="Väntar på kommunerna",
                uppgifter=aldst_forst([self._rad(f) for f in vantar]),
            ),
        ]

    def _tur(self, forslag: Forslag) -> Tur:
        godkand_av = map(Sida, self.godkannanden[forslag.pk])
        return statusord.tur(forslag, godkand_av, ryms=statusord.ryms(forslag, forslag.givarens_andel))

    def _gor(self, befallning: str, presens: str, vad: str, *, beslut: bool = False) -> str:
        """Name a task: an order to who may do it, else who does: "En kollega beslutar om anstånd för Boden"."""
        if self.konto.roll == Roll.LAN_BESLUTSFATTARE or (self.arbetar and not beslut):
            return f"{befallning} {vad}"
        return f"{'En beslutsfattare' if beslut else 'En kollega'} {presens} {vad}"

    def _parter(self, forslag: Forslag) -> str:
        return f"{forslag.givare.namn} till {forslag.mottagare.namn}"

    def _uppgift(
        self, forslag: Forslag, rubrik: str, url: str, sedan: datetime, text: str = "", slut: datetime | None = None
    ) -> Uppgift:
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
            vantar_pa=self._tur(forslag).namn,
            flaggor=statusord.flaggor(forslag, self.godkannanden[forslag.pk].values()),
        )

    def _senast(self, forslag: Forslag) -> datetime:
        return max([forslag.skapad, *(g.mottaget for g in self.godkannanden[forslag.pk].values())])

    def _anstand(self, rad: Anstand) -> Uppgift:
        forslag = next(f for f in self.fall if f.pk == rad.forslag_id)
        return self._uppgift(
            forslag,
            self._gor("Besluta", "beslutar", f"om anstånd för {statusord.kommunnamn(forslag, rad.sida)}"),
            reverse("lan_anstand", args=[rad.pk]) if self.arbetar else reverse("arende", args=[forslag.publikt_id]),
            rad.begart,
            f"{self._parter(forslag)}. {sammantradet(rad.sammantrade, self.nu)}",
            self.nationellt,
        )

    def _kontroll(self, forslag: Forslag) -> Uppgift:
        if forslag.kontroll_utan_anmarkning is False:
            rubrik = self._gor("Följ upp", "följer upp", "anmärkningen i kontrollen")
        else:
            rubrik = self._gor("Gör", "gör", "den formella kontrollen")
        text = f"{self._parter(forslag)}."
        if ar_larm(self.plan.ar, self.nu):
            text += " Ärendet är inte avgjort och det är högst tre arbetsdagar kvar."
        url = reverse("lan_kontroll", args=[forslag.publikt_id])
        return self._uppgift(forslag, rubrik, url, self._senast(forslag), text, self.nationellt)

    def _rad(self, forslag: Forslag) -> Uppgift:
        """Give a case that waits: with its deadline when a municipality is to answer, else with what it waits for."""
        text, slut = self._vantan(forslag), self._slut(forslag) if forslag.status == Status.VANTAR_SVAR else None
        if slut is not None and self.nu >= slut:
            text, slut = f"Tiden att svara gick ut {datum(tid.sista_dagen(slut))}.", None
        if self._tur(forslag).vem == KOMMUNER and forslag.paminda_sidor:
            senast = max(parse_datetime(rad["nar"]) for rad in forslag.paminda_sidor)
            text = f"{text} Senast påmind {datum(senast)}.".strip()
        url = reverse("arende", args=[forslag.publikt_id])
        return self._uppgift(forslag, self._parter(forslag), url, self._senast(forslag), text, slut)

    def _slut(self, forslag: Forslag) -> datetime:
        return slut_for(forslag, self.plan.slut)

    def _vantan(self, forslag: Forslag) -> str:
        if forslag.fragade_sidor:
            namn = " och ".join(genitiv(statusord.kommunnamn(forslag, sida)) for sida in forslag.fragade_sidor)
            return f"Er fråga väntar på {namn} svar."
        if self._tur(forslag).vem == KOMMUNER and not statusord.ryms(forslag, forslag.givarens_andel):
            antal = statusord.flyttas(forslag, forslag.givarens_andel)
            return f"{statusord.ryms_inte(forslag, antal, forslag.givarens_andel)} Kommunerna behöver ändra siffran."
        return ""

    def _redovisning(self, klara: list[Forslag]) -> list[Uppgift]:
        """Give the next step of the report. Once the county's day has passed the decision always stands there."""
        rapport, ar = self.redovisning, self.plan.ar_id
        overens = [f for f in self.fall if f.status == Status.OVERENS]
        vantar = [f for f in self.fall if f.status == Status.VANTAR_SVAR]
        if rapport is not None and rapport.status == Redovisning.Status.BESLUTAD and not overens:
            sand = reverse("redovisning_oversand", args=[rapport.publikt_id])
            url = sand if self.arbetar else reverse("redovisning_ar", args=[ar])
            rubrik = self._gor("Sänd", "sänder", "redovisningen till Migrationsverket")
            return [self._rapport(rubrik, url, rapport.beslutad)]
        beslutar = self.konto.roll == Roll.LAN_BESLUTSFATTARE
        besluta = reverse("redovisning_besluta" if beslutar else "redovisning_ar", args=[ar])
        if rapport is not None and rapport.status == Redovisning.Status.ATERLAMNAD:
            text = f"Migrationsverket lämnade tillbaka redovisningen. {rapport.aterlamnad_skal}".strip()
            rubrik = self._gor("Besluta", "beslutar", "en ny version av redovisningen", beslut=True)
            return [self._rapport(rubrik, besluta, rapport.besvarad, text)]
        if not overens if rapport is not None else self.nu < self.plan.slut:
            return []
        vad = "om redovisningen" if overens or vantar else "om nollrapport"
        rubrik = self._gor("Besluta", "beslutar", vad, beslut=True)
        return [self._rapport(rubrik, besluta, self.plan.slut, self._laget(klara, overens, vantar))]

    def _laget(self, klara: list[Forslag], overens: list[Forslag], vantar: list[Forslag]) -> str:
        """Say what the decision has to go on: "2 klara, 1 med fråga ute, 1 väntar på svar (anstånd begärt)."."""
        fragade = [f for f in overens if f.fragade_sidor]
        ryms_inte = [f for f in overens if f not in fragade and self._tur(f).vem == KOMMUNER]
        kvar = len(overens) - len(klara) - len(fragade) - len(ryms_inte)
        delar = [
            (len(klara), "klara" if len(klara) > 1 else "klart"),
            (kvar, "att kontrollera eller följa upp"),
            (len(fragade), "med fråga ute"),
            (len(ryms_inte), "med en siffra som inte ryms"),
            (len(vantar), f"väntar på svar{self._mer_tid(vantar)}"),
        ]
        text = ", ".join(f"{antal} {ord_}" for antal, ord_ in delar if antal)
        return f"{text}." if text else ""

    def _mer_tid(self, vantar: list[Forslag]) -> str:
        tider = Counter(
            "anstånd begärt" if f.anstand_begart else f"anstånd till {datum(f.anstand_till)}"
            for f in vantar
            if f.anstand_begart or f.anstand_till
        )
        delar = [ord_ if antal == len(vantar) else f"varav {antal} med {ord_}" for ord_, antal in tider.items()]
        return f" ({', '.join(delar)})" if delar else ""

    def _rapport(self, rubrik: str, url: str, sedan: datetime | None, text: str = "") -> Uppgift:
        return Uppgift(
            rubrik=rubrik,
            url=url,
            sedan=sedan or self.plan.slut,
            text=text,
            slut=self.nationellt,
            brattom=ar_brattom(self.nationellt, self.nu),
        )
