#!/usr/bin/env python3
"""labscan table: which tables it finds, what it prints, and its exit codes."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from lab import LABSCAN, TABLES, Tests, acpi_table

NOBODY = 65534


DRHD = bytes([0, 0, 16, 0, 1, 0, 0, 0]) + (0xfed90000).to_bytes(8, "little")
DMAR = acpi_table(b"DMAR", bytes([38, 1]) + bytes(10) + DRHD)
BROKEN = acpi_table(b"DMAR", bytes([38, 1]) + bytes(10) + DRHD, add_to_checksum=1)
FACP = acpi_table(b"FACP", b"\1\2\3\4")
CROWD = acpi_table(b"APIC", bytes(8) + b"\xee\2" * (1 << 18))


def run(*args, stdin=b"", program=LABSCAN, user=None):
    done = subprocess.run([program, "table", *map(str, args)], input=stdin,
                          capture_output=True, timeout=60, user=user)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def host(top, name, tables):
    """A copy of a host that has these tables; no sysfs at all when it is None."""
    root = top / name
    root.mkdir()
    if tables is not None:
        (root / TABLES).mkdir(parents=True)
        for file, data in tables.items():
            (root / TABLES / file).write_bytes(data)
    return root


def test_files(t, top):
    good, bad = top / "good", top / "bad"
    good.write_bytes(DMAR)
    bad.write_bytes(BROKEN)
    code, out, err = run(good)
    t.ok(code == 0 and "0x00000000fed90000" in out and not err, "a sound file is a yes", err)
    code, out, err = run(bad)
    t.ok(code == 1 and "!! 0x0000  acpi-checksum" in out, "a faulty file is a no", out)
    code, out, err = run("--format", "json", good)
    t.ok(code == 0 and json.loads(out)["subtables"][0]["base"] == 0xfed90000,
         "one file is one JSON object", out)
    code, out, err = run("-f", "json", good, bad)
    t.ok(code == 1 and [len(x["faults"]) for x in json.loads(out)] == [0, 1],
         "two files are a JSON array, and the worse one decides", out)
    code, out, err = run("-", stdin=DMAR)
    t.ok(code == 0 and out.startswith("DMAR:"), "- is standard input", err)
    code, out, err = run("-", stdin=b"")
    t.ok(code == 1 and "acpi-header-short" in out, "no bytes are a fault", out)
    code, out, err = run(top / "none")
    t.ok(code == 2 and not out and "none: No such file" in err, "a missing file is an error", err)
    code, out, err = run("-f", "json", "-", stdin=CROWD)
    t.ok(code == 2 and not out and "more structures" in err,
         "a table of countless structures is refused", err)
    code, out, err = run("--format", "xml", good)
    t.ok(code == 2 and "no such format: xml" in err, "an unknown format is an error", err)
    saved = top / "saved"
    code, out, err = run("-o", saved, bad)
    t.ok(code == 1 and not out and saved.read_text().startswith("DMAR:"),
         "-o writes the answer to a file", err)
    saved.write_text("before")
    code, out, err = run("-o", saved, good, top / "none")
    t.ok(code == 2 and saved.read_text() == "before", "an error leaves the file as it was", err)


def test_hosts(t, top):
    root = host(top, "one", {"DMAR": DMAR, "FACP": FACP})
    code, out, err = run("--root", root)
    t.ok(code == 0 and out.startswith("DMAR:") and "FACP" not in out,
         "without arguments, the tables that are decoded", out)
    code, out, err = run("--root", root, "FACP")
    t.ok(code == 0 and "01 02 03 04" in out, "other tables are shown as bytes", out)
    code, out, err = run("--root", root, "IVRS")
    t.ok(code == 1 and not out and "no ACPI table IVRS" in err, "an absent table is a no", err)
    root = host(top, "several", {"DMAR1": DMAR, "DMAR2": BROKEN})
    code, out, err = run("--root", root, "DMAR")
    t.ok(code == 0, "the first of several instances is the one that Linux uses", out)
    code, out, err = run("--root", root, "DMAR2")
    t.ok(code == 1, "a number asks for another instance", out)
    code, out, err = run("--root", host(top, "no-iommu", {"FACP": FACP}))
    t.ok(code == 1 and not out, "a host without tables to decode is a no", err)
    code, out, err = run("--root", host(top, "hidden", None), "DMAR")
    t.ok(code == 3 and "run on the host" in err, "no view of the firmware is no answer", err)
    root = host(top, "devicetree", None)
    (root / "sys/firmware/devicetree").mkdir(parents=True)
    code, out, err = run("--root", root)
    t.ok(code == 1 and "no ACPI tables" in err, "a machine without ACPI is a no", err)
    name = "a table for root only cannot be told without root"
    if os.geteuid():
        t.skip(name, "needs root to drop its rights")
        return
    root = host(top, "private", {"DMAR": DMAR})
    (root / TABLES / "DMAR").chmod(0o400)
    program = shutil.copy(LABSCAN, top)  # where nobody can reach it
    code, out, err = run("--root", root, "DMAR", program=program, user=NOBODY)
    t.ok(code == 3 and "Permission denied" in err and "run as root" in err, name, err)


def main():
    t = Tests()
    with tempfile.TemporaryDirectory() as directory:
        top = pathlib.Path(directory)
        top.chmod(0o755)
        test_files(t, top)
        test_hosts(t, top)
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
