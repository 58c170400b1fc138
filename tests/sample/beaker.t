#!/usr/bin/python3
"""What Beaker is told keeps the types of its calls, as its server takes them, whatever the
host says; each key is right on a host that has it; two scans say the same; and
beaker-system-scan has the options of its namesake."""

import json
import os
import pathlib
import struct
import subprocess
import tempfile

from lab import LABSCAN, Tests, damaged, make_root
from lab_server import BeakerError, check_data, check_legacy

t = Tests()

# ---- the types of Beaker's calls, apart from the program's own tables ----

ARCHES = "i386 x86_64 ia64 ppc ppc64 ppc64le s390 s390x armhfp aarch64 arm".split()
HYPERVISORS = ["KVM", "Xen", "HyperV", "VMWare"]
INT = range(-2**31, 2**31)


def is_int(value):
    return type(value) is int and value in INT


def is_text(value, width=255):
    return type(value) is str and 0 < len(value) <= width


def is_nil_or(check):
    return lambda value: value is None or check(value)


def is_list(check):
    return lambda value: type(value) is list and all(map(check, value))


def is_bool(value):
    return type(value) is bool


def is_hex(value):
    return type(value) is str and len(value) == 4 and set(value) <= set("0123456789abcdef")


def is_ids(value):
    return type(value) is str and len(value) == 9 and value[4] == ":" \
        and is_hex(value[:4]) and is_hex(value[5:]) and value != "0000:0000"


def is_decimal(value):
    return type(value) is str and value.isascii() and value.isdigit() and str(int(value)) == value


def is_class(value):
    return is_text(value, 24) and value == value.upper()


def is_struct(members, optional=()):
    """Exactly these members, but for the optional ones."""
    def check(value):
        return type(value) is dict and set(members) - set(optional) <= set(value) <= set(members) \
            and all(members[name](value[name]) for name in value)
    return check


LEGACY = {
    **dict.fromkeys("CPUFAMILY CPUMODELNUMBER DISKSPACE NR_DISKS NR_ETH NR_IB PROCESSORS".split(),
                    lambda value: is_int(value) and value >= 0),
    **dict.fromkeys("ARCH CPUMODEL CPUVENDOR DISK_CONTROLLER FORMFACTOR MODEL NETBOOT_METHOD NETWORK "
                    "TPM VENDOR ZCRYPT_MODE ZCRYPT_MODEL".split(), is_text),
    **dict.fromkeys("BOOTDISK CPUFLAGS MODULE".split(), is_list(is_text)),
    **dict.fromkeys("DISK_MULTIPATH HVM VIRT_IOMMU".split(), is_bool),
    **dict.fromkeys("PCIID USBID".split(), is_list(is_ids)),
    "DISK": is_list(is_int),
}

DATA = {
    "vendor": is_text,
    "model": is_text,
    "memory": lambda value: is_int(value) and value >= 0,
    "Arch": is_list(lambda value: value in ARCHES),
    "Cpu": is_struct({
        "vendor": is_nil_or(is_text), "modelName": is_nil_or(is_text),
        **dict.fromkeys(["model", "family", "stepping", "sockets"], is_nil_or(is_int)),
        "speed": is_nil_or(lambda value: type(value) is float and value > 0),
        "processors": is_int, "cores": is_int, "CpuFlags": is_nil_or(is_list(is_text)),
    }),
    "Numa": is_struct({"nodes": is_int}),
    "Hypervisor": is_nil_or(lambda value: value in HYPERVISORS),
    "Disk": is_struct({"Disks": is_list(is_struct({
        "size": is_decimal, "sector_size": is_int, "phys_sector_size": is_int,
        "model": is_nil_or(is_text)}))}),
    "Devices": is_list(is_struct({
        "type": is_class, "bus": is_text, "driver": is_text, "description": is_text,
        **dict.fromkeys(["vendorID", "deviceID", "subsysVendorID", "subsysDeviceID"], is_hex),
        "fw_version": lambda value: is_text(value, 241)}, optional=["fw_version"])),
}


