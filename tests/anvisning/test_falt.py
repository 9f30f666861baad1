"""Promille in models and forms."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models

from anvisning.falt import PromilleField, PromilleFormField


class Formular(forms.Form):
    promille = PromilleFormField(label="Andel", decimaler=2)


def test_model_field_has_fixed_digits_that_migrations_do_not_repeat() -> None:
    falt = PromilleField("andel", null=True)
    assert (falt.max_digits, falt.decimal_places) == (7, 3)
    _, vag, argument, nyckelord = falt.deconstruct()
    assert vag == "anvisning.falt.PromilleField"
    assert (argument, nyckelord) == ([], {"verbose_name": "andel", "null": True})
    assert (falt.clone().max_digits, falt.clone().decimal_places) == (7, 3)


@pytest.mark.parametrize("text", ["0", "1.25", "-1.255", "1000.000", "3.2500"])
def test_model_field_saves_what_it_is_given(text: str) -> None:
    assert Decimal(str(PromilleField().get_db_prep_save(Decimal(text), connection))) == Decimal(text)


def test_model_field_never_rounds_and_never_takes_a_float() -> None:
    with pytest.raises(ValueError, match="never rounded"):
        PromilleField().get_db_prep_save(Decimal("1.2345"), connection)
    for metod in (PromilleField().to_python, PromilleField().get_prep_value):
        with pytest.raises(TypeError, match="float"):
            metod(1.5)
    assert PromilleField(null=True).get_db_prep_save(None, connection) is None


def test_model_field_lets_expressions_through() -> None:
    uttryck = models.F("promille") * 2
    assert PromilleField().get_db_prep_save(uttryck, connection) is uttryck


def test_model_field_gives_the_form_field_with_the_grammar() -> None:
    falt = PromilleField("andel").formfield()
    assert isinstance(falt, PromilleFormField)
    with pytest.raises(ValidationError, match="Skriv hur många"):
        falt.clean("1e3")


@pytest.mark.parametrize(
    ("skrivet", "blir"), [("1,25", "1.25"), ("1.2", "1.2"), (" 1 000 ", "1000"), ("3,25 ‰", "3.25")]
)
def test_form_field_reads(skrivet: str, blir: str) -> None:
    formular = Formular({"promille": skrivet})
    assert formular.is_valid(), formular.errors
    assert formular.cleaned_data["promille"] == Decimal(blir)


@pytest.mark.parametrize(
    ("skrivet", "sager"), [("", "Skriv hur många"), ("1,255", "högst två"), ("-1", "minus"), ("1e3", "Skriv hur många")]
)
def test_form_field_keeps_what_was_typed_beside_the_sentence(skrivet: str, sager: str) -> None:
    formular = Formular({"promille": skrivet})
    assert sager in formular.errors["promille"][0]
    assert f'value="{skrivet}"' in str(formular["promille"]) or not skrivet


def test_form_field_shows_a_stored_value_with_comma_and_every_digit() -> None:
    assert 'value="1,20"' in str(Formular(initial={"promille": Decimal("1.2")})["promille"])
    assert 'value="1,255"' in str(Formular(initial={"promille": Decimal("1.255")})["promille"])
    assert 'inputmode="decimal"' in str(Formular()["promille"])
    assert 'type="text"' in str(Formular()["promille"])


def test_form_field_knows_whether_it_changed() -> None:
    start = {"promille": Decimal("1.250")}
    assert not Formular({"promille": "1,25"}, initial=start).has_changed()
    assert Formular({"promille": "1,26"}, initial=start).has_changed()
    assert Formular({"promille": "x"}, initial=start).has_changed()


def test_form_field_that_may_be_empty() -> None:
    assert PromilleFormField(required=False).clean("  ") is None


def test_form_field_takes_an_own_sentence() -> None:
    with pytest.raises(ValidationError, match="Skriv kommunens andel"):
        PromilleFormField(error_messages={"required": "Skriv kommunens andel."}).clean("")
