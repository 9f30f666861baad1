"""What the addresses of the site are tried with, in each state of the database: its cases, reports, accounts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from anvisning.berakningar import lasning
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsunderlag,
    Berakning,
    Epostmeddelande,
    Handelse,
    Ifragasattande,
    Leveransfel,
    Manadspublicering,
    Organisation,
    Roll,
)
from omfordelning.models import Anstand, Forslag, Kommunbeslut, Komplettering, Sammantrade
from omfordelning.process import Sida as Part
from omfordelning.process import Status
from tests.floden.lage import LULEA, NORRBOTTEN, VARMLAND, VASTERNORRLAND, Lage, sprid
from tests.floden.roller import INLOGGADE, KOMMUN, LAN, RIKET


@dataclass(frozen=True, kw_only=True)
class Adress:
    """One address to try. `kommun`: whose people, county and nation come; `vilka` only some of them."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)
    fraga: str = ""
    kommun: str = LULEA
    vilka: frozenset[str] = frozenset()
    status: int = 200
    andra_administratoren: bool = False

    def vag(self, namn: str) -> str:
        """Give the path."""
        return reverse(namn, kwargs=dict(self.kwargs)) + (f"?{self.fraga}" if self.fraga else "")


def en(**mer: Any) -> Callable[[Lage], list[Adress]]:
    """One address without arguments, in every state."""
    return lambda lage: [Adress(**mer)]


def till_aret(lage: Lage) -> list[Adress]:
    """One address that leads on to the newest year, if there is one."""
    return [Adress(status=302 if lage.ar or lage.beslutat_ar else 200)]


def vidare(adresser: Callable[[Lage], list[Adress]]) -> Callable[[Lage], list[Adress]]:
    """The same addresses, each leading on to another page."""
    return lambda lage: [replace(adress, status=302) for adress in adresser(lage)]


def ett_ar(*fragor: str, beslutat: bool = True, **mer: Any) -> Callable[[Lage], list[Adress]]:
    """The open year, and the newest decided one; and once with each query string."""

    def adresser(lage: Lage) -> list[Adress]:
        aren = [ar for ar in (lage.ar, lage.beslutat_ar if beslutat else None) if ar]
        rader = [Adress(kwargs={"ar": ar}, **mer) for ar in aren]
        return rader + [Adress(kwargs={"ar": aren[0]}, fraga=fraga, **mer) for fraga in fragor if aren]

    return adresser


def arets_filer(*format_: str, **mer: Any) -> Callable[[Lage], list[Adress]]:
    """The files of the open year."""
    return lambda lage: [Adress(kwargs={"ar": lage.ar, "format": f}, **mer) for f in format_ if lage.ar]


def till_manaden(lage: Lage) -> list[Adress]:
    """The address that leads on to the newest published month, and to a day without any."""
    finns = Manadspublicering.objects.exists()
    return [
        Adress(status=302 if finns else 200),
        Adress(fraga="per=inte-en-dag", status=400),
        Adress(fraga="per=2016-01-01", status=404),
    ]


def manaderna(*fragor: str, **mer: Any) -> Callable[[Lage], list[Adress]]:
    """The published months (at most three), and the newest once with each query string."""

    def adresser(lage: Lage) -> list[Adress]:
        manader = list(Manadspublicering.objects.values_list("manad", flat=True)[:3])
        rader = [Adress(kwargs={"manad": manad, **mer}) for manad in manader]
        return rader + [Adress(kwargs={"manad": manader[0], **mer}, fraga=fraga) for fraga in fragor if manader]

    return adresser


def manadens_filer(lage: Lage) -> list[Adress]:
    """The newest published month in every format."""
    manader = Manadspublicering.objects.values_list("manad", flat=True)[:1]
    return [
        Adress(kwargs={"manad": manad, "format": f}) for manad in manader for f in ("csv", "xlsx", "json", "maskin.csv")
    ]


