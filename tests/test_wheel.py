"""The built wheel works on its own: nothing of the source tree is in reach, nothing it needs was left out."""

import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "retrieval", "prompts", "tools", "evals", "api")
LEFT_OUT = {"__pycache__", "results"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def feedback(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment that has the wheel, and borrows the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    install = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "-q"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    borrowed = [each for each in site.getsitepackages() if Path(each) != ROOT]
    (packages / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")
    return folder / "bin" / "feedback"


def run(command: Path, *arguments: str, folder: Path) -> str:
    environment = os.environ | {"FEEDBACK_HOME": str(folder / "home"), "LANG": "C.UTF-8"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(command), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_has_every_file_of_the_packages(wheel: Path) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.parts)
    }
    assert {"retrieval/sample/feedback.csv", "prompts/texts/errors.zh.toml"} <= wanted
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_it_runs_from_the_wheel(feedback: Path, tmp_path: Path) -> None:
    assert "import" in run(feedback, "--help", folder=tmp_path)
    where = "import assistant; print(assistant.__file__)"
    python = subprocess.run(
        [str(feedback.with_name("python")), "-c", where],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert python.stdout.startswith(str(feedback.parent.parent))


def test_it_imports_and_answers_from_the_wheel(feedback: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    rows = [f"{number},arrived broken,{'North' if number < 3 else 'South'}" for number in range(7)]
    file.write_text("id,comment,region\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run(feedback, "import", str(file), folder=tmp_path)
    assert "7" in run(feedback, "ask", "How many records are there?", folder=tmp_path)
    assert "4" in run(feedback, "ask", "South 有多少条反馈？", folder=tmp_path)
