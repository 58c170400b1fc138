#!/usr/bin/python3
"""labscan viommu --hostdev on made-up hosts: which SMMU of the host each device is behind,
the guest's SMMUs and buses for them, what libvirt's schema says of the XML, refusals."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET

from lab import LABSCAN, TABLES, Tests, make_root
from smmu_host import ARM, FIRST, SECOND, X86

NEW = ("--qemu", "11.1", "--libvirt", "12.7.0")
t = Tests()


def run(root, *arguments):
    return subprocess.run([LABSCAN, "viommu", "--root", root, "--hostdev", *arguments],
                          capture_output=True, text=True, check=False)


def parse(xml):
    return ET.fromstring(f"<domain>{xml}</domain>")


def address(element):
    return ":".join(element.get(part)[2:] for part in ("domain", "bus", "slot")) + \
        "." + element.get("function")[2:]


def layout(domain):
    """Which devices of the host are on which expander bus, by its index: over their ports."""
    ports = {controller.get("index"): int(controller.find("address").get("bus"), 16)
             for controller in domain.iterfind("devices/controller[@model='pcie-root-port']")}
    found = {}
    for hostdev in domain.iterfind("devices/hostdev"):
        expander = ports[str(int(hostdev.find("address").get("bus"), 16))]
        found.setdefault(expander, []).append(address(hostdev.find("source/address")))
    return found


def bus_numbers(domain):
    return {int(controller.get("index")): int(controller.find("target").get("busNr"))
            for controller in domain.iterfind("devices/controller[@model='pcie-expander-bus']")}


def validates(xml, arch, machine):
    """What libvirt's schema says of a domain with these elements; None: that it is sound."""
    domain = f"""<domain type='qemu'><name>guest</name><memory>1048576</memory>
        <os><type arch='{arch}' machine='{machine}'>hvm</type></os>{xml}</domain>"""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        file.write(domain)
        file.flush()
        said = subprocess.run(["virt-xml-validate", file.name, "domain"], capture_output=True,
                              text=True, check=False)
    return None if said.returncode == 0 else said.stdout + said.stderr


def test_mirrored(root):
    answer = run(root, *NEW, "--xml", "*:0[123]:00.0")
    t.ok(answer.returncode == 0, "an Arm host's devices can be given away", answer.stderr)
    domain = parse(answer.stdout)
    numbers = bus_numbers(domain)
    t.ok(layout(domain) == {1: ["0000:01:00.0"], 2: ["0000:02:00.0", "0000:03:00.0"]},
         "devices behind one SMMU of the host are on one expander bus", layout(domain))
    t.ok(numbers == {1: 254, 2: 251}, "each expander bus has numbers for its ports below the next",
         numbers)
    smmus = [iommu.find("driver").attrib for iommu in domain.iterfind("devices/iommu")]
    t.ok(smmus == [{"pciBus": "1", "accel": "on"}, {"pciBus": "2", "accel": "on"}],
         "each expander bus has an SMMU, accelerated, nothing of its registers guessed", smmus)
    t.ok({d.get("iommufd") for d in domain.iterfind("devices/hostdev/driver")} == {"yes"},
         "accelerated SMMUs have devices of iommufd")
    cells = [node.text for node in domain.iter("node")]
    t.ok(cells == ["0", "1"], "SMMUs on nodes 0 and 2 of the host are in cells 0 and 1", cells)
    answer = run(root, *NEW, "--xml", "02:00.0", "03:00.0", "02:00.0")
    t.ok(layout(parse(answer.stdout)) == {1: ["0000:02:00.0", "0000:03:00.0"]},
         "a device named twice is given away once; 0000 can be left out")
    t.ok("<node>" not in answer.stdout, "on one node of the host no cells are wanted")


def test_report(root):
    said = run(root, *NEW, "02:00.0").stdout
    for line in (rf"{SECOND}", rf"described in +/{TABLES}/IORT at 0x74", r"NUMA node +2",
                 r"serves +0000:02:00.0 to 0000:03:1f.7, with ATS", r"table walks +coherent",
                 r"ssidsize +not told", r"oas +not told",
                 r"device +0000:02:00.0 ready: .*, on the guest's bus ff"):
        t.ok(re.search(rf"^ *{line}$", said, re.M), f"the report has: {line}", said)
    t.ok(parse(said[said.index("<!--"):]).find("devices/hostdev") is not None,
         "below it stands the XML")


def test_list(root):
    said = subprocess.run([LABSCAN, "viommu", "--root", root, *NEW], capture_output=True,
                          text=True, check=False).stdout
    for name in FIRST, SECOND, "SMMUv3 at 0x2000, which the kernel does not use":
        t.ok(re.search(rf"^{name}$", said, re.M), f"viommu alone lists {name}", said)


