"""Made-up hosts with devices for guests, and how groups and device are asked about them."""

import json
import os
import pathlib
import pwd
import shutil
import struct
import subprocess
import tempfile

import jsonschema

from lab import LABSCAN, TABLES, acpi_table, make_root

SCHEMA = json.loads(pathlib.Path("docs/inventory.schema.json").read_text(encoding="utf-8"))

RELEASE = "6.1.0-1-amd64"
DEVICES = "sys/bus/pci/devices"
GROUPS = "sys/kernel/iommu_groups"
UNIT = 0xfed90000
MSI = "0x00000000fee00000 0x00000000feefffff msi\n"

NO_RESOURCES = "0x0000000000000000 0x0000000000000000 0x0000000000000000\n" * 13

# PCI Express 7.5.3.2.
ENDPOINT, ROOT_PORT = 0, 4


def link(path):
    return pathlib.PurePath(path)


def config(ids, header=0, express=None, multifunction=False, sriov=False):
    """Configuration space of 4096 bytes, with an Express capability when its type is given,
    and with one of SR-IOV."""
    vendor, device = (int(part, 16) for part in ids.split(":"))
    space = bytearray(4096)
    struct.pack_into("<HHHH", space, 0, vendor, device, 0, 0x10 if express is not None else 0)
    space[0x0e] = header | (0x80 if multifunction else 0)
    if express is not None:
        space[0x34] = 0x40
        struct.pack_into("<BBH", space, 0x40, 0x10, 0, 2 | express << 4)
    if sriov:
        struct.pack_into("<I", space, 0x100, 1 << 16 | 0x10)
    return bytes(space)


def function(address, ids, class_code, group=None, driver=None, module=None, space=None,
             resets="flr\n", **files):
    """The files of one function; `files` are more of them, in its folder."""
    where = f"{DEVICES}/{address}"
    vendor, device = ids.split(":")
    made = {f"{where}/vendor": f"0x{vendor}\n", f"{where}/device": f"0x{device}\n",
            f"{where}/class": f"0x{class_code}\n", f"{where}/irq": "0\n",
            f"{where}/resource": NO_RESOURCES, f"{where}/reset_method": resets,
            f"{where}/config": space or config(ids, express=ENDPOINT)}
    made |= {f"{where}/{name}": content for name, content in files.items()}
    if driver:
        made[f"sys/bus/pci/drivers/{driver}/bind"] = ""
        made[f"{where}/driver"] = link(f"../../drivers/{driver}")
    if module:
        made[f"sys/module/{module}/initstate"] = "live\n"
        made[f"sys/bus/pci/drivers/{driver}/module"] = link(f"../../../../module/{module}")
    if group is not None:
        made[f"{where}/iommu"] = link("../../../../class/iommu/dmar0")
        made[f"{where}/iommu_group"] = link(f"../../../../kernel/iommu_groups/{group}")
        made[f"sys/class/iommu/dmar0/devices/{address}"] = ""
        made[f"{GROUPS}/{group}/devices/{address}"] = link(f"../../../../bus/pci/devices/{address}")
        made[f"{GROUPS}/{group}/type"] = "DMA-FQ\n"
        made[f"{GROUPS}/{group}/reserved_regions"] = MSI
    return made


def interface(name, address):
    return {f"sys/class/net/{name}/type": "1\n",
            f"sys/class/net/{name}/device": link(f"../../../bus/pci/devices/{address}")}


def disk(name, address):
    return {f"sys/block/{name}": link(f"../bus/pci/devices/{address}/block/{name}"),
            "sys/dev/block/254:0": link(f"../../block/{name}"),
            f"{DEVICES}/{address}/block/{name}/size": "2048\n",
            f"{DEVICES}/{address}/block/{name}/dev": "254:0\n"}


# A host without PCI functions and groups, whose IOMMU is on.
BARE = {
    "labscan/machine": "x86_64\n",
    "proc/cmdline": "quiet\n",
    "proc/sys/kernel/osrelease": f"{RELEASE}\n",
    "proc/self/mountinfo": "1 1 0:1 / / rw - ext4 /dev/root rw\n",
    "proc/interrupts": "           CPU0\n  1:          9  IR-IO-APIC   1-edge      i8042\n",
    "proc/modules": "".join(f"{name} 1 0 - Live 0x0\n" for name in
                            ("e1000e", "ahci", "i2c_i801", "nvme", "ixgbe", "ixgbevf", "vfio_pci")),
    "proc/swaps": "Filename Type Size Used Priority\n",
    "proc/net/route": "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n",
    "proc/net/ipv6_route": "",
    "dev/vfio": None,
    f"lib/modules/{RELEASE}/kernel/drivers/vfio/pci/vfio-pci.ko": "",
    f"lib/modules/{RELEASE}/kernel/drivers/vfio/vfio_iommu_type1.ko": "",
    "etc/modprobe.d": None,
    "sys/module": None,
    "sys/block": None,
    "sys/class/net": None,
    "sys/class/misc": None,
    "sys/bus/pci/drivers": None,
    DEVICES: None,
    GROUPS: None,
    "sys/class/iommu/dmar0/intel-iommu/address": f"{UNIT:x}\n",
    f"{TABLES}/DMAR": acpi_table(b"DMAR", struct.pack("<BB10x", 38, 1) +
                                 struct.pack("<HHBBHQ", 0, 16, 1, 0, 0, UNIT)),
}

