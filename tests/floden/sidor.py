"""Every address of the site: what it is, who may open it, with what it is tried. A new one must have a line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from anvisning import hinderanmalan
from anvisning.models import Handelse, Roll
from omfordelning.process import Status
from tests.floden.adresser import (
    Adress,
    anstanden,
    anvisningsbokningar,
    anvisningsunderlagen,
    arets_filer,
    berakningar,
    bilagan,
    dokumenten,
    en,
    ett_ar,
    fall_i_alla_lagen,
    filer,
    for_bada,
    i_arende,
    ifragasatta,
    importerna,
    inbjudan,
    kommunens_berakning,
    kompletteringar,
    kontot,
    kvitton,
    lanets_kvitton,
    manadens_filer,
    manaderna,
    mejlen,
    mejlfelen,
    motet,
    motparten,
    organet,
    organisationen,
    post_till_lanet,
    redovisning,
    rikets_kvitton,
    senaste_manadens_filer,
    tabeller,
    till_aret,
    till_manaden,
    vidare,
)
from tests.floden.lage import ALVSBYN, KALMAR, LULEA, NORRBOTTEN, VARMLAND, Lage
from tests.floden.roller import (
    ADMINISTRATOR,
    ALLA,
    BESLUTSFATTARE,
    BESOKARE,
    FORETRADARE,
    INLOGGADE,
    KOMMUN,
    KOMMUNEN_GOR,
    KONTOHANTERARE,
    LAN,
    LANET_GOR,
    RIKET,
)

SIDA, FIL, POST = "a page", "a file", "takes only POST"


@dataclass(frozen=True, kw_only=True)
class Sida:
    """What is at a name: kind, who may open it, and with what it is tried in a state of the database."""

    vilka: frozenset[str] = ALLA
    adresser: Callable[[Lage], list[Adress]]
    slag: str = SIDA


SIDOR: dict[str, Sida] = {
    # open to everybody
    "livez": Sida(adresser=en(), slag=FIL),
    "readyz": Sida(adresser=en(), slag=FIL),
    "matt": Sida(adresser=en(status=404), slag=FIL),  # there is nothing without the key, see tests/drift/test_matt.py
    "start": Sida(adresser=en()),
    "andelar": Sida(adresser=till_aret),
    "andelar_ar": Sida(adresser=ett_ar("q=kalmar", "q=finns-inte&sortera=-andel")),
    "andelar_fil": Sida(
        adresser=lambda lage: [
            *arets_filer("csv", "xlsx", "json")(lage),
            *arets_filer("json", fraga="per=2026-02-30", status=400)(lage),
        ],
        slag=FIL,
    ),
    "kommuner": Sida(adresser=en()),
    "kommun": Sida(adresser=lambda lage: [Adress(kwargs={"kod": kod}) for kod in (LULEA, ALVSBYN, "0980")]),
    "lan": Sida(adresser=lambda lage: [Adress(kwargs={"kod": kod}) for kod in (NORRBOTTEN, KALMAR, "09")]),
    "omfordelningar": Sida(adresser=till_aret),
    "omfordelningar_ar": Sida(adresser=ett_ar()),
    "omfordelningar_fil": Sida(adresser=arets_filer("csv", "xlsx", "json"), slag=FIL),
    "per_datum": Sida(
        adresser=lambda lage: [
            Adress(),
            Adress(fraga="per=2026-02-30", status=400),
            *([Adress(fraga=f"per={lage.beslutat_ar}-02-20&ar={lage.beslutat_ar}&q=lule")] if lage.beslutat_ar else []),
            *([Adress(fraga="per=2015-01-02&sortera=-andel", status=404)] if lage.beslutat_ar else []),
        ]
    ),
    "per_datum_json": Sida(
        adresser=lambda lage: [Adress(status=200 if lage.tabeller else 404)],
        slag=FIL,
    ),
    "maluppfyllelse": Sida(adresser=till_manaden),
    "maluppfyllelse_senaste_fil": Sida(adresser=senaste_manadens_filer, slag=FIL),
    "maluppfyllelse_manad": Sida(adresser=manaderna("q=finns-inte&sortera=-procent")),
    "maluppfyllelse_fil": Sida(adresser=manadens_filer, slag=FIL),
    "maluppfyllelse_lan_fil": Sida(adresser=manadens_filer, slag=FIL),
    "maluppfyllelse_kommun": Sida(adresser=manaderna(kod=LULEA)),
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
    "vad_hander_om": Sida(
        vilka=INLOGGADE,
        adresser=lambda lage: [
            Adress(),
            Adress(kommun="0980"),
            Adress(fraga="givare=2560&mottagare=2580&promille=0,10"),
            *([Adress(fraga="givare=2580&mottagare=2580&promille=x", status=422)] if lage.ar else []),
        ],
    ),
    "min_maluppfyllelse": Sida(
        vilka=KOMMUN,
        adresser=lambda lage: [
            *(Adress(kommun=kod) for kod in (LULEA, ALVSBYN, "2505")),
            Adress(fraga="per=2026-02-30", status=400),
        ],
    ),
    "min_maluppfyllelse_fil": Sida(
        vilka=KOMMUN,
        adresser=lambda lage: [Adress(kwargs={"format": f}) for f in ("csv", "xlsx", "json")],
        slag=FIL,
    ),
    "forvantade_barn": Sida(vilka=KOMMUN, adresser=lambda lage: [Adress(kommun=kod) for kod in (LULEA, ALVSBYN)]),
    "berakning_kommun": Sida(vilka=INLOGGADE, adresser=kommunens_berakning(LULEA, ALVSBYN)),
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
    "ifragasatt": Sida(vilka=KOMMUN, adresser=lambda lage: [Adress(kommun=k) for k in (LULEA, ALVSBYN, "0980")]),
    "ifragasatt_fil": Sida(vilka=KOMMUN, adresser=filer, slag=FIL),
    "ifragasattande": Sida(vilka=KOMMUN, adresser=ifragasatta()),
    "ifragasattande_aterta": Sida(vilka=KOMMUNEN_GOR, adresser=ifragasatta("vantar"), slag=POST),
    "nytt_forslag": Sida(vilka=KOMMUNEN_GOR, adresser=en(kommun=ALVSBYN)),
    "ny_inbjudan": Sida(vilka=KOMMUNEN_GOR, adresser=en()),
    "utkast": Sida(vilka=KOMMUNEN_GOR, adresser=i_arende(Status.UTKAST)),
    "utkast_slang": Sida(vilka=KOMMUNEN_GOR, adresser=i_arende(Status.UTKAST)),
    "arenden_per_datum": Sida(
        vilka=KOMMUN | LAN,
        adresser=lambda lage: [
            *(Adress(kommun=k) for k in (LULEA, ALVSBYN, "0980")),
            *([Adress(fraga=f"per={lage.beslutat_ar}-02-20&ar={lage.beslutat_ar}")] if lage.beslutat_ar else []),
            Adress(fraga="per=i+g%C3%A5r", status=400),
        ],
    ),
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
    "lan_maluppfyllelse": Sida(
        vilka=LAN,
        adresser=lambda lage: [
            Adress(kommun=k, fraga=f) for k, f in ((LULEA, ""), (LULEA, "sortera=-tur"), ("0980", ""))
        ],
    ),
    "lan_maluppfyllelse_fil": Sida(
        vilka=LAN,
        adresser=kommunens_berakning(LULEA, fil=("csv", "xlsx", "json")),
        slag=FIL,
    ),
    "lan_anstand": Sida(vilka=LANET_GOR, adresser=anstanden),
    "lan_kontroll": Sida(vilka=LAN, adresser=i_arende(Status.OVERENS, Status.VANTAR_SVAR, lan=KALMAR)),
    "lan_avsluta": Sida(vilka=BESLUTSFATTARE, adresser=i_arende(Status.FORESLAGEN)),
    "lan_kommunicera": Sida(vilka=LANET_GOR, adresser=i_arende(Status.OVERENS, lan=KALMAR)),
    "lan_komplettering_begar": Sida(vilka=LANET_GOR, adresser=i_arende(Status.OVERENS, lan=KALMAR)),
    "lan_registrera_svar": Sida(vilka=LANET_GOR, adresser=post_till_lanet),
    "lan_ifragasatta": Sida(
        vilka=LAN, adresser=lambda lage: [Adress(), Adress(fraga="status=rattad&sortera=-namn"), Adress(kommun="0980")]
    ),
    "lan_ifragasatta_fil": Sida(vilka=LAN, adresser=filer, slag=FIL),
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
    "riket_anvisningar": Sida(vilka=RIKET, adresser=en()),
    "anvisningsrader": Sida(vilka=RIKET, adresser=en(), slag=FIL),
    "anvisningar_las_in": Sida(vilka=ADMINISTRATOR, adresser=en()),
    "anvisningar_rattelse": Sida(vilka=ADMINISTRATOR, adresser=en()),
    "anvisningsunderlag": Sida(vilka=RIKET, adresser=anvisningsunderlagen()),
    "anvisningar_bokfor": Sida(vilka=ADMINISTRATOR, adresser=for_bada(anvisningsunderlagen(oppna=True))),
    "anvisningar_kassera": Sida(vilka=ADMINISTRATOR, adresser=anvisningsunderlagen(oppna=True)),
    "anvisningsbokning": Sida(vilka=RIKET, adresser=anvisningsbokningar()),
    "anvisningar_angra": Sida(vilka=ADMINISTRATOR, adresser=anvisningsbokningar(kan_angras=True)),
    "riket_berakningar": Sida(vilka=RIKET, adresser=en()),
    "rakna_om": Sida(vilka=ADMINISTRATOR, adresser=en()),
    "riket_berakning": Sida(vilka=RIKET, adresser=berakningar()),
    "riket_berakning_fil": Sida(
        vilka=RIKET,
        adresser=lambda lage: [
            Adress(kwargs={**a.kwargs, "format": f}) for a in berakningar()(lage)[:1] for f in ("csv", "xlsx", "json")
        ],
        slag=FIL,
    ),
    "berakning_ta_tillbaka": Sida(vilka=ADMINISTRATOR, adresser=berakningar(gallande=True)),
    "berakning_publicera": Sida(vilka=ADMINISTRATOR, adresser=berakningar(gallande=True)),
    "riket_ifragasatta": Sida(
        vilka=RIKET, adresser=lambda lage: [Adress(), Adress(fraga="status=forklarad&sortera=-manad")]
    ),
    "riket_ifragasatta_fil": Sida(vilka=RIKET, adresser=filer, slag=FIL),
    "riket_ifragasattande": Sida(vilka=RIKET, adresser=ifragasatta()),
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
