"""Reads public pages and files as their readers do: words, rows with an address, parts with an address."""

import json
import re
from typing import Any

from django.test import Client


def text(adress: str, status: int = 200, **fraga: str) -> str:
    """Give a page's words on one line."""
    svar = Client().get(adress, fraga)
    assert svar.status_code == status, adress
    return ord_i(svar.content.decode())


def ord_i(html: str) -> str:
    html = html[max(html.find("<main"), 0) :]
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def celler(adress: str, rad: str) -> list[str]:
    """Give the cells of the row with an id."""
    html = Client().get(adress).content.decode()
    raden = re.search(rf'<tr[^>]* id="{rad}"[^>]*>(.*?)</tr>', html, re.DOTALL)
    assert raden, rad
    return [ord_i(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", raden[1], re.DOTALL)]


def avsnitt(adress: str) -> dict[str, str]:
    """Give each part of a page that has an address of its own: id → words."""
    html = Client().get(adress).content.decode()
    return {
        id_: ord_i(inne) for id_, inne in re.findall(r'<section id="([\w-]+)"[^>]*>(.*?)</section>', html, re.DOTALL)
    }


def rader(adress: str) -> list[dict[str, Any]]:
    return json.loads(Client().get(adress).content)["rader"]


def hamta(adress: str) -> bytes:
    """Give a page or a file as it comes."""
    svar = Client().get(adress)
    assert svar.status_code == 200, adress
    return svar.content