def breaches(both):
    """What a strict server would not take, or would forget."""
    found = [] if list(both) == ["legacy", "Data"] else [f"members {list(both)}"]
    for name, rules in ("legacy", LEGACY), ("Data", DATA):
        for key, value in both[name].items():
            if key not in rules:
                found.append(f"{name}.{key} is no key")
            elif not rules[key](value):
                found.append(f"{name}.{key} is {json.dumps(value)[:200]}")
    return found


def faults(both):
    """Breaches, and what the server that the tests push to refuses."""
    found = breaches(both)
    for name, check in ("legacy", check_legacy), ("Data", check_data):
        try:
            check(both[name])
        except BeakerError as error:
            found.append(f"the server refuses {name}: {error}")
    return found


def run(*arguments, program=LABSCAN):
    clean = {name: value for name, value in os.environ.items()
             if name not in ("HOSTNAME", "LAB_SERVER")}
    return subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=clean, check=False)


def scan(root):
    return json.loads(run("--root", str(root), "--format", "beaker").stdout)


# ---- a host that has one of each ----

SDA = "sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0"
SDB = "sys/devices/pci0000:00/0000:00:02.0/host1/target1:0:0/1:0:0:0"
SDC = "sys/devices/pci0000:00/0000:00:02.0/host2/target2:0:0/2:0:0:0"
PCI = "sys/devices/pci0000:00"
LINK = pathlib.PurePath


def pci(address, vendor, device, class_code, driver=None, **files):
    where = f"{PCI}/{address}"
    made = {f"{where}/vendor": vendor, f"{where}/device": device, f"{where}/class": class_code,
            f"{where}/config": "\0" * 64,
            f"sys/bus/pci/devices/{address}": LINK(f"../../../devices/pci0000:00/{address}")}
    made |= {f"{where}/{name}": content for name, content in files.items()}
    if driver:
        made[f"{where}/driver"] = LINK(f"../../../bus/pci/drivers/{driver}")
        made[f"sys/bus/pci/drivers/{driver}/module"] = LINK(f"../../../../module/{driver}")
        made[f"sys/module/{driver}/initstate"] = "live\n"
    return made


def disk(name, where, number, sectors, holder):
    block = f"{where}/block/{name}"
    return {
        f"{block}/size": f"{sectors}\n", f"{block}/dev": f"{number}\n",
        f"{block}/queue/logical_block_size": "512\n", f"{block}/queue/physical_block_size": "4096\n",
        f"{block}/holders/{holder}": None, f"{block}/device": LINK("../.."),
        f"{where}/type": "0\n", f"{where}/model": f"DISK {name}\n", f"{where}/vendor": "MAKER\n",
        f"{where}/driver": LINK("/sys/bus/scsi/drivers/sd"),
        f"sys/block/{name}": LINK("..") / block.removeprefix("sys/"),
        f"sys/class/block/{name}": LINK("../..") / block.removeprefix("sys/"),
        f"sys/dev/block/{number}": LINK("../..") / block.removeprefix("sys/"),
    }


def mapped(name, number, uuid, *slaves):
    where = f"sys/devices/virtual/block/{name}"
    return {
        f"{where}/size": "100\n", f"{where}/dm/uuid": f"{uuid}\n", f"{where}/dm/name": f"map-{name}\n",
        **{f"{where}/slaves/{slave}": None for slave in slaves},
        f"sys/block/{name}": LINK(f"../devices/virtual/block/{name}"),
        f"sys/class/block/{name}": LINK(f"../../devices/virtual/block/{name}"),
        f"sys/dev/block/{number}": LINK(f"../../devices/virtual/block/{name}"),
    }


def interface(name, device, **files):
    return {f"{device}/net/{name}/type": "1\n", f"{device}/net/{name}/address": "52:54:00:00:00:01\n",
            f"sys/class/net/{name}": LINK("../..") / f"{device}/net/{name}".removeprefix("sys/"),
            **{f"{device}/net/{name}/{file}": content for file, content in files.items()}}


