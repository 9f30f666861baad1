"""Only the methods that pages take get through."""

import pytest
from django.test import Client


@pytest.mark.parametrize("metod", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("adress", ["/", "/uppgifter/", "/konto/login/", "/livez", "/finns-inte/"])
def test_other_methods_are_answered_405_without_a_question_to_the_database(metod: str, adress: str) -> None:
    svar = Client().generic(metod, adress, headers={"x-hemligt": "ekas-inte"})
    assert svar.status_code == 405
    assert svar.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert b"ekas-inte" not in svar.content
