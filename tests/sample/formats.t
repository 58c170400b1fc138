#!/usr/bin/python3
"""The formats for fleets: what each prints is read by its consumer's own tool, or by its
rules, and is what the document says, however hostile the host; what is unknown is left
out."""

import json
import pathlib
import tempfile

from consumers import (check_all, check_ansible, check_facter, check_nfd, find, labscan, printed,
                       same, t)
from lab import make_root

FORMATS = ["facter", "ansible", "nfd", "prometheus", "ironic", "tmt", "artemis"]
WITH_KEYS = ["kv", "json", "facter", "ansible"]

HOST = {
    "labscan/machine": "x86_64\n",
    "proc/sys/kernel/hostname": "host1\n",
    "proc/sys/kernel/osrelease": "6.1.0\n",
    "proc/cmdline": "quiet\n",
    "proc/modules": "a 1 0 - Live 0x0\nb 1 0 - Live 0x0\n",
    "proc/cpuinfo": "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
                    "model name\t: A processor\nstepping\t: 4\nphysical id\t: 0\ncore id\t\t: 0\n"
                    "flags\t\t: fpu vmx\n\n",
    "proc/meminfo": "MemTotal:       16384 kB\n",
    "sys/devices/system/cpu/online": "0\n",
    "sys/devices/system/node/node0/meminfo": "Node 0 MemTotal:       16384 kB\n",
    "sys/devices/system/node/node0/cpulist": "0\n",
    "sys/class/dmi/id/sys_vendor": "A maker\n",
    "sys/class/dmi/id/product_name": "A model\n",
    "sys/class/dmi/id/bios_version": "1.0\n",
    "sys/class/tpm/tpm0/tpm_version_major": "2\n",
    "sys/firmware/efi/efivars/x": "",
    "sys/block/sda/size": "4096\n",
    "sys/block/sda/queue/rotational": "1\n",
    "sys/block/sda/queue/logical_block_size": "512\n",
    "sys/block/sda/device/model": "A disk\n",
    "sys/block/sda/device/wwid": "naa.600508b1001c0123456789abcdef0123\n",
    "sys/block/cciss!c0d0/size": "2047\n",
    "sys/bus/pci/devices/0000:00:1f.2/vendor": "0x8086\n",
    "sys/bus/pci/devices/0000:00:1f.2/device": "0x0022\n",
    "sys/bus/pci/devices/0000:00:1f.2/class": "0x010601\n",
    "sys/bus/pci/devices/0000:00:1f.2/revision": "0x02\n",
    "sys/bus/usb": None,
    "sys/class/net/eth0/type": "1\n",
    "sys/class/net/eth0/address": "52:54:00:12:34:56\n",
    "sys/class/net/eth0/device/uevent": "",
    "sys/class/net/lo/type": "772\n",
    "sys/class/iommu": None,
    "sys/kernel/iommu_groups": None,
    "sys/firmware/acpi/tables/FACP": "",
}

# What a vendor, a model and a name may be made of to break each format: quotes, escapes,
# line ends and marks that YAML has and JSON does not know, syntax of templates, comments
# and operators, and labels that are too long or of nothing that a label may have.
HOSTILE = [
    'say "hi" \\ it\'s \\n $HOME `id` {{ 1 }} %s # no: comment, [a] {b: c} & * !',
    "nel\u0085line\u2028para\u2029bom\ufeffnot\ufffe\uffff del\x7fc1\u009f \U0001f600 \u00e9",
    "two\nlines\x1b[31m\x00gone",
    "= 5", "!= a", "~ .*", ">= 1 GiB", "- a", "? a", "null", "true", "1e3", "0x10", "2001-01-01",
    "x" * 62 + "--" + "y" * 200, "_.-", "\u4e2d\u6587", "'", "|", "%YAML 1.1", "--- a", "...", "@a",
    "\u00a0a", "a\u3000", "a\u0085", "  a  ", "\ta", ": a", "a: ", "x" * 10000,
    b"not \xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80 UTF-8 \xe4",
]

