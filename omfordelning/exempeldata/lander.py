"""The invented rounds: one finished year with a rättelse, one that is in force, and one that is open on the day."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from anvisning import tid
from anvisning.models import Ar, Konto, Lan, Roll, Tabellslag, Tidplan
from omfordelning.exempeldata.andelar import justerade, klockan, ordinarie, ta_in
from omfordelning.exempeldata.spel import Spel, Tillstand
from omfordelning.handlaggning import anstand, avslut, granskning, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.granskning import anmal_omstandighet
from omfordelning.models import Arsbesked, Forslag, Godkannande, Omstandighet, Sammantrade
from omfordelning.process import Sida, Villkor

STJARNOR = {
    "07": ("0780", {"0760": None, "0761": "0.60", "0763": "1.00"}),
    "08": ("0880", {"0821": None, "0834": "0.50", "0885": "1.00", "0862": "0.75"}),
    "14": ("1480", {"1438": None, "1439": "1.00", "1460": "0.80", "1445": None}),
    "17": ("1780", {"1715": None, "1730": "0.50", "1762": "0.80"}),
    "22": ("2281", {"2260": "1.00", "2262": "0.70", "2280": "0.90"}),
    "25": ("2580", {"2560": None, "2510": "0.60", "2505": "1.00"}),
}
"""County → (receiver, givers with promille or None for the whole share): the shape of the real rounds."""


def skapa_ar(ar: int, kalender: dict[str, date]) -> Ar:
    """Make a year with its timetables."""
    rad = Ar.objects.create(
        ar=ar,
        preliminar_dag=kalender["preliminar"],
        redovisas_dag=kalender["redovisas"],
        faststalls_dag=kalender["faststalls"],
        prognos_lag=700,
        prognos_huvud=1000,
        prognos_hog=1500,
        prognos_kalla="Exempeldata: påhittad prognos",
        exempeldata=True,
    )
    Tidplan.objects.bulk_create(
        Tidplan(ar=rad, lan=lan, sista_dag=kalender["lanets_dag"]) for lan in Lan.objects.order_by("kod")
    )
    return rad


class Riket:
    """The two invented national administrators."""

    def __init__(self) -> None:
        self.en, self.tva = (
            Konto.objects.select_related("organisation").filter(roll=Roll.ADMINISTRATOR).order_by("epost")
        )

    def ta_in(self, ar: int, slag: Tabellslag, andelar: dict[str, Decimal], dag: date, **mer: object) -> None:
        """Take in a table: one administrator imports, the other publishes."""
        ta_in(ar, slag, andelar, dag=dag, importerar=self.en, publicerar=self.tva, **mer)


def gamla_ar(riket: Riket, forsta: int, sista: int) -> None:
    """Years of which only the final shares are known."""
    for ar in range(forsta, sista + 1):
        kalender = tid.forslagen_kalender(ar)
        skapa_ar(ar, kalender)
        riket.ta_in(ar, Tabellslag.FASTSTALLD, ordinarie(ar), kalender["faststalls"])


def avslutat_ar(riket: Riket, ar: int, lan: tuple[str, ...]) -> None:
    """A year that went the whole way, in its own autumn."""
    kalender = tid.forslagen_kalender(ar)
    skapa_ar(ar, kalender)
    preliminara = ordinarie(ar)
    riket.ta_in(ar, Tabellslag.PRELIMINAR, preliminara, kalender["preliminar"])
    start, sista = kalender["preliminar"] + timedelta(days=30), kalender["lanets_dag"]
    for kod in lan:
        spel, (mottagare, givare) = Spel(ar, kod), STJARNOR[kod]
        spel.stjarna(mottagare, givare, start, start + timedelta(days=14))
        if kod == "17":
            spel.godkann(
                spel.skicka("1737", mottagare, "0.40", start, villkor=Villkor.FORFALL), start + timedelta(days=10)
            )
        spel.hela_vagen(sista + timedelta(days=3), kalender["redovisas"], riket.en)
    slutliga = justerade(preliminara, ar)
    if "17" in lan:
        slutliga = _andra(slutliga, "1737", "1780", "0.05")
    riket.ta_in(ar, Tabellslag.FASTSTALLD, slutliga, kalender["faststalls"])


def rattat_ar(riket: Riket, ar: int) -> None:
    """What happened in February of a finished year: its shares were put right, and a decision was appealed."""
    riket.ta_in(
        ar,
        Tabellslag.RATTELSE,
        _andra(justerade(ordinarie(ar), ar), "2580", "2505", "0.03"),
        date(ar, 2, 15),
        rattelse=("Ett räknefel i underlaget för två kommuner.", date(ar, 3, 1)),
        notering="Två kommuners andelar rättades.",
    )
    arende = Forslag.objects.filter(ar=ar, lan="25", status="faststalld").order_by("nummer").first()
    anmal_omstandighet(
        arende.pk,
        sida=Sida.GIVARE,
        slag=Omstandighet.Slag.OVERKLAGAT,
        domstol="Förvaltningsrätten i Luleå",
        malnummer=f"EX {ar % 100}-25",
        dag=date(ar, 2, 1),
        av=Spel(ar, "25").foretradare(arende.givare_id),
        nu=klockan(date(ar, 2, 2), 10),
    )


def _andra(andelar: dict[str, Decimal], till: str, fran: str, promille: str) -> dict[str, Decimal]:
    steg = Decimal(promille)
    return andelar | {fran: andelar[fran] - steg, till: andelar[till] + steg}


def oppet_ar(riket: Riket, ar: int, dag: date) -> None:
    """The year that is open on the day: each county in its own phase."""
    kalender = {
        "preliminar": tid.narmaste_arbetsdag(dag - timedelta(days=75)),
        "lanets_dag": tid.narmaste_arbetsdag(dag + timedelta(days=14)),
        "redovisas": tid.narmaste_arbetsdag(dag + timedelta(days=26)),
        "faststalls": tid.narmaste_arbetsdag(dag + timedelta(days=30)),
    }
    skapa_ar(ar, kalender)
    riket.ta_in(ar, Tabellslag.PRELIMINAR, ordinarie(ar), kalender["preliminar"])
    for kod, om in {"08": 3, "07": -3, "22": -6, "17": -10, "14": -12, "23": -12, "04": -12}.items():
        Tidplan.objects.filter(ar=ar, lan=kod).update(sista_dag=dag + timedelta(days=om))
    start = kalender["preliminar"] + timedelta(days=14)
    norrbotten(Spel(ar, "25"), start, dag)
    kalmar(Spel(ar, "08"), start, dag)
    kronoberg(Spel(ar, "07"), start, dag)
    vasternorrland(Spel(ar, "22"), start, dag)
    for kod in ("17", "14"):
        spel, (mottagare, givare) = Spel(ar, kod), STJARNOR[kod]
        spel.stjarna(mottagare, givare, start, start + timedelta(days=20))
        spel.kontrollera(Forslag.objects.filter(ar=ar, lan=kod), dag - timedelta(days=8))
        rapport = spel.besluta(dag - timedelta(days=7))
        spel.oversand(rapport, dag - timedelta(days=6))
        if kod == "14":
            redovisning.kvittera(
                rapport.pk, kvittens=f"EXEMPEL-MOT-14-{ar}", av=riket.en, nu=klockan(dag - timedelta(days=4), 9)
            )
    _overklaga(Forslag.objects.filter(ar=ar, lan="17").order_by("nummer").first(), dag)
    jamtland = Spel(ar, "23")
    for kod in ("2303", "2305", "2309"):
        jamtland.inte_aktuellt(kod, start + timedelta(days=6))
    jamtland.oversand(jamtland.besluta(dag - timedelta(days=5)), dag - timedelta(days=5))
    _har_loggat_in(ar, dag)


def _har_loggat_in(ar: int, dag: date) -> None:
    """Note that those who have done something this year have been logged in."""
    gjorde = Q(pk__in=Arsbesked.objects.filter(ar=ar).values("svarat_av"))
    gjorde |= Q(pk__in=Sammantrade.objects.values("andrat_av"))
    gjorde |= Q(pk__in=Godkannande.objects.filter(version__forslag__ar=ar).values("av"))
    Konto.objects.filter(gjorde).update(last_login=klockan(dag - timedelta(days=1), 8))


def norrbotten(spel: Spel, start: date, dag: date) -> None:
    """In full swing: drafts, proposals and an invitation that wait, an agreement, a no, a withdrawal."""
    mottagare = "2580"
    spel.utkast("2560", mottagare, None, start)
    spel.skicka("2510", mottagare, "0.60", start + timedelta(days=5), tillstand=None)
    spel.skicka("2505", mottagare, "0.80", start + timedelta(days=6), inbjudan=True)
    spel.skicka("2506", mottagare, "0.50", start + timedelta(days=7), inbjudan=True, tillstand=Tillstand.PLANERAT)
    spel.godkann(spel.skicka("2521", mottagare, None, start + timedelta(days=3)), start + timedelta(days=20))
    nej = spel.skicka("2513", "2514", "0.40", start + timedelta(days=4))
    kommandon.avboj(
        nej.pk,
        skal="Vi har inte plats för fler i skolan nästa år.",
        av=spel.foretradare("2514"),
        nu=klockan(start + timedelta(days=12), 9),
        kand_version=1,
    )
    ater = spel.skicka("2523", "2582", "0.50", start + timedelta(days=4))
    kommandon.aterkalla(
        ater.pk, skal="Nämnden vill vänta.", av=spel.foretradare("2523"), nu=klockan(start + timedelta(days=9), 9)
    )
    andrat = spel.skicka("2584", mottagare, "1.00", start + timedelta(days=8))
    kommandon.andra(
        andrat.pk,
        innehall=spel.innehall("0.70"),
        av=spel.foretradare(mottagare),
        nu=klockan(start + timedelta(days=15), 9),
        kand_version=1,
    )
    _sammantraden(spel, start, dag, {"2580": (7, 18, 40), "2505": (20,), "2560": (9, 37), "2510": (30,)})
    spel.inte_aktuellt("2581", start + timedelta(days=10))
    spel.inte_aktuellt("2583", start + timedelta(days=11))


def _sammantraden(spel: Spel, start: date, dag: date, moten: dict[str, tuple[int, ...]]) -> None:
    """Let municipalities say when they meet, in days from the day the country is laid out around."""
    for kod, om in moten.items():
        spel.sammantraden(kod, [tid.narmaste_arbetsdag(dag + timedelta(days=antal)) for antal in om], start)


def kalmar(spel: Spel, start: date, dag: date) -> None:
    """The last days: agreements, decisions that are missing, minutes to come, anstånd asked for, one by mail."""
    mottagare, givare = STJARNOR["08"]
    forslag = spel.stjarna(mottagare, {k: givare[k] for k in ("0821", "0834")}, start, start + timedelta(days=21))
    spel.kontrollera(forslag[:1], dag - timedelta(days=1))
    utan = spel.skicka("0885", mottagare, givare["0885"], start, tillstand=None)
    spel.godkann(utan, start + timedelta(days=10), utdrag=False)
    sent = spel.skicka("0862", mottagare, givare["0862"], start + timedelta(days=20))
    spel.begar_anstand(sent, dag + timedelta(days=10), dag - timedelta(days=2))
    spel.registrera("0861", mottagare, "0.50", dag - timedelta(days=5), dag - timedelta(days=1))
    _sammantraden(spel, start, dag, {"0880": (2, 16), "0862": (10,)})
    spel.inte_aktuellt("0840", start + timedelta(days=8))


def kronoberg(spel: Spel, start: date, dag: date) -> None:
    """The county's day has passed: checked, a question, anstånd granted, one that lapsed."""
    mottagare, givare = STJARNOR["07"]
    forslag = spel.stjarna(mottagare, givare, start, start + timedelta(days=18))
    spel.kontrollera(forslag[:2], dag - timedelta(days=1))
    granskning.begar_komplettering(
        forslag[2].pk,
        sida=Sida.GIVARE,
        fraga="Skicka protokollsutdraget när det är justerat.",
        av=spel.lan(),
        nu=klockan(dag - timedelta(days=1), 14),
    )
    vantar = spel.skicka("0764", mottagare, "0.70", start + timedelta(days=12))
    begaran = spel.begar_anstand(vantar, dag + timedelta(days=8), dag - timedelta(days=5))
    anstand.besluta_anstand(
        begaran.pk, beviljat_till=dag + timedelta(days=9), av=spel.lan(), nu=klockan(dag - timedelta(days=4), 10)
    )
    glomt = spel.skicka("0765", mottagare, "0.60", start + timedelta(days=12))
    avslut.forfall(glomt.pk, nu=klockan(dag - timedelta(days=2), 0, 5))
    anstand.tillat_sen_inlamning(
        spel.ar,
        givare="0767",
        till=dag + timedelta(days=10),
        skal="Kommunens handläggare var sjuk den sista veckan.",
        av=spel.lan(),
        nu=klockan(dag - timedelta(days=1), 15),
    )


def vasternorrland(spel: Spel, start: date, dag: date) -> None:
    """Decided, not yet sent: two taken along, one not."""
    mottagare, givare = STJARNOR["22"]
    forslag = spel.stjarna(mottagare, givare, start, start + timedelta(days=18))
    spel.kontrollera(forslag[:2], dag - timedelta(days=3))
    spel.besluta(
        dag - timedelta(days=1),
        {forslag[2].pk: "Kommunens beslut gäller en annan mottagare än den i förslaget."},
    )


def _overklaga(forslag: Forslag, dag: date) -> None:
    anmal_omstandighet(
        forslag.pk,
        sida=Sida.MOTTAGARE,
        slag=Omstandighet.Slag.OVERKLAGAT,
        domstol="Förvaltningsrätten i Karlstad",
        malnummer="EX 17-1",
        dag=dag - timedelta(days=3),
        av=Spel(forslag.ar_id, forslag.lan_id).foretradare(forslag.mottagare_id),
        nu=klockan(dag - timedelta(days=2), 10),
    )
