"""Command line: `python -m anvisning.uppstart start|miljo|system|kopiera` (any Python 3.11; it enters .venv itself)."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from anvisning.uppstart import miljo, paket, tillgangar


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; gives the exit code."""
    parser = argparse.ArgumentParser(prog="anvisning.uppstart")
    parser.add_argument("steg", choices=["start", "miljo", "system", "kopiera"])
    parser.add_argument("--utveckling", action="store_true", help="also what tests and lint need")
    parser.add_argument("--servrar", action="store_true", help="system: also real PostgreSQL and Redis servers")
    choice = parser.parse_args(arguments)
    try:
        if choice.steg == "system":
            return 0 if paket.prepare(paket.PROVNING + (paket.SERVRAR if choice.servrar else ())) else 1
        if choice.steg == "kopiera":
            tillgangar.copy_files()
            return 0
        miljo.prepare(choice.utveckling)
        tillgangar.prepare(choice.utveckling)
        if choice.steg == "miljo":
            return 0
        paket.prepare(paket.BREV)  # letters need them; pages do not, so we go on without
        if Path(sys.prefix).resolve() != miljo.VENV.resolve():
            command = [str(miljo.PYTHON), "-m", "anvisning.uppstart", "start"]
            os.execve(command[0], command, miljo.get_environment())  # noqa: S606 - our own interpreter
        from anvisning.uppstart import overvakare

        return overvakare.run(get_port(), Path(os.environ.get("VAR_DIR") or miljo.ROT / "var"))
    except miljo.Startfel as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"\n{error.filename}: {error.strerror}. It was made by another user (root?). Give it back with\n"
            f"sudo chown -R {getpass.getuser()} {error.filename}\nor remove it.\n",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def get_port() -> int:
    """The port named in PORT, 8000 when none is. Raises `Startfel` when it is no port."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise miljo.Startfel(f"PORT is {text!r}: give a number from 1 to 65535.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
