"""The process of a redistribution, in one place: statuses, steps, and the reasons that stand in a step's way.

Pure: no database, no clock. `Lage` holds every fact a guard may know; `GANG` says from where to where each step
goes and which guards it must pass; `hinder` gives the Swedish sentences that stand in the way. The same function
refuses in the command, explains the greyed-out button and is what the table tests test.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from anvisning.visning import tal


class _Kod(StrEnum):
    """A code with the Swedish text that people see."""

    text: str

    def __new__(cls, kod: str, text: str) -> "_Kod":
        medlem = str.__new__(cls, kod)
        medlem._value_ = kod
        medlem.text = text
        return medlem


class Sida(_Kod):
    """The two sides of a proposal."""

    GIVARE = "givare", "Givande kommun"
    MOTTAGARE = "mottagare", "Mottagande kommun"

    @property
    def motsatt(self) -> "Sida":
        """The other side."""
        return Sida.MOTTAGARE if self is Sida.GIVARE else Sida.GIVARE


class Status(_Kod):
    """Where a proposal stands."""

    UTKAST = "utkast", "Utkast"
    VANTAR_SVAR = "vantar_svar", "Väntar på svar"
    OVERENS = "overens", "Överens"
    FORESLAGEN = "foreslagen", "Föreslås av länsstyrelsen"
    REDOVISAD = "redovisad", "Redovisad till Migrationsverket"
    FASTSTALLD = "faststalld", "Fastställd"
    NEJ = "nej", "Avslutad – nej"
    ATERKALLAD = "aterkallad", "Avslutad – återkallad"
    FORFALLEN = "forfallen", "Avslutad – förfallen: beslut kom inte i tid"
    INTE_MEDTAGEN = "inte_medtagen", "Avslutad – togs inte med"
    INTE_FASTSTALLD = "inte_faststalld", "Avslutad – inte fastställd"


AVSLUTADE = (Status.NEJ, Status.ATERKALLAD, Status.FORFALLEN, Status.INTE_MEDTAGEN, Status.INTE_FASTSTALLD)
"""Ends. An ended proposal never reopens: a new one is copied from it. (A lapse that was not true is undone: GANG.)"""
HOS_KOMMUNERNA = (Status.VANTAR_SVAR, Status.OVERENS)
HOS_LANET = (Status.OVERENS, Status.FORESLAGEN, Status.REDOVISAD)
PAGAENDE = (Status.VANTAR_SVAR, Status.OVERENS, Status.FORESLAGEN, Status.REDOVISAD)
SANDA = (*PAGAENDE, Status.FASTSTALLD, *AVSLUTADE)


class Villkor(_Kod):
    """What the parties want if the final share differs from the preliminary (for a part of the share)."""

    PROMILLE = "promille", "Samma antal promille förs över"
    PROPORTION = "proportion", "Samma del av andelen förs över"
    FORFALL = "forfall", "Omfördelningen förfaller"


class Steg(_Kod):
    """An act in a case, with the words of its button."""

    SKICKA = "skicka", "skicka förslaget"
    ANDRA = "andra", "svara med en annan siffra"
    GODKANN = "godkann", "meddela kommunens beslut"
    AVBOJ = "avboj", "säga nej"
    ATERKALLA = "aterkalla", "återkalla"
    MEDDELA_BESLUT = "meddela_beslut", "komplettera kommunens beslut"
    BEGAR_ANSTAND = "begar_anstand", "begära anstånd"
    BESLUTA_ANSTAND = "besluta_anstand", "besluta om anstånd"
    FORFALL = "forfall", "låta ärendet förfalla"
    UNDANROJ_FORFALL = "undanroj_forfall", "undanröja att ärendet förföll"
    KONTROLLERA = "kontrollera", "göra den formella kontrollen"
    BEGAR_KOMPLETTERING = "begar_komplettering", "begära komplettering"
    BESVARA_KOMPLETTERING = "besvara_komplettering", "svara på frågan från länsstyrelsen"
    KOMMUNICERA = "kommunicera", "låta parterna yttra sig"
    TA_MED = "ta_med", "ta med ärendet i redovisningen"
    TA_INTE_MED = "ta_inte_med", "inte ta med ärendet"
    AVSLUTA = "avsluta", "avsluta ärendet"
    REDOVISA = "redovisa", "redovisa ärendet till Migrationsverket"
    FASTSTALL = "faststall", "fastställa omfördelningen"
    FASTSTALL_INTE = "faststall_inte", "avsluta ärendet som inte fastställt"
    ANMAL_OMSTANDIGHET = "anmal_omstandighet", "anmäla en ändrad omständighet"


@dataclass(frozen=True, kw_only=True)
class Lage:
    """Every fact a guard may know. No defaults: a forgotten fact is an error, not a yes."""

    status: Status
    nu: datetime
    """When the act arrived (or came to the county, when the county registers it)."""
    sida: Sida | None
    """The side the act is done for; None for the county, the national level and the clock."""
    ar: int
    slut: datetime
    """Exclusive deadline, with granted anstånd and late lane counted in."""
    sista_dag_text: str
    avslutat_av_klockan: bool
    """The case lapsed by itself; nobody ended it."""
    preliminara_finns: bool
    faststallt: bool
    lanet_kan_omfordela: bool
    aktuell_version: bool
    """The actor has seen the version that is current."""
    godkand_av: frozenset[Sida]
    promille: Decimal
    """What is moved; the whole ordinary share when the whole is given."""
    givarens_andel: Decimal
    """The giver's ordinary share in the table that holds now."""
    givaren_bunden_i: str
    """Reference of another proposal that has taken the giver's one place, or ""."""
    givaren_tar_emot_i: str
    mottagaren_ger_i: str
    bade_ge_och_ta: bool
    anstand_begart: bool
    tva_personer: bool
    samma_person: bool
    """The one who now acts also prepared the draft or the decision."""
    nuvarande_ryms: bool
    """The figure of the current version fits in the giver's share."""
    varit_overens: bool
    """Both sides have approved this version, or an earlier one."""
    har_underlag: bool
    """The act comes with the municipality's decision, or a reason for it."""
    beslut_ram: Decimal | None
    beslut_for_annan_siffra: bool
    """The decision has been used for a version of this case with another figure."""
    ram_bekraftad: bool
    krav_beslut: bool
    beslut_saknas_hos: tuple[str, ...]
    """Names of the municipalities whose decision is missing or only planned."""
    kontrollerad: bool
    """The county has checked the current version without remark."""
    kommunicering_kravs: bool
    kommunicerad: bool
    skal: str
    """The reason the actor gives."""
    obesvarad_komplettering: bool