def senaste_manadens_filer(lage: Lage) -> list[Adress]:
    """The newest published month without its name, and a day that is none."""
    status = 200 if Manadspublicering.objects.exists() else 404
    format_ = ("csv", "xlsx", "json", "maskin.csv")
    return [
        *(Adress(kwargs={"format": f}, status=status) for f in format_),
        Adress(kwargs={"format": "json"}, fraga="per=inte-en-dag", status=400),
    ]


def i_arende(*status: Status, part: Part | None = None, **villkor: Any) -> Callable[[Lage], list[Adress]]:
    """One case of each kind in some statuses, as its sender's side sees it (or `part`)."""

    def adresser(lage: Lage) -> list[Adress]:
        rader = lage.fall(*status, **villkor)
        return [
            Adress(kwargs={"publikt_id": f.publikt_id}, kommun=f.kommunkod(part or f.initiativ)) for f in sprid(rader)
        ]

    return adresser


def motparten(
    *i: Status, fragor: tuple[str, ...] = ("",), status: int = 200, **villkor: Any
) -> Callable[[Lage], list[Adress]]:
    """As `i_arende`, as the side sees it that did not begin."""

    def adresser(lage: Lage) -> list[Adress]:
        return [
            Adress(
                kwargs={"publikt_id": f.publikt_id},
                fraga=fraga,
                kommun=f.kommunkod(Part(f.initiativ).motsatt),
                status=status,
            )
            for f in sprid(lage.fall(*i, **villkor))
            for fraga in fragor
        ]

    return adresser


def fall_i_alla_lagen(lage: Lage) -> list[Adress]:
    """A case of each status, as both sides see it."""
    return [
        Adress(kwargs={"publikt_id": f.publikt_id}, kommun=f.kommunkod(part), vilka=ser(f))
        for f in sprid(lage.forslag)
        for part in (Part if f.nummer else [Part(f.initiativ)])
    ]


def ser(f: Forslag) -> frozenset[str]:
    """Give the roles that see a case: a draft only its municipality, what is reported the nation too."""
    if f.status == Status.UTKAST:
        return KOMMUN
    hos_mv = f.status in (Status.REDOVISAD, Status.FASTSTALLD, Status.INTE_FASTSTALLD)
    return KOMMUN | LAN | (RIKET if hos_mv else frozenset())


def kvitton(lage: Lage) -> list[Adress]:
    """The receipt of each kind of act in cases."""
    egna = {f.arende: f for f in lage.forslag if f.ar_id == lage.ar and f.nummer}
    handelser = Handelse.objects.filter(ar=lage.ar or 0, arende__in=egna, uppgifter__has_key="status").order_by("pk")
    en_av_varje = {h.slag: h for h in handelser}
    return [
        Adress(
            kwargs={"publikt_id": h.arende, "nummer": h.nummer},
            kommun=egna[h.arende].givare_id,
            vilka=ser(egna[h.arende]),
        )
        for h in en_av_varje.values()
    ]


UTAN_KVITTO = ("tas_med", "tas_inte_med", "redovisad")
"""What is written in the cases when the whole report is decided or sent: its receipt is the report's."""


def lanets_kvitton(lage: Lage) -> list[Adress]:
    """The receipt of each kind of act by a county."""
    alla = Handelse.objects.filter(ar=lage.ar or 0, aktor_roll__contains="Länsstyrelsen").exclude(lanskod="00")
    en_av_varje = {h.slag: h for h in alla.exclude(slag__in=UTAN_KVITTO).order_by("pk")}
    return [Adress(kwargs={"ar": h.ar, "nummer": h.nummer}, kommun=f"{h.lanskod}80") for h in en_av_varje.values()]


