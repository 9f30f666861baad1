"""The map: every municipality once, in its place and without gaps, painted and explained as its class says."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import gcd
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from anvisning.karta import DATA, HOJD, Karta, Lage, bygg

ORD = ("visas inte", "under 60 procent", "60–79 procent", "80–99 procent", "100–119 procent", "120 procent eller mer")
Punkt = tuple[int, int]


def fil(namn: str) -> dict[str, dict[str, str]]:
    with (DATA / namn).open(encoding="utf-8") as rader:
        return {rad["kod"]: rad for rad in csv.DictReader(rader)}


KOMMUNER = {kod: rad["namn"] for kod, rad in fil("kommuner.csv").items()}
KRONOBERG = [kod for kod in KOMMUNER if kod.startswith("07")]


def ringar(bana: str) -> list[list[Punkt]]:
    svar = []
    for ring in bana.removesuffix("z").split("z"):
        (x, y), *steg = [(int(a), int(b)) for a, b in re.findall(r"(-?\d+) ?(-?\d+)", ring)]
        punkter = [(x, y)]
        for dx, dy in steg:
            x, y = x + dx, y + dy
            punkter.append((x, y))
        svar.append(punkter)
    return svar


def steg(ring: Sequence[Punkt]) -> Iterator[tuple[Punkt, Punkt]]:
    """Give the ring's sides, cut wherever they pass a point of the grid, so that shared borders can be compared."""
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        delar = gcd(x2 - x1, y2 - y1)
        dx, dy = (x2 - x1) // delar, (y2 - y1) // delar
        for i in range(delar):
            yield (x1 + i * dx, y1 + i * dy), (x1 + (i + 1) * dx, y1 + (i + 1) * dy)


GRANSER = {kod: ringar(rad["bana"]) for kod, rad in fil("kommungranser.csv").items()}


def karta(klasser: dict[str, int], forklaring: Sequence[str] = ORD, rubrik: str = "Måluppfyllelse") -> Karta:
    lagen = {kod: Lage(klass, f"{klass}0,0 %", f"/kommun/{kod}/") for kod, klass in klasser.items()}
    return bygg(lagen, forklaring, rubrik=rubrik)


def visad(bild: Karta) -> ET.Element:
    return ET.fromstring(render_to_string("komponenter/karta.html", {"karta": bild}))  # noqa: S314 - our own template