Sparr = Callable[[Lage], str | None]


def i_tid(lage: Lage) -> str | None:
    if lage.nu >= lage.slut:
        return (
            f"Sista dagen var {lage.sista_dag_text}. Ring länsstyrelsen: de kan ge anstånd eller tillåta sen inlämning."
        )
    return None


def efter_sista_dagen(lage: Lage) -> str | None:
    return None if lage.nu >= lage.slut else f"Kommunerna har tid på sig till och med {lage.sista_dag_text}."


def inget_anstand(lage: Lage) -> str | None:
    return "Anstånd är begärt och inte avgjort." if lage.anstand_begart else None


def inte_ute(lage: Lage) -> str | None:
    """A case that was not agreed to in time is treated as lapsed, whether or not the clock has come to it."""
    if lage.status is Status.VANTAR_SVAR and lage.nu >= lage.slut and not lage.anstand_begart:
        return f"Tiden att svara gick ut {lage.sista_dag_text}. Ärendet förfaller av sig självt."
    return None


def forfoll_av_sig_sjalvt(lage: Lage) -> str | None:
    return None if lage.avslutat_av_klockan else "Ärendet förföll inte av sig självt."


def kom_i_tid(lage: Lage) -> str | None:
    if lage.nu < lage.slut:
        return None
    return f"Ärendet har förfallit. Handlingen kom in efter sista dagen, {lage.sista_dag_text}."


