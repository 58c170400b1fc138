"""What beaker-system-scan 2.5 makes of a host: of lshw's answer, /proc and /sys as the
guest's script left them."""
import re
import struct
import xml.etree.ElementTree as ElementTree

MIB = 1 << 20
UNKNOWN = "Unknown"
# Leaf 0x40000000 of CPUID: EBX, ECX and EDX spell a name.
HYPERVISORS = {
    b"KVMKVMKVM\0\0\0": "KVM",
    b"XenVMMXenVMM": "Xen",
    b"Microsoft Hv": "HyperV",
    b"VMwareVMware": "VMWare",
}
VENDORS = {"Intel Corp.": "GenuineIntel", "Advanced Micro Devices [AMD]": "AuthenticAMD"}
NO_DEVICES = {"memory", "processor", "disk", "system", "volume"}
TYPES = {"display": "VIDEO", "multimedia": "AUDIO"}
# By a capability of lshw's, the last that is there; by the picture that it would show.
STORAGE_TYPES = ("scsi", "ide", "raid", "sata", "sas")
ICON_TYPES = {("bus", "usb"): "USB", ("bus", "firewire"): "FIREWIRE",
              ("communication", "modem"): "MODEM"}


def setting(node, name):
    found = node.find(f"configuration/setting[@id='{name}']")
    return None if found is None else found.get("value")


def capable(node, name):
    return node.find(f"capabilities/capability[@id='{name}']") is not None


def hint(node, name):
    found = node.find(f"hints/hint[@name='{name}']")
    return None if found is None else found.get("value")


class Cpuinfo:
    """/proc/cpuinfo by python-linux-procfs, which has the last processor's values."""

    def __init__(self, text):
        self.values = {}
        self.processors = 0
        sockets = set()
        for line in filter(None, text.splitlines()):
            name, _, value = (part.strip() for part in line.partition(":"))
            self.processors += name == "processor"
            self.values[name.lower()] = value
            if name == "physical id":
                sockets.add(value)
        self.sockets = len(sockets)
        self.cores = int(self.values.get("cpu cores", 1)) * self.sockets


