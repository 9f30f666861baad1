"""The process as a table: every (status, step, role), and every reason that can stand in a step's way."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from anvisning.models import Konto, Roll
from omfordelning.behorighet import ROLLER, far
from omfordelning.process import AVSLUTADE, GANG, Lage, Sida, Status, Steg, hinder, vantar_pa

NU = datetime(2026, 10, 1, 12, tzinfo=UTC)
SLUT = datetime(2026, 11, 6, 23, tzinfo=UTC)

# Columns: Utkast, Väntar svar, Överens, Föreslagen, Redovisad, fastställd (D for decided), ended (E: all, L: lapsed).
# Roles: kommunens handläggare h and företrädare f, länets handläggare H and beslutsfattare B, administratör A.
TABELL = """
skicka                 U . . . . . .   f H B
andra                  . V O . . . .   f H B
godkann                . V . . . . .   f H B
avboj                  . V . . . . .   f H B
aterkalla              . V O . . . .   f H B
meddela_beslut         . V O F R . .   h f H B
begar_anstand          . V O . . . .   h f H B
besluta_anstand        . V O . . . .   H B
forfall                . V . . . . .
undanroj_forfall       . . . . . . L   H B
kontrollera            . . O F R . .   H B
begar_komplettering    . V O F R . .   H B
besvara_komplettering  . V O F R . .   h f H B
kommunicera            . . O F R . .   H B
ta_med                 . . O F R . .   B
ta_inte_med            . . O F R . .   B
avsluta                . V O F R . .   B
redovisa               . . . F . . .   H B
faststall              . . . . R . .   A
faststall_inte         . . . . R . .   A
anmal_omstandighet     . V O F R D E   h f H B
"""
STATUSAR = {
    "U": [Status.UTKAST],
    "V": [Status.VANTAR_SVAR],
    "O": [Status.OVERENS],
    "F": [Status.FORESLAGEN],
    "R": [Status.REDOVISAD],
    "D": [Status.FASTSTALLD],
    "E": list(AVSLUTADE),
    "L": [Status.FORFALLEN],
}
ROLLBOKSTAV = {
    "h": Roll.KOMMUN_HANDLAGGARE,
    "f": Roll.KOMMUN_FORETRADARE,
    "H": Roll.LAN_HANDLAGGARE,
    "B": Roll.LAN_BESLUTSFATTARE,
    "A": Roll.ADMINISTRATOR,
}


def _las_tabell() -> dict[str, tuple[set[Status], set[Roll]]]:
    rader = {}
    for rad in TABELL.strip().splitlines():
        steg, *resten = rad.split()
        statusar = {s for bokstav in resten[:7] if bokstav != "." for s in STATUSAR[bokstav]}
        rader[steg] = (statusar, {ROLLBOKSTAV[b] for b in resten[7:]})
    return rader


VANTAT = _las_tabell()


def lage(**andrat: object) -> Lage:
    """A case in which nothing stands in the way: the giver has approved, the receiver is to answer, in time."""
    bas = Lage(
        status=Status.VANTAR_SVAR,
        nu=NU,
        sida=Sida.MOTTAGARE,
        ar=2027,
        slut=SLUT,
        sista_dag_text="6 november 2026",
        avslutat_av_klockan=True,
        preliminara_finns=True,
        faststallt=False,
        lanet_kan_omfordela=True,
        aktuell_version=True,
        godkand_av=frozenset({Sida.GIVARE}),
        promille=Decimal("1.25"),
        givarens_andel=Decimal("2.50"),
        givaren_bunden_i="",
        givaren_tar_emot_i="",
        mottagaren_ger_i="",
        bade_ge_och_ta=False,
        anstand_begart=False,
        tva_personer=False,
        samma_person=False,
        nuvarande_ryms=True,
        varit_overens=False,
        har_underlag=True,
        beslut_ram=None,
        beslut_for_annan_siffra=False,
        ram_bekraftad=False,
        krav_beslut=True,
        beslut_saknas_hos=(),
        kontrollerad=True,
        kommunicering_kravs=False,
        kommunicerad=False,
        skal="Ett skäl.",
        obesvarad_komplettering=False,
    )
    return replace(bas, **andrat)


def utan_hinder(steg: Steg, status: Status) -> Lage:
    """The facts under which `steg` meets no guard, whatever the status."""
    fakta: dict[str, object] = {"status": status}
    if steg in (Steg.ATERKALLA, Steg.MEDDELA_BESLUT):
        fakta["sida"] = Sida.GIVARE
    if steg in (Steg.FORFALL, Steg.AVSLUTA):
        fakta["nu"] = SLUT
    if steg in (Steg.BESLUTA_ANSTAND, Steg.AVSLUTA):
        fakta["anstand_begart"] = True
    return lage(**fakta)


def test_tabellen_namner_varje_steg() -> None:
    assert set(VANTAT) == {steg.value for steg in Steg} == {steg.value for steg in GANG} == {s.value for s in ROLLER}


@pytest.mark.parametrize(("status", "steg"), list(product(Status, Steg)))
def test_varje_status_steg_och_roll(status: Status, steg: Steg) -> None:
    statusar, roller = VANTAT[steg.value]
    kan = {roll for roll in Roll if far(steg, Konto(roll=roll)) and not hinder(steg, utan_hinder(steg, status))}
    assert kan == (roller if status in statusar else set())


@pytest.mark.parametrize("steg", list(Steg))
def test_avstangt_konto_far_ingenting(steg: Steg) -> None:
    assert [r for r in Roll if far(steg, Konto(roll=r, is_active=False))] == []


FOR_SENT = "Sista dagen var 6 november 2026. Ring länsstyrelsen: de kan ge anstånd eller tillåta sen inlämning."
UTE = "Tiden att svara gick ut 6 november 2026. Ärendet förfaller av sig självt."
FORFALLET = {"status": Status.FORFALLEN}
TILL = {
    Steg.SKICKA: Status.VANTAR_SVAR,
    Steg.ANDRA: Status.VANTAR_SVAR,
    Steg.GODKANN: Status.OVERENS,
    Steg.AVBOJ: Status.NEJ,
    Steg.ATERKALLA: Status.ATERKALLAD,
    Steg.FORFALL: Status.FORFALLEN,
    Steg.UNDANROJ_FORFALL: Status.VANTAR_SVAR,
    Steg.TA_MED: Status.FORESLAGEN,
    Steg.TA_INTE_MED: Status.INTE_MEDTAGEN,
    Steg.AVSLUTA: Status.ATERKALLAD,
    Steg.REDOVISA: Status.REDOVISAD,
    Steg.FASTSTALL: Status.FASTSTALLD,
    Steg.FASTSTALL_INTE: Status.INTE_FASTSTALLD,
}


@pytest.mark.parametrize("steg", list(Steg))
def test_vart_varje_steg_leder(steg: Steg) -> None:
    assert GANG[steg].till == TILL.get(steg)


SKAL = [
    (Steg.GODKANN, {"nu": SLUT - timedelta(microseconds=1)}, []),
    (Steg.GODKANN, {"nu": SLUT}, [FOR_SENT]),
    (Steg.SKICKA, {"status": Status.UTKAST, "nu": SLUT}, [FOR_SENT]),
    (Steg.ATERKALLA, {"sida": Sida.GIVARE, "nu": SLUT}, [FOR_SENT]),
    (Steg.AVBOJ, {"nu": SLUT}, [UTE]),
    (Steg.AVBOJ, {"nu": SLUT, "anstand_begart": True}, []),
    (Steg.MEDDELA_BESLUT, {"sida": Sida.GIVARE, "nu": SLUT}, [UTE]),
    (Steg.MEDDELA_BESLUT, {"sida": Sida.GIVARE, "nu": SLUT, "status": Status.OVERENS}, []),
    (Steg.AVSLUTA, {"nu": SLUT}, [UTE]),
    (Steg.UNDANROJ_FORFALL, FORFALLET, []),
    (Steg.UNDANROJ_FORFALL, FORFALLET | {"avslutat_av_klockan": False}, ["Ärendet förföll inte av sig självt."]),
    (
        Steg.UNDANROJ_FORFALL,
        FORFALLET | {"nu": SLUT},
        ["Ärendet har förfallit. Handlingen kom in efter sista dagen, 6 november 2026."],
    ),
    (Steg.UNDANROJ_FORFALL, FORFALLET | {"faststallt": True}, ["Andelarna för 2027 är redan fastställda."]),
    (
        Steg.UNDANROJ_FORFALL,
        FORFALLET | {"givaren_bunden_i": "OMF-2027-25-004"},
        ["Ärendet har förfallit, och den givande kommunen har sedan godkänt ett annat: OMF-2027-25-004."],
    ),
    # An invitation that lapsed held no place.
    (Steg.UNDANROJ_FORFALL, FORFALLET | {"givaren_bunden_i": "X", "godkand_av": frozenset({Sida.MOTTAGARE})}, []),
    (Steg.AVBOJ, {"skal": "  "}, ["Skriv skälet med minst en mening."]),
    (
        Steg.GODKANN,
        {"aktuell_version": False},
        ["Förslaget har ändrats sedan du öppnade sidan. Läs den nya versionen innan du går vidare."],
    ),
    (
        Steg.GODKANN,
        {"sida": Sida.GIVARE},
        ["Er kommun har redan godkänt den här versionen. Nu är det den andra kommunens tur."],
    ),
    (Steg.GODKANN, {"promille": Decimal("2.50")}, []),
    (
        Steg.GODKANN,
        {"promille": Decimal("2.501")},
        ["Den givande kommunens andel är 2,5 ‰. Mer än så går inte att föra över."],
    ),
    (
        Steg.SKICKA,
        {"status": Status.UTKAST, "promille": Decimal(0)},
        ["Skriv hur många promille som ska föras över, mer än 0."],
    ),
    (
        Steg.SKICKA,
        {"status": Status.UTKAST, "sida": Sida.GIVARE, "givaren_bunden_i": "OMF-2027-25-001"},
        [
            "Kommunen har redan godkänt ett annat förslag, OMF-2027-25-001. "
            "En kommun kan bara lämna över sin andel till en kommun och en gång per år. Återkalla det förslaget först."
        ],
    ),
    # An invitation may wait although the giver is bound elsewhere: it takes the place only when the giver approves.
    (Steg.SKICKA, {"status": Status.UTKAST, "givaren_bunden_i": "OMF-2027-25-001"}, []),
    (
        Steg.GODKANN,
        {"givaren_tar_emot_i": "OMF-2027-25-002"},
        [
            "Den givande kommunen tar emot en andel från en annan kommun. "
            "Samma kommun kan inte både ge och ta emot samma år."
        ],
    ),
    (
        Steg.SKICKA,
        {"status": Status.UTKAST, "sida": Sida.GIVARE, "givaren_tar_emot_i": "OMF-2027-25-002"},
        [
            "Den givande kommunen tar emot en andel i OMF-2027-25-002. "
            "Samma kommun kan inte både ge och ta emot samma år."
        ],
    ),
    (
        Steg.SKICKA,
        {"status": Status.UTKAST, "sida": Sida.GIVARE, "mottagaren_ger_i": "OMF-2027-25-003"},
        [
            "Den mottagande kommunen lämnar över sin andel till en annan kommun. "
            "Samma kommun kan inte både ge och ta emot samma år."
        ],
    ),
    (
        Steg.GODKANN,
        {"mottagaren_ger_i": "OMF-2027-25-003"},
        [
            "Den mottagande kommunen lämnar över sin andel i OMF-2027-25-003. "
            "Samma kommun kan inte både ge och ta emot samma år."
        ],
    ),
    (Steg.GODKANN, {"mottagaren_ger_i": "OMF-2027-25-003", "bade_ge_och_ta": True}, []),
    (
        Steg.GODKANN,
        {"lanet_kan_omfordela": False},
        ["Gotlands län har bara en kommun. Därför går det inte att omfördela andelar där."],
    ),
    (
        Steg.GODKANN,
        {"preliminara_finns": False},
        ["Migrationsverkets preliminära andelar för 2027 är inte publicerade."],
    ),
    (Steg.GODKANN, {"faststallt": True}, ["Andelarna för 2027 är redan fastställda."]),
    (
        Steg.GODKANN,
        {"tva_personer": True, "samma_person": True},
        ["I länet krävs två personer i kommunen: en annan än du måste ha förberett det du skickar."],
    ),
    (Steg.GODKANN, {"tva_personer": True}, []),
    (Steg.GODKANN, {"beslut_ram": Decimal("1.25")}, []),
    (
        Steg.GODKANN,
        {"beslut_ram": Decimal("1.20")},
        ["Beslutet gäller upp till 1,2 ‰. Det täcker inte den här versionen."],
    ),
    (
        Steg.ANDRA,
        {"beslut_for_annan_siffra": True},
        ["Beslutet gäller en annan siffra och har ingen ram. Den här versionen behöver ett nytt beslut."],
    ),
    (
        Steg.ANDRA,
        {"beslut_for_annan_siffra": True, "beslut_ram": Decimal(2)},
        ["Bekräfta att beslutet täcker även den här versionen."],
    ),
    (Steg.ANDRA, {"beslut_for_annan_siffra": True, "beslut_ram": Decimal(2), "ram_bekraftad": True}, []),
    (Steg.ATERKALLA, {"sida": Sida.MOTTAGARE}, ["Er kommun har inte godkänt den här versionen."]),
    (
        Steg.ATERKALLA,
        {"varit_overens": True, "sida": Sida.GIVARE, "har_underlag": False},
        ["Båda kommunerna har godkänt. Ange det beslut som återkallelsen bygger på."],
    ),
    (
        Steg.ANDRA,
        {"status": Status.OVERENS, "varit_overens": True, "har_underlag": False},
        ["Båda kommunerna har godkänt. Ange det beslut som ändringen bygger på."],
    ),
    (Steg.ANDRA, {"varit_overens": True, "har_underlag": False}, []),
    (Steg.ANDRA, {"status": Status.OVERENS, "nuvarande_ryms": False, "har_underlag": False}, []),
    (Steg.ATERKALLA, {"sida": Sida.GIVARE, "har_underlag": False}, []),
    (
        Steg.BEGAR_ANSTAND,
        {"anstand_begart": True},
        ["Anstånd är redan begärt och väntar på länsstyrelsens beslut."],
    ),
    (Steg.BESLUTA_ANSTAND, {}, ["Det finns ingen obesvarad begäran om anstånd."]),
    (Steg.BESLUTA_ANSTAND, {"anstand_begart": True, "nu": SLUT}, []),
    (Steg.FORFALL, {}, ["Kommunerna har tid på sig till och med 6 november 2026."]),
    (Steg.FORFALL, {"nu": SLUT, "anstand_begart": True}, ["Anstånd är begärt och inte avgjort."]),
    (Steg.TA_MED, {"status": Status.OVERENS, "beslut_saknas_hos": ("Boden",)}, ["Beslut saknas från Boden."]),
    (
        Steg.TA_MED,
        {"status": Status.OVERENS, "beslut_saknas_hos": ("Boden", "Luleå")},
        ["Beslut saknas från Boden och Luleå."],
    ),
    (
        Steg.TA_MED,
        {"status": Status.OVERENS, "beslut_saknas_hos": ("Boden",), "krav_beslut": False},
        [],
    ),
    (
        Steg.TA_MED,
        {"status": Status.OVERENS, "kontrollerad": False, "obesvarad_komplettering": True},
        [
            "Den formella kontrollen av den här versionen är inte gjord utan anmärkning.",
            "En begärd komplettering är inte besvarad.",
        ],
    ),
    (
        Steg.TA_MED,
        {"status": Status.OVERENS, "givarens_andel": Decimal(1)},
        ["Den givande kommunens andel är 1 ‰. Mer än så går inte att föra över."],
    ),
    (
        Steg.SKICKA,
        {"status": Status.UTKAST, "promille": Decimal("10.01"), "givarens_andel": Decimal("10.000")},
        ["Den givande kommunens andel är 10 ‰. Mer än så går inte att föra över."],
    ),
    (Steg.TA_INTE_MED, {"status": Status.OVERENS, "skal": ""}, ["Skriv skälet med minst en mening."]),
    (
        Steg.TA_INTE_MED,
        {"status": Status.OVERENS, "kommunicering_kravs": True},
        ["Parterna ska få yttra sig, och svarstiden ska vara slut, innan ärendet lämnas utanför redovisningen."],
    ),
    (Steg.TA_INTE_MED, {"status": Status.OVERENS, "kommunicering_kravs": True, "kommunicerad": True}, []),
    (Steg.AVSLUTA, {}, ["Kommunerna kan själva återkalla till och med 6 november 2026."]),
    (Steg.AVSLUTA, {"status": Status.FORESLAGEN}, []),
    (Steg.FASTSTALL_INTE, {"status": Status.REDOVISAD, "skal": ""}, ["Skriv skälet med minst en mening."]),
    (
        Steg.GODKANN,
        {"status": Status.FORFALLEN},
        [
            "Det går inte att meddela kommunens beslut nu. "
            "Ärendets status är ”Avslutad – förfallen: beslut kom inte i tid”."
        ],
    ),
]


@pytest.mark.parametrize(("steg", "fakta", "vantat"), SKAL)
def test_skalen_som_star_i_vagen(steg: Steg, fakta: dict[str, object], vantat: list[str]) -> None:
    assert hinder(steg, lage(**fakta)) == vantat


def test_varje_sparr_har_ett_provat_skal() -> None:
    """Each guard is met in the table above: taking one away would be noticed."""
    provade = {(steg, mening) for steg, _, meningar in SKAL for mening in meningar}
    sparrar = {sparr for gang in GANG.values() for sparr in gang.sparrar}
    traffade = {
        sparr
        for steg, fakta, _ in SKAL
        for sparr in GANG[steg].sparrar
        if (mening := sparr(lage(**fakta))) and (steg, mening) in provade
    }
    assert sparrar == traffade


def test_ett_glomt_faktum_ar_ett_fel() -> None:
    assert all(f.default is f.default_factory for f in fields(Lage))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("godkand_av", [frozenset(), frozenset({Sida.GIVARE}), frozenset({Sida.MOTTAGARE})])
def test_precis_en_har_turen(status: Status, godkand_av: frozenset[Sida]) -> None:
    vantat = {
        Status.UTKAST: "agare",
        Status.VANTAR_SVAR: "mottagare" if Sida.GIVARE in godkand_av else "givare",
        Status.OVERENS: "lan",
        Status.FORESLAGEN: "lan",
        Status.REDOVISAD: "migrationsverket",
    }
    assert vantar_pa(status, godkand_av) == vantat.get(status, "")
