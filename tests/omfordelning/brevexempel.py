"""Invented inputs for every kind of document. No real person, only reserved addresses."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal as D

from anvisning.tid import STOCKHOLM
from omfordelning import brev
from omfordelning.process import Villkor

LANSSTYRELSEN = brev.Avsandare(
    namn="Länsstyrelsen i Kalmar län",
    epost="lansstyrelsen.kalmar@example.org",
    telefon="010-000 00 00",
)
BESLUT = brev.Lansbeslut(
    datum=date(2026, 11, 10),
    dnr="851-2026-0147",
    beslutande="Åsa Exempelsson, länsråd",
    foredragande="Örjan Påhittad, integrationshandläggare",
    ovriga=("Märta Uppdiktad, länsjurist",),
    rattslig_grund="4 § förordningen (2017:193); förvaltningslagen (2017:900)",
)
KONTAKT = brev.Kontakt(
    namn="Örjan Påhittad",
    funktion="integrationshandläggare",
    telefon="010-000 00 01",
    epost="orjan.pahittad@example.org",
)
BESLUT_EMMABODA = brev.Kommunbeslut(
    kommun="Emmaboda kommun",
    organ="Kommunstyrelsen",
    datum=date(2026, 10, 6),
    paragraf="112",
    dnr="KS 2026/341",
    justering="Protokollet är justerat.",
)
BESLUT_KALMAR = brev.Kommunbeslut(
    kommun="Kalmar kommun",
    organ="Socialnämnden",
    datum=date(2026, 10, 20),
    paragraf="87",
    dnr="SN 2026/0566",
    justering="Protokollsutdraget följer senare.",
    anmarkning="Beslutet täcker upp till 2,10 ‰.",
)
ERSATTNING = brev.Ersattning(
    fast_del_kr=D(500000),
    rorlig_del_kr=D(9450),
    grund="förordningen (2017:193) om statlig ersättning för ensamkommande barn, i lydelse från 2 oktober 2026",
    exempel=brev.Ersattningsexempel(antal_barn=1000, promille=D("0.80"), belopp_kr=D(7560)),
)
BESKED = brev.Beskedsbrev(
    referens="OMF-2027-08-003",
    beteckning="Besked OMF-2027-08-003, version 1",
    ar=2027,
    datum=date(2026, 11, 10),
    avsandare=LANSSTYRELSEN,
    mottagare=brev.Mottagare(namn="Emmaboda kommun", organ="Kommunstyrelsen", epost="kommun.emmaboda@example.org"),
    givare=brev.Andelsrad(kod="0862", namn="Emmaboda kommun", fore=D("1.25"), andring=D("-0.80"), efter=D("0.45")),
    mottagande=brev.Andelsrad(kod="0880", namn="Kalmar kommun", fore=D("6.90"), andring=D("0.80"), efter=D("7.70")),
    promille=D("0.80"),
    hela_andelen=False,
    villkor=Villkor.PROMILLE,
    beslut=BESLUT,
    kommunbeslut=(BESLUT_EMMABODA, BESLUT_KALMAR),
    andelar_kalla="Migrationsverkets preliminära andelar för 2027, version 2, den 20 augusti 2026",
    preliminara=True,
    kontakt=KONTAKT,
    referenser=(
        brev.Referens(myndighet="Länsstyrelsen i Kalmar län", beteckning="851-2026-0147"),
        brev.Referens(myndighet="Emmaboda kommun", beteckning="KS 2026/341"),
        brev.Referens(myndighet="Kalmar kommun", beteckning="SN 2026/0566"),
    ),
    sandlista=("Emmaboda kommun, kommunstyrelsen", "Kalmar kommun, socialnämnden", "Migrationsverket"),
    ersattning=ERSATTNING,
    medtagen=True,
    vantas=date(2026, 12, 21),
)
BESKED_HELA = replace(
    BESKED,
    givare=brev.Andelsrad(kod="0862", namn="Emmaboda kommun", fore=D("1.25"), andring=D("-1.25"), efter=D("0.00")),
    mottagande=brev.Andelsrad(kod="0880", namn="Kalmar kommun", fore=D("6.90"), andring=D("1.25"), efter=D("8.15")),
    promille=D("1.25"),
    hela_andelen=True,
    samlat=brev.SamlatMottagande(antal_givare=4, efter=D("10.40")),
    flaggor=(
        brev.Flagga(rubrik="Anstånd", text="Emmaboda kommun fick anstånd till den 9 november 2026. Nämnden möttes då."),
        brev.Flagga(
            rubrik="Registrerat av länsstyrelsen",
            text="Kommunens svar kom med e-post den 6 november 2026 kl. 15.20.",
        ),
    ),
    version=2,
    beteckning="Besked OMF-2027-08-003, version 2",
    ersatter=brev.ErsattHandling(
        beteckning="besked OMF-2027-08-003, version 1",
        datum=date(2026, 11, 6),
        skal="Kommunens diarienummer var fel i det första brevet.",
    ),
    overklagande="Du kan inte överklaga det här beslutet.",
    exempeldata=True,
)
BESKED_NEJ = replace(
    BESKED,
    givare=brev.Andelsrad(kod="0862", namn="Emmaboda kommun", fore=D("1.25"), andring=D(0), efter=D("1.25")),
    mottagande=brev.Andelsrad(kod="0880", namn="Kalmar kommun", fore=D("6.90"), andring=D(0), efter=D("6.90")),
    medtagen=False,
    skal=(
        "En omfördelning kräver att båda kommunerna har beslutat om den. Kalmar kommun har inte lämnat något beslut. "
        "Sista dagen var den 6 november 2026.",
    ),
    vantas=None,
    beslut=replace(BESLUT, foredragande="", ovriga=()),
    kommunbeslut=(
        BESLUT_EMMABODA,
        brev.Kommunbeslut(kommun="Kalmar kommun", anmarkning="Beslut saknas."),
    ),
)
BEKRAFTELSE = brev.Bekraftelsebrev(
    **{
        name: getattr(BESKED, name)
        for name in BESKED.__dataclass_fields__
        if name not in {"medtagen", "skal", "vantas", "beteckning", "datum", "andelar_kalla", "preliminara"}
    },
    beteckning="Bekräftelse OMF-2027-08-003, version 1",
    datum=date(2026, 12, 22),
    andelar_kalla="Migrationsverkets fastställda andelar för 2027, version 1, den 21 december 2026",
    preliminara=False,
    faststalld=True,
    galler_fran=date(2027, 1, 1),
    mv_beslut=brev.Migrationsverksbeslut(
        datum=date(2026, 12, 21), referens="1.3.4-2026-9999", tabell="Fastställda anvisningsandelar 2027, version 1"
    ),
)
BEKRAFTELSE_AVVIKELSE = replace(
    BEKRAFTELSE,
    givare=brev.Andelsrad(kod="0862", namn="Emmaboda kommun", fore=D("1.19"), andring=D("-0.765"), efter=D("0.425")),
    mottagande=brev.Andelsrad(kod="0880", namn="Kalmar kommun", fore=D("6.95"), andring=D("0.765"), efter=D("7.715")),
    avvikelse=brev.Avvikelse(
        foreslaget=D("0.80"),
        beslutat=D("0.765"),
        forklaring="Emmaboda kommuns slutliga andel är lägre än den preliminära.",
        enligt_villkoret=D("0.80"),
    ),
    exempeldata=True,
)
BEKRAFTELSE_NEJ = replace(
    BEKRAFTELSE,
    givare=BESKED_NEJ.givare,
    mottagande=BESKED_NEJ.mottagande,
    faststalld=False,
    skal=("Migrationsverket har inte tagit med omfördelningen i sitt beslut. Emmaboda kommuns beslut är upphävt.",),
)
KOPIA = brev.Registreringskopia(
    for_myndighet="Kalmar kommun, socialnämnden",
    mottagen=True,
    rubrik="Förslag från Emmaboda kommun om omfördelning av anvisningsandel 2027",
    avsandare="Emmaboda kommun",
    mottagare=("Kalmar kommun, socialnämnden", "Länsstyrelsen i Kalmar län"),
    tidpunkt=datetime(2026, 11, 2, 23, 59, 30, tzinfo=STOCKHOLM),
    referens="OMF-2027-08-003",
    parter=("Emmaboda kommun (givande)", "Kalmar kommun (mottagande)"),
    avsnitt=(
        brev.Avsnitt(
            rubrik="Förslaget",
            uppgifter=(
                brev.Uppgift(etikett="Version", varde="1"),
                brev.Uppgift(etikett="Omfattning", varde="En del av andelen: 0,80 ‰"),
                brev.Uppgift(etikett="Om den slutliga andelen ändras", varde="Samma antal promille förs över"),
                brev.Uppgift(
                    etikett="Meddelande",
                    varde="Hej!\nVi hörs på måndag om tiderna för nämnden.\n\nHälsningar från Emmaboda",
                ),
            ),
        ),
        brev.Avsnitt(
            rubrik="Emmaboda kommuns beslut",
            uppgifter=(
                brev.Uppgift(etikett="Organ", varde="Kommunstyrelsen"),
                brev.Uppgift(etikett="Beslutsdag", varde="6 oktober 2026"),
                brev.Uppgift(etikett="Paragraf", varde="112"),
                brev.Uppgift(etikett="Diarienummer", varde="KS 2026/341"),
            ),
        ),
    ),
    bilagor=(
        brev.Bilaga(namn="Protokollsutdrag KS § 112 åäö.pdf", storlek=248113, sha256="3b" * 32),
        brev.Bilaga(namn="Tjänsteskrivelse.pdf", storlek=88123, sha256="c4" * 32),
    ),
    referenser=(brev.Referens(myndighet="Emmaboda kommun", beteckning="KS 2026/341"),),
)
_KOMMUNER = (
    ("0821", "Högsby", "1.00", "1.00", "0"),
    ("0834", "Torsås", "1.05", "0.55", "0"),
    ("0840", "Mörbylånga", "1.60", "0", "0"),
    ("0860", "Hultsfred", "1.55", "0", "0"),
    ("0861", "Mönsterås", "1.30", "0", "0"),
    ("0862", "Emmaboda", "1.25", "0.80", "0"),
    ("0880", "Kalmar", "6.90", "0", "2.35"),
    ("0881", "Nybro", "1.95", "0", "0"),
    ("0882", "Oskarshamn", "2.60", "0", "0"),
    ("0883", "Västervik", "3.50", "0", "0"),
    ("0884", "Vimmerby", "1.50", "0", "0"),
    ("0885", "Borgholm", "1.10", "0", "0"),
)
KOMMUNER = tuple(
    brev.Kommunsumma(kod=k, namn=n, fore=D(f), lamnar=D(u), tar_emot=D(i), efter=D(f) - D(u) + D(i))
    for k, n, f, u, i in _KOMMUNER
)


def build_rad(nummer: int, kommun: str, kod: str, fore: str, andel: str, hela: bool = False) -> brev.Redovisningsrad:
    """Build one line of the report, from the named municipality to Kalmar, which gets 2,35 in all."""
    return brev.Redovisningsrad(
        referens=f"OMF-2027-08-{nummer:03}",
        givare=brev.Andelsrad(kod=kod, namn=kommun, fore=D(fore), andring=-D(andel), efter=D(fore) - D(andel)),
        mottagare=brev.Andelsrad(kod="0880", namn="Kalmar", fore=D("6.90"), andring=D("2.35"), efter=D("9.25")),
        hela_andelen=hela,
        villkor=Villkor.PROPORTION,
        kommunbeslut=(replace(BESLUT_EMMABODA, kommun=kommun), replace(BESLUT_KALMAR, kommun="Kalmar")),
        anmarkning="Anstånd till den 9 november 2026." if nummer == 2 else "",
    )


REDOVISNING = brev.Redovisningsdokument(
    lan="Kalmar län",
    ar=2027,
    beteckning="Redovisning 2027, Kalmar län, version 2",
    datum=date(2026, 11, 12),
    avsandare=LANSSTYRELSEN,
    mottagare=brev.Mottagare(namn="Migrationsverket", epost="anvisningsandelar@example.org"),
    beslut=BESLUT,
    andelar_kalla="Migrationsverkets preliminära andelar för 2027, version 2, den 20 augusti 2026",
    preliminara=True,
    rader=(
        build_rad(1, "Högsby", "0821", "1.00", "1.00", hela=True),
        build_rad(2, "Torsås", "0834", "1.05", "0.55"),
        build_rad(3, "Emmaboda", "0862", "1.25", "0.80"),
    ),
    kommuner=KOMMUNER,
    kontakt=KONTAKT,
    ej_medtagna=(
        brev.EjMedtagen(
            referens="OMF-2027-08-004", givare="Nybro", mottagare="Kalmar", skal="Beslut från Nybro kommun saknas."
        ),
    ),
    sandlista=("Migrationsverket", "Länets kommuner"),
    version=2,
    ersatter=brev.ErsattHandling(
        beteckning="version 1", datum=date(2026, 11, 10), skal="Migrationsverket återlämnade en rad."
    ),
)
NOLLRAPPORT = replace(
    REDOVISNING,
    beteckning="Nollrapport 2027, Kalmar län, version 1",
    rader=(),
    kommuner=tuple(
        brev.Kommunsumma(kod=k.kod, namn=k.namn, fore=k.fore, lamnar=D(0), tar_emot=D(0), efter=k.fore)
        for k in KOMMUNER
    ),
    ej_medtagna=(),
    version=1,
    ersatter=None,
    exempeldata=True,
)
ARENDE = brev.Arendeutskrift(
    referens="OMF-2027-08-003",
    rubrik="Från Emmaboda kommun till Kalmar kommun, 0,80 ‰",
    status="Redovisad till Migrationsverket",
    ar=2027,
    lan="Länsstyrelsen i Kalmar län",
    utskriven=datetime(2026, 12, 1, 8, 15, tzinfo=STOCKHOLM),
    fakta=(
        brev.Avsnitt(
            rubrik="Förslaget",
            uppgifter=(
                brev.Uppgift(etikett="Givande kommun", varde="Emmaboda kommun"),
                brev.Uppgift(etikett="Mottagande kommun", varde="Kalmar kommun"),
                brev.Uppgift(etikett="Omfattning", varde="En del av andelen: 0,80 ‰ av 1,25 ‰"),
            ),
        ),
    ),
    versioner=(
        brev.Forslagsversion(
            nummer=1, tidpunkt=datetime(2026, 9, 14, 10, 2, tzinfo=STOCKHOLM), promille=D("0.60"), av="Emmaboda kommun"
        ),
        brev.Forslagsversion(
            nummer=2,
            tidpunkt=datetime(2026, 9, 30, 16, 40, tzinfo=STOCKHOLM),
            promille=D("0.80"),
            av="Kalmar kommun",
            anmarkning="Svar med en annan siffra",
        ),
    ),
    godkannanden=(
        brev.Godkannande(
            version=2,
            kommun="Emmaboda kommun",
            svar="Godkänner",
            tidpunkt=datetime(2026, 10, 7, 9, 0, tzinfo=STOCKHOLM),
            av="Företrädare för Emmaboda kommun",
            beslut="Kommunstyrelsen den 6 oktober 2026, § 112",
        ),
    ),
    kommunbeslut=(BESLUT_EMMABODA, BESLUT_KALMAR),
    tidslinje=tuple(
        brev.Handelserad(
            tidpunkt=datetime(2026, 9 + i // 12, 14 + i % 12, 8, i, tzinfo=STOCKHOLM),
            text=f"Händelse nummer {i + 1} i ärendet, med en förklaring på en rad",
            av="Åsa Exempelsson",
            roll="företrädare, Emmaboda kommun",
        )
        for i in range(24)
    ),
    bilagor=KOPIA.bilagor,
    referenser=BESKED.referenser,
    flaggor=(brev.Flagga(rubrik="Protokollsutdrag följer", text="Kalmar kommun lämnar sitt protokollsutdrag senare."),),
)
ALLA = {
    "besked": BESKED,
    "besked-hela": BESKED_HELA,
    "besked-nej": BESKED_NEJ,
    "bekraftelse": BEKRAFTELSE,
    "bekraftelse-avvikelse": BEKRAFTELSE_AVVIKELSE,
    "bekraftelse-nej": BEKRAFTELSE_NEJ,
    "registreringskopia": KOPIA,
    "redovisning": REDOVISNING,
    "nollrapport": NOLLRAPPORT,
    "arende": ARENDE,
}