def rikets_kvitton(lage: Lage) -> list[Adress]:
    """The receipts of the national acts."""
    slag = ("redovisning_mottagen", "redovisning_aterlamnad", "tabell_publicerad")
    en_av_varje = {(h.slag, h.lanskod == "00"): h for h in Handelse.objects.filter(slag__in=slag).order_by("pk")}
    return [
        Adress(kwargs={"ar": h.ar, "lanskod": h.lanskod, "nummer": h.nummer})
        for h in en_av_varje.values()
        if h.slag == "tabell_publicerad" or h.lanskod != "00"
    ]


def redovisning(*status: str, lan: str = "", fil: tuple[str, ...] = ()) -> Callable[[Lage], list[Adress]]:
    """The open year's reports in some statuses, one of each."""

    def adresser(lage: Lage) -> list[Adress]:
        rader = {r.status: r for r in lage.redovisningar(*status) if lan in ("", r.lan_id)}.values()
        extra: list[dict[str, Any]] = [{"format": f} for f in fil] or [{}]
        kommun = {VARMLAND: "1780", VASTERNORRLAND: "2281", "14": "1480", "23": "2380"}
        return [
            Adress(kwargs={"publikt_id": r.publikt_id, **mer}, kommun=kommun[r.lan_id]) for r in rader for mer in extra
        ]

    return adresser


def importerna(*sorter: str) -> Callable[[Lage], list[Adress]]:
    """Tables that are read in: as the one who did sees them, and as the other administrator."""

    def adresser(lage: Lage) -> list[Adress]:
        return [
            Adress(kwargs={"publikt_id": rad.publikt_id}) for rad in lage.importer if not sorter or rad.slag in sorter
        ]

    return adresser


def anvisningsunderlagen(*, oppna: bool = False) -> Callable[[Lage], list[Adress]]:
    """What is prepared about assignments and neither posted nor thrown away; and of the others, some of each kind."""

    def adresser(lage: Lage) -> list[Adress]:
        rader = Anvisningsunderlag.objects.defer("innehall", "tolkning").order_by("pk")
        klara = [] if oppna else _forsta_och_sista(rader.exclude(bokning=None, avslutad=None))
        return [
            Adress(kwargs={"publikt_id": rad.publikt_id})
            for rad in (*rader.filter(bokning=None, avslutad=None), *klara)
        ]

    return adresser


def anvisningsbokningar(*, kan_angras: bool = False) -> Callable[[Lage], list[Adress]]:
    """Some of each kind that is posted about assignments, or only of what can be undone."""

    def adresser(lage: Lage) -> list[Adress]:
        rader = Anvisningsbokning.objects.select_related("angrad_genom").order_by("pk")
        valda = rader.exclude(slag="motpost").filter(angrad_genom=None) if kan_angras else rader
        return [Adress(kwargs={"publikt_id": rad.publikt_id}) for rad in _forsta_och_sista(valda)]

    return adresser


def berakningar(*, gallande: bool = False) -> Callable[[Lage], list[Adress]]:
    """The newest runs of goal fulfilment, or only the one that holds."""

    def adresser(lage: Lage) -> list[Adress]:
        valda = Berakning.objects.filter(tillbakatagen=None)[:1] if gallande else Berakning.objects.all()[:3]
        return [Adress(kwargs={"publikt_id": rad.publikt_id}) for rad in valda]

    return adresser


def kommunens_berakning(*koder: str, fil: tuple[str, ...] = ()) -> Callable[[Lage], list[Adress]]:
    """Municipalities in the run that holds, or (`fil`) the county's files of it, where there is a run."""

    def adresser(lage: Lage) -> list[Adress]:
        berakning = lasning.gallande()
        if berakning is None:
            return []
        if fil:
            return [Adress(kwargs={"format": f}, kommun=koder[0]) for f in fil]
        return [Adress(kwargs={"publikt_id": berakning.publikt_id, "kod": kod}, kommun=kod) for kod in koder]

    return adresser


def _forsta_och_sista(rader: Iterable[Anvisningsunderlag | Anvisningsbokning]) -> list[Any]:
    """Give the first and the last of each kind; what is undone is a kind of its own."""
    rader = list(rader)
    per_slag = [{(rad.slag, _ar_angrad(rad)): rad for rad in ordning} for ordning in (reversed(rader), rader)]
    return list({rad.pk: rad for valda in per_slag for rad in valda.values()}.values())


