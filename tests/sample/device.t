#!/usr/bin/python3
"""labscan device: which functions of made-up and sample hosts can go to guests, what it
prints to do for it, and how."""

import json
import pathlib
import re
import subprocess
import tempfile
import xml.etree.ElementTree

from guests import (BARE, DEVICES, ENDPOINT, HOST, RELEASE, SRIOV, Said, ask, config, disk,
                    function, interface, link, test_manners, test_nobody, test_samples)
from lab import Tests, make_root, on_terminal

STATES = ["ready", "possible", "blocked", "unknown"]
HEAD = re.compile(r"^([0-9a-f]+:[0-9a-f:.]+): (\w+): ", re.M)

t = Tests()


def states_of(said):
    """The state of each function that an answer tells all about."""
    return dict(HEAD.findall(said.out))


def steps_of(said):
    """The part of an answer about one function that says how to pass it."""
    return said.out.partition("\nTo pass it\n")[2]


def rows_of(said):
    """The rows of the list: the words of each before the name."""
    return [line.split()[:4] for line in said.out.splitlines()[1:]]


def test_list():
    said = ask("device", [HOST])
    t.ok(said.code == 0, "the list: exit code 0, for some can be passed", said)
    t.ok(rows_of(said) == [["possible", "0000:00:1f.2", "4", "ahci"],
                           ["possible", "0000:00:1f.3", "4", "i801_smbus"],
                           ["possible", "0000:03:00.0", "2", "e1000e"],
                           ["ready", "0000:04:00.0", "3", "vfio-pci"],
                           ["blocked", "0000:06:00.0", "5", "-"],
                           ["possible", "10000:e1:00.0", "6", "nvme"]],
         "the list has all functions but bridges: state, address, group, driver", said)
    t.ok(re.search(r"^blocked .*firmware wants memory of its group", said.out, re.M),
         "the list has the first obstacle of each", said)
    said = ask("device", [BARE, function("0000:03:00.0", "8086:10d3", "020000")])
    t.ok(said.code == 1, "all are blocked: exit code 1", said)
    said = ask("device", [BARE])
    t.ok(said.code == 1, "there are none: exit code 1", said)
    with tempfile.TemporaryDirectory() as root:
        said = Said("device", "--root", root)
    t.ok(said.code == 3 and not said.out and "/sys/bus/pci/devices" in said.errors,
         "they cannot be listed: exit code 3", said)


NAMES = {
    "0000:03:00.0": "0000:03:00.0", "03:00.0": "0000:03:00.0", "eth0": "0000:03:00.0",
    "8086:10d3": "0000:03:00.0", "8086:10D3": "0000:03:00.0", "vda": "0000:00:1f.2",
    "/dev/vda": "0000:00:1f.2", "10000:E1:00.0": "10000:e1:00.0",
    f"/{DEVICES}/0000:04:00.0": "0000:04:00.0", "0000:03:*": "0000:03:00.0",
    "*:1f.?": "0000:00:1f.2 0000:00:1f.3", "00:1f.*": "0000:00:1f.2 0000:00:1f.3",
    "100*": "10000:e1:00.0", "[0]000:0[34]:*": "0000:03:00.0 0000:04:00.0",
}


def test_names():
    for name, addresses in NAMES.items():
        said = ask("device", [HOST], name)
        t.ok(list(states_of(said)) == addresses.split(), f"{name}: what it means", said)
    said = ask("device", [HOST], "04:00.0", "eth0", "03:00.0")
    t.ok(list(states_of(said)) == ["0000:03:00.0", "0000:04:00.0"],
         "several: each function once, in order", said)
    for name, hint in [("0001:03:00.0", "there is 0000:03:00.0"), ("03:00.1", "`labscan device`"),
                       ("e1:00.0", "there is 10000:e1:00.0"), ("", "`labscan device`"),
                       ("lo", "no PCI function is known to be behind this network interface"),
                       ("nbd0", "no PCI function is known to be behind this disk")]:
        said = ask("device", [HOST, {"sys/class/net/lo/type": "772\n",
                                     "sys/block/nbd0/size": "8\n"}], "eth0", name)
        t.ok(said.code == 2 and not said.out and hint in said.errors,
             f"{name or 'an empty name'}: means nothing: exit code 2, and what to do", said)


