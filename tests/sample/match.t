#!/usr/bin/env python3
"""labscan match: each rule of Beaker's filter of hosts, recipes, bad files, --explain."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import jsonschema

from lab import LABSCAN, Tests

REPO = pathlib.Path(__file__).parents[2]
FOLDER = pathlib.Path(__file__).parent / "match"
CODES = {"yes": 0, "no": 1, "error": 2, "untold": 3}
FEWEST_CASES = 80
LONGEST = 10  # seconds, on a machine that others use


def run(xml, *args, host="x86"):
    document = ("--document", FOLDER / f"{host}.json") if host else ()
    done = subprocess.run([LABSCAN, "match", *map(str, (*document, *args)), "-"],
                          input=xml if isinstance(xml, bytes) else xml.encode(), capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def required(children):
    return f"<hostRequires>\n{children}\n</hostRequires>"


def equal(t, got, expected, what):
    t.ok(got == expected, what, f"got {got!r}", f"not {expected!r}")


def test_rules(t):
    rules, cases = {}, []
    for line in (FOLDER / "beaker.cases").read_text().splitlines():
        if line.startswith("rule "):
            name, text = line[len("rule "):].split(": ", 1)
            rules[name] = text
        elif line and not line.startswith("#"):
            cases.append((*line.split(" ", 3), "")[:4])
    t.ok(len(cases) >= FEWEST_CASES, f"there are {FEWEST_CASES} cases or more")
    equal(t, sorted({rule for rule, *_ in cases}), sorted(rules), "each rule has a case")
    for rule, host, answer, xml in cases:
        code, _, errors = run(required(xml), host=host)
        equal(t, code, CODES[answer], f"{rule}: {host}: {xml}")
        if answer == "error":
            t.ok("line 2:" in errors, f"{rule}: says where {xml} is wrong")


def test_files(t):
    for what, xml, says in (
        ("is not well-formed", "<hostRequires>\n<and>\n</hostRequires>", "line 3:"),
        ("requires nothing of a host", "<job/>", "no <recipe>"),
        ("has a recipe without one", "<job>\n<recipe><and/></recipe></job>", "line 2: <recipe>: it has no"),
        ("has one that is in no recipe", "<job><hostRequires/></job>", "no <recipe>"),
        ("has a guest that asks for nonsense", "<recipe><hostRequires/>\n<guestrecipe>"
         "<hostRequires><memory op='~'/></hostRequires></guestrecipe></recipe>", "line 2:"),
        ("has a document type", '<!DOCTYPE hostRequires><hostRequires/>', "document type"),
        ("defines entities", '<!DOCTYPE a [<!ENTITY b "<and/>">]><hostRequires>&b;</hostRequires>',
         "document type"),
        ("names a file", '<!DOCTYPE a SYSTEM "/etc/passwd"><hostRequires/>', "document type"),
        ("uses an entity that nobody defined", "<hostRequires>\n&b;</hostRequires>", "line 2:"),
        ("is nested too deep", "<hostRequires>" + 60 * "<and>" + 60 * "</and>" + "</hostRequires>",
         "too deep"),
        ("has too many attributes", required("<a" + "".join(f" a{i:x}=''" for i in range(65))
                                             + "/>"), "too many attributes"),
        ("is all attributes", required("<a" + "".join(f" a{i:x}=''" for i in range(100000))
                                       + "/>"), "too many attributes"),
        ("is too large", required(" " * (4 << 20)), "too large"),
        ("hides attributes behind what looks like text", required(
            "<!-- ' \" > --><?a ' ?><![CDATA[ <a b=' ]]>&gt;'\"<a" + "".join(
                f" a{i:x}='>'" for i in range(65)) + "/>"), "too many attributes"),
        ("is UTF-16", "<\0a\0/\0>\0", "not UTF-8"),
        ("is UTF-16 with a mark", "<hostRequires/>".encode("utf-16"), "iconv"),
        ("is Latin-1", b"<hostRequires>\n<a b='\xe9'/></hostRequires>", "line 2: Input is not proper UTF-8"),
        ("is cut short", "<hostRequires>\n<and>\n<cpu_co", "line 3:"),
        ("is empty", "", "nothing is in it"),
        ("is of a namespace", '<job xmlns="urn:other"><recipe><hostRequires/></recipe></job>', "no <recipe>"),
        ("has too many elements", required(70000 * "<and/>"), "too many"),
    ):
        code, output, errors = run(xml)
        equal(t, (code, output), (2, ""), f"a file that {what} cannot be used")
        t.ok(says in errors, f"it says that it {what}")
    equal(t, run("\ufeff \n<?xml version='1.0'?><!-- --><hostRequires/>".replace(" \n", ""))[0], 0,
            "a byte order mark, a declaration and comments are XML")
    equal(t, run("<hostRequires>\r\n<cpu_count value='32'/>\r\n</hostRequires>\r\n")[0], 0,
          "lines may end as those of Windows do")
    for entities in ("&lt;b&gt; &amp; c", "<![CDATA[<cpu_count value='1'/>]]>", "&#x41;"):
        equal(t, run(required(entities))[0], 0, f"{entities} is text, which is not looked at")
    equal(t, run(required(53 * "<and>" + 53 * "</and>"))[0], 0, "54 levels are not too deep")


def test_command_line(t, top):
    (top / "short.json").write_text("{")
    (top / "other.json").write_text('{"a": 1}')
    (top / "list.json").write_text("[]")
    file = top / "job.xml"
    file.write_text("<hostRequires/>")
    for what, *args in (
        ("no file",), ("two files", file, file), ("a file that is not there", top / "none"),
        ("a document that is not there", "--document", top / "none", file),
        ("a document cut short", "--document", top / "short.json", file),
        ("a document of something else", "--document", top / "other.json", file),
        ("a document that is a list", "--document", top / "list.json", file),
    ):
        done = subprocess.run([LABSCAN, "match", *map(str, args)], capture_output=True,
                              timeout=60)
        equal(t, done.returncode, 2, f"{what}: cannot run")
        t.ok(b"labscan: " in done.stderr, f"{what}: says why")


def test_recipes(t):
    recipes = "".join(f"<recipe{name}>\n<hostRequires>{xml}</hostRequires></recipe>"
                      for name, xml in (("", '<cpu_count value="1"/>'),
                                        (' whiteboard="big"', '<cpu_count value="32"/>'),
                                        ("", '<pool value="a"/>')))
    job = f"<job><recipeSet>{recipes}</recipeSet></job>"
    code, output, _ = run(job)
    equal(t, output.splitlines(), ["recipe 1 (line 2): does not match",
                                  "recipe 2, big (line 3): matches",
                                  "recipe 3 (line 4): cannot be told"],
            "each recipe has its answer")
    equal(t, code, 0, "a host that can be one of them matches")
    equal(t, run(job.replace('"32"', '"2"'))[0], 3, "one that perhaps can is not told")
    equal(t, run(job.replace('"32"', '"2"').replace("pool", "group").replace(
        '<group value="a"/>', '<cpu_count value="3"/>'))[0], 1, "one that cannot does not")


def test_guests(t):
    """Guests take what is there; Beaker's scheduler looks at machine recipes only."""
    guest = "<guestrecipe><hostRequires/></guestrecipe>"
    host = '<hostRequires><cpu_count value="1"/></hostRequires>'
    code, output, _ = run(f"<job><recipe>{host}{guest}</recipe><recipe whiteboard='b'>"
                          f"{host}</recipe></job>")
    equal(t, (code, output.splitlines()), (1, ["recipe 1 (line 1): does not match",
                                               "recipe 2, b (line 1): does not match"]),
          "guests do not count")
    code, output, errors = run(f"<recipe>{host}<hostRequires/></recipe>")
    t.ok(code == 1 and "only at the first" in errors, "of two the first one counts")
    equal(t, run("<recipe><hostRequires><hostRequires><cpu_count value='32'/></hostRequires>"
                 "</hostRequires></recipe>")[1], "recipe 1 (line 1): matches\n",
          "one within another is not another host")


