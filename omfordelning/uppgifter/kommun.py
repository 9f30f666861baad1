"""The municipality's tasks."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from anvisning import tid
from anvisning.behorighet import KOMMUNEN_ARBETAR
from anvisning.models import Konto, Roll, Tidplan
from anvisning.visning import datum, promille, veckodatum
from omfordelning import behorighet
from omfordelning.kommunlistor import Listrad, kommunens_fall, med_godkannanden
from omfordelning.kvar import Slag
from omfordelning.models import Kommunbeslut
from omfordelning.omgang import visad_runda
from omfordelning.process import AVSLUTADE, HOS_KOMMUNERNA, PAGAENDE, Sida, Status, Steg
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

KLARA = (Status.FASTSTALLD, *AVSLUTADE)


def kommunens_uppgifter(konto: Konto, nu: datetime) -> Uppgiftssida:
    """Give the tasks of the account's municipality (three queries)."""
    visad = visad_runda(konto.lanskod, nu)
    ar = visad.ar_id if visad else None
    plan = None if visad is None or visad.faststalld else visad
    fall = kommunens_fall(konto).filter(Q(ar=ar) | Q(status__in=(Status.UTKAST, *PAGAENDE)))
    rader = med_godkannanden(fall)
    lista = _Lista(konto, nu, plan)
    return Uppgiftssida(
        ingress=_ingress(plan, nu),
        grupper=lista.grupper(rader),
        lankar=_lankar(konto, plan),
        dagar=dagar(plan.ar, plan, nu) if plan else [],
        ar=ar,
        plan=plan,
    )


def _ingress(plan: Tidplan | None, nu: datetime) -> str:
    if plan is None:
        return "Ingen ny omgång är öppen. När nästa år läggs upp visas det här."
    if not plan.lan.kan_omfordela:
        return "Gotlands län har bara en kommun. Därför går det inte att omfördela andelar där."
    omgang, dag = f"Omgången gäller andelarna för {plan.ar_id}.", veckodatum(plan.sista_dag)
    if nu >= plan.slut:
        return f"{omgang} Länets sista dag var {dag}. Ring länsstyrelsen om ni behöver skicka något nu."
    return f"{omgang} Kommunerna i länet har tid på sig till och med {dag}."


def _lankar(konto: Konto, plan: Tidplan | None) -> list[tuple[str, str]]:
    ifragasatt = ("Ifrågasätt en uppgift", reverse("ifragasatt"))
    if plan is None or not plan.lan.kan_omfordela or konto.roll not in KOMMUNEN_ARBETAR:
        return [ifragasatt]
    return [
        ("Föreslå en omfördelning", reverse("nytt_forslag")),
        ("Bjud in en kommun", reverse("ny_inbjudan")),
        ifragasatt,
    ]


