"""The consumers of the formats for fleets: what labscan prints of a host is read by each one's
own tool, or by its rules, and compared with the document."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import jsonschema
import prometheus_client.parser
import yaml

from lab import LABSCAN, Tests

# Kubernetes, Labels and Selectors, Syntax and character set.
LABEL = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"

# tmt, Specification, Hardware: the keys that its schema has, and what their values are.
SIZE = r"(>= )?[0-9]+ (MiB|B|MHz)"
OPERATORS = ["==", "!=", "!~", "=~", ">=", "<=", "=", ">", "<", "~"]
TMT = {
    "boot.method": str, "memory": str, "tpm.version": str,
    "cpu.processors": int, "cpu.sockets": int, "cpu.cores": int, "cpu.threads-per-core": int,
    "cpu.hyper-threading": bool, "cpu.family": int, "cpu.model": int, "cpu.model-name": str,
    "cpu.stepping": int, "cpu.vendor-name": str, "cpu.frequency": str,
    "disk.size": str, "disk.model-name": str, "disk.driver": str, "disk.logical-sector-size": str,
    "disk.physical-sector-size": str, "network.type": str,
    **{f"{block}.{key}": str for block in ("device", "gpu", "network")
       for key in ("vendor", "device", "driver")},
    "zcrypt.adapter": str, "zcrypt.mode": str,
    "iommu.is-supported": bool, "iommu.model-name": str, "system.vendor-name": str,
    "system.model-name": str, "system.numa-nodes": int, "virtualization.is-supported": bool,
    "virtualization.is-virtualized": bool, "virtualization.hypervisor": str,
}


def strict(**members):
    return {"type": "object", "properties": members, "additionalProperties": False}


def several(**members):
    return {"type": "array", "items": strict(**members)}


TEXT, NUMBER, FLAG = {"type": "string", "minLength": 1}, {"type": "integer"}, {"type": "boolean"}
HEX_ID = {"pattern": "^0x[0-9a-f]{4}$"}
PCI_ADDRESS = {"pattern": "^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]$"}

# Ironic, Inspection data; ironic_python_agent: hardware.py, and collect_pci_devices_info.
IRONIC = strict(
    inventory=strict(
        interfaces=several(name=TEXT, mac_address={"pattern": "^([0-9a-f]{2}:){5,}[0-9a-f]{2}$"},
                           has_carrier=FLAG, speed_mbps=NUMBER, vendor=HEX_ID, product=HEX_ID,
                           pci_address=PCI_ADDRESS, driver=TEXT),
        cpu=strict(model_name=TEXT, count=NUMBER, architecture=TEXT,
                   frequency={"pattern": r"^[0-9]+\.[0-9]{4}$"},
                   flags={"type": "array", "items": TEXT}),
        disks=several(name={"pattern": "^/dev/[^!]+$"}, model=TEXT, vendor=TEXT, serial=TEXT,
                      wwn={"pattern": "^(0x[0-9a-f]{16}$|eui\\.|nvme\\.|uuid\\.)"}, size=NUMBER,
                      wwn_with_extension={"pattern": "^0x[0-9a-f]{16,32}$"},
                      wwn_vendor_extension={"pattern": "^0x[0-9a-f]{1,16}$"}, rotational=FLAG),
        memory=strict(total=NUMBER, physical_mb=NUMBER),
        system_vendor=strict(product_name=TEXT, serial_number=TEXT, manufacturer=TEXT,
                             firmware=strict(vendor=TEXT, version=TEXT, build_date=TEXT)),
        boot=strict(current_boot_mode={"enum": ["uefi", "bios"]}),
        hostname=TEXT),
    pci_devices=several(vendor_id={"pattern": "^[0-9a-f]{4}$"},
                        product_id={"pattern": "^[0-9a-f]{4}$"},
                        **{"class": {"pattern": "^[0-9a-f]{6}$"}},
                        revision={"pattern": "^[0-9a-f]{2}$"},
                        bus=PCI_ADDRESS, numa_node_id={"pattern": "^[0-9]+$"}),
    data={"type": "array", "items": {
        "type": "array", "minItems": 4, "maxItems": 4, "prefixItems": [TEXT, TEXT, TEXT],
        "items": {"anyOf": [TEXT, NUMBER]}}})

t = Tests()


def labscan(*arguments):
    """Exit code, output and errors."""
    run = subprocess.run([LABSCAN, *map(str, arguments)], stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


def printed(root, name, *keys):
    return labscan("--root", root, "--format", name, *keys)[1]


def same(got, expected, what):
    t.ok(got == expected, what, f"got      {got!r}", f"expected {expected!r}")


def find(document, path):
    for name in path.split("."):
        document = (document or {}).get(name)
    return document


def typed_keys(root):
    """The keys by KEY=VALUE, to compare with those of Facter and Ansible."""
    pairs = labscan("--root", root, "-0")[1].split("\0")[:-1]
    return {key.lower(): value for key, value in (pair.split("=", 1) for pair in pairs)}


def as_text(value):
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(int(value)) if isinstance(value, bool) else str(value)


def check_keys(facts, root, what):
    same({key: as_text(value) for key, value in (facts or {}).items()}, typed_keys(root), what)


def script(path, root, name):
    path.write_text(f"#!/bin/sh\nexec '{LABSCAN}' --root '{root}' --format {name}\n",
                    encoding="utf-8")
    path.chmod(0o755)


def check_facter(root, place, what):
    """By Facter: from a file, and from an executable, whose output it reads as YAML."""
    for kind in ("file", "executable"):
        facts = pathlib.Path(place, f"facter-{kind}")
        facts.mkdir()
        if kind == "file":
            (facts / "labscan.json").write_text(printed(root, "facter"), encoding="utf-8")
        else:
            script(facts / "labscan", root, "facter")
        run = subprocess.run(["facter", "--external-dir", facts, "--json", "labscan"],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        same(run.stderr.decode(), "", f"{what}: facter takes the {kind} without a word")
        check_keys(json.loads(run.stdout).get("labscan"), root,
                   f"{what}: facter has the keys of the {kind}")
        shutil.rmtree(facts)


def check_ansible(root, place, what):
    facts = pathlib.Path(place, "ansible")
    facts.mkdir()
    script(facts / "executable.fact", root, "ansible")
    (facts / "file.fact").write_text(printed(root, "ansible"), encoding="utf-8")
    run = subprocess.run(
        ["ansible", "localhost", "--connection", "local", "--module-name", "setup", "--args",
         f"fact_path={facts} gather_subset=!all,!min,local filter=ansible_local"],
        env={**os.environ, "HOME": str(place), "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1",
             "ANSIBLE_STDOUT_CALLBACK": "oneline", "ANSIBLE_LOCALHOST_WARNING": "0"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    head, _, answer = run.stdout.decode().partition(" => ")
    if not t.ok("SUCCESS" in head, f"{what}: ansible gathers facts", head, run.stderr.decode()):
        return
    local = json.loads(answer)["ansible_facts"]["ansible_local"]
    for kind in ("executable", "file"):
        check_keys(local.get(kind), root, f"{what}: ansible has the keys of the {kind}")
    shutil.rmtree(facts)


def check_json_is_yaml(root, what):
    for name in ("json", "facter", "ansible", "ironic"):
        _, text, _ = labscan("--root", root, "--format", name, *(["VENDOR"] if name == "json" else []))
        same(yaml.safe_load(text), json.loads(text), f"{what}: {name} is the same as YAML")


def check_nfd(root, document, what):
    lines = printed(root, "nfd").splitlines()
    bad = [line for line in lines if not re.fullmatch(f"{LABEL}={LABEL}", line, re.ASCII)]
    t.ok(lines and not bad, f"{what}: each line is a legal label", *bad)
    labels = dict(line.split("=") for line in lines)
    same(len(labels), len(lines), f"{what}: no label stands twice")
    same(labels.get("labscan-iommu.described"),
         {None: None, True: "true", False: "false"}[find(document, "iommu.described")],
         f"{what}: the label of the IOMMU is the document's")
    return labels


def check_prometheus(root, document, what):
    text = printed(root, "prometheus")
    families = {f.name: f for f in prometheus_client.parser.text_string_to_metric_families(text)}
    bad = [f.name for f in families.values() if f.type != "gauge" or not f.documentation
           or len(f.samples) != 1]
    t.ok(families and not bad, f"{what}: each metric is one gauge with a help text", *bad)
    info = families["labscan_info"].samples[0]
    same(info.value, 1, f"{what}: the metric of labels is 1")
    paths = {"hostname": "system.hostname", "vendor": "dmi.vendor", "model": "dmi.product",
             "cpu_model": "cpu.model_name", "iommu_state": "iommu.state"}
    same({label: info.labels.get(label) for label in paths},
         {label: find(document, path) for label, path in paths.items()},
         f"{what}: labels are the document's texts")
    gauges = {name: f.samples[0].value for name, f in families.items()}
    for name, path in (("labscan_iommu_described", "iommu.described"),
                       ("labscan_memory_bytes", "memory.total_bytes")):
        same(gauges.get(name), find(document, path), f"{what}: {name} is the document's")
    if not shutil.which("promtool"):
        t.skip(f"{what}: promtool finds no fault", "no promtool: scripts/deps fleet")
        return
    run = subprocess.run(["promtool", "check", "metrics"], input=text.encode(), check=False,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    t.ok(run.returncode == 0, f"{what}: promtool finds no fault", run.stdout.decode())


def check_ironic(root, document, what):
    data = json.loads(printed(root, "ironic"))
    faults = [f"{error.json_path}: {error.message}"
              for error in jsonschema.Draft202012Validator(IRONIC).iter_errors(data)]
    t.ok(not faults, f"{what}: has the shape of Ironic's inventory", *faults)
    same(find(data, "inventory.memory.total"), find(document, "memory.total_bytes"),
         f"{what}: the memory is the document's")
    return data


def constraint(value):
    """Operator and value of a constraint, as tmt takes it apart."""
    text = str(value)
    for operator in OPERATORS:
        if text.startswith(operator):
            return operator, text[len(operator):].strip()
    return "=", text.strip()


def size(text):
    number, unit = text.split()
    return int(number) * {"B": 1, "MiB": 1 << 20, "MHz": 1000}[unit]


def satisfied(value, fact):
    """Whether a fact satisfies a constraint: numbers and flags are, texts and sizes have
    an operator or none."""
    if not isinstance(value, str):
        return value == fact
    operator, wanted = constraint(value)
    if re.fullmatch(SIZE, value):
        return operator in ("=", ">=") and (fact >= size(wanted) if operator == ">=" else
                                            fact == size(wanted))
    return operator == "=" and (int(wanted, 0) if isinstance(fact, int) else wanted) == fact


def leaves(block, path=""):
    for name, value in block.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{name}.")
        else:
            yield path + name, value


def facts_of_tmt(document):
    hypervisor = find(document, "virtualization.hypervisor")
    threads = find(document, "cpu.threads_per_core")
    return {
        "boot.method": find(document, "firmware.boot"),
        "memory": find(document, "memory.total_bytes"),
        "tpm.version": (find(document, "firmware.tpms") or [{}])[0].get("version"),
        **{f"cpu.{name.replace('_', '-')}": find(document, f"cpu.{name}") for name in
           ("processors", "sockets", "cores", "threads_per_core", "family", "model",
            "model_name", "stepping")},
        "cpu.vendor-name": find(document, "cpu.vendor"),
        "cpu.frequency": find(document, "cpu.speed_khz"),
        "cpu.hyper-threading": threads and threads > 1,
        "iommu.is-supported": find(document, "iommu.described"),
        "iommu.model-name": {"DMAR": "intel", "IVRS": "amd", "VIOT": "virtio"}.get(
            find(document, "iommu.table"), "smmuv3"),
        "system.vendor-name": find(document, "dmi.vendor"),
        "system.model-name": find(document, "dmi.product"),
        "system.numa-nodes": find(document, "memory.numa_nodes"),
        "virtualization.is-supported": find(document, "cpu.virtualization"),
        "virtualization.is-virtualized": hypervisor is not None,
        "virtualization.hypervisor": hypervisor,
    }


# Members of what a host has several of, where the document has them.
PCI = {"vendor": "vendor_id", "device": "device_id", "driver": "driver"}
PEERS = {
    "device": ("pci", PCI), "gpu": ("pci", PCI), "zcrypt": ("crypto", {"adapter": "type", "mode": "mode"}),
    "disk": ("disks", {"size": "size_bytes", "model-name": "model", "driver": "driver",
                       "logical-sector-size": "logical_sector_bytes",
                       "physical-sector-size": "physical_sector_bytes"}),
    "network": ("net", {**PCI, "type": "type"}),
}


def check_match(root, text, what):
    """labscan match, which reads tmt's hardware on its own, finds the host in its block."""
    with tempfile.NamedTemporaryFile("w", suffix=".fmf", encoding="utf-8") as plan:
        plan.write(text)
        plan.flush()
        code, out, err = labscan("match", "--root", root, plan.name)
    t.ok((code, out) == (0, "matches\n"), f"{what}: labscan match agrees", code, out, err, text)


