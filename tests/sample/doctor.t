#!/usr/bin/python3
"""labscan doctor: what it says of made-up hosts and how, its exit codes, formats, colour
and rights."""

import json
import os
import pathlib
import pwd
import shutil
import struct
import subprocess
import tempfile

import jsonschema

from lab import LABSCAN, TABLES, Tests, acpi_table, make_root, on_terminal

SCHEMA = json.loads(pathlib.Path("docs/inventory.schema.json").read_text(encoding="utf-8"))
UNIT = 0xfed90000

t = Tests()


def dmar(base=UNIT):
    return acpi_table(b"DMAR", struct.pack("<BB10x", 38, 1) +
                      struct.pack("<HHBBHQ", 0, 16, 1, 0, 0, base))


def ivrs():
    ivhd = struct.pack("<BBHHHQHHI", 0x10, 0, 28, 2, 0x40, 0xfd300000, 0, 0, 0)
    return acpi_table(b"IVRS", bytes(12) + ivhd + struct.pack("<BHB", 1, 0, 0))


# What every made-up host has; None is a directory.
HOST = {
    "labscan/machine": "x86_64\n",
    "proc/cmdline": "quiet\n",
    "proc/sys/kernel/osrelease": "6.1.0\n",
    "proc/self/mountinfo": "1 1 0:1 / / rw - ext4 / rw\n",
    "proc/interrupts": "           CPU0\n  1:          9   IO-APIC   1-edge      i8042\n",
    "sys/bus/pci/devices": None,
    "sys/class/iommu": None,
    "sys/kernel/iommu_groups": None,
    TABLES: None,
}

OFF = {f"{TABLES}/DMAR": dmar(), "proc/cmdline": "intel_iommu=off\n"}

DEFAULT_OFF = {f"{TABLES}/DMAR": dmar(),
               "boot/config-6.1.0": "CONFIG_INTEL_IOMMU=y\n"
                                    "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set\n"}

HEALTHY = {
    f"{TABLES}/DMAR": dmar(),
    "sys/class/iommu/dmar0/intel-iommu/address": f"{UNIT:x}\n",
    "sys/class/iommu/dmar0/devices/0000:00:02.0": "",
    "sys/kernel/iommu_groups/0/type": "DMA\n",
    "sys/kernel/iommu_groups/0/devices/0000:00:02.0": "",
    "proc/interrupts": "           CPU0\n  1:          9  IR-IO-APIC   1-edge      i8042\n",
}


class Said:
    """What a run of doctor said."""

    def __init__(self, *arguments, program=LABSCAN, **how):
        run = subprocess.run([program, "doctor", *arguments], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **how)
        self.code = run.returncode
        self.out = run.stdout.decode()
        self.errors = run.stderr.decode()

    def __str__(self):
        return f"exit code {self.code}\n{self.out}\nerrors: {self.errors}"


def ask(*parts, arguments=(), what=None):
    """Doctor's answer on a made-up host, given both ways; the document has to be valid."""
    with tempfile.TemporaryDirectory() as root:
        make_root(root, HOST, *parts)
        said = Said("--root", root, *arguments)
        if what:
            as_json = Said("--root", root, "--format", "json")
            document = json.loads(as_json.out)
            errors = [error.message for error in
                      jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)]
            said.verdict = document["iommu"]
            t.ok(not errors, f"{what}: the JSON is valid", *errors[:5])
            t.ok(as_json.code == said.code, f"{what}: both formats exit alike",
                 as_json.code, said.code)
        return said


# What a host is made of, exit code, state and reason, and what the text has to have.
HOSTS = [
    ("a healthy host", [HEALTHY], 0, "enabled", "translating",
     ["IOMMU: enabled: ", "Interrupt remapping: enabled: ", "dmar0 at 0xfed90000: 1 device"]),
    ("an option", [OFF], 1, "off", "option",
     ["IOMMU: off: ", "/proc/cmdline: intel_iommu=off", "remove intel_iommu=off from",
      "intel_iommu=off: switches VT-d off"]),
    ("a kernel that leaves it off", [DEFAULT_OFF], 1, "off", "default-off",
     ["add intel_iommu=on to"]),
    ("a broken table", [{f"{TABLES}/DMAR": dmar(0)}], 1, "broken", "base-zero",
     ["/sys/firmware/acpi/tables/DMAR at 0x30: DRHD with register base 0x0",
      "fatal base-zero: ", "enable VT-d in firmware setup"]),
    ("whose firmware to update", [{f"{TABLES}/DMAR": dmar(0),
                                   "sys/class/dmi/id/sys_vendor": "A maker\n",
                                   "sys/class/dmi/id/product_name": "A model\n",
                                   "sys/class/dmi/id/bios_version": "1.2\n"}],
     1, "broken", "base-zero", ["This host: A maker A model, firmware 1.2"]),
    ("no table", [], 1, "absent", "no-table", ["no DMAR, IVRS, IORT, VIOT or RIMT"]),
    ("a guest", [{"sys/hypervisor/type": "kvm\n", "sys/class/dmi/id/sys_vendor": "QEMU\n"}],
     1, "absent", "guest", ["-device intel-iommu"]),
    ("AMD with a kernel of 32 bits",
     [{"labscan/machine": "i686\n", f"{TABLES}/IVRS": ivrs(),
       "sys/bus/pci/devices/0000:00:00.2/class": "0x080600\n",
       "sys/bus/pci/devices/0000:00:00.2/vendor": "0x1022\n",
       "sys/bus/pci/devices/0000:00:00.2/device": "0x1419\n"}],
     1, "unsupported", "no-driver", ["a kernel of 32 bits: i686"]),
    ("Xen's dom0", [{"proc/xen/capabilities": "control_d\n", f"{TABLES}/RMAD": dmar()}],
     3, "hidden", "xen", ["RMAD: a DMAR that Xen renamed", "xl info"]),
    ("a container",
     [{"proc/self/mountinfo": "1 1 0:1 / / rw - overlay overlay rw\n"
                              "2 1 0:2 / /sys/firmware ro - tmpfs tmpfs ro\n"}],
     3, "hidden", "masked", ["something is mounted over /sys/firmware", "on the host"]),
    ("kdump", [OFF, {"proc/vmcore": ""}], 3, "unknown", "crash-kernel",
     ["/proc/vmcore: ", "run labscan in the normal kernel"]),
]