# What YAML takes for something else than text, 1.1 or 1.2, when it has no quotes.
WORDS = ["yes", "no", "on", "n", "true", "False", "null", "~", "1e3", "0o7", "010", "0x10", "1_000",
         "12:30:45", "2001-01-01", ".inf", ".nan", "<<", "=", "-", "?", "!a", "&a", "*a", "{}", "[]"]

def check_plain(place):
    root = pathlib.Path(place, "plain")
    make_root(root, HOST)
    what = "a plain host"
    got = check_all(root, what)
    check_facter(root, place, what)
    check_ansible(root, place, what)
    facts = json.loads(printed(root, "ansible"))
    same((facts["nr_disks"], facts["virt_iommu"], facts["module"], facts["processors"]),
         (2, False, ["a", "b"], 1), "numbers, flags and lists are those of JSON")
    same(json.loads(printed(root, "facter", "VIRT_IOMMU", "ARCH")),
         {"labscan": {"virt_iommu": False, "arch": "x86_64"}}, "KEYs restrict what is printed")
    disks = got["ironic"]["inventory"]["disks"]
    same([disk["name"] for disk in disks], ["/dev/cciss/c0d0", "/dev/sda"],
         "Ironic has disks by their names in /dev")
    same((disks[1]["wwn"], disks[1]["wwn_with_extension"], disks[1]["wwn_vendor_extension"]),
         ("0x600508b1001c0123", "0x600508b1001c0123456789abcdef0123", "0x456789abcdef0123"),
         "Ironic has the WWNs that udev has")
    t.ok(["system", "product", "name", "A model"] in got["ironic"]["data"] and
         ["disk", "logical", "count", 2] in got["ironic"]["data"], "Ironic has extra data in fours",
         got["ironic"]["data"])
    same([i["name"] for i in got["ironic"]["inventory"]["interfaces"]], ["eth0"],
         "Ironic has interfaces with a device alone")
    same(got["ironic"]["pci_devices"], [{"vendor_id": "8086", "product_id": "0022",
                                         "class": "010601", "revision": "02",
                                         "bus": "0000:00:1f.2"}], "Ironic has PCI ids in full")
    same(got["tmt"]["disk"], [{"size": ">= 2 MiB", "model-name": "A disk",
                               "logical-sector-size": "512 B"}],
         "tmt asks for what a disk tells, and for none that tells nothing")
    same((got["tmt"]["memory"], got["tmt"]["tpm"], got["tmt"]["boot"]),
         (">= 16 MiB", {"version": "2.0"}, {"method": "uefi"}), "tmt has sizes with units")


PCI = "sys/devices/pci0000:00"


def function(address, vendor, device, class_code, driver=None, **files):
    where = f"{PCI}/{address}"
    made = {f"{where}/vendor": vendor, f"{where}/device": device, f"{where}/class": class_code,
            f"sys/bus/pci/devices/{address}": pathlib.PurePath(f"../../../devices/pci0000:00/{address}")}
    if driver:
        made[f"{where}/driver"] = pathlib.PurePath(f"../../../bus/pci/drivers/{driver}")
        made[f"sys/bus/pci/drivers/{driver}/bind"] = ""
    return made | {f"{where}/{name}": content for name, content in files.items()}


DEVICES = {
    **function("0000:00:00.0", "0x8086", "0x29c0", "0x060000", "skx_uncore"),
    **function("0000:00:01.0", "0x1a03", "0x2000", "0x030000", "ast"),
    **function("0000:00:02.0", "0x8086", "0x1533", "0x020000", "igb", numa_node="1\n"),
    **function("0000:00:03.0", "0x10de", "0x20b0", "0x030200", "nvidia"),
    **function("0000:00:04.0", "0x8086", "0x0a54", "0x010802", "nvme"),
    **function("0000:00:05.0", "0x8086", "0x0a54", "0x010802", "nvme"),
    **function("0000:00:06.0", "0x8086", "0x6f80", "0x088000"),
    f"{PCI}/0000:00:02.0/net/eth0/type": "1\n",
    f"{PCI}/0000:00:02.0/net/eth0/address": "52:54:00:12:34:56\n",
    f"{PCI}/0000:00:02.0/net/eth0/device": pathlib.PurePath("../.."),
    "sys/class/net/eth0": pathlib.PurePath("../../devices/pci0000:00/0000:00:02.0/net/eth0"),
    "sys/class/net/eth1/type": "1\n",
    "sys/class/net/eth1/device/uevent": "",
}

