"""Production without containers: the processes of docker-compose.yml, with its settings, on real PostgreSQL and Redis.

Addresses: TEST_DATABASE_URL (a user who may create databases) and TEST_REDIS_URL (a database number that is emptied).
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import redis
import yaml

from anvisning.uppstart.processer import Barn, start_child, wait_until
from tests.maskin import ROT, saknas

pytestmark = [pytest.mark.redis, pytest.mark.langsam]
DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
COMPOSE: dict[str, Any] = yaml.safe_load((ROT / "docker-compose.yml").read_text())
HEMLIGHETER = {
    "POSTGRES_PASSWORD": secrets.token_hex(32),
    "REDIS_PASSWORD": secrets.token_hex(32),
    "SECRET_KEY": secrets.token_hex(32),
    "ALLOWED_HOSTS": "omfordelning.example.org",
    "BAS_URL": "https://omfordelning.example.org",
    "FRAN_ADRESS": "omfordelning@example.org",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": "9",
    "LITA_PA_PROXY": "true",
}
"""What an operator writes into .env."""


def fill_in(text: str) -> str:
    """Replace ${NAME:?...} and ${NAME:-default} as the compose client does."""

    def replace(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        assert name in HEMLIGHETER or kind == ":-", name
        return HEMLIGHETER.get(name, rest)

    return re.sub(r"\$\{(\w+)(:[?-])([^}]*)\}", replace, text)


def get_command(service: str) -> list[str]:
    """The command of a service, run by this Python's own programs."""
    program, *rest = COMPOSE["services"][service]["command"]
    return [str(Path(sys.executable).with_name(program)), *rest]


@pytest.fixture(scope="module")
def databas() -> Iterator[str]:
    """The address of a database of our own on the real server; dropped afterwards."""
    parts = urlsplit(DATABASE_URL)
    name = f"anvisning_prov_{os.getpid()}"
    try:
        connection = psycopg2.connect(DATABASE_URL, connect_timeout=3)
    except psycopg2.OperationalError as error:
        saknas(f"PostgreSQL på {parts.hostname}:{parts.port} (TEST_DATABASE_URL; apt-get install postgresql): {error}")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="module")
def ko() -> Iterator[str]:
    """The address of an emptied database of the real Redis."""
    client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3)
    try:
        client.ping()
    except redis.ConnectionError as error:
        saknas(f"Redis (TEST_REDIS_URL; apt-get install redis-server): {error}")
    client.flushdb()
    yield REDIS_URL
    client.flushdb()
    client.close()