def test_force(t):
    code, output, _ = run('<hostRequires force="h.example.com"><cpu_count value="1"/>'
                          '</hostRequires>', "--explain")
    equal(t, code, 3, "force asks for the name alone")
    t.ok("looks at nothing else" in output, "and says so")


def test_json(t):
    schema = json.loads((REPO / "docs/match.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    answers = {0: "matches", 1: "differs", 3: "untold"}
    tmt = "memory: '>= 1 GiB'\ncpu: {flag: [vmx, '!= svm']}\ndisk: [{size: 1}, {driver: '~ n'}]\n"
    for what, xml in (
        ("groups", "<and><cpu_count value='32'/><not><memory value='0'/></not></and>"),
        ("lists", "<cpu><flag value='vmx'/></cpu><disk><size op='&gt;' value='1'/></disk>"),
        ("sums", "<diskspace op='&gt;' value='1' units='TB'/>"),
        ("counts", "<diskcount value='2'/>"), ("a pool", "<pool value='a'/>"),
        ("what is left out", "<key_value key='NOPE'/>"), ("implied rows", "<numa_node_count value='9'/>"),
        ("text", "<hypervisor value=''/><cpu><speed value='0.5'/></cpu>"), ("tmt", tmt),
    ):
        code, output, errors = run(xml if what == "tmt" else required(xml), "--format", "json",
                                   host=None if what == "tmt" else "x86")
        answer = json.loads(output)
        faults = [fault.message for fault in validator.iter_errors(answer)]
        t.ok(not faults, f"{what}: docs/match.schema.json holds", *faults[:3])
        equal(t, (answer["answer"], errors), (answers[code], ""), f"{what}: its answer is that")
    _, output, _ = run(required("<disk>\n<size op='&gt;' value='1' units='TB'/></disk>"),
                       "--format", "json")
    disk = json.loads(output)["hosts"][0]["requires"]["parts"][0]
    equal(t, {name: disk[name] for name in ("kind", "truth", "line", "field", "found")},
          {"kind": "element", "truth": "yes", "line": 2, "field": "disk", "found": "number 1 of 2"},
          "what is asked of a list has its answer")
    equal(t, {name: disk["parts"][0][name] for name in ("truth", "line", "field", "op", "value")},
          {"truth": None, "line": 3, "field": "size", "op": ">", "value": 10 ** 12},
          "what is asked of an element has none")
    equal(t, run(required(""), "--format", "xml")[0], 2, "there is no format xml")


def test_explain(t):
    code, output, errors = run(required(
        '<and>\n<cpu_count op="&gt;" value="64"/>\n<key_value key="NOPE" value="1"/>\n'
        '<disk><size op="&gt;" value="1" units="TB"/></disk></and><not><memory value="0"/></not>'),
        "--explain")
    equal(t, code, 1, "--explain has the same answer")
    equal(t, errors, "", "what is left out is in the tree")
    equal(t, output.splitlines(), [
        "does not match",
        "no      <hostRequires>",
        "no        <and>",
        'no          <cpu_count op=">" value="64"/>  here: 32',
        'ignored     <key_value key="NOPE" value="1"/>',
        "            !! Beaker leaves it out: it has no such key, unless an administrator",
        "               has made it; every host matches",
        "yes         <disk>  here: number 1 of 2",
        '              <size op=">" value="1" units="TB"/>',
        "ignored   <not>",
        "          !! Beaker leaves it out: nothing is left in it",
        'ignored     <memory value="0"/>',
        "            !! Beaker leaves it out: 0 is no value to it",
    ], "the tree has what the host has for each part")
    _, output, _ = run(required('<or><numa_node_count value="2"/><cpu_count value="4"/></or>'),
                       "--explain", host="arm")
    t.ok("(implied)" in output and "a row of numa" in output,
         "a row that is implied, and is not there, is in it")


def test_warnings(t):
    for xml, says in (
        ('<key_value key="NOPE"/>', "no such key"),
        ('<key_value key="VIRT_IOMMU" value="1"/>', "unless an administrator has made"),
        ('<iommu value="1"/>', "no such element here"),
        ('<iommu><arch value="x86_64"/></iommu>', "looks at what is in it"),
        ('<cpu><hyper value="false"/></cpu>', "without hyper-threading"),
        ('<system><type op="!=" value="Machine"/></system>', "does not look at op"),
        ('<arch value="riscv64"/>', "no such architecture"),
        ("<device/>", "nothing of a device"),
    ):
        code, _, errors = run(required(xml))
        equal(t, code, 0, f"{xml} matches")
        t.ok(errors.startswith("labscan: standard input:2: ") and says in errors,
             f"{xml}: says that {says}")
    equal(t, run(required('<cpu_count value="32"/>'))[2], "", "what is fine brings no warning")


def test_this_host(t, top):
    document = subprocess.run([LABSCAN, "--format", "json"], capture_output=True, timeout=60,
                              check=False).stdout
    (top / "host.json").write_bytes(document)
    processors = json.loads(document)["cpu"]["processors"]
    name = f'<cpu><processors value="{processors}"/></cpu>'
    for what, args in (("this host", ()), ("its document", ("--document", top / "host.json"))):
        equal(t, run(required(name), *args, host=None)[:2], (0, "matches\n"),
                f"{what} has {processors} processors")
        equal(t, run(required(name.replace(f'"{processors}"', f'"{processors + 1}"')), *args,
                    host=None)[0], 1, f"{what} does not have one more")


def test_untold(t, top):
    """What a scan could not tell, Beaker may have from another one."""
    path = top / "untold.json"
    document = json.loads(subprocess.run([LABSCAN, "--format", "json"], capture_output=True,
                                         timeout=60, check=False).stdout)

    def ask(change, xml):
        copy = json.loads(json.dumps(document))
        change(copy)
        path.write_text(json.dumps(copy))
        return run(required(xml), "--document", path, host=None)[0]

    def without(*names):
        def change(copy):
            at = copy
            for name in names[:-1]:
                at = at[name]
            at[names[-1]] = None
            at.setdefault("unknown", {})[names[-1]] = {"path": "/x", "error": "EACCES"}
        return change

    def absent(section, name):
        def change(copy):
            copy[section][name] = None
            copy[section].pop("unknown", None)
        return change

    def named(name):
        return lambda copy: copy["system"].update(hostname=name)

    vendor = '<system><vendor op="like" value="%"/></system>'
    method = '<key_value key="NETBOOT_METHOD"/>'
    equal(t, ask(without("dmi", "vendor"), vendor), 3, "a vendor that could not be read")
    equal(t, ask(absent("dmi", "vendor"), vendor), 1, "a vendor that the host does not have")
    equal(t, ask(without("firmware", "netboot_method"), method), 3, "a key that could not be read")
    equal(t, ask(absent("firmware", "netboot_method"), method), 1,
          "a key that the host does not have")
    equal(t, ask(without("iommu", "described"), '<key_value key="VIRT_IOMMU" value="1"/>'), 3,
          "an IOMMU that may be there")
    equal(t, ask(without("disks"), "<disk/>"), 3, "disks that could not be listed")
    equal(t, ask(without("cpu", "processors"), '<cpu_count value="1"/>'), 3,
          "processors that could not be counted")
    for name, code in (("a.example.com", 0), ("b.example.com", 1), ("a", 3)):
        equal(t, ask(named(name), '<hostname value="A.example.com"/>'), code, f"a host named {name}")


def test_hostile_values(t):
    pattern = "%a" * 2000
    code, _, _ = run(required(f'<cpu><model_name op="like" value="{pattern}"/></cpu>'))
    equal(t, code, 1, "a pattern of thousands of % takes no time")
    _, output, _ = run(required('<system><vendor value="&#9;\u009b31m"/></system>'), "--explain")
    t.ok(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", output),
         "control characters of a file do not reach the terminal")


def test_hostile_document(t, top):
    path = top / "hostile.json"
    path.write_text(json.dumps({"legacy": {}, "Data": {"vendor": "\x1b[31m\u009b" + "x" * 100000}}))
    for form in ("--explain", "--format=json"):
        code, output, _ = run(required('<system><vendor value="a"/></system>'), form,
                              "--document", path, host=None)
        t.ok(code == 1 and "\\x1b" in output.replace("\\\\", "\\") and len(output) < 2000
             and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", output),
             f"{form}: what a document has in it is clean and short")


def test_damaged_documents(t, top):
    """A document that is given may be of any shape: there is an answer, or it is said why not."""
    path = top / "damaged.json"
    document = json.loads(subprocess.run([LABSCAN, "--format", "json"], capture_output=True,
                                         timeout=60, check=False).stdout)
    files = (required("<disk/><device driver='a'/><key_value key='BOOTDISK'/>"),
             "disk: [{size: 1}]\nnetwork: [{driver: a}]\n")
    wrong = []
    for section in document:
        for value in ({"a": None}, 1e300, "x", [None], [{}], [{"mounts": [None], "address": []}]):
            path.write_text(json.dumps({**document, section: value}))
            wrong += [f"{section}: {value}: {code}" for code in
                      (run(file, "--document", path, host=None)[0] for file in files)
                      if code not in CODES.values()]
    t.ok(not wrong, "documents of any shape have an answer", *wrong)


def test_bounded_work(t, top):
    """A file that asks more than anybody would is answered soon, and not wrongly."""
    path = top / "large.json"
    device = {"vendorID": "8086", "deviceID": "1533", "bus": "pci", "type": "NETWORK"}
    path.write_text(json.dumps({"legacy": {}, "Data": {
        "Devices": [{**device, "driver": f"driver{i}", "description": f"Controller {i} of many"}
                    for i in range(2000)],
        "Disk": {"Disks": [{"size": str(i), "model": f"Disk {i}"} for i in range(2000)]}}}))
    for what, clause in (
        ("devices", '<device driver="none{}"/>'),
        ("patterns", '<device op="like" description="%n%r%o%{}a"/>'),
        ("disks", '<disk><model value="none{}"/></disk>'),
        ("sums", '<diskspace op="&gt;" value="{}" units="TB"/>'),
    ):
        for n, expected in ((200, 1), (30000, 3)):
            xml = "".join(clause.format(i + 1) for i in range(n))
            start = time.monotonic()
            code, _, _ = run(required(f"<or>{xml}</or>"), "--document", path, host=None)
            equal(t, code, expected, f"{n} {what} on a host that has 2000")
            t.ok(time.monotonic() - start < LONGEST, "... are answered soon")
    xml = "".join(f'<device driver="none{i}"/>' for i in range(30000))
    code, output, _ = run(required(f"{xml}<memory value='1'/>"), "--explain", "--document", path,
                          host=None)
    t.ok("too much work" in output, "what was not asked is said")
    value = "x" * 3000000
    _, _, errors = run(required(f'<iommu value="{value}"/>'))
    t.ok(len(errors) < 400, "a long value is not said in full")


def main():
    t = Tests()
    with tempfile.TemporaryDirectory() as top:
        test_rules(t)
        test_files(t)
        test_command_line(t, pathlib.Path(top))
        test_recipes(t)
        test_guests(t)
        test_force(t)
        test_json(t)
        test_explain(t)
        test_warnings(t)
        test_this_host(t, pathlib.Path(top))
        test_untold(t, pathlib.Path(top))
        test_hostile_values(t)
        test_hostile_document(t, pathlib.Path(top))
        test_damaged_documents(t, pathlib.Path(top))
        test_bounded_work(t, pathlib.Path(top))
    return t.end()


sys.exit(main())
