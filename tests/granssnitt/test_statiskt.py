"""The files that pages ask for exist, also under production's hashed names, and none comes from elsewhere."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from tests.maskin import ROT, saknas

MALLAR = [path for path in (ROT / "templates").rglob("*.html") if not {"brev", "epost"} & set(path.parts)]


@pytest.fixture(autouse=True)
def _hamtat():
    if finders.find("tredjepart/designsystemet.css") is None:
        saknas("filerna från npm (kör: make miljo)")


def test_varje_fil_som_en_sida_namner_finns():
    namn = {n for path in MALLAR for n in re.findall(r'{% static "([^"]+)" %}', path.read_text())}
    assert {n for n in namn if n.startswith("tredjepart/")} >= {"tredjepart/designsystemet.css"}
    assert [n for n in namn if finders.find(n) is None] == []


def test_stilmallarna_klarar_produktionens_lagring(settings, tmp_path):
    """Collecting follows every url() and source map, and stops at one that leads nowhere."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    samlad = next((tmp_path / "css").glob("app.*.css")).read_text()
    assert re.search(r'url\("\.\./tredjepart/Inter-Regular-subset\.[0-9a-f]{12}\.woff2"\)', samlad)


def test_inget_hamtas_fran_annan_vard_och_inget_star_i_mallen():
    """No address of another host, no inline style or script: the CSP would refuse them."""
    egna = [*MALLAR, *(ROT / "static").rglob("*.css"), *(ROT / "static").rglob("*.js")]
    for path in egna:
        text = re.sub(r"<a\s[^>]*>", "", path.read_text())  # a link elsewhere fetches nothing
        assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text), path
        assert "|safe" not in text, path