def test_states():
    for what, names, code, states in [
            ("one that is ready", ["04:00.0"], 0, ["ready"]),
            ("one that takes steps", ["03:00.0"], 0, ["possible"]),
            ("both", ["04:00.0", "03:00.0"], 0, ["possible", "ready"]),
            ("one that is blocked", ["06:00.0"], 1, ["blocked"]),
            ("a bridge", ["00:1c.0"], 1, ["blocked"]),
            ("one of three is blocked", ["03:00.0", "06:00.0", "04:00.0"], 1,
             ["possible", "ready", "blocked"])]:
        said = ask("device", [HOST], *names)
        t.ok(said.code == code and list(states_of(said).values()) == states,
             f"{what}: exit code {code}", said)
    unlisted = {f"{DEVICES}/0000:03:00.0/reset_method": "flr\n",
                "sys/kernel/iommu_groups/2/reserved_regions": "nonsense\n"}
    said = ask("device", [HOST, unlisted], "03:00.0")
    t.ok(said.code == 3 and states_of(said) == {"0000:03:00.0": "unknown"} and
         "What could not be told" in said.out and "reserved_regions: could not be read" in said.out,
         "one that cannot be told: exit code 3, and which file it hangs on", said)
    said = ask("device", [HOST, unlisted], "03:00.0", "06:00.0")
    t.ok(said.code == 1, "one of them is blocked: exit code 1", said)


def test_answer():
    said = ask("device", [HOST], "06:00.0")
    missing = [text for text in (
        "0000:06:00.0: blocked: it cannot go to a guest\n", "[103c:3306]\n", "group 5, unit dmar0",
        "\nWhat blocks it\n  direct: firmware wants memory", "/reserved_regions: 0xbdf00000-",
        "    remedy: look for a setting") if text not in said.out]
    t.ok(not missing and "To pass it" not in said.out,
         "blocked: why, by which file, what to do; and no steps", *missing, said)
    said = ask("device", [HOST, {f"{DEVICES}/0000:00:1f.2/reset_method": "\n",
                                 "proc/self/mountinfo": "1 1 254:0 / / rw - ext4 /dev/vda rw\n"}],
               "vda")
    missing = [text for text in ("the host has vda on it", "What to know before", "  no-reset: ",
                                 "  disk-in-use: the running system is on a disk of it")
               if text not in said.out]
    t.ok(not missing, "what is lost is told before the steps", *missing, said)


def test_steps():
    steps = steps_of(ask("device", [HOST], "vda"))
    for text in ("    driverctl set-override 0000:00:1f.2 vfio-pci\n",
                 "    driverctl set-override 0000:00:1f.3 vfio-pci  # of the same group: ",
                 "    options vfio-pci ids=8086:2922,8086:2930\n",
                 "    softdep ahci pre: vfio-pci\n", "    softdep i2c_i801 pre: vfio-pci\n",
                 "    -device vfio-pci,host=0000:00:1f.2\n"):
        t.ok(text in steps, f"steps for a group of two: {text.strip()}", steps)
    steps = steps_of(ask("device", [HOST], "04:00.0"))
    t.ok("driverctl" not in steps and "ids=" not in steps and "-device" in steps,
         "what is ready needs no binding", steps)
    bare = {"sys/bus/pci/drivers/vfio-pci": None}
    steps = steps_of(ask("device", [BARE, function("0000:03:00.0", "8086:10d3", "020000", group=2)],
                         "03:00.0"))
    t.ok("    modprobe vfio-pci\n" in steps and "/unbind" not in steps and
         "/etc/modules-load.d/vfio.conf" in steps and "softdep" not in steps,
         "without a driver: vfio-pci is loaded, nothing unbound", steps)
    built_in = {"proc/modules": "ahci 1 0 - Live 0x0\n"}
    steps = steps_of(ask("device", [HOST, built_in], "eth0"))
    t.ok("too late for 0000:03:00.0: e1000e is built in" in steps and "ids=" not in steps,
         "a driver that is built in: ids would come too late", steps)
    twin = function("0000:07:00.0", "8086:10d3", "020000", group=9, driver="e1000e")
    steps = steps_of(ask("device", [HOST, twin], "eth0"))
    t.ok("would take others, too (8086:10d3): 0000:07:00.0\n" in steps and "ids=" not in steps,
         "another card of the kind: ids would take it, too", steps)
    with tempfile.TemporaryDirectory() as root:
        make_root(root, HOST, {"etc/kernel/cmdline": "", **bare})
        pathlib.Path(root, "sys/module/vfio_pci/initstate").unlink()
        steps = steps_of(Said("device", "--root", root, "eth0"))
    t.ok("    add vfio-pci.ids=8086:10d3 to /etc/kernel/cmdline" in steps,
         "vfio-pci is built in: its ids go to the command line, by this boot loader", steps)
    bridge = function("0000:00:1f.0", "8086:2918", "060100", group=4, driver="lpc_ich")
    steps = steps_of(ask("device", [HOST, bridge], "vda"))
    t.ok("driverctl set-override 0000:00:1f.0 none  #" in steps and "8086:2918" not in steps and
         "0000:00:1f.0/driver_override" not in steps,
         "a bridge of the group only loses its driver", steps)


