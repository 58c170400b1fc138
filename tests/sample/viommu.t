#!/usr/bin/python3
"""labscan viommu: what it says of made-up hosts, its exit codes, and the XML that it prints,
which libvirt itself has to take."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import jsonschema

from lab import LABSCAN, Tests, make_root

SCHEMA = json.loads(pathlib.Path("docs/inventory.schema.json").read_text(encoding="utf-8"))

BARE = {"labscan/machine": "x86_64\n", "usr/bin": None, "dev": None,
        "sys/firmware/acpi/tables": None, "sys/class/iommu": None,
        "sys/kernel/iommu_groups": None}
KVM = {"dev/kvm": ""}
LIBVIRT = {"usr/lib64/libvirt.so.0": pathlib.PurePath("libvirt.so.0.9000.0")}
# Debian: the list of packages tells QEMU's version.
DEBIAN = {"usr/bin/qemu-system-x86_64": "", "usr/bin/qemu-system-aarch64": "",
          "var/lib/dpkg/status":
              "Package: qemu-system-x86\nStatus: install ok installed\nVersion: 1:7.2+dfsg-7\n\n"
              "Package: qemu-system-arm\nStatus: install ok installed\nVersion: 1:7.2+dfsg-7\n"}
# RPM's does not; what libvirt keeps is there after it ran QEMU once.
FEDORA = {"usr/libexec/qemu-kvm": "", "var/lib/rpm/rpmdb.sqlite": "SQLite format 3\0"}
CACHE = {"var/cache/libvirt/qemu/capabilities/0a.xml":
         "<qemuCaps><emulator>/usr/libexec/qemu-kvm</emulator><version>9000000</version></qemuCaps>"}
CONTAINER = {"run/.containerenv": "", "proc/1/environ": "container=podman\0"}

HOST = (BARE, KVM, LIBVIRT, DEBIAN)

t = Tests()


class Said:
    """What labscan viommu said of a made-up host."""

    def __init__(self, parts, *arguments):
        with tempfile.TemporaryDirectory() as root:
            make_root(root, *parts)
            run = subprocess.run([LABSCAN, "viommu", "--root", root, *arguments],
                                 stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                 timeout=60)
        self.code = run.returncode
        self.out = run.stdout.decode()
        self.errors = run.stderr.decode()

    def __str__(self):
        return f"exit code {self.code}\n{self.out}\nerrors: {self.errors}"


def state(said, model):
    """The word behind the model's name."""
    found = re.search(rf"^{model}: (\w+)$", said.out, re.M)
    return found.group(1) if found else None


def test_answers():
    said = Said(HOST)
    t.ok(said.code == 0, "a host that can have some says yes", said)
    t.ok([state(said, model) for model in ("intel", "amd", "smmuv3", "virtio")] ==
         ["possible", "impossible", "impossible", "possible"], "each model is told of", said)
    t.ok("libvirt.so.0: 9.0.0; it came with 11.5.0" in said.out,
         "what stands against a model names its file", said)
    t.ok("hw:viommu_model=auto: virtio" in said.out and "nova-attributes" in said.out,
         "nova's choice, and what it does wrong", said)
    t.ok("iommu.is-supported: false" in said.out, "the host's own, as tmt asks", said)
    said = Said(HOST, "--model", "amd")
    t.ok(said.code == 1 and state(said, "intel") is None, "one model, which is a no", said)
    t.ok(Said(HOST, "--model", "intel").code == 0, "one model, which is a yes")
    said = Said(HOST, "--model", "auto")
    t.ok(said.code == 0 and state(said, "virtio") == "possible", "auto is nova's choice", said)
    said = Said(HOST, "--machine", "pc")
    t.ok(said.code == 1 and "it is for q35" in said.out and
         "auto: nova refuses such guests" in said.out, "machine pc has none", said)
    said = Said(HOST, "--arch", "aarch64")
    t.ok(said.code == 0 and state(said, "smmuv3") == "possible" and
         re.search("accelerator +tcg", said.out), "another architecture's guests", said)
    said = Said(HOST, "--libvirt", "11.5.0", "--qemu", "10.1", "--model", "amd")
    t.ok(said.code == 0 and "QEMU          10.1 (--qemu)" in said.out,
         "versions that are not installed", said)