ADAPTERS = {
    "sys/bus/ap/devices/card01/type": "CEX7P\n",
    "sys/bus/ap/devices/card01/online": "0\n",
    "sys/bus/ap/devices/card02/type": "CEX8C\n",
    "sys/bus/ap/devices/card02/online": "1\n",
}


def check_devices(place):
    root = pathlib.Path(place, "devices")
    make_root(root, {name: text for name, text in HOST.items() if "/net/eth0" not in name}, DEVICES)
    got = check_all(root, "a host with devices")
    card = {"vendor": "0x8086", "device": "0x1533", "driver": "igb"}
    gpu = {"vendor": "0x10de", "device": "0x20b0", "driver": "nvidia"}
    same(got["tmt"]["device"], [{"vendor": "0x1a03", "device": "0x2000", "driver": "ast"}, card, gpu,
                                {"vendor": "0x8086", "device": "0x0a54", "driver": "nvme"}],
         "tmt asks for each kind of device once, for no bridges and for none without a driver")
    same(got["tmt"]["gpu"], gpu, "tmt's GPU is none for a console, if there is another")
    same(got["tmt"]["network"], [{**card, "type": "eth"}, {"type": "eth"}],
         "tmt has interfaces with the ids of their functions, where these are known")
    same(got["ironic"]["inventory"]["interfaces"],
         [{"name": "eth0", "mac_address": "52:54:00:12:34:56", "vendor": "0x8086", "product": "0x1533",
           "pci_address": "0000:00:02.0", "driver": "igb"}, {"name": "eth1"}],
         "so does Ironic, with their addresses")
    same([f.get("numa_node_id") for f in got["ironic"]["pci_devices"]][1:4], [None, "1", None],
         "Ironic has the NUMA node of what has one")

    root = pathlib.Path(place, "z")
    make_root(root, {"labscan/machine": "s390x\n"}, ADAPTERS)
    same(check_all(root, "a host with adapters")["tmt"]["zcrypt"],
         {"adapter": "CEX8C", "mode": "CCA"}, "tmt has the adapter that is in use")


def check_hostile(place):
    names = ["sys/class/dmi/id/sys_vendor", "sys/class/dmi/id/product_name",
             "sys/class/dmi/id/bios_version", "proc/sys/kernel/hostname",
             "sys/block/sda/device/model", "proc/cmdline"]
    for i, text in enumerate(HOSTILE):
        root = pathlib.Path(place, f"hostile{i}")
        data = text if isinstance(text, bytes) else text.encode()
        model = data.partition(b"\n")[0]
        make_root(root, HOST, {name: data + b"\n" for name in names},
                  {"proc/cpuinfo": HOST["proc/cpuinfo"].encode().replace(b"A processor", model)})
        check_all(root, f"hostile {i}")
    # All at once for the tools that take their time.
    root = pathlib.Path(place, "hostile")
    texts = [text for text in HOSTILE if isinstance(text, str)]
    make_root(root, HOST, {name: " ".join(texts[i::len(names)]) for i, name in enumerate(names)},
              {"proc/modules": "".join(f"{text.split()[0]}{i} 1 0 - Live 0x0\n"
                                       for i, text in enumerate(texts)),
               "sys/class/dmi/id/bios_vendor": HOSTILE[-1]})
    check_facter(root, place, "a hostile host")
    check_ansible(root, place, "a hostile host")
    labels = check_nfd(root, json.loads(printed(root, "json")), "a hostile host")
    t.ok("labscan-system.vendor" in labels, "what a label may have is kept of a hostile text")


