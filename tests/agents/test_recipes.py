"""Every block of docs/agents.md runs as it stands, with the packages that it names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"<!-- runs with: (\S+) -->\n```python\n(.*?)```", DOCUMENT, re.DOTALL))


@pytest.fixture(scope="session")
def agents_python() -> str:
    """The interpreter that has what the recipes use, pinned, apart from the service's."""
    subprocess.run([ROOT / "scripts" / "setup-aws", "agents"], check=True, timeout=1200)
    return str(ROOT / ".venv-agents" / "bin" / "python")


@pytest.fixture
def folder(service_url: str, tmp_path: Path) -> Path:
    (tmp_path / "client.py").write_bytes(httpx.get(f"{service_url}/client.py").content)
    return tmp_path


def run(python: str, recipe: str, folder: Path, url: str, more: str = "") -> str:
    environ = {**os.environ, "SANDBOX_URL": url, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [python, "-c", RECIPES[recipe] + more], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_python_block_is_a_recipe_that_is_tested() -> None:
    assert DOCUMENT.count("```python") == len(RECIPES)
    assert set(RECIPES) == {"mcp", "openai", "anthropic", "pydantic-ai", "langchain"}


def test_mcp(service_url: str, folder: Path) -> None:
    assert run(sys.executable, "mcp", folder, service_url) == "42\n"


def test_the_clients_configuration_is_the_one_that_the_service_gives(service_url: str) -> None:
    block = re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    assert block is not None
    given = httpx.get(f"{service_url}/tools.json").json()["mcp"]
    assert json.loads(block[1].replace("https://sandbox.example.org", service_url)) == given


def test_openai(service_url: str, folder: Path) -> None:
    use = """
from types import SimpleNamespace as Bag

assert tools[0]["function"]["name"] == "run_python"
for code in ("print(6 * 7)", "import os"):
    call = Bag(id="1", function=Bag(arguments=json.dumps({"code": code})))
    print(answer(call)["content"].strip())
"""
    first, second = run(sys.executable, "openai", folder, service_url, use).splitlines()
    assert first == "42"
    assert second.startswith("ForbiddenImportError: ")


def test_anthropic(service_url: str, folder: Path) -> None:
    use = """
from types import SimpleNamespace as Bag

code = "from PIL import Image\\nImage.new('L', (1, 1)).save('a.png')\\nprint(1)"
block = answer(Bag(id="1", input={"code": code, "return_files": ["*.png"]}))
print(block["content"][0]["text"].strip(), block["content"][1]["source"]["media_type"])
print(answer(Bag(id="1", input={"code": "import os"}))["is_error"])
"""
    assert run(sys.executable, "anthropic", folder, service_url, use) == "1 image/png\nTrue\n"


def test_pydantic_ai(agents_python: str, service_url: str, folder: Path) -> None:
    assert "run_python" in run(agents_python, "pydantic-ai", folder, service_url)


def test_langchain(agents_python: str, service_url: str, folder: Path) -> None:
    assert run(agents_python, "langchain", folder, service_url).strip() == "42"
