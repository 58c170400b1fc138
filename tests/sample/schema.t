#!/usr/bin/python3
"""docs/inventory.schema.json is a sound schema, documents keep it, and it holds
something: a document damaged anywhere breaks it."""

import json
import pathlib
import subprocess
import tempfile

import jsonschema

from lab import LABSCAN, Tests, damaged, make_root
from smmu_host import ARM

SCHEMA = json.loads(pathlib.Path("docs/inventory.schema.json").read_text(encoding="utf-8"))

# A host that has one of each: files by path below the root. None is a directory,
# which as a file cannot be read: that fact is unknown.
HOST = {
    "labscan/machine": "x86_64\n",
    "proc/sys/kernel/hostname": "host1\n",
    "proc/sys/kernel/osrelease": None,
    "proc/cmdline": "intel_iommu=off\n",
    "proc/cpuinfo": "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
                    "model name\t: A processor\nstepping\t: 4\nphysical id\t: 0\ncore id\t\t: 0\n"
                    "flags\t\t: fpu vmx\n\n",
    "proc/meminfo": "MemTotal:       16384 kB\n",
    "sys/devices/system/node/node0/meminfo": "Node 0 MemTotal:       16384 kB\n",
    "sys/devices/system/node/node0/cpulist": "0\n",
    "sys/class/dmi/id/chassis_type": "23\n",
    "sys/class/dmi/id/sys_vendor": "A maker\n",
    "sys/class/tpm/tpm0/tpm_version_major": "2\n",
    "sys/block/sda/size": "2048\n",
    "sys/block/sda/queue/rotational": "1\n",
    "sys/block/sda/device/model": "A disk\n",
    "sys/bus/pci/devices/0000:00:1f.2/vendor": "0x8086\n",
    "sys/bus/pci/devices/0000:00:1f.2/device": "0x2922\n",
    "sys/bus/pci/devices/0000:00:1f.2/class": "0x010601\n",
    "sys/bus/pci/devices/0000:00:1f.2/config": "\0" * 64,
    "sys/bus/pci/devices/0000:00:1f.2/resource": "",
    "sys/bus/pci/devices/0000:00:1f.2/irq": "0\n",
    "sys/bus/usb/devices/1-1/idVendor": "0627\n",
    "sys/bus/usb/devices/1-1/idProduct": "0001\n",
    "sys/bus/usb/devices/1-1/bDeviceClass": "00\n",
    "sys/bus/usb/devices/1-1/speed": "480\n",
    "sys/class/net/eth0/type": "1\n",
    "sys/class/net/eth0/address": "52:54:00:12:34:56\n",
    "sys/class/iommu/dmar0/intel-iommu/version": "1:0\n",
    "sys/kernel/iommu_groups/0/type": "DMA\n",
    "sys/kernel/iommu_groups/0/devices/0000:00:1f.2": "",
    "sys/firmware/acpi/tables/DMAR": "DMAR is cut short",
    "usr/bin/qemu-system-x86_64": "",
    "usr/bin/qemu-system-aarch64": "",
    "var/lib/dpkg/status": "Package: qemu-system-x86\nStatus: install ok installed\nVersion: 1:7.2\n",
    "dev/kvm": "",
    "usr/lib64/libvirt.so.0": pathlib.PurePath("libvirt.so.0.9000.0"),
}

# A host of a device tree: one IOMMU, one bridge that is not mapped to it.
TREE = {
    "labscan/machine": "aarch64\n",
    "sys/firmware/devicetree/base/compatible": "linux,dummy-virt\0",
    "sys/firmware/devicetree/base/smmuv3@9050000/compatible": "arm,smmu-v3\0",
    "sys/firmware/devicetree/base/smmuv3@9050000/#iommu-cells": "\0\0\0\1",
    "sys/firmware/devicetree/base/pcie@10000000/device_type": "pci\0",
    "sys/bus/platform/drivers/arm-smmu-v3/bind": "",
}

# What every document of a whole host has at least one of.
LISTS = ["memory.nodes", "firmware.tpms", "disks", "pci", "usb", "net", "iommu.evidence",
         "iommu.tables", "iommu.units", "iommu.groups", "viommu.emulators",
         "viommu.models", "viommu.nova.notes", "problems"]

t = Tests()


def scan(*arguments):
    run = subprocess.run([LABSCAN, "--format", "json", *arguments],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
    return json.loads(run.stdout)


def find(document, path):
    for name in path.split("."):
        document = document[name]
    return document


def trim(value):
    """The value with the first element of each list: each shape once."""
    if isinstance(value, list):
        return [trim(element) for element in value[:1]]
    if isinstance(value, dict):
        return {name: trim(member) for name, member in value.items()}
    return value


def places(value, path=()):
    """Every place in a document: the paths of its members and elements."""
    members = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield path + (name,)
        yield from places(member, path + (name,))


def main():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    t.ok(True, "the schema is a schema")
    validator = jsonschema.Draft202012Validator(SCHEMA)

    def check(document, what):
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
        t.ok(not errors, what, *errors[:20])

    check(scan(), "this machine's document keeps it")
    check(scan("NR_DISKS", "VIRT_IOMMU"), "a document of some sections keeps it")
    with tempfile.TemporaryDirectory() as root:
        check(scan("--root", root), "an empty root's document keeps it")
        make_root(root, HOST)
        document = scan("--root", root)
    check(document, "the document of a host that has one of each keeps it")
    for name in LISTS:
        t.ok(find(document, name), f"that host has {name}")

    nonsense = [[["nonsense"]]]
    for part, files in (("devicetree", TREE), ("smmus", ARM)):
        with tempfile.TemporaryDirectory() as root:
            make_root(root, files)
            tree = trim(scan("--root", root))
        check(tree, f"the document of a host with {part} keeps it")
        inside = [path for path in places(tree) if path[:2] == ("iommu", part)]
        t.ok(len(inside) > 10, f"that host has {part}")
        passed = [path for path in inside if validator.is_valid(damaged(tree, path, nonsense))]
        t.ok(not passed, f"nonsense in the place of any value of {part} breaks it", *passed)

    document = trim(document)
    passed = [path for path in places(document)
              if validator.is_valid(damaged(document, path, nonsense))]
    t.ok(not passed, "nonsense in the place of any value breaks it", *passed)
    objects = [()] + [path for path in places(document)
                      if isinstance(find_path(document, path), dict)]
    passed = [path for path in objects
              if validator.is_valid(damaged(document, path + ("nonsense",), nonsense))]
    t.ok(not passed, "a member more in any object breaks it", *passed)
    for name in sorted(document):
        if isinstance(document[name], dict):
            passed = [member for member in document[name] if member != "unknown" and
                      validator.is_valid({**document, name: {other: value for other, value
                                          in document[name].items() if other != member}})]
            t.ok(not passed, f"a member less in {name} breaks it", *passed)
    return t.end()


def find_path(document, path):
    for name in path:
        document = document[name]
    return document


if __name__ == "__main__":
    raise SystemExit(main())
