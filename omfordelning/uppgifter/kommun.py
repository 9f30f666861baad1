"""The municipality's tasks."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse

from anvisning.behorighet import KOMMUNEN_ARBETAR
from anvisning.models import Konto, Roll, Tidplan
from anvisning.visning import promille, veckodatum
from omfordelning.arendebild import tabell_och_andelar
from omfordelning.kommunlistor import Listrad, kommunens_fall, med_godkannanden
from omfordelning.omgang import visad_runda
from omfordelning.process import AVSLUTADE, HOS_KOMMUNERNA, PAGAENDE, Sida, Status, far_rum
from omfordelning.uppgifter.delar import ATGARD, Grupp, Uppgift, Uppgiftssida, aldst_forst, ar_brattom, dagar

KLARA = (Status.FASTSTALLD, *AVSLUTADE)


def kommunens_uppgifter(konto: Konto, nu: datetime) -> Uppgiftssida:
    """Give the tasks of the account's municipality (four queries)."""
    visad = visad_runda(konto.lanskod, nu)
    ar = visad.ar_id if visad else None
    plan = None if visad is None or visad.faststalld else visad
    fall = kommunens_fall(konto).filter(Q(ar=ar) | Q(status__in=(Status.UTKAST, *PAGAENDE)))
    rader = med_godkannanden(fall, konto)
    koder = {kod for rad in rader for kod in (rad.forslag.givare_id, rad.forslag.mottagare_id)}
    _, andelar = tabell_och_andelar(ar, *koder) if ar else (None, {})
    lista = _Lista(konto, nu, plan, andelar)
    return Uppgiftssida(
        ingress=_ingress(konto, plan),
        grupper=lista.grupper(rader),
        lankar=_lankar(konto, plan),
        dagar=dagar(plan.ar, plan, nu) if plan else [],
        ar=ar,
    )


def _ingress(konto: Konto, plan: Tidplan | None) -> str:
    if plan is None:
        return "Ingen ny omgång är öppen. När nästa år läggs upp visas det här."
    if not plan.lan.kan_omfordela:
        return "Gotlands län har bara en kommun. Därför går det inte att omfördela andelar där."
    return (
        f"Omgången gäller andelarna för {plan.ar_id}. "
        f"Kommunerna i länet har tid på sig till och med {veckodatum(plan.sista_dag)}."
    )


def _lankar(konto: Konto, plan: Tidplan | None) -> list[tuple[str, str]]:
    if plan is None or not plan.lan.kan_omfordela or konto.roll not in KOMMUNEN_ARBETAR:
        return []
    return [
        ("Föreslå en omfördelning", reverse("nytt_forslag")),
        ("Bjud in en kommun", reverse("ny_inbjudan")),
    ]


