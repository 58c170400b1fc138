#!/usr/bin/env python3
"""Every table of a corpus of real ACPI tables decodes to what an independent decoder read.

The corpus is not part of the project: $ACPI_CORPUS, or ../shared/corpus beside it.
Each SIG/NAME.bin has a NAME.json with the values. Each value there has to be in what
`labscan table --format json` prints; names that only labscan prints are welcome.
"""
import json
import os
import pathlib
import subprocess
import sys

from lab import LABSCAN, Tests

HERE = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(os.environ.get("ACPI_CORPUS", HERE.parent / "shared/corpus"))

# What the decodes say of themselves, not of the table.
ABOUT = {"iasl_problems", "complete", "decoded_end", "sha12", "uid_note", "short_root"}


def compare(expected, found, where, end):
    """Yields what differs. Structures at or past `end` were not decoded."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            yield f"{where}: {found!r} is no object"
            return
        for key, value in expected.items():
            if key in ABOUT:
                continue
            if key not in found:
                yield f"{where}.{key}: missing, {value!r} in the corpus"
            else:
                yield from compare(value, found[key], f"{where}.{key}", end)
    elif isinstance(expected, list):
        if not isinstance(found, list):
            yield f"{where}: {found!r} is no array"
            return
        found = [f for f in found if not isinstance(f, dict) or f["off"] < end]
        if len(expected) != len(found):
            yield f"{where}: {len(found)} elements, {len(expected)} in the corpus"
        for i, (e, f) in enumerate(zip(expected, found)):
            yield from compare(e, f, f"{where}[{i}]", end)
    elif type(expected) is not type(found) or expected != found:
        yield f"{where}: {found!r}, {expected!r} in the corpus"


def check(path):
    """Yields what is wrong with labscan's answer for one table."""
    expected = json.loads(path.with_suffix(".json").read_text())
    run = subprocess.run([LABSCAN, "table", "--format", "json", str(path)],
                         capture_output=True, timeout=60)
    if run.stderr or run.returncode != (0 if expected["checksum_ok"] else 1):
        yield f"exit {run.returncode}, stderr {run.stderr.decode(errors='replace')!r}"
    try:
        found = json.loads(run.stdout)
    except ValueError as error:
        yield f"no JSON: {error}"
        return
    end = expected["length"] if expected["complete"] else expected["decoded_end"]
    yield from compare(expected, found, expected["sig"], end)


def main():
    if not CORPUS.is_dir():
        print(f"1..0 # SKIP no corpus of real tables at {CORPUS}")
        return 0
    tables = sorted(CORPUS.glob("*/*.bin"))
    t = Tests()
    t.ok(tables, f"the corpus has tables ({len(tables)})")
    for path in tables:
        wrong = list(check(path))
        t.ok(not wrong, path.relative_to(CORPUS).with_suffix(""), *wrong[:20])
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
