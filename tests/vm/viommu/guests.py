"""Guests as libvirt would start them: its own translator turns a <domain> into QEMU's
command line, and the VM lab boots that.

There is no daemon. virsh has libvirt's QEMU driver in itself (qemu:///embed), with all its
state in one directory. The driver of a root user wants the user libvirt-qemu, whom only the
package of a daemon makes; so for root, nobody runs it."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET

LAB = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = {
    "x86_64": os.path.abspath(os.environ.get("LABSCAN", "build/labscan")),
    "aarch64": os.path.abspath(os.environ.get("LABSCAN_AARCH64", "build/aarch64/labscan")),
}
EMULATOR = "/usr/bin/qemu-system-"
# The same firmware that the lab boots its Arm machines with.
FIRMWARE = "/usr/share/AAVMF/AAVMF_CODE.fd"
# Seconds that libvirt, and QEMU, may take.
TRANSLATION, BOOT = 120, 180
NOBODY = 65534

# Options that make the machine; the others are about files, sockets and the screen.
MACHINE_OPTIONS = {"-machine", "-cpu", "-m", "-smp", "-numa", "-object", "-device", "-global",
                   "-nodefaults"}


def version(*command):
    """The version that a program tells: of its words the first that starts with a digit."""
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(word for word in said.split() if word[0].isdigit())


def versions(arch):
    """labscan's options for the QEMU and the libvirt that are here."""
    return ["--qemu", version(EMULATOR + arch, "--version"), "--libvirt",
            version("virsh", "--version")]


def domain(arch, fragment, cells=0):
    """A <domain> around the elements that labscan printed, with a virtio device behind its
    vIOMMU. `cells`: it has as many NUMA cells of one processor each."""
    arm = arch == "aarch64"
    root = ET.fromstring(f"<domain type='qemu'>{fragment}</domain>")
    found = {tag: root.find(tag) for tag in ("features", "devices")}
    for text in ("<name>guest</name>", "<memory unit='MiB'>1024</memory>", "<vcpu>2</vcpu>"):
        root.append(ET.fromstring(text))
    machine = "virt" if arm else "q35"
    loader = f"<loader readonly='yes' type='pflash'>{FIRMWARE}</loader>" if arm else ""
    root.append(ET.fromstring(
        f"<os><type arch='{arch}' machine='{machine}'>hvm</type>{loader}</os>"))
    if arm:
        found["features"].append(ET.fromstring("<gic version='3'/>"))
    model = "cortex-a57" if arm else "Skylake-Server"
    numa = "".join(f"<cell id='{i}' cpus='{i}' memory='512' unit='MiB'/>" for i in range(cells))
    root.append(ET.fromstring(
        f"<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>{model}</model>"
        + (f"<numa>{numa}</numa>" if cells else "") + "</cpu>"))
    for text in (f"<emulator>{EMULATOR}{arch}</emulator>",
                 "<controller type='usb' model='none'/>", "<memballoon model='none'/>",
                 "<controller type='virtio-serial'><driver iommu='on'/></controller>"):
        found["devices"].append(ET.fromstring(text))
    return ET.tostring(root, encoding="unicode")


def old(fragment):
    """The elements without what libvirt has only had since 11.10.0: an <iommu> for each bus,
    and what goes with it. One smmuv3 is left, for the whole machine."""
    root = ET.fromstring(f"<domain>{fragment}</domain>")
    devices = root.find("devices")
    for iommu in devices.findall("iommu")[1:]:
        devices.remove(iommu)
    iommu = devices.find("iommu")
    iommu.remove(iommu.find("driver"))
    for driver in devices.iterfind("hostdev/driver"):
        driver.attrib.pop("iommufd", None)
    return "".join(ET.tostring(child, encoding="unicode") for child in root)


def virsh(scratch, *arguments):
    """What libvirt says: standard output, and standard error where it failed (else None)."""
    state = pathlib.Path(scratch, "libvirt")
    state.mkdir(exist_ok=True)
    rights = {}
    if os.geteuid() == 0:
        os.chmod(scratch, 0o711)
        os.chown(state, NOBODY, NOBODY)
        rights = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    said = subprocess.run(
        ["virsh", "--connect", f"qemu:///embed?root={state}", *arguments], capture_output=True,
        text=True, check=False, timeout=TRANSLATION, stdin=subprocess.DEVNULL, **rights,
        env={"PATH": "/usr/bin:/bin", "HOME": str(state)} | {
            f"XDG_{name}": f"{state}/{name}" for name in
            ("RUNTIME_DIR", "CACHE_HOME", "CONFIG_HOME", "DATA_HOME")})
    return said.stdout, None if said.returncode == 0 else said.stderr


def translate(scratch, xml):
    """QEMU's command line for a domain, as words; and what libvirt has against it, or None."""
    file = pathlib.Path(scratch, "domain.xml")
    file.write_text(xml)
    file.chmod(0o644)
    line, problem = virsh(scratch, "domxml-to-native", "qemu-argv", str(file))
    return shlex.split(line), problem


def validate(scratch, xml):
    """What libvirt's schema has against a domain; None: nothing."""
    file = pathlib.Path(scratch, "validated.xml")
    file.write_text(xml)
    said = subprocess.run(["virt-xml-validate", str(file), "domain"], capture_output=True,
                          text=True, check=False)
    return None if said.returncode == 0 else said.stdout + said.stderr


def options(words):
    """Options with their values (None: without one)."""
    words = words[next(i for i, word in enumerate(words) if word.startswith(EMULATOR)) + 1:]
    for i, word in enumerate(words):
        if word.startswith("-"):
            value = words[i + 1] if i + 1 < len(words) else "-"
            yield word, None if value.startswith("-") else value


def devices(words):
    """The devices of a command line: objects, as libvirt gives them to QEMU."""
    return [json.loads(value) for option, value in options(words) if option == "-device"]


def stand_in(value):
    """A device that QEMU emulates in the place of one of the host."""
    device = json.loads(value)
    if device["driver"] == "vfio-pci":
        device = {"driver": "e1000e", "romfile": "", "bus": device["bus"],
                  "addr": device["addr"]}
    return json.dumps(device, separators=(",", ":"))


def machine(arch, words, modules):
    """A machine of the lab from libvirt's command line: its file's text."""
    lines = [f"arch {arch}", "kernel 6.12", "append acpi=force", "qemu -serial stdio"]
    for option, value in options(words):
        if option not in MACHINE_OPTIONS or (option == "-object" and '"secret"' in value):
            continue
        if option == "-machine":
            value = ",".join(part for part in value.split(",")
                             if not part.startswith("pflash"))
        if option == "-device":
            value = stand_in(value)
        lines.append(f"qemu {option} {value or ''}")
    return "\n".join(lines + [f"module {name}" for name in modules]) + "\n"


def boot(scratch, arch, text, script, *more, name="guest"):
    """Boots a machine of this text with labscan in it, and runs the script there. Gives the
    directory that the script's output came home in; and why there is none, or None."""
    file, run, out = (pathlib.Path(scratch, f"{name}.{end}") for end in ("machine", "sh", "out"))
    file.write_text(text)
    run.write_text(script)
    shutil.rmtree(out, ignore_errors=True)
    said = subprocess.run(
        [LAB / "boot", "-p", PROGRAM[arch], "-t", str(BOOT), "-o", out, *more, file, run],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return out, None if (out / "status").exists() else said.stderr
