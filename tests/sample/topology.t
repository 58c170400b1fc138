#!/usr/bin/python3
"""labscan topology: what is in each kind of picture, that hosts cannot put anything else
into it, and how it exits."""

import html.parser
import json
import pathlib
import re
import subprocess
import tempfile
import xml.etree.ElementTree

from lab import LABSCAN, TABLES, Tests, make_root, on_terminal

KINDS = ["html", "svg", "dot"]
SVG = "{http://www.w3.org/2000/svg}"

tests = Tests()
ok = tests.ok


def function(address, class_code="0x020000", driver=None, group=None, unit=None):
    """The files of a PCI function; for one that is behind a bridge `address` is a path."""
    top = f"sys/devices/pci0000:00/{address}"
    name = address.rsplit("/", 1)[-1]
    files = {
        f"sys/bus/pci/devices/{name}": pathlib.PurePath(f"../../../devices/pci0000:00/{address}"),
        f"{top}/vendor": "0x8086\n",
        f"{top}/device": "0x1533\n",
        f"{top}/class": f"{class_code}\n",
        f"{top}/config": b"\x86\x80\x33\x15" + bytes(4) + bytes.fromhex(class_code[2:])[::-1].rjust(4, b"\0")
                         + bytes(244),
        f"{top}/resource": "",
        f"{top}/irq": "0\n",
    }
    if driver:
        files[f"sys/bus/pci/drivers/{driver}/bind"] = ""
        files[f"{top}/driver"] = pathlib.PurePath("../" * (top.count("/") - 1) + f"../bus/pci/drivers/{driver}")
    if group is not None:
        up = "../" * (top.count("/") - 1) + "../"
        files[f"sys/kernel/iommu_groups/{group}/type"] = "DMA\n"
        files[f"sys/kernel/iommu_groups/{group}/devices/{name}"] = pathlib.PurePath(f"../../../../devices/pci0000:00/{address}")
        files[f"{top}/iommu_group"] = pathlib.PurePath(f"{up}kernel/iommu_groups/{group}")
    if unit:
        up = "../" * (top.count("/") - 1) + "../"
        files[f"sys/devices/virtual/iommu/{unit}/devices/{name}"] = ""
        files[f"sys/class/iommu/{unit}"] = pathlib.PurePath(f"../../devices/virtual/iommu/{unit}")
        files[f"{top}/iommu"] = pathlib.PurePath(f"{up}devices/virtual/iommu/{unit}")
    return files


# What every made-up host has; None is a directory.
HOST = {
    "labscan/machine": "x86_64\n",
    "proc/cmdline": "quiet\n",
    "proc/sys/kernel/hostname": "host1\n",
    "proc/sys/kernel/osrelease": "6.1.0\n",
    "proc/self/mountinfo": "1 1 0:1 / / rw - ext4 / rw\n",
    "sys/bus/pci/devices": None,
    "sys/class/iommu": None,
    "sys/class/net": None,
    "sys/block": None,
    "sys/kernel/iommu_groups": None,
    TABLES: None,
}

USED = [HOST, function("0000:00:00.0", "0x060000", group=0, unit="dmar0"),
        function("0000:00:1f.0", group=1, unit="dmar0"),
        function("0000:00:1f.2", driver="ahci", group=1, unit="dmar0"),
        function("0000:00:02.0", "0x030000")]
OFF = [HOST, function("0000:00:01.0", "0x060400"), function("0000:00:01.0/0000:01:00.0", driver="e1000e")]

# Text that breaks out of wherever it is put, if it can; no file name can have a slash.
EVIL = "</title></style><script>alert(1)</script>\"]; evil [label=\"&lt;'-->]]>\\N"
EVIL_NAME = "x\" onload=\"alert(1)\"><script>alert(2)<!-- ]; evil2 [label=\"' &amp;\\"