def preliminara_finns(lage: Lage) -> str | None:
    return (
        None if lage.preliminara_finns else f"Migrationsverkets preliminära andelar för {lage.ar} är inte publicerade."
    )


def inte_faststallt(lage: Lage) -> str | None:
    return f"Andelarna för {lage.ar} är redan fastställda." if lage.faststallt else None


def lanet_kan_omfordela(lage: Lage) -> str | None:
    if lage.lanet_kan_omfordela:
        return None
    return "Gotlands län har bara en kommun. Därför går det inte att omfördela andelar där."


def aktuell_version(lage: Lage) -> str | None:
    if lage.aktuell_version:
        return None
    return "Förslaget har ändrats sedan du öppnade sidan. Läs den nya versionen innan du går vidare."


def far_rum(promille: Decimal, andel: Decimal | None) -> bool:
    """Tell whether a figure can be moved out of a share (promille; None: the table lacks the municipality)."""
    return 0 < promille <= (andel or 0)


def ryms(lage: Lage) -> str | None:
    if lage.promille <= 0:
        return "Skriv hur många promille som ska föras över, mer än 0."
    if lage.promille > lage.givarens_andel:
        return f"Den givande kommunens andel är {tal(lage.givarens_andel)} ‰. Mer än så går inte att föra över."
    return None


def _ger_nu(lage: Lage) -> bool:
    return lage.sida is Sida.GIVARE


def givaren_ledig(lage: Lage) -> str | None:
    if lage.givaren_bunden_i and _ger_nu(lage):
        return (
            f"Kommunen har redan godkänt ett annat förslag, {lage.givaren_bunden_i}. "
            "En kommun kan bara lämna över sin andel till en kommun och en gång per år. Återkalla det förslaget först."
        )
    return None


def givarens_plats_fri(lage: Lage) -> str | None:
    if lage.givaren_bunden_i and Sida.GIVARE in lage.godkand_av:
        return f"Ärendet har förfallit, och den givande kommunen har sedan godkänt ett annat: {lage.givaren_bunden_i}."
    return None


def inte_bade_ge_och_ta(lage: Lage) -> str | None:
    """The other side's other case is not named: it is nobody else's to know."""
    if lage.bade_ge_och_ta:
        return None
    if lage.givaren_tar_emot_i:
        dar = "från en annan kommun" if lage.sida is Sida.MOTTAGARE else f"i {lage.givaren_tar_emot_i}"
        return f"Den givande kommunen tar emot en andel {dar}. Samma kommun kan inte både ge och ta emot samma år."
    if lage.mottagaren_ger_i:
        dar = "till en annan kommun" if lage.sida is Sida.GIVARE else f"i {lage.mottagaren_ger_i}"
        return (
            f"Den mottagande kommunen lämnar över sin andel {dar}. Samma kommun kan inte både ge och ta emot samma år."
        )
    return None


def sidan_har_inte_godkant(lage: Lage) -> str | None:
    if lage.sida in lage.godkand_av:
        return "Er kommun har redan godkänt den här versionen. Nu är det den andra kommunens tur."
    return None


def sidan_har_godkant(lage: Lage) -> str | None:
    return None if lage.sida in lage.godkand_av else "Er kommun har inte godkänt den här versionen."


def tva_personer(lage: Lage) -> str | None:
    if lage.tva_personer and lage.samma_person:
        return "I länet krävs två personer i kommunen: en annan än du måste ha förberett det du skickar."
    return None


def beslutet_tacker(lage: Lage) -> str | None:
    if lage.beslut_ram is not None and lage.promille > lage.beslut_ram:
        return f"Beslutet gäller upp till {tal(lage.beslut_ram)} ‰. Det täcker inte den här versionen."
    if lage.beslut_for_annan_siffra and lage.beslut_ram is None:
        return "Beslutet gäller en annan siffra och har ingen ram. Den här versionen behöver ett nytt beslut."
    if lage.beslut_for_annan_siffra and not lage.ram_bekraftad:
        return "Bekräfta att beslutet täcker även den här versionen."
    return None