def test_hosts():
    for what, parts, code, state, reason, texts in HOSTS:
        said = ask(*parts, what=what)
        t.ok(said.code == code, f"{what}: exit code {code}", said)
        t.ok((said.verdict["state"], said.verdict["reason"]) == (state, reason),
             f"{what}: {state}, {reason}", said)
        missing = [text for text in texts if text not in said.out]
        t.ok(not missing, f"{what}: the text says what and where", *missing, said)


# Options that came to nothing, and what is said of them.
VAIN = [
    ({f"{TABLES}/DMAR": dmar()}, "intel_iommu=of",
     "has no effect: Linux does not know this word of intel_iommu="),
    ({f"{TABLES}/IVRS": ivrs()}, "intel_iommu=on",
     "has no effect: it is for VT-d, and this host has AMD-Vi"),
    ({f"{TABLES}/DMAR": dmar()}, "amd_iommu=off",
     "has no effect: it is for AMD-Vi, and this host has VT-d"),
    ({"proc/cpuinfo": "processor\t: 0\nvendor_id\t: AuthenticAMD\n"}, "intel_iommu=on",
     "has no effect: it is for VT-d, and this host could only have AMD-Vi"),
    ({"labscan/machine": "aarch64\n"}, "iommu=pt",
     "has no effect: it is for x86, and this host is aarch64"),
    ({f"{TABLES}/DMAR": dmar()}, "arm-smmu.disable_bypass=0",
     "has no effect: it is for Arm, and this host is x86_64"),
    ({f"{TABLES}/DMAR": dmar()}, "iommu=off intel_iommu=on",
     "intel_iommu=on: has no effect: iommu=off overrides it"),
    ({}, "iommu", "has no effect: Linux wants a value"),
    ({}, "iommu.strict=perhaps", "has no effect: Linux does not know this value of iommu.strict="),
    ({}, "iommu=pt,", "iommu=: has no effect: there is no word"),
    ({}, "pcie_acs_override=downstream",
     "has no effect in Linux as it is released: it is from a patch outside of Linux"),
    ({}, "pci=config_acs=10@00:01.0",
     "has no effect, unless the distribution has added it: Linux knows it from 6.11 on, "
     "and this is 6.1.0"),
]


def test_options():
    for files, line, text in VAIN:
        said = ask(files, {"proc/cmdline": f"{line}\n"})
        t.ok(text in said.out.split("Options on the kernel's command line")[-1].split("Findings")[0],
             f"{line}: {text}", said)
        t.ok("warning option-vain: " in said.out, f"{line}: is a finding", said)


def test_acpi_off():
    with tempfile.TemporaryDirectory() as root:
        make_root(root, HOST, {"proc/cmdline": "quiet acpi=off\n", "sys/firmware/acpi": None})
        pathlib.Path(root, TABLES).rmdir()
        said = Said("--root", root)
    t.ok(said.code == 3 and "remove acpi=off from" in said.out,
         "acpi=off: it says what to remove", said)
    t.ok("Interrupt remapping: unknown" in said.out, "acpi=off: nor can interrupts be told", said)


LOADERS = {
    "usr/sbin/grubby": 'grubby --update-kernel=ALL --remove-args="intel_iommu=off"',
    "usr/sbin/update-grub": "run update-grub",
    "usr/sbin/grub2-mkconfig": "run grub2-mkconfig -o /boot/grub2/grub.cfg",
    "usr/sbin/grub-mkconfig": "run grub-mkconfig -o /boot/grub/grub.cfg",
    "usr/bin/grub-mkconfig": "run grub-mkconfig -o /boot/grub/grub.cfg",
    "etc/kernel/proxmox-boot-uuids": "run proxmox-boot-tool refresh",
    "etc/kernel/cmdline": "run kernel-install add-all",
    "boot/extlinux/extlinux.conf": "in /boot/extlinux/extlinux.conf",
    "etc/zipl.conf": "in /etc/zipl.conf, run zipl",
}


