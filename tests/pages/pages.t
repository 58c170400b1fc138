#!/usr/bin/python3
"""What `labscan topology` draws, looked at with a browser: hosts of 6, 60 and 600 devices,
in light and dark. Screenshots are kept in $PAGES."""

import json
import os
import re
import subprocess
import sys

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

sys.path.insert(0, "tests/sample")
import hosts  # noqa: E402
from browser import CONTRAST, NARROW, PAGES, WIDTH, Browser, some  # noqa: E402
from lab import Tests  # noqa: E402

DRAW = os.environ.get("DRAW", "build/tests/pages/draw")
SIZES = [6, 60, 600]
MOST_MS = 50    # to draw 600 devices

tests = Tests()
ok = tests.ok


def drawn(document, kind, name):
    """Draws a document into a file of $PAGES."""
    file = PAGES / f"{name}.{kind}"
    with open(file, "wb") as out:
        subprocess.run([DRAW, kind], input=json.dumps(document).encode(), stdout=out,
                       stderr=subprocess.DEVNULL, check=True)
    return file


def test_layout(browser, file, name):
    browser.requests()
    for scheme in ("light", "dark"):
        browser.media(scheme)
        browser.show(file)
        faults = browser.ask(f"pale({CONTRAST})")
        ok(not faults, f"{name}, {scheme}: all text has contrast", some(faults))
        browser.photograph(f"{name}-{scheme}")
    browser.media()
    urls, complaints = browser.requests()
    ok(urls and set(urls) == {file.as_uri()}, f"{name}: nothing is loaded but the page", *urls)
    ok(not complaints, f"{name}: the console is silent", *complaints)
    for width in (WIDTH, NARROW):
        browser.width(width)
        for what, question in (("no two texts overlap", "overlaps()"),
                               ("no text or box leaves its box", "escapes()")):
            faults = browser.ask(question)
            ok(not faults, f"{name}, {width} wide: {what}", some(faults))
        scrolls = browser.ask("document.documentElement.scrollWidth")
        ok(scrolls <= width, f"{name}, {width} wide: nothing is to the side", scrolls)
    browser.width(WIDTH)
    browser.media(medium="print")
    ok(not browser.ask(f"pale({CONTRAST})"), f"{name}, printed: all text has contrast")
    ok(not browser.find("#search").is_displayed(), f"{name}, printed: there is no search")
    browser.media()


def type_search(browser, words):
    search = browser.find("#search")
    search.send_keys(Keys.CONTROL, "a")
    search.send_keys(Keys.DELETE)
    search.send_keys(words)
    return sorted(browser.ask("left()"))


def test_search(browser, document, name):
    functions, devices = document["pci"], document["devices"]
    used = next(name for device in devices for name in device["interfaces"] + device["disks"])
    last = max(device["group"] for device in devices)
    nics = sorted(function["address"] for function in functions if "X710" in function["device_name"])
    for words, expected in (
            (functions[-1]["address"], [functions[-1]["address"]]),
            ("x710", nics),
            ("X710 10gbe", nics),
            (used, sorted(device["address"] for device in devices
                          if used in " ".join(device["interfaces"] + device["disks"]))),
            ("driver-of-nobody", []),
            (f"group {last}", sorted(device["address"] for device in devices if device["group"] == last)),
            ("state=blocked", sorted(device["address"] for device in devices if device["state"] == "blocked"
                                     and device["obstacles"][0]["id"] != "bridge")),
            ("", sorted(function["address"] for function in functions))):
        got = type_search(browser, words)
        ok(got == expected, f"{name}: searching {words!r} leaves {len(expected)} devices", some(got))
    several = next((group["devices"] for group in document["groups"] if len(group["devices"]) > 2), None)
    if several:
        type_search(browser, several[1])
        got = sorted(browser.ask("mates()"))
        ok(got == sorted(several[:1] + several[2:]), f"{name}: others of a group stay, pale", some(got))
    ids = "{vendor_id:04x}:{device_id:04x}".format(**functions[0])
    same = sorted(function["address"] for function in functions
                  if (function["vendor_id"], function["device_id"]) ==
                  (functions[0]["vendor_id"], functions[0]["device_id"]))
    ok(type_search(browser, ids) == same, f"{name}: ids are found")
    found = browser.find("#found").text
    ok(found == f"{len(same)} of {len(functions)}", f"{name}: it tells how many", found)
    faults = browser.ask("overlaps()")
    ok(not faults, f"{name}: what is left does not overlap", some(faults))
    browser.photograph(f"{name}-search")
    type_search(browser, "")