class _Lista:
    """Turns cases into tasks for one account at one instant."""

    def __init__(self, konto: Konto, nu: datetime, plan: Tidplan | None, andelar: dict[str, Decimal]) -> None:
        self.konto, self.nu, self.plan, self.andelar = konto, nu, plan, andelar
        self.arbetar = konto.roll in KOMMUNEN_ARBETAR

    def grupper(self, rader: list[Listrad]) -> list[Grupp]:
        """Sort the cases into what needs an act, drafts, what waits for others, and what is done."""
        gor = [(rad, self._att_gora(rad)) for rad in rader]
        har_uppgift = {rad.forslag.pk for rad, uppgifter in gor if uppgifter}
        kvar = [rad for rad in rader if rad.forslag.pk not in har_uppgift]
        return [
            Grupp(
                namn=ATGARD,
                rubrik="Kräver åtgärd",
                uppgifter=aldst_forst([u for _, uppgifter in gor for u in uppgifter]),
                tomt_rubrik="Inget väntar på er",
                tomt_text=self._tomt(),
            ),
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
        self, rad: Listrad, rubrik: str, sedan: datetime, url: str, text: str = "", frist: bool = True
    ) -> Uppgift:
        slut = rad.slut(self.plan.slut) if frist and self.plan else None
        return Uppgift(
            rubrik=rubrik,
            url=url if self.arbetar else self._arende(rad),
            sedan=sedan,
            referens=rad.forslag.referens,
            text=text,
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
        return max([rad.forslag.skapad, *(g.mottaget for g in rad.godkannanden)])

    def _mening(self, rad: Listrad) -> str:
        hela = "hela sin andel, " if rad.forslag.hela else ""
        antal = promille(rad.promille(self.andelar), rad.forslag.ar.decimaler)
        if rad.sida is Sida.GIVARE:
            hela = "hela er andel, " if rad.forslag.hela else ""
            return f"Ni lämnar över {hela}{antal} till {rad.motpart}."
        return f"{rad.motpart} lämnar över {hela}{antal} till er."

    def _att_gora(self, rad: Listrad) -> list[Uppgift]:
        forslag, egen, uppgifter = rad.forslag, rad.egen, []
        if rad.var_tur:
            uppgifter.append(self._svara(rad))
        if forslag.fraga_id is not None and forslag.status in PAGAENDE:
            url = self._sida("arende_komplettering", rad, forslag.fraga_id)
            uppgifter.append(
                self._uppgift(rad, "Svara på frågan från länsstyrelsen", forslag.fraga_begard, url, frist=False)
            )
        if egen is not None and forslag.status in PAGAENDE:
            beslut = egen.kommunbeslut
            frist = forslag.status in HOS_KOMMUNERNA
            url = self._sida("arende_beslut", rad)
            if beslut is None or not beslut.ar_fattat:
                nar = f" Sammanträdet är {veckodatum(beslut.dag)}." if beslut else ""
                text = f"{self._mening(rad)} Beslutet är inte meddelat.{nar}"
                uppgifter.append(self._uppgift(rad, "Meddela kommunens beslut", egen.mottaget, url, text, frist))
            elif beslut.utdrag_foljer:
                text = f"{self._mening(rad)} Beslutet är meddelat, utdraget saknas."
                uppgifter.append(self._uppgift(rad, "Lägg till protokollsutdraget", egen.mottaget, url, text, frist))
        if not self._ryms(rad):
            text = "Migrationsverkets nya andelar gör att siffran inte ryms i givarens andel."
            url = self._sida("arende", rad)
            uppgifter.append(self._uppgift(rad, "Ändra siffran", self._skickad(rad), url, text))
        return uppgifter

    def _ryms(self, rad: Listrad) -> bool:
        andel = self.andelar.get(rad.forslag.givare_id)
        if rad.forslag.status not in HOS_KOMMUNERNA or andel is None or self.plan is None:
            return True
        return rad.forslag.ar_id != self.plan.ar_id or far_rum(rad.promille(self.andelar), andel)

    def _svara(self, rad: Listrad) -> Uppgift:
        ord_ = "inbjudan" if rad.forslag.ar_inbjudan else "förslaget"
        text = self._mening(rad)
        if self.plan and self.nu >= rad.slut(self.plan.slut):
            text += " Tiden har gått ut. Ring länsstyrelsen om ni vill svara."
        elif self.konto.roll == Roll.KOMMUN_HANDLAGGARE:
            text += " En företrädare i kommunen svarar."
        return self._uppgift(rad, f"Svara på {ord_} från {rad.motpart}", self._skickad(rad), self._arende(rad), text)

    def _utkast(self, rad: Listrad) -> Uppgift:
        ord_ = "Inbjudan" if rad.forslag.ar_inbjudan else "Förslag"
        text = self._mening(rad)
        if self.plan and rad.forslag.ar_id == self.plan.ar_id and self.nu >= rad.slut(self.plan.slut):
            text = "Hann inte skickas i tid. Utkastet finns kvar. Ring länsstyrelsen: de kan tillåta sen inlämning."
        return self._uppgift(rad, f"{ord_} till {rad.motpart}", rad.forslag.skapad, self._arende(rad), text)

    def _rad(self, rad: Listrad) -> Uppgift:
        frist = rad.forslag.status == Status.VANTAR_SVAR
        rubrik = f"Till {rad.motpart}" if rad.sida is Sida.GIVARE else f"Från {rad.motpart}"
        text = "" if rad.forslag.status in AVSLUTADE else self._mening(rad)
        return self._uppgift(rad, rubrik, self._skickad(rad), self._arende(rad), text, frist)
