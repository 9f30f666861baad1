"""How forms and their errors are written: ids, descriptions, the same words at the top and at the field."""

import html
import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.template import engines
from django.test import RequestFactory

from anvisning.forms.falt import Textfalt
from tests.granssnitt.adresser import Galleriformular

pytestmark = pytest.mark.urls("tests.granssnitt.adresser")
LADDA_OM = "Formuläret behöver hämtas på nytt. Ladda om sidan och fyll i det igen."


class Kort(forms.Form):
    namn = forms.CharField(label="Namn", help_text="<b>Hela</b> namnet", error_messages={"required": "Skriv namnet."})
    val = forms.ChoiceField(label="Val", choices=[("a", "<i>A</i>")], widget=forms.RadioSelect, required=False)


class Dold(forms.Form):
    nyckel = forms.CharField(widget=forms.HiddenInput)


def rendera(mall: str, **kontext: object) -> str:
    return engines["django"].from_string(mall).render(kontext, RequestFactory().get("/?q=a&sida=3"))


def formular(form: object, **kontext: object) -> str:
    return rendera('{% include "komponenter/formular.html" %}', form=form, knapp="Spara", **kontext)


def sammanfattning(**kontext: object) -> list[tuple[str, str]]:
    """The rows of the error summary as (id, text)."""
    kod = rendera("{% felsammanfattning %}", **kontext)
    rader = re.findall(r"<li>\s*(?:<a class=\"ds-link\" href=\"#([^\"]*)\">)?([^<]*)", kod)
    return [(ankare, html.unescape(text).strip()) for ankare, text in rader]


def test_varje_fel_star_overst_och_vid_sitt_falt_med_samma_ord():
    form = Galleriformular({})
    rader = sammanfattning(form=form)
    kod = formular(form)
    falt = [
        (f"id_{namn}{'_0' * (namn == 'omfattning')}", fel[0])
        for namn, fel in form.errors.items()
        if namn in form.fields
    ]
    synliga = [rad for rad in falt if rad[0] != "id_nyckel"]
    assert rader == [("formular-fel", form.non_field_errors()[0]), ("", LADDA_OM), *synliga]
    for ankare, text in rader:
        assert kod.count(f'id="{ankare}"') == (1 if ankare else 0)
        assert html.unescape(kod).count(text) == (0 if text == LADDA_OM else 1)


@pytest.mark.parametrize("namn", ["mottagare", "promille", "dag", "skal", "forstatt"])
def test_hjalp_och_fel_ar_knutna_till_faltet(namn):
    form = Galleriformular({})
    kod = formular(form)
    kontroll = re.search(rf'<(?:input|select|textarea)[^>]*\bname="{namn}"[^>]*>', kod)[0]
    beskrivning = re.search(r'aria-describedby="([^"]*)"', kontroll)[1].split()
    assert beskrivning == [f"id_{namn}_helptext"] * bool(form.fields[namn].help_text) + [f"id_{namn}_error"]
    assert 'aria-invalid="true"' in kontroll
    for id_ in beskrivning:
        assert kod.count(f'id="{id_}"') == 1
    assert kod.count(f'<label class="ds-label" for="id_{namn}"') == 1


def test_val_ar_en_namngiven_grupp():
    kod = formular(Galleriformular({}))
    grupp = re.search(r"<fieldset[^>]*radiogroup.*?</fieldset>", kod, re.S)[0]
    assert 'aria-describedby="id_omfattning_helptext id_omfattning_error"' in grupp
    assert re.search(r"<legend>\s*Hur stor del gäller det\?", grupp)
    assert re.search(
        r'<input type="radio"[^>]*id="id_omfattning_0"[^>]*>\s*<label[^>]*for="id_omfattning_0">Hela', grupp
    )
    assert grupp.count("aria-invalid") == 1


def test_det_skrivna_star_kvar_och_ar_oskadligt():
    kod = formular(Galleriformular({"promille": '1,2"><script>', "skal": "<script>", "omfattning": "del"}))
    assert "<script>" not in kod
    assert 'value="1,2&quot;&gt;&lt;script&gt;"' in kod
    assert re.search(r'value="del"[^>]*checked', kod)