def test_reasons(browser, document):
    """By pointer and by keyboard, for a blocked device and for a port without ACS."""
    address = next(device["address"] for device in document["devices"]
                   if device["obstacles"] and device["obstacles"][0]["id"] == "direct")
    device = next(element for element in browser.driver.find_elements(By.CSS_SELECTOR, ".device")
                  if element.find_element(By.CSS_SELECTOR, ".title").text == address)
    facts = device.find_element(By.CSS_SELECTOR, ".facts")
    ok(not facts.is_displayed(), "facts are hidden at first")
    ActionChains(browser.driver).move_to_element(device).perform()
    ok("mapped 1:1" in facts.text and "RMRR of 0x7b800000" in facts.text,
       "the pointer shows why a device is blocked, and the evidence", facts.text)
    framed = browser.ask("[...document.querySelectorAll('.facts dt')]"
                         ".filter(dt => parseFloat(getComputedStyle(dt).borderTopWidth))"
                         ".map(dt => dt.textContent)")
    ok(not framed, "what names a fact has no frame", some(framed))
    browser.photograph("pointer")
    ActionChains(browser.driver).move_to_element(browser.find("h1")).perform()
    ok(not facts.is_displayed(), "they go with the pointer")

    browser.find("#search").click()
    for _ in range(len(document["pci"]) * 3):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        if browser.driver.switch_to.active_element == device:
            break
    ok(facts.is_displayed() and "mapped 1:1" in facts.text, "the keyboard shows it too", facts.text)
    edge = browser.ask("document.documentElement.scrollWidth")
    ok(edge <= WIDTH, "facts do not widen the page", edge)
    browser.photograph("keyboard")
    port = next(port for port in browser.driver.find_elements(By.CSS_SELECTOR, ".box > .break")
                if "no-acs" in port.text)
    browser.driver.execute_script("arguments[0].focus()", port)
    ok("SV RR CR UF" in port.text and port.find_element(By.CSS_SELECTOR, ".facts dd").is_displayed(),
       "a port that does not isolate says why", port.text)
    browser.photograph("break")


def test_without_script(browser, file):
    plain = PAGES / "no-script.html"
    plain.write_text(re.sub(r"<script>.*?</script>", "", file.read_text(), flags=re.DOTALL))
    browser.show(plain)
    ok(not browser.find("#search").is_displayed(), "without script there is no search")
    ok(len(browser.ask("left()")) == SIZES[1], "without script all devices are there")


def test_picture(browser, document, name):
    file = drawn(document, "svg", name)
    browser.show(file)
    for what, question in (("no two texts overlap", "overlaps()"), ("no text leaves its box", "escapes()")):
        faults = browser.ask(question)
        ok(not faults, f"{name}, picture: {what}", some(faults))
    width, height = browser.ask("[document.documentElement.width.baseVal.value, "
                                "document.documentElement.height.baseVal.value]")
    ok(width < 3 * height and height < 3 * width, f"{name}, picture: it is no strip", width, height)
    browser.photograph(f"{name}-picture")


def test_graph(document, name):
    file = drawn(document, "dot", name)
    run = subprocess.run(["dot", "-Tjson", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    ok(run.returncode == 0 and not run.stderr, f"{name}, graph: Graphviz takes it", run.stderr.decode())
    labels = [thing["label"] for thing in json.loads(run.stdout)["objects"] if "nodes" not in thing]
    got = sorted(label.split("\\l")[0] for label in labels)
    expected = sorted(function["address"] for function in document["pci"])
    ok(got == expected, f"{name}, graph: each device is a node", some(got))


def test_time(document):
    text = json.dumps(document).encode()
    for kind in ("html", "svg", "dot"):
        runs = [subprocess.run([DRAW, kind], input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               check=True) for _ in range(5)]
        times = [float(re.search(rb"drawn in ([0-9.]+) ms", run.stderr)[1]) for run in runs]
        ok(min(times) < MOST_MS, f"{kind}: 600 devices are drawn within {MOST_MS} ms", times)
        print(f"# {kind} of 600 devices: {min(times)} ms")


def test_off(browser):
    document = hosts.scan("samples/intel-off-6.12.tar.gz")
    browser.show(drawn(document, "html", "off"))
    text = browser.find("body").text
    ok("IOMMU off" in text and document["iommu"]["explanation"] in text, "a host whose IOMMU is off says so")
    ok(sorted(browser.ask("left()")) == [function["address"] for function in document["pci"]] and
       "No IOMMU" in text, "and shows its devices")
    browser.photograph("off")


def main():
    PAGES.mkdir(parents=True, exist_ok=True)
    browser = Browser()
    try:
        for size in SIZES:
            document = hosts.host(size)
            file = drawn(document, "html", str(size))
            test_layout(browser, file, str(size))
            test_search(browser, document, str(size))
            if size == SIZES[1]:
                test_reasons(browser, document)
                test_without_script(browser, file)
            test_picture(browser, document, str(size))
            test_graph(document, str(size))
        test_time(document)
        test_off(browser)
    finally:
        browser.driver.quit()
    return tests.end()


if __name__ == "__main__":
    raise SystemExit(main())
