"""Labs of any size: hosts of many models, each with serial numbers of its own, as the lines
that tests/pages/fleet.c reads."""

import copy
import json
import random

import hosts

DAY = 86400
NOW = 1795300000
SINCE = NOW - 14 * DAY
MAKERS = [("Dell Inc.", "PowerEdge R%d"), ("HPE", "ProLiant DL%d Gen11"), ("Lenovo", "ThinkSystem SR%d"),
          ("Supermicro", "SYS-%dU-TNR")]
SAMPLES = ["intel-off-6.12", "amd-6.12", "arm-smmuv3-6.12", "plain-6.12", "amd-locked-all-6.12",
           "intel-typos-6.12", "sriov-6.12", "intel-intremap-off-6.12"]
N_FUNCTIONS = [30, 45, 60, 90]


def models(n, chance):
    """Documents that differ as models do: devices, names, firmware."""
    samples = [hosts.scan(f"samples/{name}.tar.gz") for name in SAMPLES]
    large = [hosts.host(size) for size in N_FUNCTIONS]
    made = []
    for number in range(n):
        model = copy.deepcopy(chance.choice(samples if number % 3 == 0 else large))
        maker, product = chance.choice(MAKERS)
        model["dmi"].update(vendor=maker, product=product % (600 + number), bios_version=f"2.{number}")
        for function in model["pci"]:
            function["subsystem_device_id"] = number
            if function["device_name"] and chance.random() < 0.3:
                function["device_name"] += f" rev {number}"
        for group in model["groups"]:
            group["id"] += number % 7
        for device in model["devices"]:
            if device["group"] is not None:
                device["group"] += number % 7
        model["memory"]["installed_bytes"] = 2 ** chance.randrange(35, 41)
        made.append(model)
    return made


def host(model, number, chance):
    document = copy.deepcopy(model)
    document["system"]["hostname"] = f"lab-{number:04d}.example.com"
    document["dmi"].update(serial=f"SN{chance.randrange(10 ** 8):08d}", uuid=f"{chance.getrandbits(128):032x}")
    document["dmi"].get("unknown", {}).clear()
    for disk in document["disks"]:
        disk.update(serial=f"WD-{chance.randrange(10 ** 8):08d}", wwid=None)
    for interface in document["net"]:
        if not interface["virtual"]:
            interface["mac"] = ":".join(f"{chance.randrange(256):02x}" for _ in range(6))
    return document


def earlier(document, number):
    """What the host was: most are unchanged, some had other firmware, another kernel, or a
    disk more; every eleventh is new."""
    if number % 11 == 0:
        return None
    if all(number % part for part in (5, 7, 13, 17)):
        return True
    before = copy.deepcopy(document)
    if number % 5 == 0:
        before["dmi"]["bios_version"] = "1.0"
    if number % 7 == 0:
        before["kernel"]["release"] = "6.1.0-50-amd64"
    if number % 13 == 0 and before["disks"]:
        before["disks"].append(dict(before["disks"][0], serial=f"WD-OLD-{number}", name="sdz"))
    if number % 17 == 0:
        before["iommu"]["state"] = "unknown"
    return before


def lines(n, n_models):
    """Host after host: name, document, and all that a line has."""
    chance = random.Random(n)
    made = models(n_models, chance)
    for number in range(n):
        document = host(made[chance.randrange(len(made))], number, chance)
        yield {"name": document["system"]["hostname"], "time": NOW - number % 20 * DAY, "document": document,
               "before": earlier(document, number), "before_time": SINCE - DAY}


def write(lab, file):
    """Writes a lab for fleet.c."""
    with open(file, "w", encoding="utf-8") as out:
        for line in lab:
            out.write(json.dumps(line) + "\n")