def test_untold():
    said = Said((BARE, LIBVIRT, FEDORA))
    t.ok(said.code == 3 and "--qemu" in said.out and state(said, "intel") == "unknown",
         "a version that no file tells is not told, and says what to do", said)
    t.ok(Said((BARE, LIBVIRT, FEDORA), "--qemu", "9.0").code == 0, "it can be given")
    said = Said((BARE, LIBVIRT, FEDORA, CACHE))
    t.ok(said.code == 0 and re.search(r"QEMU +9\.0\.0 \(/var/cache/libvirt", said.out),
         "libvirt may have kept it", said)
    said = Said((BARE,))
    t.ok(said.code == 1 and "no emulator" in said.out, "without an emulator there is none", said)
    t.ok(Said((BARE,), "--qemu", "9.0").code == 0, "with a QEMU that would be installed there is")
    t.ok(Said((BARE, CONTAINER)).code == 3, "in a container an emulator may be out of sight")
    said = Said(({},))
    t.ok(said.code == 3 and "auto: not to be told" in said.out,
         "of an empty root nothing is told", said)
    said = Said((BARE, DEBIAN))
    t.ok(said.code == 0 and "libvirt is not installed" in said.out, "QEMU alone has them", said)


def test_usage():
    for wrong in (["--model", "nope"], ["--qemu", "new"], ["--libvirt", "9.0-1"],
                  ["--libvirt", ""], ["--machine", "q35'><"], ["--machine", "q35--"],
                  ["--arch", "x86 64"], ["--format", "xml"], ["--xml", "--format", "json"],
                  ["0000:00:1f.2"]):
        said = Said(HOST, *wrong)
        t.ok(said.code == 2 and not said.out and said.errors, f"wrong: {' '.join(wrong)}", said)


def test_document():
    for what, parts in (("a host", HOST), ("a bare host", (BARE,)), ("an empty root", ({},)),
                        ("a container", (BARE, CONTAINER)), ("Fedora", (BARE, FEDORA))):
        said = Said(parts, "--format", "json")
        errors = [error.message for error in
                  jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(said.out))]
        t.ok(not errors, f"the document of {what} keeps the schema", *errors[:5])
    document = json.loads(Said(HOST, "--format", "json").out)["viommu"]
    t.ok([model["name"] for model in document["models"] if model["state"] == "possible"] ==
         ["intel", "virtio"], "the document says the same as the text", document)
    t.ok(document["models"][0]["kernel"]["config"] == ["CONFIG_INTEL_IOMMU", "CONFIG_IRQ_REMAP"],
         "it tells what the guest's kernel needs", document)


# ---- XML ----

def driver(said):
    """The attributes of <driver>, as they are written."""
    found = re.search("<driver (intremap|eim|caching)[^>]*", said.out)
    return found.group(0).split(" ", 1)[1].rstrip("/") if found else ""


def test_xml():
    said = Said(HOST, "--xml", "--model", "amd", "--qemu", "10.1")
    t.ok(said.code == 1 and not said.out and "does not know it" in said.errors,
         "no XML for a model that cannot be had, but the reason", said)
    said = Said((BARE, DEBIAN), "--xml", "--model", "intel")
    t.ok(said.code == 3 and not said.out and "--libvirt" in said.errors,
         "no XML for a libvirt of unknown version", said)
    said = Said((BARE, LIBVIRT, FEDORA), "--xml")
    t.ok(said.code == 3 and not said.out and "--qemu" in said.errors,
         "nor with a QEMU of unknown version", said)
    said = Said(HOST, "--xml", "--machine", "pc")
    t.ok(said.code == 1 and not said.out, "nova refuses such guests: no auto", said)
    said = Said(HOST, "--xml", "--qemu", "6.2")
    t.ok(said.code == 1 and "virtio: this QEMU is too old for it" in said.errors,
         "auto is what nova takes, be it possible or not", said)
    t.ok("<iommu model='virtio'/>" in Said(HOST, "--xml").out, "without --model it is auto")
    for libvirt, attributes in (("2.1.0", ""), ("3.3.0", ""),
                                ("3.4.0", "intremap='on' caching_mode='on' eim='on'"),
                                ("3.5.0", "intremap='on' caching_mode='on' eim='on' iotlb='on'"),
                                ("12.0.0", "intremap='on' caching_mode='on' eim='on' iotlb='on'")):
        said = Said(HOST, "--xml", "--model", "intel", "--libvirt", libvirt)
        t.ok(said.code == 0 and driver(said) == attributes and
             ("<ioapic" in said.out) == bool(attributes),
             f"libvirt {libvirt}: only attributes that it has", said)
    said = Said((BARE, LIBVIRT, DEBIAN), "--xml", "--model", "intel")
    t.ok("eim=" not in said.out and "intremap='on'" in said.out, "eim needs KVM", said)