HOST = {
    "labscan/machine": "x86_64\n",
    "root/NETBOOT_METHOD.TXT": "efigrub\n",
    "proc/cmdline": "quiet\n",
    "proc/modules": "sd_mod 1 0 - Live 0x0\nigb 1 0 - Live 0x0\n",
    "proc/cpuinfo": "".join(
        f"processor\t: {n}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
        f"model name\t: A processor @ 2.20GHz\nstepping\t: 0\ncpu MHz\t\t: {1417 + n}.781\n"
        f"physical id\t: 0\ncore id\t\t: {n % 2}\ncpu cores\t: 2\n"
        "flags\t\t: fpu lm vmx\n\n" for n in range(4)),
    "proc/meminfo": "MemTotal:       4000000 kB\n",
    "proc/self/mountinfo": "20 1 253:3 / / rw - xfs /dev/mapper/root rw\n"
                           "21 20 253:2 / /boot rw - ext4 /dev/mapper/boot rw\n",
    "proc/net/route": "Iface\tDestination\tGateway\n"
                      "bond0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n",
    "proc/net/ipv6_route": "",
    "sys/devices/system/cpu/online": "0-3\n",
    "sys/devices/system/memory/block_size_bytes": "8000000\n",
    **{f"sys/devices/system/memory/memory{n}": None for n in range(32)},
    "sys/devices/system/node/node0/cpulist": "0-1\n",
    "sys/devices/system/node/node1/cpulist": "2-3\n",
    "sys/class/dmi/id/sys_vendor": "A maker\n",
    "sys/class/dmi/id/product_name": "A model\n",
    "sys/class/dmi/id/product_sku": "4711\n",
    "sys/class/dmi/id/chassis_type": "23\n",
    "sys/class/dmi/id/bios_version": "1.2.3\n",
    "sys/class/tpm/tpm0/tpm_version_major": "2\n",
    "sys/firmware/acpi/tables/FACP": "",
    "sys/kernel/iommu_groups": None,
    "sys/class/iommu": None,
    "sys/bus/usb/devices/usb1/idVendor": "1d6b\n",
    "sys/bus/usb/devices/usb1/idProduct": "0002\n",
    "sys/bus/usb/devices/usb1/bDeviceClass": "09\n",
    "sys/bus/usb/devices/usb1/product": "xHCI Host Controller\n",
    "sys/bus/usb/devices/1-1/idVendor": "46f4\n",
    "sys/bus/usb/devices/1-1/idProduct": "0001\n",
    "sys/bus/usb/devices/1-1/bDeviceClass": "00\n",
    "sys/bus/usb/devices/1-1:1.0/driver": LINK("../../../../bus/usb/drivers/usb-storage"),
    **pci("0000:00:00.0", "0x8086", "0x29c0", "0x060000"),
    **pci("0000:00:01.0", "0x8086", "0x1533", "0x020000", "igb",
          subsystem_vendor="0x103c", subsystem_device="0x0003"),
    **pci("0000:00:01.1", "0x8086", "0x1520", "0x020000", "igbvf", physfn=LINK("../0000:00:01.0")),
    **pci("0000:00:02.0", "0x1000", "0x0097", "0x010700", "mpt3sas"),
    **pci("0000:00:03.0", "0x1af4", "0x1045", "0x00ff00", "virtio-pci"),
    **pci("0000:00:04.0", "0x8086", "0x6f80", "0x088000"),
    **pci("0000:00:05.0", "0x8086", "0x6f81", "0x0b4000"),
    **pci("0000:00:06.0", "0x1b36", "0x0007", "0x080501"),
    **pci("0000:00:1f.2", "0x8086", "0x2922", "0x010601", "ahci"),
    **disk("sda", SDA, "8:0", 4096, "dm-2"),
    **disk("sdb", SDB, "8:16", 4194303, "dm-0"),
    **disk("sdc", SDC, "8:32", 4194303, "dm-0"),
    **mapped("dm-0", "253:0", "mpath-3600508b400105e21", "sdb", "sdc"),
    **mapped("dm-2", "253:2", "LVM-boot", "sda"),
    **mapped("dm-3", "253:3", "LVM-root", "dm-0"),
    **interface("eth0", f"{PCI}/0000:00:01.0"),
    **interface("eth1", f"{PCI}/0000:00:01.1"),
    **interface("bond0", "sys/devices/virtual", lower_eth0=LINK("/sys/class/net/eth0")),
}

