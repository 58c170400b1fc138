"""Made-up hosts with devices for guests: an Arm one with two SMMUs in use and one that is not,
and an x86 one."""

import pathlib
import struct

from lab import TABLES, acpi_table

NODES = 48
SMMU_LENGTH = 68
SMMUS = (0x9050000, 0xc020000, 0x2000)  # in the IORT's order
FIRST, SECOND, _ = (f"smmu3.0x{base:016x}" for base in SMMUS)


def node(kind, body, mappings=()):
    start = 16 + len(body)
    return struct.pack("<BHBIII", kind, start + 20 * len(mappings), 3, 0, len(mappings),
                       start if mappings else 0) + body + b"".join(mappings)


def smmu(base):
    return node(4, struct.pack("<QIIQIIIIIII", base, 1, 0, 0, 0, 1, 2, 3, 4, 0, 0))


def iort():
    """Bus 1 is mapped to the first SMMU, buses 2 and 3 to the second."""
    mappings = [struct.pack("<IIIII", first, count, first, NODES + nth * SMMU_LENGTH, 0)
                for first, count, nth in ((0x100, 0xff, 0), (0x200, 0x1ff, 1))]
    root = node(2, struct.pack("<IBHBIIB3x", 1, 0, 0, 3, 1, 0, 64), mappings)
    return acpi_table(b"IORT", struct.pack("<III", len(SMMUS) + 1, NODES, 0) +
                      b"".join(smmu(base) for base in SMMUS) + root)


def config(header_type=0):
    return struct.pack("<HHHHBBBBBBBB", 0x8086, 0x1533, 0, 0, 0, 0, 0, 2, 0, 0, header_type,
                       0).ljust(256, b"\0")


def device(address, group, unit=None, header_type=0, node_number=0):
    where = f"sys/bus/pci/devices/{address}"
    files = {
        f"{where}/vendor": "0x8086\n",
        f"{where}/device": "0x1533\n",
        f"{where}/class": "0x060400\n" if header_type else "0x020000\n",
        f"{where}/irq": "0\n",
        f"{where}/resource": "",
        f"{where}/numa_node": f"{node_number}\n",
        f"{where}/reset_method": "flr\n",
        f"{where}/config": config(header_type),
    }
    if unit:
        group_path = f"sys/kernel/iommu_groups/{group}"
        files |= {
            f"{where}/iommu": pathlib.Path(f"../../../../class/iommu/{unit}"),
            f"{where}/iommu_group": pathlib.Path(f"../../../../kernel/iommu_groups/{group}"),
            f"{where}/driver": pathlib.Path("../../drivers/vfio-pci"),
            f"{group_path}/type": "DMA\n",
            f"{group_path}/reserved_regions": "",
            f"{group_path}/devices/{address}": pathlib.Path(
                f"../../../../bus/pci/devices/{address}"),
            f"sys/class/iommu/{unit}/devices/{address}": pathlib.Path(
                f"../../../../bus/pci/devices/{address}"),
        }
    return files


HOST = {
    "proc/cmdline": "quiet\n",
    "proc/sys/kernel/osrelease": "6.12.0\n",
    "proc/self/mountinfo": "1 1 0:1 / / rw - ext4 / rw\n",
    "proc/interrupts": "           CPU0\n 24:          9  ITS-PCI-MSI   0 eth0\n",
    "sys/bus/pci/drivers/vfio-pci": None,
    "sys/module/vfio_pci": None,
    "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts": "N\n",
    "dev/vfio/vfio": "",
    "sys/class/iommu": None,
    "sys/class/net": None,
    "sys/block": None,
    "usr/bin": None,
    "dev/kvm": "",
}

ARM = HOST | {
    "labscan/machine": "aarch64\n",
    f"{TABLES}/IORT": iort(),
    f"sys/class/iommu/{FIRST}/device/numa_node": "0\n",
    f"sys/class/iommu/{SECOND}/device/numa_node": "2\n",
    **device("0000:01:00.0", 7, FIRST),
    **device("0000:02:00.0", 8, SECOND, node_number=2),
    **device("0000:03:00.0", 9, SECOND, node_number=2),
    **device("0000:03:00.1", 10),
    **device("0000:04:00.0", 11),
    **device("0000:00:01.0", 12, FIRST, header_type=1),
}

X86 = HOST | {
    "labscan/machine": "x86_64\n",
    "proc/interrupts": "           CPU0\n 24:          9  IR-PCI-MSI   0 eth0\n",
    f"{TABLES}/DMAR": acpi_table(b"DMAR", struct.pack("<BB10x", 38, 1) +
                                 struct.pack("<HHBBHQ", 0, 16, 1, 0, 0, 0xfed90000)),
    "sys/class/iommu/dmar0/intel-iommu/address": "fed90000\n",
    **device("0000:01:00.0", 7, "dmar0"),
    **device("0000:02:00.0", 8, "dmar0"),
}
