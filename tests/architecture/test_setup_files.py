"""The files that set up, run and ship the portal, held to what they promise without running them in full."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = sorted((ROOT / "scripts" / "lib").glob("*.sh"))
SHELL_FILES = [ROOT / ".ci/run", ROOT / "scripts/portal", ROOT / "scripts/cluster", *LIBRARIES]
SHELL_FILES += [ROOT / "deploy/container/init-database.sh"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z]+):  ## ", MAKEFILE, re.MULTILINE)


def shell(script: str, *, libraries: Path = ROOT / "scripts" / "lib") -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which the libraries are loaded."""
    names = " ".join(path.stem for path in LIBRARIES if path.stem not in {"console", "places"})
    load = f'for part in console places {names}; do . "{libraries}/$part.sh"; done; {script}'
    return subprocess.run(["bash", "-euo", "pipefail", "-c", load], capture_output=True, text=True)


# -- shell and make ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHELL_FILES, ids=lambda path: path.name)
def test_shell_files_parse(path: Path) -> None:
    checked = subprocess.run(["bash", "-n", path], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", [".ci/run", "scripts/portal", "scripts/cluster", "deploy/container/init-database.sh"])
def test_entries_are_executable(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111


def test_ci_runs_make_test() -> None:
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_help_lists_every_target() -> None:
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {"run", "stop", "test", "check", "backup", "restore", "clean", "lock", "help"} <= set(TARGETS)
    assert re.findall(r"^    make ([a-z]+)", listed.stdout, re.MULTILINE) == TARGETS


def test_commands_are_described() -> None:
    described = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")

    assert [name for name in TARGETS if f"`make {name}" not in described] == []


@pytest.mark.parametrize(("system", "version"), [("debian", "12"), ("debian", "13"), ("ubuntu", "24.04")])
def test_known_systems_are_taken(tmp_path: Path, system: str, version: str) -> None:
    release = tmp_path / "os-release"
    release.write_text(f'ID={system}\nVERSION_ID="{version}"\n', encoding="utf-8")

    assert shell(f'known_system "{release}"').returncode == 0


def test_another_system_stops_with_the_reason(tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('ID=debian\nVERSION_ID="11"\n', encoding="utf-8")

    answer = shell(f'known_system "{release}"')

    assert answer.returncode == 1
    assert "debian 11" in answer.stderr
    assert "DATABASE_URL" in answer.stderr


def test_a_long_checkout_gets_a_short_socket_path(tmp_path: Path) -> None:
    libraries = copied_libraries(tmp_path / ("panjang-" * 12))

    answer = shell('printf "%s\n" "$SOCKET_DIR/.s.PGSQL.5432"', libraries=libraries)

    assert len(answer.stdout.strip()) <= 107, answer.stdout
    assert str(tmp_path) not in answer.stdout


def test_data_of_another_major_version_is_named_and_kept(tmp_path: Path) -> None:
    libraries = copied_libraries(tmp_path / "geo")
    cluster = tmp_path / "data" / "pg"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("13\n")

    answer = shell(
        f'CLUSTER="{cluster}"; postgis_servers() {{ echo 17; }}; refuse_foreign_cluster() {{ :; }};'
        'as_owner() { "$@"; }; choose_server; create_cluster',
        libraries=libraries,
    )

    assert answer.returncode == 1
    assert "PostgreSQL 13" in answer.stderr
    assert "make restore" in answer.stderr
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def copied_libraries(checkout: Path) -> Path:
    folder = checkout / "scripts" / "lib"
    folder.mkdir(parents=True)
    for library in LIBRARIES:
        (folder / library.name).write_bytes(library.read_bytes())
    return folder


# -- locks -------------------------------------------------------------------------------------------------------------


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_locks_name_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")

    assert "://" not in text
    assert "--index" not in text
    entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_dev_lock_holds_the_pins_of_base() -> None:
    base, dev = pins("base"), pins("dev")

    assert {name: version for name, version in base.items() if dev.get(name) != version} == {}


# -- containers, systemd, nginx ----------------------------------------------------------------------------------------

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVICE_KEYS = {
    *("build", "image", "environment", "volumes", "networks", "restart", "stop_grace_period", "read_only", "tmpfs"),
    *("cap_drop", "security_opt", "command", "healthcheck", "depends_on", "ports", "shm_size"),
}


def test_compose_has_database_web_worker_and_proxy() -> None:
    assert {"db", "web", "worker", "proxy"} <= SERVICES.keys()
    assert {key for service in SERVICES.values() for key in service} <= SERVICE_KEYS
    assert all("image" in service for service in SERVICES.values())


def test_compose_names_only_volumes_and_networks_it_declares() -> None:
    sources = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    networks = {network for service in SERVICES.values() for network in service.get("networks", [])}

    assert {source for source in sources if not source.startswith("./")} == COMPOSE["volumes"].keys()
    assert networks == COMPOSE["networks"].keys()
    assert [source for source in sources if source.startswith("./") and not (ROOT / source).exists()] == []


def test_compose_waits_only_for_what_can_be_waited_for() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for service in SERVICES.values():
        for name, how in service.get("depends_on", {}).items():
            waited_for = SERVICES[name]
            if how["condition"] == "service_healthy":
                assert "healthcheck" in waited_for or ("build" in waited_for and "HEALTHCHECK" in dockerfile)
            else:
                assert waited_for["restart"] == "no"


def test_only_the_proxy_has_ports() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    closed = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    assert [name for name, service in SERVICES.items() if not set(service["networks"]) <= closed] == ["proxy"]
    assert SERVICES["db"]["networks"] == ["inside"]


def portal_commands() -> set[str]:
    text = (ROOT / "scripts/portal").read_text(encoding="utf-8")
    return set(re.findall(r"[a-z]+", " ".join(re.findall(r"^    ([a-z |]+)\)", text, re.MULTILINE))))


def test_containers_units_and_make_call_commands_that_exist() -> None:
    units = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "deploy/systemd").glob("*.service"))
    called = set(
        re.findall(r"scripts/portal (\w+)", MAKEFILE + units + (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    )
    called |= {service["command"][0] for name, service in SERVICES.items() if name in {"prepare", "web", "worker"}}

    assert {"run", "prepare", "web", "worker", "install"} <= called
    assert called <= portal_commands()


def test_units_run_as_the_portals_own_user() -> None:
    for unit in (ROOT / "deploy/systemd").glob("*.service"):
        assert "User=geoportal" in unit.read_text(encoding="utf-8"), unit.name


def test_nothing_keeps_readers_addresses() -> None:
    gunicorn: dict[str, Any] = {}
    exec((ROOT / "deploy/gunicorn.conf.py").read_text(encoding="utf-8"), gunicorn)

    assert gunicorn["accesslog"] is None
    assert gunicorn["worker_class"] == "gthread"
    assert gunicorn["preload_app"] is False
    assert "access_log off" in (ROOT / "deploy/nginx/geoportal.conf").read_text(encoding="utf-8")