def test_boot_loaders():
    for path, recipe in LOADERS.items():
        said = ask(OFF, {path: ""})
        t.ok(recipe in said.out and "intel_iommu=off" in said.out.split(recipe)[0] + recipe,
             f"{path}: it tells that loader's way to remove an option", said)
        said = ask(DEFAULT_OFF, {path: ""})
        t.ok(recipe.replace("--remove-args", "--args").replace("=off", "=on") in said.out,
             f"{path}: and to add one", said)
    said = ask(OFF)
    t.ok("where your boot loader has it" in said.out, "no loader: it says so", said)


def test_usage():
    for arguments, named in [(["--format", "kv"], "kv"), (["--format", ""], "format"),
                             (["all"], "all"), (["--null"], "--null"),
                             (["--root", "/no/such/root"], "/no/such/root"),
                             (["--output", "/no/such/directory/file"], "/no/such/directory")]:
        said = Said(*arguments)
        t.ok(said.code == 2 and not said.out and named in said.errors,
             f"{' '.join(arguments)}: exit code 2, and a message that names it", said)


def test_output():
    with tempfile.TemporaryDirectory() as scratch:
        root, path = pathlib.Path(scratch, "root"), pathlib.Path(scratch, "out")
        make_root(root, HOST, OFF)
        plain = Said("--root", root).out
        said = Said("--root", root, "--output", path)
        t.ok(said.code == 1 and not said.out and path.read_text() == plain,
             "-o: the file has what standard output would", said)
        with open("/dev/full", "wb") as full:
            run = subprocess.run([LABSCAN, "doctor", "--root", root], stdout=full,
                                 stderr=subprocess.PIPE, check=False)
        t.ok(run.returncode == 2 and run.stderr, "output that cannot be written: exit code 2",
             run)


def test_colour():
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch, "root")
        make_root(root, HOST, OFF)
        t.ok("\033" not in Said("--root", root).out, "into a pipe there is no colour")
        text = on_terminal("doctor", "--root", root)
        t.ok("\033[31moff\033[0m" in text, "on a terminal there is", repr(text[:200]))
        t.ok("\033[31moff" in on_terminal("doctor", "--root", root, NO_COLOR=""),
             "an empty NO_COLOR means nothing")
        text = on_terminal("doctor", "--root", root, NO_COLOR="1")
        t.ok("IOMMU: off" in text and "\033" not in text, "NO_COLOR takes it away", repr(text[:200]))
        text = on_terminal("doctor", "--root", root, "--format", "json")
        t.ok('"off"' in text and "\033" not in text, "JSON has none", repr(text[:200]))
        on_terminal("doctor", "--root", root, "--output", pathlib.Path(scratch, "out"))
        t.ok("\033" not in pathlib.Path(scratch, "out").read_text(), "nor has a file")


def test_nobody():
    """Without rights the table is for others: that is no reason to call it absent."""
    if os.getuid() != 0:
        t.skip("as nobody", "this needs root to become nobody")
        return
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        # Where the tree may not be entered by all, nobody runs a copy.
        program = shutil.copy(LABSCAN, pathlib.Path(root, "program"))
        make_root(root, HOST, OFF)
        os.chmod(pathlib.Path(root, TABLES, "DMAR"), 0o400)
        said = Said("--root", root, program=program, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
        t.ok(said.code == 3, "as nobody: exit code 3", said)
        t.ok("IOMMU: unknown: " in said.out and "DMAR: could not be read, " in said.out and
             "run labscan as root" in said.out, "as nobody: it says what to do", said)
        t.ok(said.errors.count("\n") == 1 and "root" in said.errors,
             "as nobody: one line on standard error", said)


def test_hostile():
    """Text from the host cannot take over a terminal."""
    said = ask({f"{TABLES}/DMAR": dmar(0), "sys/class/dmi/id/sys_vendor": "evil\033]0;x\007\n",
                "proc/cmdline": "intel_iommu=\033[2J\n"})
    t.ok(said.code == 1 and "\033" not in said.out and "\007" not in said.out,
         "control bytes of the host are written out", repr(said.out))
    t.ok("intel_iommu=\\x1b[2J: has no effect" in said.out, "and still told", said)


def test_this_host():
    said = Said()
    t.ok(said.code in (0, 1, 3) and said.out.startswith("IOMMU: "), "this host gets an answer", said)


def main():
    for test in (test_hosts, test_options, test_acpi_off, test_boot_loaders, test_usage, test_output,
                 test_colour, test_nobody, test_hostile, test_this_host):
        test()
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