class Old:
    """The structs of one guest, from the directory that its script left."""

    def __init__(self, out):
        self.out = out
        self.arch = self.text("machine").strip()
        self.tree = ElementTree.parse(out / "lshw").getroot()
        self.nodes = list(self.tree.iter("node"))
        self.cpus = [node for node in self.nodes if node.get("class") == "processor"]
        self.data = {
            "Arch": [self.arch],
            "Cpu": self.cpu_x86() if self.arch == "x86_64" else self.cpu_arm(),
            "Devices": [device for device in map(self.device, self.nodes) if device],
            "Disk": {"Disks": [self.disk(node) for node in self.nodes if self.is_disk(node)]},
            "Numa": {"nodes": int(self.text("nodes"))},
            "memory": self.memory(),
            "model": self.tree.findtext("product"),
            "vendor": self.tree.findtext("vendor"),
        }
        if self.arch == "x86_64":
            self.data["Hypervisor"] = self.hypervisor()
        self.legacy = self.make_legacy()

    def text(self, name):
        return (self.out / name).read_text()

    # ---- push ----

    def flags(self):
        return [flag.get("id") for flag in self.cpus[0].findall("capabilities/capability")]

    def cpu_x86(self):
        cpuinfo = Cpuinfo(self.text("cpuinfo"))
        vendor = self.cpus[0].findtext("vendor")
        return {
            "vendor": VENDORS.get(vendor, vendor),
            "modelName": self.cpus[0].findtext("product"),
            "model": int(cpuinfo.values["model"]),
            "family": int(cpuinfo.values["cpu family"]),
            "stepping": int(cpuinfo.values["stepping"]),
            "speed": float(cpuinfo.values["cpu mhz"]),
            "processors": cpuinfo.processors,
            "cores": cpuinfo.cores,
            "sockets": cpuinfo.sockets,
            "CpuFlags": ["lm" if flag == "x86-64" else flag for flag in self.flags()],
        }

    def cpu_arm(self):
        return {
            "vendor": self.cpus[0].findtext("vendor"),
            "modelName": self.cpus[0].findtext("product"),
            "model": None, "family": None, "stepping": None,
            "speed": float(self.cpus[0].findtext("capacity", 0)) / 1e6,
            "processors": Cpuinfo(self.text("cpuinfo")).processors,
            "cores": sum(int(setting(cpu, "cores") or 1) for cpu in self.cpus),
            "sockets": len(self.cpus),
            "CpuFlags": self.flags(),
        }

    def memory(self):
        sizes = [node.findtext("size") for node in self.nodes if node.get("class") == "memory"
                 and node.findtext("description", "").lower() == "system memory"]
        return int(sizes[-1]) // MIB

    def hypervisor(self):
        """None where the program knows no name."""
        return HYPERVISORS.get(struct.unpack("4x12s", (self.out / "hypervisor").read_bytes())[0])

    @staticmethod
    def is_disk(node):
        return node.get("class") == "disk" and node.get("id") != "medium" and \
            node.find("size") is not None

    @staticmethod
    def disk(node):
        logical = int(setting(node, "logicalsectorsize") or 512)
        return {
            "size": node.findtext("size"),
            "model": node.findtext("product"),
            "sector_size": logical,
            "phys_sector_size": int(setting(node, "sectorsize") or logical),
        }

    @staticmethod
    def type_of(node, kind):
        if kind == "storage":
            names = [name.upper() for name in STORAGE_TYPES if capable(node, name)]
            return names[-1] if names else "STORAGE"
        return TYPES.get(kind) or ICON_TYPES.get((kind, hint(node, "icon"))) or kind.upper()

    def device(self, node):
        """None for what is no device."""
        def number(*names):
            found = [value for value in (hint(node, name) for name in names) if value]
            return f"{int(found[0], 16):04x}" if found else "0000"

        description = node.findtext("product") or node.findtext("description") or UNKNOWN
        kind = "generic" if description == "Virtio memory balloon" else node.get("class")
        if kind in NO_DEVICES:
            return None
        bus = (node.findtext("businfo") or "").partition("@")[0]
        device = {
            "type": self.type_of(node, kind),
            "bus": bus or ("pnp" if capable(node, "pnp") else UNKNOWN),
            "driver": setting(node, "driver") or UNKNOWN,
            "description": description,
            "vendorID": number("pci.vendor", "usb.idVendor"),
            "deviceID": number("pci.device", "usb.idProduct"),
            "subsysVendorID": number("pci.subvendor"),
            "subsysDeviceID": number("pci.subdevice"),
            "fw_version": setting(node, "firmware"),
        }
        firmware = node.find(".//node[@id='firmware']")
        if node.get("id") == "core" and firmware is not None:
            device["description"] = firmware.findtext("description")
            device["fw_version"] = firmware.findtext("version")
        told = {device[name] for name in device if name not in ("type", "bus", "fw_version")}
        return None if told <= {UNKNOWN, "0000"} else device

    # ---- legacypush ----

    def make_legacy(self):
        cpu, sizes = self.data["Cpu"], [int(disk["size"]) for disk in self.data["Disk"]["Disks"]]
        chassis = [setting(node, "chassis") for node in self.nodes if setting(node, "chassis")]
        modules = set(self.text("modules").split())
        legacy = {
            "ARCH": self.arch,
            "BOOTDISK": self.boot_disk(),
            "CPUFLAGS": cpu["CpuFlags"],
            "CPUMODEL": cpu["modelName"],
            "CPUVENDOR": cpu["vendor"],
            "DISK": [size // MIB for size in sizes],
            "DISKSPACE": sum(sizes) // MIB,
            "FORMFACTOR": chassis[0] if chassis else "",
            "HVM": bool(modules & {"kvm_amd", "kvm_intel", "kvm_hv"}),
            "MODEL": self.data["model"],
            "MODULE": [line.split()[0] for line in self.text("lsmod").splitlines()[1:]],
            "NETBOOT_METHOD": self.text("NETBOOT_METHOD.TXT").splitlines()[0],
            "NETWORK": self.network(),
            "NR_DISKS": len(sizes),
            "NR_ETH": self.interfaces("1"),
            "NR_IB": self.interfaces("32"),
            "PCIID": self.ids("pci"),
            "PROCESSORS": cpu["processors"],
            "USBID": self.ids("usb"),
            "VENDOR": self.data["vendor"],
            "VIRT_IOMMU": self.iommu(),
        }
        for key, value in (("CPUFAMILY", cpu["family"]), ("CPUMODELNUMBER", cpu["model"]),
                           ("DISK_CONTROLLER", self.disk_controller())):
            if value:
                legacy[key] = value
        return legacy

    def boot_disk(self):
        """Without the first driver, and with what stands behind the last line's end."""
        return self.text("boot").split("\n")[1:]

    def network(self):
        lines = self.text("network").split("\n")
        return lines[0] if len(lines) == 1 else lines[1]

    def interfaces(self, wanted):
        return sum(kind == wanted and "virtual" not in path and not wireless
                   for kind, path, *wireless in map(str.split, self.text("net").splitlines()))

    def ids(self, bus):
        ids = [f"{device['vendorID']}:{device['deviceID']}"
               for device in self.data["Devices"] if device["bus"] == bus]
        return [id for id in ids if id != "0000:0000"]

    def disk_controller(self):
        """The driver of the first node that carries a disk."""
        for node in self.nodes:
            if {child.get("id") for child in node.findall("node")} & {"disk", "disk:0"} and \
                    setting(node, "driver"):
                return setting(node, "driver")
        return None

    def iommu(self):
        tables = self.text("tables").split()
        if self.arch != "x86_64":
            return False
        if "DMAR" not in tables:
            return "IVRS" in tables
        lines = self.text("DMAR.dsl").splitlines()
        return any("Hardware Unit" in line for line in lines) and any(
            "Base Address" in line and not re.search("0{16}|F{16}", line) for line in lines)