class _Lista:
    """Turns cases into tasks for one account at one instant."""

    def __init__(self, konto: Konto, nu: datetime, plan: Tidplan | None) -> None:
        self.konto, self.nu, self.plan = konto, nu, plan
        self.arbetar = konto.roll in KOMMUNEN_ARBETAR

    def grupper(self, rader: list[Listrad]) -> list[Grupp]:
        """Sort the cases into what needs an act, drafts, what waits for others, and what is done."""
        gor = [(rad, self._att_gora(rad)) for rad in rader]
        har_uppgift = {rad.forslag.pk for rad, uppgifter in gor if uppgifter}
        kvar = [rad for rad in rader if rad.forslag.pk not in har_uppgift]
        return [
            kraver_atgard([u for _, rader_ in gor for u in rader_], egen=self.arbetar, tomt_text=self._tomt()),
            Grupp(
                namn="utkast",
                rubrik="Utkast",
                uppgifter=aldst_forst([self._utkast(r) for r in kvar if r.forslag.status == Status.UTKAST]),
            ),
            Grupp(
                namn="vantar",
                rubrik="Väntar på andra",
                uppgifter=aldst_forst([self._rad(r) for r in kvar if r.forslag.status in PAGAENDE]),
            ),
            Grupp(
                namn="klara",
                rubrik="Klara",
                uppgifter=aldst_forst([self._rad(r) for r in kvar if r.forslag.status in KLARA]),
            ),
        ]

    def _tomt(self) -> str:
        text = (
            "Här visas förslag och inbjudningar som behöver ert svar, beslut att meddela och frågor från länsstyrelsen."
        )
        if self.plan is not None and not self.plan.preliminar:
            text += f" De preliminära andelarna väntas {veckodatum(self.plan.ar.preliminar_dag)}."
        return text

    def _uppgift(
        self, rad: Listrad, rubrik: str, sedan: datetime, url: str, text: str = "", frist: bool = True, sent: str = ""
    ) -> Uppgift:
        """Build a task. `sent`: what to do when the day has been; under a requested anstånd no day counts."""
        slut = rad.slut(self.plan.slut) if frist and self.plan and not rad.forslag.anstand_begart else None
        if slut is not None and self.nu >= slut:
            text, slut = f"{text} Sista dagen var {datum(tid.sista_dagen(slut))}. {sent}".strip(), None
        return Uppgift(
            rubrik=rubrik,
            url=url if self.arbetar else self._arende(rad),
            sedan=sedan,
            referens=rad.forslag.referens,
            text=f"{text} {self._anstand(rad)}".strip(),
            slut=slut,
            brattom=ar_brattom(slut, self.nu),
            status_kod=rad.statuskod,
            status_ord=rad.statusord,
            vantar_pa=rad.vantar_pa,
            flaggor=rad.flaggor,
        )

    def _arende(self, rad: Listrad) -> str:
        return reverse("arende", args=[rad.forslag.publikt_id])

    def _sida(self, namn: str, rad: Listrad, *mer: int) -> str:
        return reverse(namn, args=[rad.forslag.publikt_id, *mer])

    def _skickad(self, rad: Listrad) -> datetime:
        return max([rad.forslag.skapad, *(g.mottaget for g in rad.godkannanden.values())])

    def _mening(self, rad: Listrad) -> str:
        antal = promille(rad.promille, rad.forslag.ar.decimaler)
        if rad.sida is Sida.GIVARE:
            vad = f"hela er andel, {antal}," if rad.forslag.hela else antal
            return f"Ni lämnar över {vad} till {rad.motpart}."
        vad = f"hela sin andel, {antal}," if rad.forslag.hela else antal
        return f"{rad.motpart} lämnar över {vad} till er."

    def _anstand(self, rad: Listrad) -> str:
        dag = rad.forslag.begart_anstand
        if dag is None or rad.forslag.status not in HOS_KOMMUNERNA:
            return ""
        return f"Ni har begärt anstånd till {datum(dag)}. Ärendet förfaller inte medan länsstyrelsen prövar det."

    def _gor(self, steg: Steg, befallning: str, presens: str, vad: str) -> str:
        """Name a task: an order to who may do it, else who does: "Företrädaren svarar på förslaget från Boden"."""
        if behorighet.far(steg, self.konto):
            return f"{befallning} {vad}"
        vem = "En kollega" if Roll.KOMMUN_HANDLAGGARE in behorighet.ROLLER[steg] else "Företrädaren"
        return f"{vem} {presens} {vad}"

    def _att_gora(self, rad: Listrad) -> list[Uppgift]:
        """Give what the municipality has left to do in a case: what it is reminded of."""
        plan = self.plan if self.plan and self.plan.ar_id == rad.forslag.ar_id else None
        bygg = {
            Slag.SVAR: self._svara,
            Slag.KOMPLETTERING: self._fragan,
            Slag.BESLUT: self._beslutet,
            Slag.UTDRAG: self._utdraget,
            Slag.SIFFRA: self._siffran,
        }
        return [bygg[slag](rad, sedan) for slag, sedan in rad.kvar(plan is None or plan.krav_beslut)]

    def _fragan(self, rad: Listrad, sedan: datetime) -> Uppgift:
        url = self._sida("arende_komplettering", rad, rad.forslag.fraga_id)
        rubrik = self._gor(Steg.BESVARA_KOMPLETTERING, "Svara", "svarar", "på frågan från länsstyrelsen")
        return self._uppgift(rad, rubrik, sedan, url, f"{self._parter(rad)}: ”{rad.forslag.fraga}”", frist=False)

    def _beslutet(self, rad: Listrad, sedan: datetime) -> Uppgift:
        rubrik = self._gor(Steg.MEDDELA_BESLUT, "Meddela", "meddelar", "kommunens beslut")
        return self._om_beslut(rad, rubrik, sedan, self._vantat(rad.egen.kommunbeslut))

    def _utdraget(self, rad: Listrad, sedan: datetime) -> Uppgift:
        rubrik = self._gor(Steg.MEDDELA_BESLUT, "Lägg", "lägger", "till protokollsutdraget")
        return self._om_beslut(rad, rubrik, sedan, "Beslutet är meddelat, utdraget saknas.")

    def _om_beslut(self, rad: Listrad, rubrik: str, sedan: datetime, text: str) -> Uppgift:
        frist = rad.forslag.status in HOS_KOMMUNERNA
        return self._uppgift(rad, rubrik, sedan, self._sida("arende_beslut", rad), f"{self._mening(rad)} {text}", frist)

    def _siffran(self, rad: Listrad, sedan: datetime) -> Uppgift:
        rubrik = self._gor(Steg.ANDRA, "Ändra", "ändrar", "siffran")
        text, ring = f"{self._parter(rad)}: {rad.ryms_inte}", "Ring länsstyrelsen."
        return self._uppgift(rad, rubrik, sedan, self._arende(rad), text, sent=ring)

    def _vantat(self, beslut: Kommunbeslut | None) -> str:
        """Say what is known of a decision that is not reported as taken."""
        if beslut is None:
            return "Beslutet är inte meddelat."
        mote = sammantradet(beslut.dag, self.nu)
        har_varit = beslut.dag < tid.svensk_dag(self.nu)
        return f"{mote} Meddela beslutet." if har_varit else f"Beslutet är inte meddelat. {mote}"

    def _parter(self, rad: Listrad) -> str:
        return f"{rad.forslag.givare.namn} till {rad.forslag.mottagare.namn}"

    def _svara(self, rad: Listrad, sedan: datetime) -> Uppgift:
        ord_ = "inbjudan" if rad.forslag.ar_inbjudan else "förslaget"
        rubrik = self._gor(Steg.GODKANN, "Svara", "svarar", f"på {ord_} från {rad.motpart}")
        ring = "Ring länsstyrelsen om ni vill svara."
        return self._uppgift(rad, rubrik, sedan, self._arende(rad), self._mening(rad), sent=ring)

    def _utkast(self, rad: Listrad) -> Uppgift:
        ord_ = "Inbjudan" if rad.forslag.ar_inbjudan else "Förslag"
        text = self._mening(rad) if rad.ryms else f"{rad.ryms_inte} Ändra utkastet innan det skickas."
        if self.plan and rad.forslag.ar_id == self.plan.ar_id and self.nu >= rad.slut(self.plan.slut):
            text = "Hann inte skickas i tid. Utkastet finns kvar. Ring länsstyrelsen: de kan tillåta sen inlämning."
        return self._uppgift(rad, f"{ord_} till {rad.motpart}", rad.forslag.skapad, self._arende(rad), text)

    def _rad(self, rad: Listrad) -> Uppgift:
        frist = rad.forslag.status == Status.VANTAR_SVAR
        rubrik = f"Till {rad.motpart}" if rad.sida is Sida.GIVARE else f"Från {rad.motpart}"
        text = "" if rad.forslag.status in AVSLUTADE else self._mening(rad)
        return self._uppgift(rad, rubrik, self._skickad(rad), self._arende(rad), text, frist)