# One of each: what a host has, and what can be said against giving it away.
HOST = {
    **BARE,
    # Ports and bridges, which VFIO does not mind.
    **function("0000:00:00.0", "8086:29c0", "060000", group=0, resets=""),
    **function("0000:00:1c.0", "8086:a110", "060400", group=1, driver="pcieport",
               space=config("8086:a110", header=1, express=ROOT_PORT)),
    # A network card that the host has.
    **function("0000:03:00.0", "8086:10d3", "020000", group=2, driver="e1000e", module="e1000e"),
    **interface("eth0", "0000:03:00.0"),
    # One that vfio-pci has.
    **function("0000:04:00.0", "8086:1521", "020000", group=3, driver="vfio-pci",
               module="vfio_pci"),
    # Functions of one slot, without ACS.
    **function("0000:00:1f.2", "8086:2922", "010601", group=4, driver="ahci", module="ahci",
               space=config("8086:2922", multifunction=True)),
    **function("0000:00:1f.3", "8086:2930", "0c0500", group=4, driver="i801_smbus",
               module="i2c_i801", space=config("8086:2930", multifunction=True)),
    **disk("vda", "0000:00:1f.2"),
    # What firmware wants mapped 1:1, on a kernel that heeds that.
    **function("0000:06:00.0", "103c:3306", "088000", group=5),
    f"{GROUPS}/5/reserved_regions": "0x00000000bdf00000 0x00000000bdffffff direct\n" + MSI,
    # One of another domain.
    **function("10000:e1:00.0", "8086:0a54", "010802", group=6, driver="nvme", module="nvme"),
}

# A physical function with a virtual one, both of the driver's.
SRIOV = {
    **function("0000:05:00.0", "8086:10fb", "020000", group=7, driver="ixgbe", module="ixgbe",
               space=config("8086:10fb", express=ENDPOINT, sriov=True),
               sriov_totalvfs="63\n", sriov_numvfs="1\n"),
    **function("0000:05:10.0", "8086:10ed", "020000", group=8, driver="ixgbevf",
               module="ixgbevf", physfn=link("../0000:05:00.0")),
    f"{DEVICES}/0000:05:00.0/virtfn0": link("../0000:05:10.0"),
    **interface("eth5", "0000:05:00.0"),
}


class Said:
    """What a run of labscan said."""

    def __init__(self, *arguments, program=LABSCAN, **how):
        run = subprocess.run([program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                             capture_output=True, check=False, **how)
        self.code = run.returncode
        self.out = run.stdout.decode()
        self.errors = run.stderr.decode()

    def __str__(self):
        return f"exit code {self.code}\n{self.out}\nerrors: {self.errors}"


def ask(command, parts, *arguments):
    """The answer on a made-up host of these parts."""
    with tempfile.TemporaryDirectory() as root:
        make_root(root, *parts)
        return Said(command, "--root", root, *arguments)


def test_manners(t, command):
    """What both commands do as all do: formats, files, full disks, captures, rights."""
    with tempfile.TemporaryDirectory() as scratch:
        root, path = pathlib.Path(scratch, "root"), pathlib.Path(scratch, "out")
        make_root(root, HOST, SRIOV)
        plain = Said(command, "--root", root)
        as_json = Said(command, "--root", root, "--format", "json")
        errors = [error.message for error in jsonschema.Draft202012Validator(SCHEMA)
                  .iter_errors(json.loads(as_json.out))]
        t.ok(not errors and as_json.code == plain.code,
             "the JSON is valid, and exits as the text does", *errors[:5])
        said = Said(command, "--root", root, "--output", path)
        t.ok(said.code == plain.code and not said.out and path.read_text() == plain.out,
             "-o: the file has what standard output would", said)
        with open("/dev/full", "wb") as full:
            run = subprocess.run([LABSCAN, command, "--root", root], stdout=full,
                                 stderr=subprocess.PIPE, check=False)
        t.ok(run.returncode == 2 and b"No space left" in run.stderr,
             "output that cannot be written: exit code 2", run)
        with subprocess.Popen([LABSCAN, command, "--root", root], stdout=subprocess.PIPE) as run:
            run.stdout.close()
        t.ok(run.returncode in (0, -13), "a reader that goes: it ends as others do", run.returncode)

        capture = pathlib.Path(scratch, "host.tar")
        t.ok(Said("capture", "--root", root, capture).code == 0 and
             Said(command, "--root", capture).out == plain.out, "a capture says the same")
        t.ok("\033" not in plain.out, "into a pipe there is no colour")
    for arguments, named in [(["--format", "kv"], "kv"), (["--null"], "--null"),
                             (["--root", "/no/such/root"], "/no/such/root")]:
        said = Said(command, *arguments)
        t.ok(said.code == 2 and not said.out and named in said.errors,
             f"{' '.join(arguments)}: exit code 2, and a message that names it", said)


def test_samples(t, command, check):
    """Each sample host gets an answer that goes with its document."""
    samples = sorted(pathlib.Path("samples").glob("*.tar.gz"))
    t.ok(len(samples) >= 24, "there are samples of two dozen hosts")
    for sample in samples:
        document = json.loads(Said("scan", "--root", sample, "--format", "json").out)
        check(sample.name, Said(command, "--root", sample), document)


def test_nobody(t, command, parts, check):
    """Without rights to configuration space."""
    if os.getuid() != 0:
        t.skip("as nobody", "this needs root to become nobody")
        return
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        # Where the tree may not be entered by all, nobody runs a copy.
        program = shutil.copy(LABSCAN, pathlib.Path(root, "program"))
        make_root(root, *parts)
        check(Said(command, "--root", root, program=program, user=nobody.pw_uid,
                   group=nobody.pw_gid, extra_groups=[]))
