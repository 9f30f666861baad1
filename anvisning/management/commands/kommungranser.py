"""Make `anvisning/data/kommungranser.csv`, what `anvisning.karta` draws, from the municipalities' borders.

The borders are SCB's generalised ones ("Digitala gränser", 2023-05-16, CC0) as GeoJSON in WGS 84 with the property
`kod`. They are laid flat (Transverse Mercator on a sphere, central meridian 15° E, as in SWEREF 99 TM), and every point
is moved to a grid. A point that two municipalities share lands on the same place for both, so no border tears; only
points that then lie on a straight line are left out.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, atanh, cos, radians, sin, tan
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from anvisning.karta import HOJD

MITTMERIDIAN = 15
Punkt = tuple[float, float]
Gitterpunkt = tuple[int, int]


def plan(langd: float, bredd: float) -> Punkt:
    """Give the place in the plane of a longitude and a latitude in degrees: x grows to the east, y to the south."""
    fran_mitten, fi = radians(langd - MITTMERIDIAN), radians(bredd)
    return atanh(cos(fi) * sin(fran_mitten)), -atan2(tan(fi), cos(fran_mitten))


def ringar(geometri: dict[str, Any]) -> Iterator[list[Punkt]]:
    """Give the rings of a polygon or of several, in the plane, without the point that closes them."""
    delar = geometri["coordinates"]
    for polygon in [delar] if geometri["type"] == "Polygon" else delar:
        for ring in polygon:
            yield [plan(*punkt) for punkt in ring[:-1]]


def utan_onodiga(punkter: Sequence[Gitterpunkt]) -> list[Gitterpunkt]:
    """Give a ring without points that repeat the one before or lie on a straight line between their neighbours."""
    ring = list(punkter)
    i = 0
    while i < len(ring):
        (x0, y0), (x1, y1), (x2, y2) = ring[i - 1], ring[i], ring[(i + 1) % len(ring)]
        if (x1 - x0) * (y2 - y1) == (y1 - y0) * (x2 - x1):
            del ring[i]
            i = max(i - 2, 0)
        else:
            i += 1
    return ring


def bana(ring: Sequence[Gitterpunkt]) -> str:
    """Write a ring as part of the `d` of an SVG path: an absolute start, then steps."""
    steg = " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{steg}z".replace(" -", "-")


def rader(geojson: dict[str, Any]) -> Iterator[str]:
    """Give the lines of the file. The country is HOJD steps of the grid high."""
    ytor = {yta["properties"]["kod"]: list(ringar(yta["geometry"])) for yta in geojson["features"]}
    alla = [punkt for delar in ytor.values() for ring in delar for punkt in ring]
    vast, norr = min(x for x, _ in alla), min(y for _, y in alla)
    skala = HOJD / (max(y for _, y in alla) - norr)
    yield "kod,bana"
    for kod, delar in sorted(ytor.items()):
        i_gittret = [
            utan_onodiga([(round((x - vast) * skala), round((y - norr) * skala)) for x, y in ring]) for ring in delar
        ]
        yield f"{kod},{''.join(bana(ring) for ring in i_gittret if ring)}"


class Command(BaseCommand):
    """`manage.py kommungranser kommuner.geojson > anvisning/data/kommungranser.csv`."""

    help = "Prints the municipalities' borders as SVG paths, from GeoJSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("geojson", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for rad in rader(json.loads(options["geojson"].read_text(encoding="utf-8"))):
            self.stdout.write(rad)