def test_versions(root):
    answer = run(root, "--qemu", "11.1", "--libvirt", "11.9.0", "--xml", "01:00.0")
    t.ok(answer.returncode == 1 and not answer.stdout and "11.10.0" in answer.stderr and
         "--model virtio" in answer.stderr,
         "libvirt before 11.10.0 has no SMMU for each: what is possible instead", answer.stderr)
    answer = run(root, "--qemu", "10.1", "--libvirt", "12.7.0", "--xml", "01:00.0")
    t.ok(answer.returncode == 1 and "QEMU 10.1" in answer.stderr,
         "nor has QEMU before 10.2", answer.stderr)
    for qemu, libvirt in (("10.2", "12.7.0"), ("11.1", "11.10.0")):
        answer = run(root, "--qemu", qemu, "--libvirt", libvirt, "--xml", "01:00.0")
        drivers = [driver.attrib for driver in parse(answer.stdout).iter("driver")]
        t.ok(drivers == [{"name": "vfio"}, {"pciBus": "1"}] and
             "without accel" in answer.stdout,
             f"QEMU {qemu} with libvirt {libvirt} cannot accelerate, and the XML says so",
             answer.stdout)
    answer = run(root, "--qemu", "11.1", "--xml", "01:00.0")
    t.ok(answer.returncode == 3 and "--libvirt" in answer.stderr,
         "without libvirt's version nothing is printed", answer.stderr)
    answer = run(root, "--qemu", "7.2", "--libvirt", "9.0.0", "--model", "virtio", "--xml",
                 "01:00.0", "02:00.0")
    domain = parse(answer.stdout)
    t.ok(len(domain.findall("devices/iommu[@model='virtio']")) == 1 and
         len(domain.findall("devices/hostdev")) == 2 and
         not domain.findall("devices/controller"),
         "virtio is one for all, and needs no expander bus", answer.stderr)


def test_refusals(root):
    for name, why in (("03:00.1", "SMMUv3 at 0xc020000"),
                      ("04:00.0", "no IOMMU"),
                      ("00:01.0", "bridge")):
        answer = run(root, *NEW, "--xml", "01:00.0", name)
        t.ok(answer.returncode == 1 and not answer.stdout and
             f"0000:{name}" in answer.stderr and re.search(why, answer.stderr),
             f"{name} is refused with the reason", answer.stdout, answer.stderr)
    answer = run(root, *NEW, "03:00.1", "00:01.0", "01:00.0")
    t.ok(answer.returncode == 1 and answer.stdout.count("blocked") == 2 and
         "<devices>" not in answer.stdout, "the report has all that are refused, and no XML",
         answer.stdout)
    answer = run(root, *NEW, "09:00.0")
    t.ok(answer.returncode == 2 and "09:00.0" in answer.stderr, "a device that is not there",
         answer.stderr)
    answer = run(root, *NEW)
    t.ok(answer.returncode == 2 and "needs devices" in answer.stderr, "no device at all",
         answer.stderr)
    answer = run(root, *NEW, "--model", "intel", "01:00.0")
    t.ok(answer.returncode == 1, "a model that such guests cannot have", answer.stderr)


def test_x86(root):
    answer = run(root, "--qemu", "7.2", "--libvirt", "9.0.0", "--xml", "01:00.0", "02:00.0")
    domain = parse(answer.stdout)
    iommus = domain.findall("devices/iommu")
    t.ok(len(iommus) == 1 and iommus[0].get("model") == "intel" and
         iommus[0].find("driver").get("caching_mode") == "on",
         "on x86 there is one for all, which tells VFIO of what it maps", answer.stderr)
    t.ok([address(a) for a in domain.iterfind("devices/hostdev/source/address")] ==
         ["0000:01:00.0", "0000:02:00.0"] and not domain.findall("devices/controller"),
         "and libvirt finds places for the devices")
    answer = run(root, "--arch", "aarch64", *NEW, "--xml", "01:00.0")
    t.ok(answer.returncode == 1 and "dmar0" in answer.stderr,
         "a guest's SMMU cannot be in the place of an Intel unit", answer.stderr)


def test_schema(arm, x86):
    name = "libvirt's schema takes the XML"
    if not shutil.which("virt-xml-validate"):
        t.skip(name, "virt-xml-validate is not installed")
        return
    answer = run(x86, "--qemu", "7.2", "--libvirt", "9.0.0", "--xml", "*")
    said = validates(answer.stdout, "x86_64", "q35")
    t.ok(said is None, f"{name} for x86", said)
    said = validates(run(arm, "--qemu", "7.2", "--libvirt", "9.0.0", "--model", "virtio", "--xml",
                         "*:0[12]:*").stdout, "aarch64", "virt")
    t.ok(said is None, f"{name} with virtio on Arm", said)
    # Before 11.10.0 the schema has no second <iommu>, and no attributes for smmuv3.
    old = re.sub(r" iommufd='yes'|  <iommu.*</iommu>\n", "",
                 run(arm, *NEW, "--xml", "*:0[123]:00.0").stdout, flags=re.S)
    said = validates(old, "aarch64", "virt")
    t.ok("pcie-expander-bus" in old and said is None,
         f"{name} for several SMMUs, but for <iommu pciBus accel> and iommufd", said)


def main():
    with tempfile.TemporaryDirectory() as top:
        arm, x86 = pathlib.Path(top, "arm"), pathlib.Path(top, "x86")
        make_root(arm, ARM)
        make_root(x86, X86)
        test_mirrored(arm)
        test_report(arm)
        test_list(arm)
        test_versions(arm)
        test_refusals(arm)
        test_x86(x86)
        test_schema(arm, x86)
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