def draw(*arguments, **how):
    return subprocess.run([LABSCAN, "topology", *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **how)


def pictures(*parts):
    """Each kind of picture of a made-up host: name => text."""
    with tempfile.TemporaryDirectory() as root:
        make_root(root, *parts)
        runs = {kind: draw(f"--{kind}", "--root", root) for kind in KINDS}
    for kind, run in runs.items():
        ok(run.returncode == 0, f"{kind}: it is drawn", run.stderr.decode())
    return {kind: run.stdout.decode() for kind, run in runs.items()}


class Page(html.parser.HTMLParser):
    """What a page is made of: tags, attributes, text; scripts and styles apart."""
    VOID = {"meta", "input", "br"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self.open, self.faults = [], [], "", [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += data


def test_contents():
    got = pictures(*USED)
    for kind, text in got.items():
        for address in ("0000:00:00.0", "0000:00:1f.0", "0000:00:1f.2", "0000:00:02.0"):
            ok(address in text, f"{kind}: {address} is in it")
        for what in ("host1", "IOMMU", "enabled", "dmar0", "Group 1", "group 0", "ahci", "No IOMMU",
                     "Root bus 0000:00"):
            ok(what in text, f"{kind}: {what} is in it")
    ok(got["html"].count("<article class=\"device") == 4, "each function is one device of the page")
    ok(draw("--root", "/nonexistent").returncode == 2, "no such root: exit code 2")
    with tempfile.TemporaryDirectory() as root:
        make_root(root, *USED)
        ok(without_time(draw("--root", root).stdout.decode()) == without_time(got["html"]),
           "a page is the default")


def without_time(text):
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "", text)


def test_off():
    for kind, text in pictures(*OFF).items():
        ok("No IOMMU" in text and "0000:01:00.0" in text, f"{kind}: a host without an IOMMU is drawn", text)
        ok("absent" in text, f"{kind}: it says in which state the IOMMU is", text)


def test_sound():
    """Pages and pictures are well-formed, and whole in themselves."""
    got = pictures(*USED)
    page = Page(got["html"])
    ok(not page.faults and not page.open, "the page closes what it opens", page.faults, page.open)
    links = [(tag, name, value) for tag, name, value in page.attributes
             if name in ("src", "href", "action", "srcset", "data") and not value.startswith("#")]
    ok(not links, "the page links to nothing", links)
    ok("@import" not in got["html"] and "url(" not in got["html"], "nor do its styles")
    picture = xml.etree.ElementTree.fromstring(got["svg"])
    links = [value for element in picture.iter() for name, value in element.attrib.items()
             if name.endswith("href") and not value.startswith("#")]
    ok(not links and "@import" not in got["svg"] and "url(" not in got["svg"],
       "the picture links to nothing", links)
    ids = [value for tag, name, value in page.attributes if name == "id"]
    ok(len(ids) == len(set(ids)), "ids of the page are given once")
    uses = {value[1:] for tag, name, value in page.attributes if tag == "use" and name == "href"}
    ok(uses and uses <= set(ids), "marks that the page uses are there", uses)


def test_hostile():
    """What a host calls its parts stays text."""
    parts = [*USED, function("0000:00:03.0", driver=EVIL_NAME, group=2, unit=EVIL_NAME),
             {"proc/sys/kernel/hostname": EVIL.encode() + b"\x1b\x07\xff\xc3\xef\xbf\xbe\n",
              "sys/kernel/iommu_groups/1/type": EVIL + "\n"}]
    kept = EVIL + "\\x1b\\x07\\xff\\xc3"
    got = pictures(*parts)
    clean = pictures(*USED, function("0000:00:03.0", driver="x", group=2, unit="x"))

    for kind, text in got.items():
        ok(not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text), f"{kind}: no control bytes")
    page, other = Page(got["html"]), Page(clean["html"])
    ok(page.tags == other.tags, "the page of a hostile host has the same tags as another's")
    ok([pair[:2] for pair in page.attributes] == [pair[:2] for pair in other.attributes],
       "and the same attributes")
    ok(kept in page.text and EVIL_NAME in page.text, "and the texts", page.text[:400])
    picture = xml.etree.ElementTree.fromstring(got["svg"])
    ok([element.tag for element in picture.iter() if element.tag != f"{SVG}text"] ==
       [element.tag for element in xml.etree.ElementTree.fromstring(clean["svg"]).iter()
        if element.tag != f"{SVG}text"], "the picture of a hostile host has the same elements")
    ok(any(kept in (element.text or "") for element in picture.iter()), "and the texts")
    strings = r'"(?:[^"\\]|\\.)*"'
    ok(re.sub(strings, '""', got["dot"]) == re.sub(strings, '""', clean["dot"]),
       "the graph of a hostile host is the same but for its strings")


def test_samples():
    for sample in sorted(pathlib.Path("samples").glob("*.tar.gz")):
        document = json.loads(subprocess.run([LABSCAN, "--root", sample, "--format", "json"], check=True,
                                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
        got = {kind: draw(f"--{kind}", "--root", sample).stdout.decode() for kind in KINDS}
        addresses = [function["address"] for function in document["pci"]]
        drawn = re.findall(r'<b class="title">([^<]*)</b>', got["html"])
        ok(sorted(drawn) == sorted(addresses), f"{sample}: the page has each function once", drawn)
        picture = xml.etree.ElementTree.fromstring(got["svg"])
        drawn = [group.find(f"{SVG}text").text for group in picture.iter(f"{SVG}g")
                 if group.get("class", "").startswith(("card ", "bridge "))]
        ok(sorted(drawn) == sorted(addresses), f"{sample}: the picture too", drawn)
        drawn = re.findall(r'^n\d+ \[label="([^\\"]*)', got["dot"], re.MULTILINE)
        ok(sorted(filter(None, drawn)) == sorted(addresses), f"{sample}: the graph too", drawn)


def test_usage():
    for arguments, why in (
            (["--svg", "--dot"], "two kinds"), (["--html", "--svg"], "two kinds, one of them the default"),
            (["extra"], "an argument"), (["--format", "json"], "an option of others")):
        run = draw(*arguments)
        ok(run.returncode == 2 and not run.stdout and run.stderr, f"{why}: exit code 2", run.stderr)
    with tempfile.TemporaryDirectory() as root:
        run = draw("--root", root)
        ok(run.returncode == 3 and not run.stdout and b"/sys/bus/pci/devices" in run.stderr,
           "no list of PCI devices: exit code 3, and why", run.stderr)
        make_root(root, *USED)
        ok("<!DOCTYPE html>" in on_terminal("topology", "--root", root), "a terminal gets it too")


def test_output():
    with tempfile.TemporaryDirectory() as root:
        make_root(root, *USED)
        with open("/dev/full", "wb") as full:
            run = subprocess.run([LABSCAN, "topology", "--root", root], stdout=full,
                                 stderr=subprocess.PIPE, check=False)
        ok(run.returncode == 2 and b"cannot write" in run.stderr, "a full disk: exit code 2", run.stderr)
        file = pathlib.Path(root, "picture")
        run = draw("--root", root, "--svg", "--output", file)
        ok(run.returncode == 0 and not run.stdout and file.read_text().endswith("</svg>\n"),
           "--output writes a file")
        run = draw("--root", root, "--output", pathlib.Path(root, "no/such"))
        ok(run.returncode == 2 and run.stderr, "a file that cannot be made: exit code 2", run.stderr)
        with subprocess.Popen([LABSCAN, "topology", "--root", root], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as run:
            run.stdout.read(1)
            run.stdout.close()
            said = run.stderr.read()
        ok(run.returncode != 0 or not said, "a pipe that is closed early ends it", run.returncode, said)


def main():
    for test in (test_contents, test_off, test_sound, test_hostile, test_samples, test_usage, test_output):
        test()
    return tests.end()


if __name__ == "__main__":
    raise SystemExit(main())