def version_of(text):
    return [int(part) for part in text.split(".")]


def domain(fragments, arch, machine):
    """The smallest domain with what was printed pasted into it."""
    return (f"<domain type='test'><name>guest</name><memory>1048576</memory><vcpu>1</vcpu>"
            f"<os><type arch='{arch}' machine='{machine}'>hvm</type></os>{fragments}</domain>\n")


class Libvirt:
    """Debian's libvirt: its schema, and its parser by the driver for tests, which needs no
    daemon and refuses what libvirt refuses of any guest."""

    def __init__(self, top):
        self.file = pathlib.Path(top, "domain.xml")
        self.version = self.run("virsh", "--version").stdout.strip()

    def run(self, *command):
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)

    def refuses(self, xml):
        """What it says against the XML; nothing when it takes it."""
        self.file.write_text(xml, encoding="utf-8")
        for command in (["virt-xml-validate", self.file, "domain"],
                        ["virsh", "-q", "-c", "test:///default", "define", self.file]):
            run = self.run(*map(str, command))
            if run.returncode:
                return run.stdout
        return None


VERSIONS = ("3.4.0", "5.5.0", "8.3.0", "9.0.0", "11.5.0", "11.10.0", "12.2.0")
GUESTS = (("x86_64", "q35", ("intel", "amd", "virtio", "auto")),
          ("aarch64", "virt", ("smmuv3", "virtio", "auto")))


def test_guests(libvirt):
    """Every model and version that labscan prints XML for."""
    for arch, machine, models in GUESTS:
        for model in models:
            for version in VERSIONS:
                said = Said(HOST, "--xml", "--model", model, "--arch", arch, "--qemu", "11.0",
                            "--libvirt", version)
                if said.code == 1: # too old: the unit tests ask for each
                    continue
                what = f"{model} for {arch}, libvirt {version}: libvirt takes it"
                refused = libvirt.refuses(domain(said.out, arch, machine))
                if refused and version_of(version) > version_of(libvirt.version):
                    t.skip(what, f"libvirt here is {libvirt.version} and does not know it")
                else:
                    t.ok(said.code == 0 and not refused, what, refused, said)


def test_refusals(libvirt):
    """What labscan leaves out, or adds, is what libvirt would refuse."""
    intel = domain(Said(HOST, "--xml", "--model", "intel").out, "x86_64", "q35")

    for what, wrong, says in (
            ("intel without the I/O APIC beside it", re.sub("<ioapic.*/>", "", intel),
             "split I/O APIC"),
            ("intel with eim alone", intel.replace("intremap='on'", ""), "eim requires"),
            ("virtio with intel's attributes, as nova writes it",
             intel.replace("'intel'", "'virtio'"), "additional attributes"),
            ("a model that there is not", intel.replace("'intel'", "'nope'"), "nope|fails")):
        refused = libvirt.refuses(wrong)
        t.ok(refused and re.search(says, refused), f"libvirt refuses {what}", refused)


def main():
    test_answers()
    test_untold()
    test_usage()
    test_document()
    test_xml()
    if shutil.which("virt-xml-validate") and shutil.which("virsh"):
        with tempfile.TemporaryDirectory() as top:
            libvirt = Libvirt(top)
            test_guests(libvirt)
            test_refusals(libvirt)
    else:
        t.skip("libvirt takes the XML", "there is no virt-xml-validate")
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