def test_hjalptext_och_val_visas_som_text():
    kod = formular(Kort())
    assert "&lt;b&gt;Hela&lt;/b&gt;" in kod
    assert "&lt;i&gt;A&lt;/i&gt;" in kod


def test_ram_runt_formularet():
    kod = formular(Galleriformular())
    assert kod.count("<form") == kod.count("</form>") == 1
    assert kod.count("csrfmiddlewaretoken") == 1
    assert 'enctype="multipart/form-data"' in kod
    assert "novalidate" in kod
    assert kod.count('name="nyckel"') == 1
    assert 'name="nyckel" class' not in kod
    utan_fil = formular(Kort(), metod="get", andra_knapp="Utkast", avbryt_url="/", fara=True)
    assert "csrfmiddlewaretoken" not in utan_fil
    assert "multipart" not in utan_fil
    assert utan_fil.count("<button") == 2
    assert 'data-color="danger"' in utan_fil


def test_dolda_falt_foljer_med_nar_layouten_inte_namner_dem():
    form = Dold()
    form.helper = FormHelper()
    form.helper.layout = Layout()
    assert 'name="nyckel"' in formular(form)


def test_frivilliga_falt_ar_markta():
    kod = formular(Galleriformular())
    markta = re.findall(r">\s*([^<>]+?)\s*<span class=\"falt__frivilligt\">", kod)
    assert markta == ["Paragraf", "Protokollsutdrag", "Vilka ska få besked?"]


def test_ett_falt_som_ibland_kravs_sager_nar():
    class Ibland(forms.Form):
        skal = Textfalt(label="Skäl", required=False, kravs_nar="om dagen flyttas")

    kod = formular(Ibland())
    assert "(om dagen flyttas)" in kod
    assert "(frivilligt)" not in kod


@pytest.mark.parametrize(
    ("kontext", "prefix"),
    [
        ({}, ""),
        ({"form": Kort()}, ""),
        ({"form": Kort({"namn": "x"})}, ""),
        ({"form": Kort({})}, "Fel: "),
        ({"vilket_namn_som_helst": Kort({})}, "Fel: "),
        ({"fel_formular": [Kort({"namn": "x"}), Kort({}, prefix="b")]}, "Fel: "),
        ({"form": forms.formset_factory(Kort)({})}, "Fel: "),
        ({"form": forms.formset_factory(Kort)()}, ""),
    ],
)
def test_sidtiteln_borjar_med_fel(kontext, prefix):
    assert rendera("{% fel_prefix %}", **kontext) == prefix
    assert bool(sammanfattning(**kontext)) is bool(prefix)


def test_formularsamling():
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-namn": "x", "form-1-namn": ""}
    samling = forms.formset_factory(Kort, extra=0)(data)
    assert sammanfattning(form=samling, forsta=samling.forms[0]) == [("id_form-1-namn", "Skriv namnet.")]
    kod = formular(samling)
    assert kod.count('id="id_form-1-namn"') == kod.count('name="form-TOTAL_FORMS"') == 1


@pytest.mark.parametrize(
    ("sortering", "aria", "adress"),
    [
        ("", "none", "?q=a&amp;sortera=-andel"),
        ("namn", "none", "?q=a&amp;sortera=-andel"),
        ("andel", "ascending", "?q=a&amp;sortera=-andel"),
        ("-andel", "descending", "?q=a&amp;sortera=andel"),
    ],
)
def test_sorthuvudet_haller_ordningen_i_adressen(sortering, aria, adress):
    kod = rendera('{% sorthuvud "andel" "Andel" klass="tal" forst="fallande" %}', sortering=sortering)
    assert f'aria-sort="{aria}"' in kod
    assert f'href="{adress}"' in kod
    assert 'scope="col"' in kod


def test_tabellytan_ar_namngiven_och_nabar():
    kod = rendera('{% tabellyta namn %}<table id="t"></table>{% endtabellyta %}', namn='"Andelar"')
    assert '<div class="tabellyta" role="region" aria-label="&quot;Andelar&quot;" tabindex="0"><table id="t">' in kod