def underlag_efter_overens(lage: Lage) -> str | None:
    if lage.varit_overens and not lage.har_underlag:
        return "Båda kommunerna har godkänt. Ange det beslut som återkallelsen bygger på."
    return None


def underlag_for_andring(lage: Lage) -> str | None:
    """What is agreed, and still fits, is not undone by a new figure alone."""
    if lage.status is Status.OVERENS and lage.nuvarande_ryms and not lage.har_underlag:
        return "Båda kommunerna har godkänt. Ange det beslut som ändringen bygger på."
    return None


def skal_angivet(lage: Lage) -> str | None:
    return None if lage.skal.strip() else "Skriv skälet med minst en mening."


def bada_beslut_finns(lage: Lage) -> str | None:
    if lage.krav_beslut and lage.beslut_saknas_hos:
        return f"Beslut saknas från {' och '.join(lage.beslut_saknas_hos)}."
    return None


def kontrollerad(lage: Lage) -> str | None:
    return None if lage.kontrollerad else "Den formella kontrollen av den här versionen är inte gjord utan anmärkning."


def ingen_obesvarad_komplettering(lage: Lage) -> str | None:
    return "En begärd komplettering är inte besvarad." if lage.obesvarad_komplettering else None


def kommunicerad(lage: Lage) -> str | None:
    if lage.kommunicering_kravs and not lage.kommunicerad:
        return "Parterna ska få yttra sig, och svarstiden ska vara slut, innan ärendet lämnas utanför redovisningen."
    return None


def anstand_inte_redan_begart(lage: Lage) -> str | None:
    return "Anstånd är redan begärt och väntar på länsstyrelsens beslut." if lage.anstand_begart else None


def anstand_ar_begart(lage: Lage) -> str | None:
    return None if lage.anstand_begart else "Det finns ingen obesvarad begäran om anstånd."


def kommunerna_kan_inte_sjalva(lage: Lage) -> str | None:
    """The county ends a case only when the parties can no longer withdraw by themselves."""
    if lage.status in HOS_KOMMUNERNA and lage.nu < lage.slut:
        return f"Kommunerna kan själva återkalla till och med {lage.sista_dag_text}."
    return None


@dataclass(frozen=True)
class Gang:
    """One step: from which statuses, to which (None: the status stays), past which guards."""

    fran: tuple[Status, ...]
    till: Status | None
    sparrar: tuple[Sparr, ...] = ()


_AVTAL = (lanet_kan_omfordela, preliminara_finns, inte_faststallt, ryms, givaren_ledig, inte_bade_ge_och_ta)