def _ar_angrad(rad: Anvisningsunderlag | Anvisningsbokning) -> bool:
    return bool(rad.avslutad if isinstance(rad, Anvisningsunderlag) else getattr(rad, "angrad_genom", None))


def for_bada(adresser: Callable[[Lage], list[Adress]]) -> Callable[[Lage], list[Adress]]:
    """The same addresses, as the administrator who prepares and as the other one sees them."""
    return lambda lage: [
        replace(adress, andra_administratoren=andra) for adress in adresser(lage) for andra in (False, True)
    ]


def tabeller(lage: Lage) -> list[Adress]:
    """One published table of each kind that has differences."""
    en_av_varje = {t.slag: t for t in reversed(lage.tabeller) if not t.ar_preliminar}
    return [Adress(kwargs={"publikt_id": t.publikt_id}) for t in en_av_varje.values()]


def dokumenten(lage: Lage) -> list[Adress]:
    """A letter that is not rendered yet, and an extract that is there."""
    f = next(iter(lage.fall(Status.FORESLAGEN)), None)
    if f is None:
        return []
    brev = f.brev.filter(sida="givare").latest("version").dokument
    beslut = Kommunbeslut.objects.filter(godkannanden__version__forslag=f, utdrag__isnull=False)[0]
    return [
        Adress(kwargs={"publikt_id": beslut.utdrag.publikt_id}, kommun=f.givare_id),
        Adress(kwargs={"publikt_id": brev.publikt_id}, kommun=f.givare_id, status=202),
    ]


def anstanden(lage: Lage) -> list[Adress]:
    """A request for more time that waits for the county."""
    rader = Anstand.objects.filter(beslutat=None, forslag__in=lage.fall()).select_related("forslag")
    return [Adress(kwargs={"id": rad.pk}, kommun=rad.forslag.givare_id) for rad in rader[:1]]


def kompletteringar(lage: Lage) -> list[Adress]:
    """A question that waits for a municipality."""
    rader = Komplettering.objects.filter(besvarad=None, forslag__in=lage.fall()).select_related("forslag")
    return [
        Adress(kwargs={"publikt_id": r.forslag.publikt_id, "fraga_id": r.pk}, kommun=r.forslag.kommunkod(r.sida))
        for r in rader[:1]
    ]


SVAR_MED_POST = {
    Part.GIVARE: ("andra", "beslut", "anstand", "aterkalla", "omstandighet"),
    Part.MOTTAGARE: ("godkann", "andra", "avboj", "anstand", "omstandighet"),
}
"""What can come by mail in a case that waits for the receiver."""


def post_till_lanet(lage: Lage) -> list[Adress]:
    """What came by mail in a case: first which, then each form."""
    vantar = next(iter(lage.fall(Status.VANTAR_SVAR, lan=NORRBOTTEN, initiativ=Part.GIVARE)), None)
    fragad = Komplettering.objects.filter(besvarad=None, forslag__in=lage.fall()).select_related("forslag").first()
    rader = []
    if vantar is not None:
        fragor = [f"vad={vad}&sida={part.value}" for part, flera in SVAR_MED_POST.items() for vad in flera]
        nyckel = {"publikt_id": vantar.publikt_id}
        rader = [Adress(kwargs=nyckel, fraga=fraga) for fraga in ("", *fragor)]
        rader.append(Adress(kwargs=nyckel, fraga="vad=godkann&sida=givare", status=409))
    if fragad is not None:
        rader.append(
            Adress(
                kwargs={"publikt_id": fragad.forslag.publikt_id},
                fraga=f"vad=komplettering&sida={fragad.sida}",
                kommun=fragad.forslag.givare_id,
            )
        )
    return rader