HOST_LEGACY = {
    "ARCH": "x86_64", "BOOTDISK": ["ahci"], "CPUFAMILY": 6, "CPUFLAGS": ["fpu", "lm", "vmx"],
    "CPUMODEL": "A processor @ 2.20GHz", "CPUMODELNUMBER": 85, "CPUVENDOR": "GenuineIntel",
    "DISK": [2, 2047, 2047], "DISKSPACE": 4097, "DISK_CONTROLLER": "mpt3sas", "DISK_MULTIPATH": True,
    "FORMFACTOR": "rackmount", "HVM": True, "MODEL": "A model (4711)",
    "MODULE": ["ahci", "igb", "igbvf", "mpt3sas", "sd_mod", "virtio-pci"],
    "NETBOOT_METHOD": "efigrub", "NETWORK": "igb", "NR_DISKS": 3, "NR_ETH": 1, "NR_IB": 0,
    "PCIID": ["1000:0097", "1af4:1045", "1b36:0007", "8086:1520", "8086:1533", "8086:2922",
              "8086:29c0", "8086:6f80", "8086:6f81"],
    "PROCESSORS": 4, "TPM": "2.0", "USBID": ["1d6b:0002", "46f4:0001"], "VENDOR": "A maker",
    "VIRT_IOMMU": False,
}

HOST_CPU = {
    "vendor": "GenuineIntel", "modelName": "A processor @ 2.20GHz", "model": 85, "family": 6,
    "stepping": 0, "speed": 2200.0, "processors": 4, "cores": 2, "sockets": 1,
    "CpuFlags": ["fpu", "lm", "vmx"],
}

Z = {
    "labscan/machine": "s390x\n",
    "proc/cpuinfo": "vendor_id       : IBM/S390\n# processors    : 1\nfeatures\t: esan3 sie\n"
                    "processor 0: version = FF,  identification = 32C047,  machine = 3906\n\n"
                    "cpu number      : 0\nmachine         : 3906\ncpu MHz static  : 5200\n",
    "proc/sysinfo": "LPAR Number:          12\n",
    "sys/devices/system/cpu/online": "0\n",
    "sys/devices/system/cpu/cpu0/topology/thread_siblings_list": "0\n",
    "sys/devices/css0/0.0.0001/0.0.0200/block/dasda/size": "14424480\n",
    "sys/devices/css0/0.0.0001/0.0.0200/block/dasda/device": LINK("../.."),
    "sys/devices/css0/0.0.0001/0.0.0200/block/dasda/queue/logical_block_size": "4096\n",
    "sys/devices/css0/0.0.0001/0.0.0200/devtype": "3390/0c\n",
    "sys/block/dasda": LINK("../devices/css0/0.0.0001/0.0.0200/block/dasda"),
    "sys/bus/ap/devices/card01/type": "CEX7P\n",
    "sys/bus/ap/devices/card01/online": "0\n",
    "sys/bus/ap/devices/card02/type": "CEX8C\n",
    "sys/bus/ap/devices/card02/online": "1\n",
}

POWER = {
    "labscan/machine": "ppc64le\n",
    "proc/cpuinfo": "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 2900.000000MHz\n"
                    "revision\t: 2.2 (pvr 004e 1202)\n\nplatform\t: PowerNV\n",
    "proc/device-tree/model": "8335-GTH\0",
    "sys/devices/system/cpu/online": "0-3\n",
    **{f"sys/devices/system/cpu/cpu{n}/topology/thread_siblings_list": "0-3\n" for n in range(4)},
    **{f"sys/devices/system/cpu/cpu{n}/topology/core_siblings_list": "0-3\n" for n in range(4)},
    "sys/devices/system/cpu/cpu0/topology/physical_package_id": "0\n",
    "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": "3800000\n",
}

ARM = {
    "labscan/machine": "aarch64\n",
    "proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n"
                    "CPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n\n",
    "sys/class/misc/kvm": None,
    "sys/devices/system/cpu/online": "0\n",
    "sys/devices/system/cpu/cpu0/topology/thread_siblings_list": "0\n",
}

RISCV = {
    "labscan/machine": "riscv64\n",
    "proc/cpuinfo": "processor\t: 0\nisa\t\t: rv64imafdch\nmvendorid\t: 0x710\n"
                    "marchid\t\t: 0x8000000058000001\nmimpid\t\t: 0x1\n\n",
    "sys/devices/system/cpu/online": "0\n",
    "sys/devices/system/cpu/cpu0/topology/thread_siblings_list": "0\n",
}