def ord_i(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


# --- The borders ---


def test_varje_kommun_har_en_yta_och_ingen_annan_har_det():
    assert list(GRANSER) == sorted(KOMMUNER)
    assert [kod for kod, delar in GRANSER.items() if min(len(set(ring)) for ring in delar) < 3] == []


def test_kartan_fyller_sin_ram():
    """With four steps around it, for the outline."""
    xn, yn = zip(*(punkt for delar in GRANSER.values() for ring in delar for punkt in ring), strict=True)
    assert (min(xn), min(yn), max(yn)) == (0, 0, HOJD)
    assert visad(karta({})).find("svg").get("viewBox") == f"-4 -4 {max(xn) + 8} {HOJD + 8}"


@pytest.mark.parametrize(
    ("vaderstreck", "kod"),
    [("norr", "2584"), ("soder", "1287"), ("oster", "2583"), ("vaster", "1486")],
    ids=["Kiruna", "Trelleborg", "Haparanda", "Strömstad"],
)
def test_landet_ligger_at_ratt_hall(vaderstreck, kod):
    langst = {"norr": lambda p: -p[1], "soder": lambda p: p[1], "oster": lambda p: p[0], "vaster": lambda p: -p[0]}
    ytterst = {k: max(langst[vaderstreck](p) for ring in delar for p in ring) for k, delar in GRANSER.items()}
    assert max(ytterst, key=ytterst.__getitem__) == kod


def test_grannar_delar_sin_grans_till_sista_steget():
    """Kronoberg has no coast: its borders are others' the other way round. Nowhere do two lie over each other."""
    alla = Counter(del_ for delar in GRANSER.values() for ring in delar for del_ in steg(ring))
    assert [del_ for del_, antal in alla.items() if antal > 1] == []
    luckor = [
        (KOMMUNER[kod], (a, b))
        for kod in KRONOBERG
        for ring in GRANSER[kod]
        for a, b in steg(ring)
        if (b, a) not in alla
    ]
    assert luckor == []


def test_granserna_gors_av_geojson(tmp_path):
    """Two municipalities side by side at 62° N, the eastern with an island: the shared corner is the same point."""
    vast = [[14, 60], [15, 60], [15, 61], [15, 62], [14, 62], [14, 60]]
    ost = [[15, 60], [16, 60], [16, 62], [15, 62], [15, 61], [15, 60]]
    holme = [[16.5, 60], [17, 60], [17, 60.5], [16.5, 60]]
    landet = [
        {"properties": {"kod": "0202"}, "geometry": {"type": "MultiPolygon", "coordinates": [[ost], [holme]]}},
        {"properties": {"kod": "0101"}, "geometry": {"type": "Polygon", "coordinates": [vast]}},
    ]
    kalla, svar = tmp_path / "kommuner.geojson", io.StringIO()
    kalla.write_text(json.dumps({"type": "FeatureCollection", "features": landet}))
    call_command("kommungranser", str(kalla), stdout=svar)
    rubrik, *rader = svar.getvalue().splitlines()
    assert rubrik == "kod,bana"
    bilder = {kod: ringar(bana) for kod, bana in (rad.split(",") for rad in rader)}
    assert {kod: [len(ring) for ring in delar] for kod, delar in bilder.items()} == {"0101": [4], "0202": [4, 3]}
    gemensamma = sorted(set(bilder["0101"][0]) & set(bilder["0202"][0]), key=lambda punkt: punkt[1])
    assert [x for x, _ in gemensamma] == [gemensamma[0][0]] * 2, "the central meridian is a straight line"
    assert gemensamma[1][1] - gemensamma[0][1] == pytest.approx(HOJD, rel=0.01)


# --- The classes ---


def test_kommunerna_star_i_sin_klass_i_forklaringens_ordning():
    """Those without a class are not shown; an empty class is still on the scale."""
    bild = karta(dict.fromkeys(KOMMUNER, 1) | dict.fromkeys(KRONOBERG, 3) | {"2584": 0})
    assert [(k.nummer, k.ord, len(k.kommuner)) for k in bild.klasser] == [
        (1, "under 60 procent", 281),
        (2, "60–79 procent", 0),
        (3, "80–99 procent", 8),
        (4, "100–119 procent", 0),
        (5, "120 procent eller mer", 0),
        (0, "visas inte", 1),
    ]
    assert {yta.namn for yta in bild.klasser[2].kommuner} == {KOMMUNER[kod] for kod in KRONOBERG}
    assert [yta.namn for yta in bild.klasser[-1].kommuner] == ["Kiruna"]


def test_visas_inte_namns_bara_nar_nagon_inte_visas():
    alla = dict.fromkeys(KOMMUNER, 1)
    assert [k.nummer for k in karta(alla, ORD[:3]).klasser] == [1, 2]
    del alla["2584"]
    assert [(k.nummer, len(k.kommuner)) for k in karta(alla, ORD[:3]).klasser] == [(1, 289), (2, 0), (0, 1)]


@given(st.dictionaries(st.sampled_from(sorted(KOMMUNER)), st.integers(0, 5)))
def test_varje_kommun_star_en_gang(klasser):
    namn = Counter(yta.namn for klass in karta(klasser).klasser for yta in klass.kommuner)
    assert namn == Counter(KOMMUNER.values())


@pytest.mark.parametrize(
    ("klasser", "forklaring"),
    [
        ({"9999": 1}, ORD),
        ({"0114": 6}, ORD),
        ({"0114": -1}, ORD),
        ({"0114": 2}, ORD[:2]),
        ({}, ORD[:1]),
        ({}, (*ORD, "en till")),
    ],
)
def test_det_som_inte_kan_visas_sags_ifran_om(klasser, forklaring):
    with pytest.raises(ValueError, match=r"class|municipality"):
        karta(klasser, forklaring)


# --- The component ---


def test_bilden_har_en_yta_per_kommun_med_namn_tal_och_lank():
    klasser = {kod: nummer % 6 for nummer, kod in enumerate(KOMMUNER)}
    lankar = visad(karta(klasser)).findall("svg/g/a")
    assert {(a.get("href"), a.find("path").get("class"), a.findtext("path/title")) for a in lankar} == {
        (f"/kommun/{kod}/", f"karta-{klass}", f"{KOMMUNER[kod]}: {klass}0,0 %") for kod, klass in klasser.items()
    }
    assert len(lankar) == 290


def test_en_kommun_utan_lage_har_ingen_lank():
    assert {yta.findtext("title") for yta in visad(karta({"0114": 1})).findall("svg/g/path")} == {
        f"{namn}: visas inte" for kod, namn in KOMMUNER.items() if kod != "0114"
    }


def test_bilden_ar_for_ogat_och_pekaren():
    """The table has the same figures and links: the picture is not read out, and none of its links is a tab stop."""
    figur = visad(karta(dict.fromkeys(KOMMUNER, 1), rubrik="Läget <i dag>"))
    assert figur.findtext("figcaption/p") == "Läget <i dag>"
    assert [svg.get("aria-hidden") for svg in figur.iter("svg")] == ["true"] * 6
    assert {a.get("tabindex") for a in figur.iter("a")} == {"-1"}
    assert [e.tag for e in figur.iter() if e.tag == "button" or "style" in e.attrib] == []


def test_forklaringen_raknar_kommunerna_och_har_samma_rutor_som_kartan():
    figur = visad(karta({"0114": 1, "0115": 2, "0117": 2, "0120": 4}))
    rader = figur.findall("ul/li")
    assert [ord_i(rad) for rad in rader] == [
        "under 60 procent (1 kommun)",
        "60–79 procent (2 kommuner)",
        "80–99 procent (0 kommuner)",
        "100–119 procent (1 kommun)",
        "120 procent eller mer (0 kommuner)",
        "visas inte (286 kommuner)",
    ]
    rutor = [(rad.find("svg/rect").get("class"), rad.find("svg").get("fill")) for rad in rader]
    assert rutor == [
        ("karta-1", None),
        ("karta-2", "url(#karta-monster-2)"),
        ("karta-3", None),
        ("karta-4", "url(#karta-monster-4)"),
        ("karta-5", None),
        ("karta-0", "url(#karta-monster-0)"),
    ]
    monster = {f"url(#{e.get('id')})" for e in figur.iter("pattern")}
    assert monster == {fyllning for _, fyllning in rutor if fyllning}
    i_kartan = {(yta.get("class"), g.get("fill")) for g in figur.findall("svg/g") for yta in g.iter("path")}
    assert i_kartan == {ruta for ruta in rutor if ruta[0] in {"karta-0", "karta-1", "karta-2", "karta-4"}}


def test_kallan_namns():
    assert "SCB" in ord_i(visad(karta({})).findall("p")[-1])


def test_kartan_ar_liten():
    html = render_to_string("komponenter/karta.html", {"karta": karta(dict.fromkeys(KOMMUNER, 1))})
    assert len(html.encode()) < 90_000