def organisationen(*under: str, andras: bool = False) -> Callable[[Lage], list[Adress]]:
    """An organisation's pages: Luleå's own, and (`andras`) the county's and the nation's."""

    def adresser(lage: Lage) -> list[Adress]:
        egen = lage.organisation(LULEA)
        rader = [Adress(kwargs={"organisation": egen.pk, **nycklar}) for nycklar in _under(egen, under)]
        if andras:
            lan, riket = lage.konton(LULEA)[Roll.LAN_HANDLAGGARE], lage.konton(LULEA)[Roll.ADMINISTRATOR]
            rader.append(Adress(kwargs={"organisation": lan.organisation_id}, vilka=INLOGGADE))
            rader.append(Adress(kwargs={"organisation": riket.organisation_id}, vilka=INLOGGADE))
        return rader

    return adresser


def _under(organisation: Organisation, under: tuple[str, ...]) -> list[dict[str, int]]:
    """The key of an organ or a contact that the organisation has; nothing when it has none."""
    rader = {"organ": organisation.organ.first(), "kontakt": organisation.kontakter.first()}
    nycklar = {namn: rader[namn].pk for namn in under if rader[namn]}
    return [nycklar] if len(nycklar) == len(under) else []


def organet(lage: Lage) -> list[Adress]:
    """An organ of Luleå's that may meet."""
    return [Adress(kwargs={"organ": rad.pk}) for rad in lage.organisation(LULEA).organ.all()[:1]]


def motet(lage: Lage) -> list[Adress]:
    """A meeting of Luleå's."""
    rader = Sammantrade.objects.filter(organ__organisation=lage.organisation(LULEA), borttaget=None)
    return [Adress(kwargs={"publikt_id": rad.publikt_id}) for rad in rader[:1]]


def kontot(lage: Lage) -> list[Adress]:
    """A colleague's account."""
    return [Adress(kwargs={"publikt_id": lage.konton(LULEA)[Roll.KOMMUN_HANDLAGGARE].publikt_id})]


def ifragasatta(*status: str) -> Callable[[Lage], list[Adress]]:
    """One of Luleå's disputed numbers in each state, or in some."""

    def adresser(lage: Lage) -> list[Adress]:
        rader = {rad.status: rad for rad in Ifragasattande.objects.filter(kommun=LULEA)}
        return [
            Adress(kwargs={"publikt_id": rad.publikt_id}) for namn, rad in rader.items() if namn in (status or rader)
        ]

    return adresser


def filer(lage: Lage) -> list[Adress]:
    """A file in each format."""
    return [Adress(kwargs={"format": f}) for f in ("csv", "xlsx", "json")]


def mejlen(lage: Lage) -> list[Adress]:
    """The newest mail."""
    return [Adress(kwargs={"id": mejl.pk}) for mejl in Epostmeddelande.objects.order_by("-pk")[:1]]


def mejlfelen(lage: Lage) -> list[Adress]:
    """A mail of each kind that did not arrive: one about a case, one about an account, one that is seen to."""
    rader = Leveransfel.objects.order_by("pk").select_related("epostmeddelande__organisation")
    return [Adress(kwargs={"id": fel.pk}, kommun=f"{fel.epostmeddelande.organisation.lanskod}80") for fel in rader]


def bilagan(lage: Lage) -> list[Adress]:
    """An attachment that is there."""
    rader = Epostmeddelande.bilagor.through.objects.filter(dokument__klar__isnull=False).select_related("dokument")
    return [Adress(kwargs={"id": rad.epostmeddelande_id, "publikt_id": rad.dokument.publikt_id}) for rad in rader[:1]]


def inbjudan(lage: Lage) -> list[Adress]:
    """The link of the newest invitation, as it stands in the mail."""
    for mejl in Epostmeddelande.objects.filter(text__contains="/valkommen/").order_by("-pk")[:1]:
        return [Adress(kwargs={"nyckel": mejl.text.split("/valkommen/")[1].split("/")[0]})]
    return []