def subtest_checker(good):
    """The checker finds what is wrong, so what passes it is right."""
    disks, devices = ("Data", "Disk", "Disks", 0), ("Data", "Devices", 0)
    for place, value in (
            (("legacy", "NOPE"), 1), (("legacy", "HVM"), 1), (("legacy", "NR_ETH"), True),
            (("legacy", "DISKSPACE"), 2**31), (("legacy", "VENDOR"), None), (("legacy", "MODEL"), ""),
            (("legacy", "BOOTDISK"), [""]), (("legacy", "PCIID"), ["8086:29C0"]),
            (("legacy", "PCIID"), ["0000:0000"]), (("legacy", "CPUFAMILY"), None),
            (("Data", "Arch"), ["riscv64"]), (("Data", "Hypervisor"), "kvm"),
            (("Data", "Numa"), {"nodes": None}), (("Data", "memory"), 1.5),
            (("Data", "Cpu", "speed"), 2200), (("Data", "Cpu", "processors"), None),
            (("Data", "Cpu", "more"), 1), (disks + ("size",), 512), (disks + ("more",), 1),
            (devices + ("vendorID",), "8086 "), (devices + ("type",), "x" * 25),
            (devices + ("driver",), None), (devices + ("description",), "x" * 256),
            (("more",), {})):
        t.ok(len(breaches(damaged(good, place, value))) == 1,
             f"the checker refuses {'.'.join(map(str, place))} = {json.dumps(value)[:40]}")
    for place in (("Data", "Cpu", "cores"), disks + ("model",), devices + ("bus",)):
        t.ok(len(breaches(damaged(good, place))) == 1, f"the checker misses {'.'.join(map(str, place))}")


def check_host(top):
    root = pathlib.Path(top, "host")
    make_root(root, HOST)
    both = scan(root)
    t.ok(not faults(both), "a host that has one of each keeps the types", *faults(both))
    legacy, data = both["legacy"], both["Data"]
    for key in sorted(set(HOST_LEGACY) | set(legacy)):
        t.ok(legacy.get(key) == HOST_LEGACY.get(key), f"{key} is right", f"{legacy.get(key)!r}")
    t.ok(data["Cpu"] == HOST_CPU, "Cpu is right", data["Cpu"])
    t.ok((data["vendor"], data["model"], data["memory"], data["Arch"], data["Numa"], data["Hypervisor"]) ==
         ("A maker", "A model (4711)", 4096, ["x86_64"], {"nodes": 2}, None),
         "the machine is right", {k: v for k, v in data.items() if k not in ("Cpu", "Devices")})
    t.ok(data["Disk"] == {"Disks": [
        {"model": f"DISK {name}", "phys_sector_size": 4096, "sector_size": 512, "size": str(size)}
        for name, size in (("sda", 4096 * 512), ("sdb", 4194303 * 512), ("sdc", 4194303 * 512))]},
         "Disk is right", data["Disk"])
    classes = {device["vendorID"] + ":" + device["deviceID"]: device["type"] for device in data["Devices"]}
    t.ok(classes == {"0000:0000": "BUS", "8086:29c0": "BRIDGE", "8086:1533": "NETWORK",
                     "8086:1520": "NETWORK", "1000:0097": "SAS", "1af4:1045": "GENERIC",
                     "8086:6f80": "GENERIC", "8086:2922": "SATA", "1d6b:0002": "BUS",
                     "1b36:0007": "GENERIC", "46f4:0001": "SCSI"},
         "Devices have their classes; processors are none", classes)
    # What a device is called is the hardware database's to say, if there is one.
    cards = [{**device, "description": ""} for device in data["Devices"] if device["driver"] == "igb"]
    t.ok(cards == [{"type": "NETWORK", "bus": "pci", "driver": "igb", "description": "",
                    "vendorID": "8086", "deviceID": "1533", "subsysVendorID": "103c",
                    "subsysDeviceID": "0003"}], "a device is right", cards)
    t.ok({"type": "BUS", "bus": "Unknown", "driver": "Unknown", "description": "BIOS",
          "vendorID": "0000", "deviceID": "0000", "subsysVendorID": "0000",
          "subsysDeviceID": "0000", "fw_version": "1.2.3"} in data["Devices"], "so is the firmware")
    pathlib.Path(root, "proc/cpuinfo").write_text(HOST["proc/cpuinfo"].replace(".781", ".002"))
    t.ok(scan(root) == both, "a scan later, at another clock, says the same")
    return both


