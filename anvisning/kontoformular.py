"""Allauth's forms in our words: labels, help and what to do when something is missing (setting ACCOUNT_FORMS)."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

SKRIV_EPOST = "Skriv din e-postadress, till exempel namn@example.org."
LOSENORD_HJALP = "Minst 15 tecken. Gärna flera ord efter varandra. Du får klistra in."

FELTEXTER = {
    "account_inactive": "Kontot är avstängt. Fråga den som bjöd in dig, eller länsstyrelsen i ditt län.",
    "email_password_mismatch": "E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen.",
    "enter_current_password": "Skriv det lösenord du har nu.",
    "incorrect_password": "Det är inte ditt lösenord. Skriv det lösenord du loggar in med.",
    "invalid_or_expired_key": "Länken gäller inte längre. Be om en ny.",
    "invalid_password_reset": "Länken gäller inte längre. Be om en ny.",
    "rate_limited": "Det har kommit många försök på kort tid. Vänta några minuter och försök igen.",
    "too_many_login_attempts": "Det har kommit många försök på kort tid. Vänta några minuter och försök igen.",
    "unknown_email": "Det finns inget konto med den adressen. Kontrollera hur den är skriven.",
}
"""What the adapter says when something is in the way: `DefaultAccountAdapter.error_messages | FELTEXTER`."""


def _namnge(form: forms.Form, namn: str, etikett: str, saknas: str, hjalp: str = "") -> None:
    """Give a field of allauth our label, our sentence for "nothing written", our help text and no placeholder."""
    falt = form.fields[namn]
    falt.label, falt.help_text = etikett, hjalp
    falt.error_messages = falt.error_messages | {"required": saknas, "invalid": saknas}
    falt.widget.attrs.pop("placeholder", None)


def _namnge_nytt(form: forms.Form) -> None:
    _namnge(form, "password1", "Nytt lösenord", "Skriv ett nytt lösenord.", LOSENORD_HJALP)
    _namnge(form, "password2", "Nytt lösenord igen", "Skriv det nya lösenordet en gång till.")


class LoggaIn(allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _namnge(self, "login", "E-postadress", SKRIV_EPOST)
        _namnge(self, "password", "Lösenord", "Skriv ditt lösenord.")


class BeOmLank(allauth_forms.ResetPasswordForm):
    """The address that gets the link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _namnge(self, "email", "E-postadress", SKRIV_EPOST)


class NyttLosenord(allauth_forms.ResetPasswordKeyForm):
    """A new password, reached by the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _namnge_nytt(self)


class BytLosenord(allauth_forms.ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _namnge(self, "oldpassword", "Nuvarande lösenord", "Skriv det lösenord du har nu.")
        _namnge_nytt(self)


class Bekrafta(allauth_forms.ReauthenticateForm):
    """The password once more, before an act that binds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _namnge(self, "password", "Lösenord", "Skriv ditt lösenord.")