def test_sysfs_way():
    """The commands that are printed do what they are to do, on a copy of /sys."""
    with tempfile.TemporaryDirectory() as root:
        make_root(root, HOST, {f"{DEVICES}/0000:00:1f.{i}/driver_override": "(null)\n"
                               for i in (2, 3)})
        steps = steps_of(Said("device", "--root", root, "vda"))
        lines = [line.strip() for line in steps.splitlines() if line.startswith("    echo ")]
        script = "\n".join(lines).replace(" /sys", f" {root}/sys")
        run = subprocess.run(["sh", "-euc", script], capture_output=True, check=False)

        def read(path):
            return pathlib.Path(root, "sys/bus/pci", path).read_text()

        t.ok(run.returncode == 0 and len(lines) == 6, "a shell takes them", script, run)
        t.ok(read("devices/0000:00:1f.2/driver_override") == "vfio-pci\n" and
             read("devices/0000:00:1f.3/driver_override") == "vfio-pci\n" and
             read("drivers/ahci/unbind") == "0000:00:1f.2\n" and
             read("drivers/i801_smbus/unbind") == "0000:00:1f.3\n" and
             read("drivers_probe") == "0000:00:1f.3\n",
             "each function gets its override, leaves its driver, is probed", script)


def validate(element, schema, text):
    """Whether libvirt's schema takes what is between the tags of that element."""
    found = re.findall(rf"^ *<{element}\b.*?^ *</{element}>\n", text, re.M | re.S)
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        devices = "".join(found)
        file.write(devices if schema == "network" else
                   "<domain type='kvm'><name>g</name><memory>1</memory><os><type>hvm</type></os>"
                   f"<devices>{devices}</devices></domain>")
        file.flush()
        run = subprocess.run(["virt-xml-validate", file.name, schema], capture_output=True,
                             check=False)
    return len(found), run.returncode == 0, devices + run.stderr.decode()


def test_libvirt():
    said = ask("device", [HOST, SRIOV], "*")
    n, good, notes = validate("hostdev", "domain", said.out)
    t.ok(n >= 6 and good, "each <hostdev> is valid by libvirt's schema", notes)
    attributes = "domain='0x0000' bus='0x00' slot='0x1f' function='0x2'"
    text = steps_of(ask("device", [HOST], "00:1f.2"))
    t.ok(f"<address {attributes}/>" in text, "an address in libvirt's words", text)
    text = steps_of(ask("device", [HOST], "10000:e1:00.0"))
    t.ok(f"    -device vfio-pci,sysfsdev=/{DEVICES}/10000:e1:00.0\n" in text and
         "host=1" not in text and "<hostdev" not in text,
         "beyond domain ffff, which QEMU's host= does not take, it is named by its path", text)
    n, good, notes = validate("interface", "domain", said.out)
    t.ok(n == 2 and good, "each <interface> of a virtual function is valid", notes)
    n, good, notes = validate("network", "network", said.out)
    t.ok(n == 1 and good, "the <network> of virtual functions is valid", notes)