def check_other_machines(top):
    expected = {
        "z": (Z, {"ZCRYPT_MODEL": "CEX8C", "ZCRYPT_MODE": "CCA", "HVM": True, "CPUMODELNUMBER": 3326023,
                  "ARCH": "s390x"},
              {"Arch": ["s390x"], "Hypervisor": "left out", "Disk": {"Disks": [
                  {"model": "3390/0c", "size": "7385333760", "sector_size": 4096,
                   "phys_sector_size": 4096}]}}, {"speed": 5200.0, "cores": 1, "sockets": None}),
        "power": (POWER, {"HVM": True, "CPUVENDOR": "IBM", "MODEL": "8335-GTH", "CPUMODELNUMBER": 0x4e1202, "CPUFLAGS": "left out"},
                  {"Arch": ["ppc64le"]}, {"speed": 3800.0, "cores": 1, "sockets": 1, "family": None}),
        "arm": (ARM, {"HVM": True, "CPUMODELNUMBER": 0xd0c, "VIRT_IOMMU": "left out"},
                {"Arch": ["aarch64"]}, {"speed": None, "processors": 1}),
        "riscv": (RISCV, {"ARCH": "riscv64", "HVM": True, "CPUMODELNUMBER": "left out"},
                  {"Arch": "left out"}, {"model": None, "stepping": 1}),
    }
    for name, (files, legacy, data, cpu) in expected.items():
        make_root(f"{top}/{name}", files)
        both = scan(f"{top}/{name}")
        t.ok(not faults(both), f"{name} keeps the types", *faults(both))
        for key, value in legacy.items():
            got = both["legacy"].get(key, "left out")
            t.ok(got == value, f"{name}: {key} is {value}", got)
        for key, value in data.items():
            got = both["Data"].get(key, "left out")
            t.ok(got == value, f"{name}: {key} is {value}", got)
        for key, value in cpu.items():
            got = both["Data"].get("Cpu", {}).get(key, "left out")
            t.ok(got == value, f"{name}: Cpu.{key} is {value}", got)


def check_limits(top):
    """What does not fit, and what cannot be known."""
    long = "ä" * 300
    make_root(f"{top}/limits", HOST, {
        "sys/class/dmi/id/sys_vendor": f"{long}\n",
        "sys/class/dmi/id/bios_version": "x" * 300,
        "sys/devices/system/memory/block_size_bytes": "8000000000000\n",
        f"{SDA}/block/sda/size": f"{2**53}\n",
        f"{SDA}/model": f"{long}\n",
        "proc/cpuinfo": HOST["proc/cpuinfo"].replace(": 85", f": {2**31}"),
    })
    both = scan(f"{top}/limits")
    t.ok(not faults(both), "too much keeps the types", *faults(both))
    t.ok(both["Data"]["vendor"] == "ä" * 255, "long texts are cut to characters")
    left = [key for key in ("DISK", "DISKSPACE", "CPUMODELNUMBER") if key in both["legacy"]]
    t.ok(not left and "memory" not in both["Data"], "what has no room is left out", left)
    t.ok(both["Data"]["Cpu"]["model"] is None, "and nil where it has to be something")
    t.ok(max(both["Data"]["Disk"]["Disks"], key=lambda disk: int(disk["size"]))["size"] == str(2**62),
         "a size in bytes is a text of any length")

    make_root(f"{top}/characters", HOST, {
        "sys/class/dmi/id/sys_vendor": "a\U0001f600b\uffff\ufffec\ufffd\u20ac",
        f"{SDA}/model": "\U0001f600" * 300})
    both = scan(f"{top}/characters")
    t.ok(not faults(both), "no character stops a push", *faults(both))
    t.ok(both["Data"]["vendor"] == "a\ufffdb\ufffd\ufffdc\ufffd\u20ac" and
         "\ufffd" * 255 in [disk["model"] for disk in both["Data"]["Disk"]["Disks"]],
         "what XML or the database does not have is U+FFFD", both["Data"]["vendor"])

    # None: a directory, which as a file cannot be read.
    make_root(f"{top}/unknown", {name: content for name, content in HOST.items() if name not in (
        "proc/modules", "proc/cpuinfo", "root/NETBOOT_METHOD.TXT", f"{SDA}/block/sda/size")}, {
            "proc/modules": None, "proc/cpuinfo": None, "root/NETBOOT_METHOD.TXT": None,
            f"{SDA}/block/sda/size": None})
    both = scan(f"{top}/unknown")
    t.ok(not faults(both), "what cannot be read keeps the types", *faults(both))
    left = [key for key in ("MODULE", "CPUFLAGS", "HVM", "NETBOOT_METHOD", "DISK", "DISKSPACE")
            if key in both["legacy"]] + [key for key in ("Disk", "Cpu") if key in both["Data"]]
    t.ok(left == [], "and is left out", left)
    t.ok(both["legacy"].get("NR_DISKS") == 3, "a disk of unknown size is one")
    make_root(f"{top}/empty", {"etc/nothing": ""})
    both = scan(f"{top}/empty")
    t.ok(both == {"legacy": {}, "Data": {}}, "of nothing nothing is told", both)


