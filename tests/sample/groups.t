#!/usr/bin/python3
"""labscan groups: what it says of the groups of made-up and sample hosts, and how."""

import json
import os
import tempfile

from guests import (BARE, DEVICES, GROUPS, HOST, Said, ask, function, link, test_manners,
                    test_nobody, test_samples)
from lab import Tests, make_root, on_terminal

t = Tests()


def parts_of(text):
    """The groups that a text tells of: their lines by the number in the first."""
    parts = {}
    for line in text.splitlines():
        if line.startswith("Group "):
            parts[line.split()[1].rstrip(":")] = part = []
        elif not parts:
            continue
        part.append(line)
    return {number: "\n".join(lines) for number, lines in parts.items()}


def test_all():
    said = ask("groups", [HOST])
    t.ok(said.code == 0, "all groups: exit code 0", said)
    t.ok(said.out.startswith("7 IOMMU groups, 4 viable, 3 not viable\n\n"),
         "they are summed up", said)
    parts = parts_of(said.out)
    t.ok(list(parts) == list("0123456"), "they come in order", said)
    for number, texts in {
            "0": ["viable", "unit dmar0", "domain type DMA-FQ", "0000:00:00.0  -", "[8086:29c0]"],
            "1": ["Group 1: viable", "0000:00:1c.0  pcieport"],
            "2": ["not viable: the host holds 0000:03:00.0 (e1000e)\n", "(eth0)"],
            "3": ["Group 3: viable", "0000:04:00.0  vfio-pci"],
            "4": ["the host holds 0000:00:1f.2 (ahci), 0000:00:1f.3 (i801_smbus)", "(vda)",
                  "0000:00:1f.3: functions of one slot without ACS", "(multifunction)",
                  "at 0000:00:1f.2", f"/{DEVICES}/0000:00:1f.3/config: no PCI Express"],
            "5": ["reserved 0xbdf00000-0xbdffffff direct", "reserved 0xfee00000-0xfeefffff msi"],
            "6": ["10000:e1:00.0  nvme"]}.items():
        missing = [text for text in texts if text not in parts[number]]
        t.ok(not missing, f"group {number}: who is in it, and what holds it", *missing,
             parts[number])


def test_arguments():
    for arguments, groups in [(["4"], "4"), (["4", "2"], "24"), (["eth0"], "2"), (["vda"], "4"),
                              (["/dev/vda"], "4"), (["0000:00:1f.2"], "4"), (["00:1f.3"], "4"),
                              (["8086:10d3"], "2"), (["*:1f.?", "6"], "46"), (["10000:*"], "6")]:
        said = ask("groups", [HOST], *arguments)
        t.ok(said.code == 0 and list(parts_of(said.out)) == list(groups) and
             said.out.startswith("Group "), f"{' '.join(arguments)}: these groups alone", said)
    for name, hint in [("7", "labscan device"), ("eth9", "labscan device"), ("", "labscan device"),
                       ("0001:03:00.0", "there is 0000:03:00.0"),
                       ("e1:00.0", "there is 10000:e1:00.0")]:
        said = ask("groups", [HOST], "4", name)
        t.ok(said.code == 2 and not said.out and hint in said.errors,
             f"{name or 'an empty name'}, which is not there: exit code 2, and what to do", said)
    said = ask("groups", [HOST, function("0000:07:00.0", "8086:1533", "020000")], "07:00.0")
    t.ok(said.code == 1 and "Group" not in said.out, "a device in no group: exit code 1", said)


def test_none():
    with tempfile.TemporaryDirectory() as root:
        make_root(root, BARE, {"proc/cmdline": "intel_iommu=off\n", "sys/class/iommu": None})
        os.rename(f"{root}/sys/class/iommu/dmar0", f"{root}/gone")
        said = Said("groups", "--root", root)
        doctor = Said("doctor", "--root", root)
        as_json = Said("groups", "--root", root, "--format", "json")
    verdict = doctor.out.split("\nInterrupt")[0].strip()
    t.ok(said.code == 1 and "no IOMMU groups" in said.out and verdict in said.out and
         "remove intel_iommu=off" in verdict, "no groups: exit code 1, and what doctor says",
         said, doctor)
    t.ok(as_json.code == 1 and json.loads(as_json.out)["groups"] == [],
         "no groups: JSON has an empty list")
    with tempfile.TemporaryDirectory() as root:
        said = Said("groups", "--root", root)
    t.ok(said.code == 3 and not said.out and "/sys/kernel/iommu_groups" in said.errors,
         "a list that is not shown: exit code 3", said)


def test_hostile():
    name = "evil\033]0;x\007" + "x" * 180
    said = ask("groups", [HOST, {f"{GROUPS}/2/name": "\033[2Jname\n",
                                 f"{GROUPS}/2/type": "D\001MA\n",
                                 f"{GROUPS}/2/reserved_regions": "nonsense\n"},
                          function("0000:08:00.0", "8086:10d3", "020000", group=9, driver=name),
                          {f"{GROUPS}/9/devices/a device": link("nowhere")}])
    t.ok(said.code == 0 and not set(said.out) & set("\033\007\001"),
         "control bytes of the host are written out", repr(said.out))
    parts = parts_of(said.out)
    t.ok("(\\x1b[2Jname)" in parts["2"] and "reserved regions not known" in parts["2"],
         "and still told", parts["2"])
    t.ok("\n  a device\n" in parts["9"], "a member that is no PCI function is named", parts["9"])
    t.ok(all(len(line) < 200 for line in parts["9"].splitlines()[2:]),
         "a long driver's name is cut in its column", parts["9"])


def test_large_addresses():
    said = ask("groups", [HOST, {f"{GROUPS}/0/reserved_regions":
                                 "0x8000000000000000 0xffffffffffffffff reserved\n"}], "0")
    t.ok("reserved 0x8000000000000000-0xffffffffffffffff reserved" in said.out,
         "addresses are exact to their 64th bit", said)


def test_colour():
    with tempfile.TemporaryDirectory() as root:
        make_root(root, HOST)
        text = on_terminal("groups", "--root", root)
        t.ok("\033[31mnot viable\033[0m" in text and "\033[32mviable\033[0m" in text,
             "on a terminal there is colour", repr(text[:200]))
        t.ok("\033" not in on_terminal("groups", "--root", root, NO_COLOR="1"),
             "NO_COLOR takes it away")


def check_sample(name, said, document):
    groups = document["groups"]
    numbers = [str(group["id"]) for group in groups or []]
    t.ok(list(parts_of(said.out)) == numbers, f"{name}: all of its groups", said)
    t.ok(said.code == (3 if groups is None else 0 if groups else 1), f"{name}: exit code", said)


def check_nobody(said):
    t.ok(said.code == 0 and "Group 4: not viable" in said.out,
         "as nobody: who is in the groups is everyone's to see", said)


def main():
    for test in (test_all, test_arguments, test_none, test_hostile, test_large_addresses,
                 test_colour):
        test()
    test_manners(t, "groups")
    test_samples(t, "groups", check_sample)
    test_nobody(t, "groups", [HOST], check_nobody)
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