def test_sriov():
    said = ask("device", [HOST, SRIOV], "eth5")
    missing = [text for text in (
        "\nSR-IOV\n  63 virtual functions at most, 1 made\n    0000:05:10.0  possible, group 8\n",
        "    echo N > /sys/bus/pci/devices/0000:05:00.0/sriov_numvfs\n", "<pf dev=\"eth5\"/>",
        "<address type='pci' domain='0x0000' bus='0x05' slot='0x10' function='0x0'/>",
        "  vfs-active: ") if text not in said.out]
    t.ok(not missing, "a physical function: its virtual ones, and how to make some", *missing, said)
    t.ok(said.out.count("echo 0 > /sys/bus/pci/devices/0000:05:00.0/sriov_numvfs") == 2,
         "those that there are go first, for others and for itself", said)
    said = ask("device", [HOST, SRIOV], "05:10.0")
    t.ok("a virtual function of 0000:05:00.0" in said.out and
         "<interface type='hostdev'" in said.out,
         "a virtual function of a network card: as an interface, too", said)
    space = bytearray(config("8086:10fb", express=ENDPOINT, sriov=True))
    space[0x100 + 0x24] = 4  # VF BAR 0: memory of 64 bits, without an address
    said = ask("device", [HOST, SRIOV, {f"{DEVICES}/0000:05:00.0/config": bytes(space),
                                        f"{DEVICES}/0000:05:00.0/sriov_numvfs": "0\n"}], "eth5")
    t.ok("  vf-bars: " in said.out and "None can be made" in said.out and "echo N" not in said.out,
         "VF BARs without an address: that none can be made, and why", said)


def test_hostile():
    long = "x" * 180
    said = ask("device", [HOST, function("0000:08:00.0", "8086:10d3", "020000", group=9,
                                         driver=f"\033[2J{long}", module=f"\007{long}"),
                          interface("a'<&\"\033", "0000:08:00.0"),
                          {f"{DEVICES}/0000:08:00.0/sriov_totalvfs": "8\n",
                           f"{DEVICES}/0000:08:00.0/sriov_numvfs": "0\n",
                           f"{DEVICES}/0000:08:00.0/config":
                           config("8086:10d3", express=ENDPOINT, sriov=True)}], "08:00.0")
    t.ok(said.code == 0 and not set(said.out) & set("\033\007"),
         "control bytes of the host are written out", repr(said.out))
    network = re.search(r"<network>.*</network>", said.out, re.S)
    pf = xml.etree.ElementTree.fromstring(network[0]).find("forward/pf")
    t.ok(pf.get("dev") == "a'<&\"\\x1b", "XML escapes what it has to", network[0])
    lines = ask("device", [HOST, function("0000:08:00.0", "8086:10d3", "020000", group=9,
                                          driver=long)]).out.splitlines()
    columns = {line.index(word) for line in lines
               for word in ("  vfio-pci does not", "  it is a part", "  first obstacle")
               if word in line}
    t.ok(len(columns) == 1 and any("xxx…  " in line for line in lines),
         "a long name does not move the columns", "\n".join(lines))


def test_colour():
    with tempfile.TemporaryDirectory() as root:
        make_root(root, HOST)
        text = on_terminal("device", "--root", root)
        t.ok("\033[31mblocked\033[0m" in text and "\033[32mready\033[0m" in text,
             "on a terminal there is colour", repr(text[:200]))
        plain = re.sub(r"\033\[\d*m", "", text).replace("\r\n", "\n")
        t.ok(plain == Said("device", "--root", root).out,
             "which takes no room in the columns", plain)
        t.ok("\033" not in on_terminal("device", "--root", root, NO_COLOR="1"),
             "NO_COLOR takes it away")


def check_sample(name, said, document):
    bridges = [device["address"] for device, pci in zip(document["devices"], document["pci"])
               if device["header_type"] or pci["class_code"] >> 16 == 6]
    states = [[device["state"], device["address"]] for device in document["devices"]
              if device["address"] not in bridges]
    t.ok([row[:2] for row in rows_of(said)] == states, f"{name}: all of its functions", said)
    found = {state for state, _ in states}
    t.ok(said.code == (0 if found & {"ready", "possible"} else 3 if "unknown" in found else 1),
         f"{name}: exit code", said)


def check_nobody(said):
    t.ok(re.search(r"0000:03:00\.0 +2 +e1000e ", said.out), "as nobody: it still lists them", said)


def main():
    for test in (test_list, test_names, test_states, test_answer, test_steps, test_sysfs_way,
                 test_libvirt, test_sriov, test_hostile, test_colour):
        test()
    test_manners(t, "device")
    test_samples(t, "device", check_sample)
    test_nobody(t, "device", [HOST], check_nobody)
    return t.end()


if __name__ == "__main__":
    raise SystemExit(main())
