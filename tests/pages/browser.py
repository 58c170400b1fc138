"""Chromium without a window, for tests that look at pages."""

import base64
import json
import os
import pathlib

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.chrome.service import Service

PAGES = pathlib.Path(os.environ.get("PAGES", "build/pages")).absolute()
LOOK = pathlib.Path("tests/pages/look.js").read_text(encoding="utf-8")
CONTRAST = 4.5  # WCAG 2, 1.4.3
WIDTH, NARROW, HEIGHT = 1280, 400, 900
TALLEST = 8000  # of a screenshot


class Browser:
    """The browser, and what it says of what it shows."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                         "--hide-scrollbars", "--force-device-scale-factor=1"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.width(WIDTH)

    def command(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def width(self, pixels):
        self.command("Emulation.setDeviceMetricsOverride", width=pixels, height=HEIGHT,
                     deviceScaleFactor=1, mobile=False)

    def media(self, scheme="light", medium=""):
        self.command("Emulation.setEmulatedMedia", media=medium,
                     features=[{"name": "prefers-color-scheme", "value": scheme}])

    def show(self, file):
        self.driver.get(file.as_uri())

    def ask(self, expression):
        return self.driver.execute_script(f"{LOOK}\nreturn {expression};")

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def photograph(self, name):
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.command("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": size["width"], "height": min(size["height"], TALLEST), "scale": 1})
        (PAGES / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def requests(self):
        """What was asked for since the last call, and how the console complained."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]
        return urls, [entry["message"] for entry in self.driver.get_log("browser")]


def some(faults):
    return "\n".join(faults[:10])
