"""What is handed to browsers: the law's own files, nothing else; a runtime that has the pinned hash, or none."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

import shebao
from shebao.cli import program
from shebao.engine.answering import answer_text
from shebao.portal.device import device_routes, runtime
from shebao.portal.device.bundle import bundle, modules

SOURCES = Path(shebao.__file__).parent.parent
ASKED = {
    "month": "2026-11", "region": "330100", "language": "zh",
    "facts": {"birth": "1975-03-08", "sex": "female", "retirement_track": "women_50", "months_paid": 240,
              "contribution_index": "1.1", "account_balance": 86000},
}  # fmt: skip


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[Mount("/device", routes=device_routes())]))


@pytest.fixture
def no_runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHEBAO_CACHE", str(tmp_path / "cache"))
    return tmp_path


def test_the_bundle_holds_the_projects_own_files_byte_for_byte() -> None:
    packed = zipfile.ZipFile(io.BytesIO(bundle().data))
    ours = [name for name in packed.namelist() if name.startswith("shebao/")]
    assert len(ours) > 300
    for name in ours:
        assert packed.read(name) == (SOURCES / name).read_bytes(), name


def test_every_module_of_law_is_in_and_nothing_compiled_or_clerical() -> None:
    held = set(modules())
    assert {f"shebao.law.{p.stem}" for p in (SOURCES / "shebao/law").glob("[a-z]*.py")} < held
    assert {name.split(".")[1] for name in held if "." in name} == {"law", "engine", "errors"}
    assert not held & {"shebao.engine.bulk", "shebao.engine.few", "shebao.engine.loop", "shebao.engine.code"}


def test_the_same_files_make_the_same_bytes() -> None:
    first = bundle()
    bundle.cache_clear()
    assert bundle() == first


def test_the_bundle_answers_with_nothing_but_python(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(bundle().data)).extractall(tmp_path / "law")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'law')!r})\n"
        "from shebao.engine.answering import answer_text\n"
        "import shebao; assert shebao.__file__.startswith(sys.path[0])\n"
        "sys.stdout.reconfigure(encoding='utf-8'); print(answer_text(sys.argv[1]))"
    )
    asked = json.dumps(ASKED)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, asked], capture_output=True, encoding="utf-8",
                          env={"SHEBAO_CACHE": str(tmp_path / "cache")}, timeout=120)  # fmt: skip
    assert done.stderr == ""
    assert json.loads(done.stdout) == json.loads(answer_text(asked))


def test_webassembly_is_allowed_and_nothing_inline_or_from_elsewhere(client: TestClient) -> None:
    for path in ("/device/", "/device/worker.mjs", "/device/keep.mjs"):
        policy = client.get(path).headers["content-security-policy"]
        assert "'wasm-unsafe-eval'" in policy
        assert "'unsafe-inline'" not in policy
        assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
        assert "http" not in policy
    page = client.get("/device/").text
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == 1


def test_every_file_of_the_manifest_is_served_in_its_size(client: TestClient) -> None:
    manifest = client.get("/device/manifest.json").json()
    for part in manifest["files"]:
        answer = client.get(f"/device/{part['path']}")
        assert answer.status_code == 200, part
        assert len(answer.content) == part["size"], part
    assert manifest["size"] == sum(part["size"] for part in manifest["files"])


def test_nothing_else_is_served(client: TestClient, no_runtime: Path) -> None:
    here = runtime.VERSION
    for path in ("pages.py", "law/0000.zip", f"runtime/{here}/..%2F..%2Fsecret", f"runtime/{here}/pyodide.mjs",
                 "runtime/1/pyodide.mjs", "..%2F..%2Fcli.py"):  # fmt: skip
        assert client.get(f"/device/{path}").status_code == 404, path


def test_without_the_runtime_the_page_is_told_how_to_get_it(client: TestClient, no_runtime: Path) -> None:
    manifest = client.get("/device/manifest.json").json()
    assert manifest["ready"] is False
    assert manifest["fetch"] == "shebao device fetch"


def test_an_archive_with_another_hash_is_refused_and_nothing_unpacked(no_runtime: Path) -> None:
    false = no_runtime / "pyodide.tgz"
    false.write_bytes(b"not what it says")
    done = CliRunner().invoke(program, ["device", "fetch", "--from", str(false)])
    assert isinstance(done.exception, runtime.NoRuntime)
    assert runtime.INTEGRITY in str(done.exception)
    assert not runtime.runtime_folder().exists()


def test_a_missing_archive_and_a_missing_npm_say_what_to_do(no_runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(runtime.NoRuntime, match=r"absent\.tgz"):
        runtime.fetch(no_runtime / "absent.tgz")
    monkeypatch.setenv("PATH", str(no_runtime))
    with pytest.raises(runtime.NoRuntime, match="npm is not installed"):
        runtime.fetch()
