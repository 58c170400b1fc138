"""Documents of hosts of any size: copies of sample hosts side by side, each with units,
root buses and groups of its own, and with devices named as on a server."""

import json
import os
import pathlib
import re
import subprocess

LABSCAN = os.path.abspath(os.environ.get("LABSCAN", "build/labscan"))
SAMPLES = ["samples/rich-6.12.tar.gz", "samples/groups-6.12.tar.gz"]

# Copies on one unit, and in one PCI domain: their buses are this far apart.
ON_UNIT, IN_DOMAIN, APART = 2, 12, 16

# Class, as lspci -n has it, to makers and names as the hardware database has them.
NAMES = {
    0x0108: [("Samsung Electronics Co Ltd", "NVMe SSD Controller PM9A1/PM9A3/980PRO"),
             ("Solidigm", "NVMe DC SSD E1.S 7.68TB D7-P5520")],
    0x0106: [("Intel Corporation", "82801IR/IO/IH (ICH9R/DO/DH) 6 port SATA Controller [AHCI mode]")],
    0x0100: [("Red Hat, Inc.", "Virtio SCSI")],
    0x0200: [("Intel Corporation", "Ethernet Controller X710 for 10GbE SFP+"),
             ("Mellanox Technologies", "MT2892 Family [ConnectX-6 Dx]"),
             ("Intel Corporation", "Ethernet Controller E810-C for QSFP")],
    0x0300: [("NVIDIA Corporation", "GA102GL [RTX A6000]")],
    0x0600: [("Intel Corporation", "Ice Lake Memory Map/VT-d")],
    0x0601: [("Intel Corporation", "82801IB (ICH9) LPC Interface Controller")],
    0x0604: [("Broadcom / LSI", "PEX88096 98 lane, 98 port, PCIe Gen4 Switch"),
             ("Intel Corporation", "Sky Lake-E PCI Express Root Port A")],
    0x0c03: [("Renesas Technology Corp.", "uPD720201 USB 3.0 Host Controller")],
    0x0c05: [("Intel Corporation", "82801I (ICH9 Family) SMBus Controller")],
}

ADDRESS = re.compile(r"\b([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2}\.[0-7])\b")


def scan(root):
    """The document of a root or capture."""
    run = subprocess.run([LABSCAN, "--root", root, "--format", "json"], check=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL)
    return json.loads(run.stdout)


def copied(document, number):
    """The document with its addresses, units and groups as of the copy `number`."""
    buses = sorted({found[1] for found in ADDRESS.findall(json.dumps(document["pci"]))})
    base = number % IN_DOMAIN * APART

    def moved(found):
        bus = buses.index(found[2]) if found[2] in buses else 0
        return f"{number // IN_DOMAIN:04x}:{base + bus:02x}:{found[3]}"

    text = ADDRESS.sub(moved, json.dumps(document))
    text = re.sub(r"\bdmar0\b", f"dmar{number // ON_UNIT}", text)
    copy = json.loads(text)
    for group in copy["groups"]:
        group["id"] += 100 * number
    for device in copy["devices"]:
        if device["group"] is not None:
            device["group"] += 100 * number
    return copy


def name(functions):
    seen = 0
    for function in functions:
        names = NAMES.get(function["class_code"] >> 8, [("Acme", "Processing accelerators")])
        function["vendor_name"], function["device_name"] = names[seen % len(names)]
        seen += 1


# What stands between devices and guests, in turn; bridges stay bridges. The samples were
# captured on idle machines, where nothing does.
OBSTACLES = [
    ("possible", [("not-bound", "step", "vfio-pci does not have it", "driverctl set-override, or driver_override")]),
    ("ready", []),
    ("possible", [("not-bound", "step", "vfio-pci does not have it", None),
                  ("disk-in-use", "warns", "the running system is on a disk of it",
                   "the host loses it: boot from another disk first")]),
    ("blocked", [("direct", "blocks", "firmware wants memory of its group mapped 1:1, which a guest's "
                  "memory cannot be", "look for a setting in firmware setup that gives the memory up"),
                 ("no-reset", "warns", "nothing can reset it: what one guest leaves in it, the next one finds", None)]),
    ("unknown", [("unreadable", "untold", "something that could block it could not be read",
                  "run labscan as root, on the host")]),
]
BRIDGE = ("blocked", [("bridge", "blocks", "it is a bridge; vfio-pci takes only functions with a header of type 0", None)])
TABLE = {"path": "/sys/firmware/acpi/tables/DMAR", "offset": 0x30, "value": "RMRR of 0x7b800000 to 0x7fffffff"}


def judge(functions, devices):
    seen = 0
    for function, device in zip(functions, devices):
        is_bridge = function["class_code"] >> 8 == 0x0604
        device["state"], obstacles = BRIDGE if is_bridge else OBSTACLES[seen % len(OBSTACLES)]
        device["obstacles"] = [
            {"id": what, "kind": kind, "explanation": text, "remedy": remedy,
             "evidence": [TABLE] if what == "direct" else []} for what, kind, text, remedy in obstacles]
        if is_bridge:
            device["express_type"] = 6 if function["parent"] else 4
        seen += not is_bridge


def part(groups):
    """Each group of several a reason of its own, at the port above or at its functions."""
    kinds = [("no-acs", "SV RR CR UF"), ("acs-off", "RR CR"), ("untold", None)]
    for number, group in enumerate(group for group in groups if group["joins"]):
        for join in group["joins"]:
            join["id"], join["missing"] = kinds[number % len(kinds)]


def host(n_devices, name_of_host="lab-host-17"):
    """The document of a host of so many PCI functions."""
    samples = [scan(sample) for sample in SAMPLES]
    document = samples[0]
    copies = []
    while sum(len(copy["pci"]) for copy in copies) < n_devices:
        copies.append(copied(samples[len(copies) % len(samples)], len(copies)))
    for member in ("pci", "devices", "groups"):
        document[member] = [element for copy in copies for element in copy[member]]
    # Whole copies are too many by some devices: what is behind nothing can go.
    document["pci"] = document["pci"][:n_devices]
    document["devices"] = document["devices"][:n_devices]
    kept = {function["address"] for function in document["pci"]}
    for group in document["groups"]:
        group["devices"] = [device for device in group["devices"] if device in kept]
    document["groups"] = [group for group in document["groups"] if group["devices"]]
    units = {unit["name"]: unit for copy in copies for unit in copy["iommu"]["units"]}
    document["iommu"]["units"] = list(units.values())
    document["system"]["hostname"] = name_of_host
    name(document["pci"])
    judge(document["pci"], document["devices"])
    part(document["groups"])
    return document


if __name__ == "__main__":
    import sys
    json.dump(host(int(sys.argv[1])), sys.stdout)