def check_tmt(root, document, what):
    text = printed(root, "tmt")
    block = yaml.safe_load(text)["hardware"]
    if block:
        check_match(root, text, what)
    peers = {name: block.pop(name, []) for name in PEERS}
    functions = {function["address"]: function for function in document["pci"] or []}
    document = {**document, "net": [{**functions.get(net["bus_address"], {}), **net}
                                    for net in document["net"] or []]}
    faults, facts = [], facts_of_tmt(document)
    for path, value in leaves(block):
        if type(value) is not TMT.get(path) or not satisfied(value, facts[path]):
            faults.append(f"{path}: {value!r} but {facts.get(path)!r}")
    for name, (section, members) in PEERS.items():
        for item in [peers[name]] if isinstance(peers[name], dict) else peers[name]:
            faults += [f"{name}.{key}: {value!r}" for key, value in item.items()
                       if type(value) is not TMT.get(f"{name}.{key}")]
            if not any(all(satisfied(value, found.get(members[key]))
                           for key, value in item.items()) for found in document[section]):
                faults.append(f"no {name} satisfies {item}")
    t.ok(not faults, f"{what}: the host satisfies each constraint of its tmt block", *faults)
    return {**block, **peers}


def check_artemis(root, document, what):
    patch = yaml.safe_load(printed(root, "artemis"))
    same(find(patch, "iommu.is-supported"), find(document, "iommu.described"),
         f"{what}: Artemis is told of the IOMMU")
    same(find(patch, "cpu.model-name"), find(document, "cpu.model_name"),
         f"{what}: Artemis is told of the processor")
    unknown = set(path for path, _ in leaves(patch)) - {
        "cpu.family", "cpu.model", "cpu.model-name", "iommu.is-supported", "iommu.model-name"}
    t.ok(not unknown, f"{what}: the patch has no other keys", *unknown)
    return patch


def check_all(root, what):
    document = json.loads(printed(root, "json"))
    check_json_is_yaml(root, what)
    return {"document": document, "nfd": check_nfd(root, document, what),
            "prometheus": check_prometheus(root, document, what),
            "ironic": check_ironic(root, document, what), "tmt": check_tmt(root, document, what),
            "artemis": check_artemis(root, document, what)}
