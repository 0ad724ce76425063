"""Verifiers that nobody here wrote: pdfsig, the command line of pyHanko, zbarimg.

A missing tool skips loudly at home and fails where YZZ_REQUIRE_TOOLS=1.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PACKAGES = {"pdfsig": "poppler-utils", "pdftotext": "poppler-utils", "zbarimg": "zbar-tools"}

PYHANKO = """
import json, sys
from click.testing import CliRunner
from pyhanko.cli import cli_root

root, *files = json.load(sys.stdin)
options = ["sign", "validate", "--pretty-print", "--no-revocation-check", "--trust", root, "--trust-replace"]
found = [CliRunner().invoke(cli_root, [*options, file]) for file in files]
print(json.dumps([[each.exit_code, each.output] for each in found]))
"""
"""The real command line, its start paid once: it takes one file a call."""


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is not None:
        return path
    missing = f"there is no {name}: apt install {PACKAGES[name]}"
    if os.environ.get("YZZ_REQUIRE_TOOLS") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


def accepted_by_pdfsig(file: Path) -> bool:
    """Whether it calls the signature valid over the total document."""
    done = subprocess.run([tool("pdfsig"), "-nocert", str(file)], capture_output=True, text=True, errors="replace")
    return "Signature is Valid." in done.stdout and "Total document signed" in done.stdout


def accepted_by_pyhanko(root: Path, files: Sequence[Path]) -> list[bool]:
    """For each file whether it is judged valid, trusted and whole."""
    done = subprocess.run(
        [sys.executable, "-c", PYHANKO],
        input=json.dumps([str(root), *map(str, files)]),
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        code == 0 and "judged VALID" in output and "covers the entire file" in output
        for code, output in json.loads(done.stdout)
    ]


def read_by_zbarimg(files: Sequence[Path]) -> list[str]:
    """The text of the one code in each picture, in order."""
    options = ["--quiet", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable"]
    done = subprocess.run([tool("zbarimg"), *options, *map(str, files)], capture_output=True, text=True)
    return done.stdout.split()


def text_of(pdf: bytes, folder: Path) -> str:
    """The words of a paper as pdftotext reads them, without spaces and line breaks."""
    (folder / "read.pdf").write_bytes(pdf)
    done = subprocess.run([tool("pdftotext"), "-raw", str(folder / "read.pdf"), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())