def check_samples():
    keys = set()
    samples = sorted(pathlib.Path("samples").glob("*.tar.gz"))
    t.ok(len(samples) >= 24, "there are samples of two dozen hosts")
    for sample in samples:
        first, second = (run("--root", str(sample), "--format", "beaker").stdout for _ in range(2))
        both = json.loads(first)
        keys |= set(both["legacy"]) | set(both["Data"])
        found = faults(both) + ([] if first == second else ["two scans differ"])
        t.ok(not found and both["Data"]["Arch"], f"{sample.stem} keeps the types", *found)
    return keys


def check_command(top):
    """The options of Beaker's own program; push.t has those that push."""
    root = f"{top}/host"
    program = f"{top}/beaker-system-scan"
    os.symlink(LABSCAN, program)
    wanted = run("--root", root, "--format", "beaker").stdout
    for name, arguments in ("labscan beaker", [LABSCAN, "beaker"]), ("beaker-system-scan", [program]):
        def call(*more):
            return run(*arguments[1:], "-r", root, *more, program=arguments[0])

        got = call("-d", "-j")
        t.ok((got.returncode, got.stdout) == (0, wanted), f"{name} -d -j prints one object", got.stderr)
        got = call("-d")
        structs = got.stdout.split("Data:\n")
        t.ok(got.returncode == 0 and structs[0].startswith("Legacy inventory:\n") and
             json.loads(structs[0].split(":\n", 1)[1]) == json.loads(wanted)["legacy"] and
             json.loads(structs[1]) == json.loads(wanted)["Data"], f"{name} -d prints both structs")
        got = call("-S", "http://localhost:1/server")
        t.ok((got.returncode, got.stdout) == (2, "") and "-h" in got.stderr, f"{name} asks for a host", got.stderr)
        got = call("-h", "host.example.com")
        t.ok((got.returncode, got.stdout) == (2, "") and "LAB_SERVER" in got.stderr,
             f"{name} asks for a lab controller; -h is no help", got.stderr)
        got = call("--help")
        t.ok(got.returncode == 0 and "-h, --hostname HOST" in got.stdout and "-h, --help" not in got.stdout,
             f"{name} --help is help")
    got = run("scan", "-h")
    t.ok(got.returncode == 0 and got.stdout.startswith("Usage: labscan scan"), "of others, -h is")


def main():
    with tempfile.TemporaryDirectory() as top:
        both = check_host(top)
        subtest_checker(both)
        check_other_machines(top)
        check_limits(top)
        keys = check_samples()
        t.ok(keys <= set(LEGACY) | set(DATA), "samples have keys of Beaker's only", keys)
        shown = set(HOST_LEGACY) | {"ZCRYPT_MODE", "ZCRYPT_MODEL"}
        t.ok(shown == set(LEGACY), "each key is shown by a host above", set(LEGACY) ^ shown)
        check_command(top)


main()
raise SystemExit(t.end())
