"""Every address of the site: what it is, who may open it, with what it is tried. A new one must have a line here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anvisning import hinderanmalan
from anvisning.models import Epostmeddelande, Handelse, Leveransfel, Organisation, Roll
from omfordelning.models import Anstand, Forslag, Kommunbeslut, Komplettering, Sammantrade
from omfordelning.process import Sida as Part
from omfordelning.process import Status
from tests.floden.lage import ALVSBYN, KALMAR, LULEA, NORRBOTTEN, VARMLAND, VASTERNORRLAND, Lage, sprid

BESOKARE = "besokare"
"""Somebody who is not logged in."""
KOMMUN = frozenset(Roll.for_slag("kommun"))
LAN = frozenset(Roll.for_slag("lansstyrelse"))
RIKET = frozenset(Roll.for_slag("nationell"))
INLOGGADE = KOMMUN | LAN | RIKET
ALLA = INLOGGADE | {BESOKARE}
KOMMUNEN_GOR = frozenset({Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE})
FORETRADARE = frozenset({Roll.KOMMUN_FORETRADARE})
LANET_GOR = frozenset({Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE})
BESLUTSFATTARE = frozenset({Roll.LAN_BESLUTSFATTARE})
ADMINISTRATOR = frozenset({Roll.ADMINISTRATOR})
KONTOHANTERARE = FORETRADARE | LANET_GOR | ADMINISTRATOR

SIDA, FIL, POST = "a page", "a file", "takes only POST"


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


@dataclass(frozen=True, kw_only=True)
class Sida:
    """What is at a name: kind, who may open it, and with what it is tried in a state of the database."""

    vilka: frozenset[str] = ALLA
    adresser: Callable[[Lage], list[Adress]]
    slag: str = SIDA


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


SIDOR: dict[str, Sida] = {
    # open to everybody
    "livez": Sida(adresser=en(), slag=FIL),
    "readyz": Sida(adresser=en(), slag=FIL),
    "matt": Sida(adresser=en(status=404), slag=FIL),  # there is nothing without the key, see tests/drift/test_matt.py
    "start": Sida(adresser=en()),
    "andelar": Sida(adresser=till_aret),
    "andelar_ar": Sida(adresser=ett_ar("q=kalmar", "q=finns-inte&sortera=-andel")),
    "andelar_fil": Sida(adresser=arets_filer("csv", "xlsx", "json"), slag=FIL),
    "kommuner": Sida(adresser=en()),
    "kommun": Sida(adresser=lambda lage: [Adress(kwargs={"kod": kod}) for kod in (LULEA, ALVSBYN, "0980")]),
    "lan": Sida(adresser=lambda lage: [Adress(kwargs={"kod": kod}) for kod in (NORRBOTTEN, KALMAR, "09")]),
    "omfordelningar": Sida(adresser=till_aret),
    "omfordelningar_ar": Sida(adresser=ett_ar()),
    "omfordelningar_fil": Sida(adresser=arets_filer("csv", "xlsx", "json"), slag=FIL),
    "kalender_ics": Sida(adresser=en(kwargs={"token": "ingen-sadan-lank"}, status=404), slag=FIL),
    "sa_fungerar_det": Sida(adresser=en()),
    "tillganglighet": Sida(adresser=en()),
    "personuppgifter": Sida(adresser=en()),
    "kontakt": Sida(adresser=en()),
    "handbok": Sida(adresser=en()),
    "hinder_anmal": Sida(adresser=en()),
    "hinder_tack": Sida(
        adresser=lambda lage: [
            Adress(kwargs={"nyckel": h.arende}) for h in Handelse.objects.filter(slag=hinderanmalan.SLAG)[:1]
        ]
    ),
    # accounts
    "account_login": Sida(vilka=frozenset({BESOKARE}), adresser=en()),
    "account_logout": Sida(vilka=INLOGGADE, adresser=en()),
    "account_inactive": Sida(adresser=en()),
    "account_signup": Sida(vilka=frozenset({BESOKARE}), adresser=en()),
    "account_reauthenticate": Sida(vilka=INLOGGADE, adresser=en()),
    "account_change_password": Sida(vilka=INLOGGADE, adresser=en()),
    "account_set_password": Sida(adresser=en(status=302)),
    "account_reset_password": Sida(adresser=en()),
    "account_reset_password_done": Sida(adresser=en()),
    "account_reset_password_from_key": Sida(adresser=en(kwargs={"uidb36": "1", "key": "x-y"})),
    "account_reset_password_from_key_done": Sida(adresser=en()),
    "valj_losenord": Sida(adresser=lambda lage: [Adress(kwargs={"nyckel": "gammal"}, status=410), *inbjudan(lage)]),
    "mitt_konto": Sida(vilka=INLOGGADE, adresser=en()),
    "kalenderlankar": Sida(vilka=KOMMUN | LAN, adresser=en()),
    "kalenderlank_skapa": Sida(vilka=KOMMUN | LAN, adresser=en(kwargs={"slag": "egen"}), slag=POST),
    "kalenderlank_bort": Sida(vilka=KOMMUN | LAN, adresser=en(kwargs={"slag": "egen"}), slag=POST),
    "konton": Sida(vilka=KONTOHANTERARE, adresser=lambda lage: [Adress(), Adress(fraga="q=finns-inte")]),
    "konto_bjud_in_valj": Sida(adresser=en(status=302)),
    "konto_bjud_in": Sida(vilka=KONTOHANTERARE, adresser=organisationen()),
    "konto_aktiv": Sida(vilka=KONTOHANTERARE, adresser=kontot),
    "konto_inbjudan": Sida(vilka=KONTOHANTERARE, adresser=kontot, slag=POST),
    "konto_roll": Sida(vilka=KONTOHANTERARE, adresser=kontot, slag=POST),
    "organisationer": Sida(vilka=INLOGGADE, adresser=lambda lage: [Adress(), Adress(fraga="saknas=1&q=finns-inte")]),
    "kontakter": Sida(vilka=INLOGGADE, adresser=organisationen(andras=True)),
    "organ_nytt": Sida(vilka=KOMMUNEN_GOR | LANET_GOR | ADMINISTRATOR, adresser=organisationen()),
    "organ_andra": Sida(vilka=KOMMUNEN_GOR | LANET_GOR | ADMINISTRATOR, adresser=organisationen("organ")),
    "organ_ta_bort": Sida(vilka=INLOGGADE, adresser=organisationen("organ"), slag=POST),
    "kontakt_ny": Sida(vilka=KOMMUNEN_GOR | LANET_GOR | ADMINISTRATOR, adresser=organisationen()),
    "kontakt_andra": Sida(vilka=KOMMUNEN_GOR | LANET_GOR | ADMINISTRATOR, adresser=organisationen("kontakt")),
    "kontakt_ta_bort": Sida(vilka=INLOGGADE, adresser=organisationen("kontakt"), slag=POST),
    "samordnande_lan": Sida(
        vilka=ADMINISTRATOR,
        adresser=lambda lage: [Adress(kwargs={"organisation": lage.konton(LULEA)[Roll.ADMINISTRATOR].organisation_id})],
    ),
    "driftlage": Sida(vilka=ADMINISTRATOR, adresser=en()),
    "driftlage_igen": Sida(vilka=ADMINISTRATOR, adresser=en(), slag=POST),
    "mejlfel": Sida(vilka=LAN | ADMINISTRATOR, adresser=mejlfelen),
    "mejlfel_igen": Sida(vilka=INLOGGADE, adresser=lambda lage: mejlfelen(lage)[:1], slag=POST),
    "utkorg": Sida(vilka=INLOGGADE, adresser=lambda lage: [Adress(), Adress(fraga="q=finns-inte")]),
    "utkorg_meddelande": Sida(vilka=INLOGGADE, adresser=mejlen),
    "utkorg_bilaga": Sida(vilka=INLOGGADE, adresser=bilagan, slag=FIL),
    # the municipality, and the case
    "uppgifter": Sida(vilka=INLOGGADE, adresser=lambda lage: [Adress(kommun=k) for k in (LULEA, ALVSBYN, "0880")]),
    "min_andel": Sida(vilka=KOMMUN, adresser=lambda lage: [Adress(kommun=kod) for kod in (LULEA, ALVSBYN)]),
    "inkomna": Sida(
        vilka=KOMMUN,
        adresser=lambda lage: [Adress(), Adress(fraga="tak=8,00"), Adress(kommun="2505"), Adress(kommun=ALVSBYN)],
    ),
    "arsbesked": Sida(vilka=KOMMUNEN_GOR, adresser=en(), slag=POST),
    "sammantraden": Sida(
        vilka=KOMMUN, adresser=lambda lage: [Adress(kommun=k) for k in (LULEA, ALVSBYN, "2584", "0980")]
    ),
    "beredningstid": Sida(vilka=KOMMUNEN_GOR, adresser=organet),
    "sammantrade_andra": Sida(vilka=KOMMUNEN_GOR, adresser=motet),
    "sammantrade_bort": Sida(vilka=KOMMUNEN_GOR, adresser=motet, slag=POST),
    "sammantrade_tillbaka": Sida(vilka=KOMMUNEN_GOR, adresser=motet, slag=POST),
    "nytt_forslag": Sida(vilka=KOMMUNEN_GOR, adresser=en(kommun=ALVSBYN)),
    "ny_inbjudan": Sida(vilka=KOMMUNEN_GOR, adresser=en()),
    "utkast": Sida(vilka=KOMMUNEN_GOR, adresser=i_arende(Status.UTKAST)),
    "utkast_slang": Sida(vilka=KOMMUNEN_GOR, adresser=i_arende(Status.UTKAST)),
    "arende": Sida(vilka=INLOGGADE, adresser=fall_i_alla_lagen),
    "arende_skicka": Sida(vilka=FORETRADARE, adresser=i_arende(Status.UTKAST)),
    "arende_svara": Sida(vilka=FORETRADARE, adresser=motparten(Status.VANTAR_SVAR, lan=NORRBOTTEN, version=1)),
    "arende_andra": Sida(vilka=FORETRADARE, adresser=motparten(Status.VANTAR_SVAR, lan=NORRBOTTEN, version=1)),
    "arende_avboj": Sida(vilka=FORETRADARE, adresser=motparten(Status.VANTAR_SVAR, lan=NORRBOTTEN, version=1)),
    "arende_aterkalla": Sida(
        vilka=FORETRADARE, adresser=i_arende(Status.VANTAR_SVAR, Status.OVERENS, lan=NORRBOTTEN, version=1)
    ),
    "arende_beslut": Sida(
        vilka=KOMMUNEN_GOR,
        adresser=i_arende(Status.UTKAST, Status.VANTAR_SVAR, Status.OVERENS, lan=NORRBOTTEN, version=1),
    ),
    "arende_anstand": Sida(vilka=KOMMUNEN_GOR, adresser=motparten(Status.VANTAR_SVAR, lan=NORRBOTTEN)),
    "arende_komplettering": Sida(vilka=KOMMUNEN_GOR, adresser=kompletteringar),
    "arende_omstandighet": Sida(vilka=KOMMUNEN_GOR, adresser=i_arende(Status.OVERENS, Status.NEJ, lan=NORRBOTTEN)),
    "arende_kopiera": Sida(vilka=KOMMUNEN_GOR, adresser=i_arende(Status.NEJ, Status.VANTAR_SVAR, lan=NORRBOTTEN)),
    "arende_text": Sida(
        vilka=KOMMUN,
        adresser=lambda lage: [
            *motparten(Status.VANTAR_SVAR, lan=NORRBOTTEN, fragor=("", "organ=Socialn%C3%A4mnden&ram=2,10"))(lage),
            *motparten(Status.VANTAR_SVAR, lan=NORRBOTTEN, fragor=("ram=x",), status=422)(lage)[:1],
        ],
    ),
    "arende_kvitto": Sida(vilka=INLOGGADE, adresser=kvitton),
    "arende_zip": Sida(vilka=KOMMUN | LAN, adresser=vidare(i_arende(Status.OVERENS, lan=NORRBOTTEN))),
    "dokument": Sida(vilka=KOMMUN | LAN, adresser=dokumenten, slag=FIL),
    # the county
    "sammanstallning": Sida(vilka=LAN, adresser=lambda lage: [Adress(kommun=k) for k in (LULEA, "0880", "0980")]),
    "sammanstallning_ar": Sida(vilka=LAN, adresser=ett_ar("q=lule", "tur=kommuner&sortera=-resultat")),
    "sammanstallning_fil": Sida(vilka=LAN, adresser=arets_filer("csv", "xlsx", "json"), slag=FIL),
    "utan_besked": Sida(
        vilka=LAN,
        adresser=ett_ar("skal=erbjudande&sortera=-inloggad", "q=finns-inte", "skal=foretradare", beslutat=False),
    ),
    "utan_besked_fil": Sida(vilka=LAN, adresser=arets_filer("csv", "xlsx", "json"), slag=FIL),
    "motesrisker": Sida(
        vilka=LAN,
        adresser=lambda lage: [Adress(kwargs={"ar": lage.ar}, kommun=k) for k in (LULEA, "0880", "0180") if lage.ar],
    ),
    "motesrisker_fil": Sida(vilka=LAN, adresser=arets_filer("csv", "xlsx", "json"), slag=FIL),
    "lan_registrera": Sida(
        vilka=LANET_GOR,
        adresser=ett_ar("kommun=2560&sida=givare", "kommun=2580&sida=mottagare", beslutat=False),
    ),
    "lan_sen_inlamning": Sida(
        vilka=LANET_GOR,
        adresser=lambda lage: [Adress(kwargs={"ar": lage.ar}, kommun=k) for k in (LULEA, "0780") if lage.ar],
    ),
    "lan_kvitto": Sida(vilka=LAN, adresser=lanets_kvitton),
    "lan_anstand": Sida(vilka=LANET_GOR, adresser=anstanden),
    "lan_kontroll": Sida(vilka=LAN, adresser=i_arende(Status.OVERENS, Status.VANTAR_SVAR, lan=KALMAR)),
    "lan_avsluta": Sida(vilka=BESLUTSFATTARE, adresser=i_arende(Status.FORESLAGEN)),
    "lan_kommunicera": Sida(vilka=LANET_GOR, adresser=i_arende(Status.OVERENS, lan=KALMAR)),
    "lan_komplettering_begar": Sida(vilka=LANET_GOR, adresser=i_arende(Status.OVERENS, lan=KALMAR)),
    "lan_registrera_svar": Sida(vilka=LANET_GOR, adresser=post_till_lanet),
    "redovisning": Sida(
        vilka=LAN,
        adresser=lambda lage: [
            Adress(kommun=k) for k in (LULEA, "0880", "0780", "2281", "1780", "1480", "2380", "0980")
        ],
    ),
    "redovisning_ar": Sida(vilka=LAN, adresser=ett_ar()),
    "redovisning_besluta": Sida(
        vilka=BESLUTSFATTARE,
        adresser=lambda lage: [Adress(kwargs={"ar": lage.ar}, kommun=k) for k in ("0880", "2281", "0180") if lage.ar],
    ),
    "tidplan": Sida(vilka=LAN, adresser=ett_ar()),
    "lan_zip": Sida(vilka=LAN, adresser=ett_ar(beslutat=False)),
    "redovisning_version": Sida(vilka=LAN, adresser=redovisning("beslutad", "oversand", "mottagen", "aterlamnad")),
    "redovisning_fil": Sida(
        vilka=LAN | RIKET, adresser=redovisning("oversand", lan=VARMLAND, fil=("json", "manifest")), slag=FIL
    ),
    "redovisning_oversand": Sida(vilka=LANET_GOR, adresser=redovisning("beslutad")),
    "redovisning_kvittens": Sida(vilka=LANET_GOR, adresser=redovisning("oversand", lan=VARMLAND)),
    # the nation
    "lansoversikt": Sida(vilka=RIKET, adresser=en()),
    "lansoversikt_ar": Sida(vilka=RIKET, adresser=ett_ar("sortera=-flyttas")),
    "nytt_ar": Sida(vilka=ADMINISTRATOR, adresser=en()),
    "riksfil": Sida(vilka=RIKET, adresser=ett_ar(), slag=FIL),
    "ar_andra": Sida(vilka=ADMINISTRATOR, adresser=ett_ar()),
    "importer": Sida(vilka=RIKET, adresser=ett_ar()),
    "importera": Sida(
        vilka=ADMINISTRATOR,
        adresser=lambda lage: [
            Adress(kwargs={"ar": ar, "slag": slag})
            for ar, slag in ((lage.ar, "preliminar"), (lage.ar, "faststalld"), (lage.beslutat_ar, "rattelse"))
            if ar
        ],
    ),
    "riket_kvitto": Sida(vilka=RIKET, adresser=rikets_kvitton),
    "import_": Sida(vilka=RIKET, adresser=importerna()),
    "import_utfall": Sida(vilka=ADMINISTRATOR, adresser=importerna("faststalld")),
    "import_publicera": Sida(vilka=ADMINISTRATOR, adresser=importerna()),
    "import_kassera": Sida(vilka=ADMINISTRATOR, adresser=importerna()),
    "differenser": Sida(vilka=RIKET, adresser=tabeller),
    "differenser_fil": Sida(
        vilka=RIKET,
        adresser=lambda lage: [
            Adress(kwargs={**a.kwargs, "format": f}) for a in tabeller(lage)[:1] for f in ("csv", "xlsx", "json")
        ],
        slag=FIL,
    ),
    "riket_redovisning": Sida(vilka=RIKET, adresser=redovisning("oversand", "mottagen", "aterlamnad")),
    "riket_kvittera": Sida(vilka=ADMINISTRATOR, adresser=redovisning("oversand", lan=VARMLAND)),
    "riket_aterlamna": Sida(vilka=ADMINISTRATOR, adresser=redovisning("oversand", lan=VARMLAND)),
}


def namn_i_adresserna() -> Iterator[str]:
    """Give the name of every address of the site."""

    def ga(resolver: URLResolver) -> Iterator[URLPattern]:
        for rad in resolver.url_patterns:
            if isinstance(rad, URLResolver):
                yield from ga(rad)
            else:
                yield rad

    return (rad.name or str(rad.pattern) for rad in ga(get_resolver()))