@pytest.fixture(scope="module")
def miljo(databas: str, ko: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the web service in docker-compose.yml and in the image, on our servers."""
    folder = tmp_path_factory.mktemp("drift")
    wanted = {name: fill_in(str(value)) for name, value in COMPOSE["services"]["web"]["environment"].items()}
    assert wanted["DATABASE_URL"].startswith("postgres://anvisning:")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONWARNINGS": "ignore",
        "KRAV_SERVRAR": "1",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "staticfiles"),
        "HOSTNAME": socket.gethostname(),
        "LOGG": str(folder / "logg"),
    } | (wanted | {"DATABASE_URL": databas, "REDIS_URL": ko})


def run(command: list[str], env: dict[str, str], cwd: Path = ROT) -> "subprocess.CompletedProcess[str]":
    """Run one command in the project's folder, or in the image's."""
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def avbild(miljo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the Dockerfile copies into the image, and the static files it collects there."""
    folder = tmp_path_factory.mktemp("avbild")
    allowed = {line[1:] for line in (ROT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    final = (ROT / "Dockerfile").read_text().rsplit("\nFROM ", 1)[1]
    for source, target in re.findall(r"^COPY ([^-\s]\S*) (\S+)$", final, re.MULTILINE):
        assert source in allowed, f"{source} is not in .dockerignore"
        place = folder / (source if target == "./" else target)
        place.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROT / source).is_dir() else shutil.copy
        copy(ROT / source, place)
    assert "COPY --from=webbfiler /app/node_modules node_modules\n" in final
    (folder / "node_modules").symlink_to(ROT / "node_modules")
    for step in (["-m", "anvisning.uppstart", "kopiera"], ["manage.py", "collectstatic", "--noinput"]):
        done = run([sys.executable, *step], miljo, folder)
        assert done.returncode == 0, done.stderr
    (folder / "node_modules").unlink()
    return folder


@pytest.fixture(scope="module")
def processer(miljo: dict[str, str], avbild: Path) -> Iterator[dict[str, Barn]]:
    """The migrate service, then web, worker and beat, all from the image's folder."""
    migrated = run(get_command("migrate"), miljo, avbild)
    assert migrated.returncode == 0, migrated.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        miljo["PORT"] = str(probe.getsockname()[1])
    children = {}
    for name in ("web", "worker", "beat"):
        command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{miljo['PORT']}") for part in get_command(name)]
        children[name] = start_child(name, command, logg=Path(f"{miljo['LOGG']}-{name}"), env=miljo, cwd=avbild)
    yield children
    for child in children.values():
        child.stop(20)


def read_log(miljo: dict[str, str], name: str) -> str:
    """What a process has written."""
    return Path(f"{miljo['LOGG']}-{name}").read_text()


def ask(miljo: dict[str, str], path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of a page as the proxy would ask for it; 0 when nobody answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{miljo['PORT']}{path}",
        headers={"Host": miljo["ALLOWED_HOSTS"]} | {name.replace("_", "-"): value for name, value in headers.items()},
    )
    opener = urllib.request.build_opener(StayHere)
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)
    except OSError:
        return 0, "", {}


class StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def get_row(address: str, row: int) -> tuple[int, bool]:
    """How often an outbox row has been tried, and whether it says why it failed."""
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forsok, fel <> '' FROM anvisning_utkorgsrad WHERE id = %s", [row])
            found: tuple[int, bool] = cursor.fetchone()
            return found
    finally:
        connection.close()


def order_work(miljo: dict[str, str], ring: bool) -> int:
    """Write an outbox row about a letter that does not exist, and ring for it or not. Gives the row's id."""
    script = (
        "from datetime import timedelta; from django.utils import timezone\n"
        "from anvisning import utkorg; from anvisning.models import Utkorgsrad\n"
        "nu = timezone.now() - timedelta(seconds=1)\n"
        f"rad = Utkorgsrad.objects.create(uppgift='epost', objekt={secrets.randbelow(10**6) + 10**6},"
        " skapad=nu, nasta=nu)\n"
        f"{'utkorg.ring(rad.pk)' if ring else 'pass'}\nprint('rad', rad.pk)"
    )
    done = run([sys.executable, "manage.py", "shell", "-c", script], miljo)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_halsosidorna_svarar(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    assert wait_until(lambda: ask(miljo, "/livez")[0] == 200, 30), read_log(miljo, "web")
    assert ask(miljo, "/livez")[1] == "ok\n"
    status, body, _ = ask(miljo, "/readyz")
    assert (status, json.loads(body)) == (200, {"databas": True, "migreringar": True, "klocka": True})
    healthy = run([sys.executable, "-m", "anvisning.uppstart.fraga", "/readyz", miljo["PORT"]], miljo)
    assert healthy.returncode == 0, healthy.stdout


def test_bara_tls_genom_proxyn(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    assert wait_until(lambda: ask(miljo, "/livez")[0] == 200, 30)
    status, _, headers = ask(miljo, "/")
    assert (status, headers["Location"]) == (301, "https://omfordelning.example.org/")
    status, _, headers = ask(miljo, "/", X_Forwarded_Proto="https")
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert ask(miljo, "/", X_Forwarded_Proto="https", Host="nagon-annan.example.org")[0] == 400


def test_varje_sida_som_inte_beror_pa_nagot_svarar(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    """Every address without parts, asked by a stranger on an empty database: a page, a login or a refusal, no fault."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def find(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                yield from find(pattern.url_patterns, route)
            elif not re.search(r"[<(\\]", route):
                yield route

    assert wait_until(lambda: ask(miljo, "/livez")[0] == 200, 30)
    paths = sorted(set(find(get_resolver().url_patterns, "/")))
    assert {"/", "/livez", "/readyz"} <= set(paths)
    statuses = {path: ask(miljo, path, X_Forwarded_Proto="https")[0] for path in paths}
    assert {path: status for path, status in statuses.items() if status not in (200, 302, 404, 405)} == {}
    assert statuses["/"] == 200


def test_statiska_filer_har_hash_i_namnet(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    assert wait_until(lambda: ask(miljo, "/livez")[0] == 200, 30)
    manifest = json.loads((Path(miljo["STATIC_ROOT"]) / "staticfiles.json").read_text())["paths"]
    name = manifest["tredjepart/designsystemet.css"]
    assert re.fullmatch(r"tredjepart/designsystemet\.[0-9a-f]{12}\.css", name)
    status, _, headers = ask(miljo, f"/static/{name}", X_Forwarded_Proto="https")
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_en_uppgift_nar_arbetaren(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    row = order_work(miljo, ring=True)
    assert wait_until(lambda: get_row(miljo["DATABASE_URL"], row)[1], 30, 0.2), read_log(miljo, "worker")
    assert get_row(miljo["DATABASE_URL"], row) == (1, True)


def test_sveparen_hittar_det_som_klockan_missade(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    row = order_work(miljo, ring=False)
    time.sleep(2)
    assert get_row(miljo["DATABASE_URL"], row)[0] == 0
    assert wait_until(lambda: get_row(miljo["DATABASE_URL"], row)[0] >= 1, 90, 0.5), read_log(miljo, "beat")


def test_halsokoll_av_arbetare_och_klocka(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    for service in ("worker", "beat"):
        kind, _, *arguments = COMPOSE["services"][service]["healthcheck"]["test"]
        assert kind == "CMD"
        asked = [sys.executable, *arguments]
        assert wait_until(lambda asked=asked: run(asked, miljo).returncode == 0, 90, 2), read_log(miljo, "worker")


def test_webben_talar_om_att_databasen_saknas(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    env = miljo | {"PORT": port, "DATABASE_URL": "postgres://a:finns-inte-alls@127.0.0.1:1/a"}
    command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in get_command("web")]
    child = start_child("web", command, logg=Path(f"{miljo['LOGG']}-web-utan"), env=env, cwd=ROT)
    try:
        assert wait_until(lambda: ask(env, "/livez")[0] == 200, 30)
        status, body, _ = ask(env, "/readyz")
        assert (status, json.loads(body)["databas"]) == (503, False)
    finally:
        child.stop(20)


def test_stannar_snallt(processer: dict[str, Barn], miljo: dict[str, str]) -> None:
    """SIGTERM, as containers are stopped; last in this file."""
    for child in processer.values():
        child.process.send_signal(signal.SIGTERM)
    for name, child in processer.items():
        assert child.process.wait(60) == 0, (name, read_log(miljo, name))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": "byt-mig" + "x" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"REDIS_URL": ""}, "Set both DATABASE_URL and REDIS_URL"),
        ({"DATABASE_URL": ""}, "Set both DATABASE_URL and REDIS_URL"),
        ({"DATABASE_URL": "", "REDIS_URL": ""}, "demands servers"),
    ],
)
@pytest.mark.parametrize("service", ["web", "worker", "beat", "migrate"])
def test_varje_process_vagrar_starta_fel(
    service: str, changed: dict[str, str], words: str, miljo: dict[str, str]
) -> None:
    command = [part.replace("0.0.0.0:8000", "127.0.0.1:0") for part in get_command(service)]
    done = run(command, miljo | changed)
    assert done.returncode != 0
    assert words in done.stdout + done.stderr


def test_exempeldata_vagras(miljo: dict[str, str], processer: dict[str, Barn]) -> None:
    done = run([sys.executable, "manage.py", "exempeldata"], miljo)
    assert done.returncode != 0
    connection = psycopg2.connect(miljo["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM anvisning_konto")
        assert cursor.fetchone() == (0,)
    connection.close()


def get_compose() -> list[str]:
    """The compose client: docker's plugin or the older program."""
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0:
        return [docker, "compose"]
    if old := shutil.which("docker-compose"):
        return [old]
    saknas("docker compose (Debian: apt-get install --no-install-recommends docker-compose)")


@pytest.mark.parametrize("missing", [None, *sorted(HEMLIGHETER.keys() - {"EMAIL_PORT", "LITA_PA_PROXY"})])
def test_compose_filen_kraver_varje_hemlighet(missing: str | None, tmp_path: Path) -> None:
    client = get_compose()
    shutil.copy(ROT / "docker-compose.yml", tmp_path)
    env = {"PATH": os.environ["PATH"]} | {name: value for name, value in HEMLIGHETER.items() if name != missing}
    done = subprocess.run([*client, "config"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert (done.returncode == 0) is (missing is None), done.stderr
    if missing:
        assert f"set {missing}" in done.stderr
        return
    services = yaml.safe_load(done.stdout)["services"]
    assert set(services) - {"kopia"} == {"migrate", "web", "worker", "beat", "db", "redis"}  # kopia is by hand
    assert services["web"]["environment"] == services["worker"]["environment"] == services["beat"]["environment"]
    assert all("healthcheck" in service for name, service in services.items() if name not in ("migrate", "kopia"))


def test_env_exemplet_namner_allt_och_ger_ingen_hemlighet() -> None:
    example = dict(
        line.split("=", 1) for line in (ROT / ".env.example").read_text().splitlines() if line and line[0] != "#"
    )
    asked = set(re.findall(r"\$\{(\w+):[?-]", (ROT / "docker-compose.yml").read_text()))
    assert set(example) == asked
    assert all(not value for name, value in example.items() if re.search("SECRET|PASSWORD", name))