def check_words(place):
    """Each word as a text of its own and in a list: none becomes a number, a flag, a date."""
    texts = ["sys_vendor", "product_name", "bios_vendor", "bios_version", "bios_date"]
    modules = "".join(f"{word} 1 0 - Live 0x0\n" for word in WORDS)
    for i in range(0, len(WORDS), len(texts)):
        root = pathlib.Path(place, f"words{i}")
        make_root(root, HOST, {"proc/modules": modules},
                  {f"sys/class/dmi/id/{name}": word for name, word in zip(texts, WORDS[i:])})
        check_all(root, f"words {i}")
        facts = json.loads(printed(root, "ansible"))
        same((facts["vendor"], sorted(facts["module"])), (WORDS[i], sorted(WORDS)),
             f"words {i} are texts")
    check_facter(root, place, "words")
    check_ansible(root, place, "words")


def check_unknown(place):
    """A table that cannot be read: nothing is said of the IOMMU but that."""
    root = pathlib.Path(place, "unknown")
    make_root(root, HOST, {"sys/firmware/acpi/tables/DMAR": None})
    pathlib.Path(root, "sys/kernel/iommu_groups").rmdir()
    got = check_all(root, "a host with an unreadable table")
    same(find(got["document"], "iommu.state"), "unknown", "the state is unknown")
    t.ok("iommu" not in got["tmt"] and "iommu" not in got["artemis"],
         "tmt and Artemis are told nothing of it", got["tmt"], got["artemis"])
    for name, word in (("facter", "virt_iommu"), ("ansible", "virt_iommu"), ("nfd", "described"),
                       ("prometheus", "described"), ("prometheus", "iommu_enabled")):
        t.ok(word not in printed(root, name), f"{name}: {word} is left out")

    root = pathlib.Path(place, "masked")
    make_root(root, {"labscan/machine": "x86_64\n", "sys/class/iommu": None,
                     "sys/firmware/empty": None, "sys/kernel/iommu_groups": None,
                     "proc/self/mountinfo": "1 1 0:1 / / rw - overlay overlay rw\n"
                                            "2 1 0:2 / /sys/firmware ro - tmpfs tmpfs ro\n"})
    same(find(check_all(root, "a masked host")["document"], "iommu.state"), "hidden",
         "a mask hides the state")
    t.ok("iommu_enabled" not in printed(root, "prometheus"),
         "prometheus: what is hidden is not told to be off")

    root = pathlib.Path(place, "untold")
    make_root(root, {"labscan/machine": "s390x\n"})
    t.ok("virtualization" not in check_all(root, "a host that hides what it runs in")["tmt"],
         "tmt is not told that a host is no guest unless it is known to be none")

    with tempfile.TemporaryDirectory() as empty:
        for name in FORMATS:
            same(labscan("--root", empty, "-f", name)[0], 0, f"{name}: an empty root is no failure")
        check_all(empty, "an empty root")


def check_sections(place):
    """Only what a format prints is read: what it does not need may be broken."""
    root = pathlib.Path(place, "sections")
    make_root(root, {name: text for name, text in HOST.items() if "/model" not in name},
              {"sys/block/sda/device/model": None})
    for name, needs in (("nfd", True), ("tmt", True), ("artemis", False)):
        complained = "device/model" in labscan("--root", root, "-f", name)[2]
        same(complained, needs, f"{name} {'reads' if needs else 'does not read'} disks")


def check_usage(place):
    for name in FORMATS:
        code, out, err = labscan("--root", place, "-f", name, "VIRT_IOMMU")
        if name in WITH_KEYS:
            same(code in (0, 1, 3), True, f"{name} takes KEYs")
        else:
            same((code, out, err.splitlines()), (2, "", [
                f"labscan: KEYs do not go with --format {name}",
                f"labscan: leave them out, or take {', '.join(WITH_KEYS[:-1])} or {WITH_KEYS[-1]}"]),
                 f"{name} takes no KEYs, and says what does")
    same(labscan("--root", place, "-f", "facter", "SERIAL")[0], 1,
         "a KEY without a value is exit code 1 in facter, too")


def main():
    with tempfile.TemporaryDirectory() as place:
        check_plain(place)
        check_devices(place)
        check_hostile(place)
        check_words(place)
        check_unknown(place)
        check_sections(place)
        check_usage(pathlib.Path(place, "plain"))
    for sample in ("rich-6.12", "amd-6.12", "arm-smmuv3-6.12", "virtio-6.12", "plain-6.12"):
        check_all(f"samples/{sample}.tar.gz", sample)
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
