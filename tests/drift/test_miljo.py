"""The environment's steps: done once, done again when a lock file changes; and what people are told."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from anvisning.uppstart import __main__ as kommando
from anvisning.uppstart import miljo, overvakare, paket, tillgangar


def test_lasta_rader_med_hashar() -> None:
    uv = miljo.get_locked(miljo.LAS_UTVECKLING, "uv")
    assert uv.startswith("uv==")
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in uv.splitlines()[1:])
    assert len(uv.splitlines()) > 2
    with pytest.raises(miljo.Startfel, match="finns-inte is not in"):
        miljo.get_locked(miljo.LAS, "finns-inte")


@pytest.mark.parametrize("lock", [miljo.LAS, miljo.LAS_UTVECKLING, miljo.ROT / "package-lock.json"])
def test_inga_adresser_i_lasfilerna(lock: Path) -> None:
    assert "://" not in lock.read_text()


def test_varje_paket_har_hash() -> None:
    for lock in (miljo.LAS, miljo.LAS_UTVECKLING):
        names = re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==", lock.read_text(), re.MULTILINE)
        assert len(names) > 40
        assert all("--hash=sha256:" in miljo.get_locked(lock, name) for name in names)


def test_stampel_galler_bara_samma_innehall(tmp_path: Path) -> None:
    lock = tmp_path / "las.txt"
    lock.write_text("ett")
    first = miljo.get_digest([lock], "drift")
    assert not miljo.has_stamp(tmp_path / "stamplar", "drift", first)
    miljo.set_stamp(tmp_path / "stamplar", "drift", first)
    assert miljo.has_stamp(tmp_path / "stamplar", "drift", first)
    lock.write_text("två")
    assert not miljo.has_stamp(tmp_path / "stamplar", "drift", miljo.get_digest([lock], "drift"))
    assert miljo.get_digest([lock], "drift") != miljo.get_digest([lock], "allt")


def test_misslyckat_kommando_visar_varfor() -> None:
    with pytest.raises(miljo.Startfel, match=r"Provet failed \(exit code 3\):\nnej"):
        miljo.run([sys.executable, "-c", "print('nej'); raise SystemExit(3)"], "Provet")


def test_filer_till_sidorna_finns_i_lasfilen() -> None:
    lock = (miljo.ROT / "package-lock.json").read_text()
    packages = {re.match(r"(@[^/]+/)?[^/]+", source).group(0) for source in tillgangar.KOPIOR}  # type: ignore[union-attr]
    assert packages == {"@digdir/designsystemet-css", "inter-ui"}
    assert all(f'"node_modules/{name}"' in lock for name in packages)
    tillgangar.prepare()
    assert all((tillgangar.MAL / name).stat().st_size > 1000 for name in tillgangar.KOPIOR.values())


def test_systempaket_som_saknas_namns() -> None:
    assert "finns-verkligen-inte" in paket.get_missing(("finns-verkligen-inte",)) or not Path("/usr/bin/dpkg").exists()


@pytest.mark.parametrize("port", ["0", "65536", "åtta", "-1", "8000.5", "٣"])
def test_port_som_inte_ar_en_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(miljo.Startfel, match="give a number from 1 to 65535"):
        kommando.get_port()


def test_upptagen_port_sags_ifran_och_annan_foreslas() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(miljo.Startfel, match=rf"Port {port} cannot be used.*PORT={port + 1}"):
            overvakare.check_port(port)
    overvakare.check_port(port)


def test_start_vagrar_med_servrar_i_miljon(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "anvisning.uppstart", "start"],
        cwd=miljo.ROT,
        env={"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgres://x@127.0.0.1/x", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "unset DATABASE_URL and REDIS_URL" in done.stderr
    assert list(tmp_path.iterdir()) == []