GANG: dict[Steg, Gang] = {
    Steg.SKICKA: Gang((Status.UTKAST,), Status.VANTAR_SVAR, (i_tid, *_AVTAL, tva_personer, beslutet_tacker)),
    Steg.ANDRA: Gang(
        HOS_KOMMUNERNA,
        Status.VANTAR_SVAR,
        (i_tid, aktuell_version, underlag_for_andring, *_AVTAL, tva_personer, beslutet_tacker),
    ),
    Steg.GODKANN: Gang(
        (Status.VANTAR_SVAR,),
        Status.OVERENS,
        (i_tid, aktuell_version, sidan_har_inte_godkant, *_AVTAL, tva_personer, beslutet_tacker),
    ),
    Steg.AVBOJ: Gang(
        (Status.VANTAR_SVAR,), Status.NEJ, (inte_ute, aktuell_version, sidan_har_inte_godkant, skal_angivet)
    ),
    Steg.ATERKALLA: Gang(
        HOS_KOMMUNERNA,
        Status.ATERKALLAD,
        (i_tid, sidan_har_godkant, underlag_efter_overens),
    ),
    Steg.MEDDELA_BESLUT: Gang(PAGAENDE, None, (inte_ute, sidan_har_godkant, beslutet_tacker)),
    Steg.BEGAR_ANSTAND: Gang(HOS_KOMMUNERNA, None, (i_tid, anstand_inte_redan_begart)),
    Steg.BESLUTA_ANSTAND: Gang(HOS_KOMMUNERNA, None, (anstand_ar_begart,)),
    Steg.FORFALL: Gang((Status.VANTAR_SVAR,), Status.FORFALLEN, (efter_sista_dagen, inget_anstand)),
    Steg.UNDANROJ_FORFALL: Gang(
        (Status.FORFALLEN,),
        Status.VANTAR_SVAR,
        (forfoll_av_sig_sjalvt, kom_i_tid, inte_faststallt, givarens_plats_fri, inte_bade_ge_och_ta),
    ),
    Steg.KONTROLLERA: Gang(HOS_LANET, None, (aktuell_version, inte_faststallt)),
    Steg.BEGAR_KOMPLETTERING: Gang(PAGAENDE, None, (inte_ute, inte_faststallt)),
    Steg.BESVARA_KOMPLETTERING: Gang(PAGAENDE, None, (inte_ute,)),
    Steg.KOMMUNICERA: Gang(HOS_LANET, None, (inte_faststallt,)),
    Steg.TA_MED: Gang(
        HOS_LANET,
        Status.FORESLAGEN,
        (inte_faststallt, ryms, bada_beslut_finns, kontrollerad, ingen_obesvarad_komplettering),
    ),
    Steg.TA_INTE_MED: Gang(HOS_LANET, Status.INTE_MEDTAGEN, (inte_faststallt, skal_angivet, kommunicerad)),
    Steg.AVSLUTA: Gang(
        PAGAENDE, Status.ATERKALLAD, (inte_ute, inte_faststallt, kommunerna_kan_inte_sjalva, skal_angivet)
    ),
    Steg.REDOVISA: Gang((Status.FORESLAGEN,), Status.REDOVISAD, (inte_faststallt,)),
    Steg.FASTSTALL: Gang((Status.REDOVISAD,), Status.FASTSTALLD, ()),
    Steg.FASTSTALL_INTE: Gang((Status.REDOVISAD,), Status.INTE_FASTSTALLD, (skal_angivet,)),
    Steg.ANMAL_OMSTANDIGHET: Gang(SANDA, None, ()),
}


def hinder(steg: Steg, lage: Lage) -> list[str]:
    """Give the Swedish sentences that stand in the way of `steg`; an empty list means that it can be done."""
    gang = GANG[steg]
    if lage.status not in gang.fran:
        return [f"Det går inte att {steg.text} nu. Ärendets status är ”{lage.status.text}”."]
    return [svar for sparr in gang.sparrar if (svar := sparr(lage))]


SVAR_I_TID = (Steg.GODKANN, Steg.ANDRA, Steg.AVBOJ, Steg.ATERKALLA, Steg.BEGAR_ANSTAND)
"""What the county may register although the case has lapsed since: it came in while there was time."""


def hinder_vid_registrering(steg: Steg, lage: Lage) -> list[str]:
    """Give what stands in the way of registering `steg`, come in at `lage.nu`: a lapse since then is undone first."""
    if lage.status is Status.FORFALLEN and steg in SVAR_I_TID:
        return hinder(Steg.UNDANROJ_FORFALL, lage) or hinder(steg, replace(lage, status=Status.VANTAR_SVAR))
    return hinder(steg, lage)


def vantar_pa(status: Status, godkand_av: frozenset[Sida]) -> str:
    """Give whose turn it is: "givare", "mottagare", "lan", "migrationsverket", "agare" (of a draft) or ""."""
    match status:
        case Status.UTKAST:
            return "agare"
        case Status.VANTAR_SVAR:
            return "mottagare" if Sida.GIVARE in godkand_av else "givare"
        case Status.OVERENS | Status.FORESLAGEN:
            return "lan"
        case Status.REDOVISAD:
            return "migrationsverket"
        case _:
            return ""


def hela_eller_del(promille: Decimal, hela: bool, andel: Decimal) -> Decimal:
    """Give the promille a version moves out of an ordinary share: "the whole" is always all of it."""
    return andel if hela else promille
