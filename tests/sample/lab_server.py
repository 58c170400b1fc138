"""Labs for labscan to push to, on the loopback interface: a strict one of Beaker's kind, one
that takes documents, and some that are ill."""

import gzip
import http.server
import json
import re
import socket
import ssl
import struct
import threading
import time
import xmlrpc.client
import xmlrpc.server

# Its columns take NULL, all of them (model/inventory.py, Cpu), and updateCpu passes values on
# as they are. Without processors and cores, "hyper" would be made up.
CPU = {"vendor": (str, type(None)), "model": (int, type(None)), "modelName": (str, type(None)),
       "family": (int, type(None)), "stepping": (int, type(None)), "speed": (float, int, type(None)),
       "processors": int, "cores": int, "sockets": (int, type(None)),
       "CpuFlags": (list, type(None))}
DISK = {"size": str, "sector_size": int, "phys_sector_size": int, "model": (str, type(None))}
DEVICE = {"type": str, "vendorID": str, "deviceID": str, "subsysVendorID": str,
          "subsysDeviceID": str, "bus": str, "driver": str, "description": str}
ARCHES = {"i386", "x86_64", "ia64", "ppc", "ppc64", "ppc64le", "s390", "s390x", "armhfp",
          "aarch64", "arm"}
NUMBERS = {"DISKSPACE", "CPUFAMILY", "CPUMODELNUMBER", "CPUSPEED", "DISK", "MEMORY", "NR_DISKS",
           "NR_ETH", "NR_IB", "PROCESSORS"}


class BeakerError(Exception):
    """What a server of Beaker's answers with a fault."""


def need(good, what):
    if not good:
        raise BeakerError(what)


def check_members(value, kinds, what, optional=()):
    need(isinstance(value, dict), f"<type 'exceptions.TypeError'>:{what}")
    for name, kind in kinds.items():
        need(name in value, f"<type 'exceptions.KeyError'>:'{name}'")
        need(isinstance(value[name], kind) and not (kind is int and isinstance(value[name], bool)),
             f"<type 'exceptions.TypeError'>:{what}.{name} {value[name]!r}")
    need(set(value) <= set(kinds) | set(optional),
         f"<type 'exceptions.TypeError'>:{what} has {set(value) - set(kinds)}")


def check_texts(inventory):
    """XML 1.0, 2.2, and MariaDB's utf8, which has three bytes for a character."""
    bad = re.search("[\ufffe\uffff\U00010000-\U0010ffff]", json.dumps(inventory, ensure_ascii=False))
    need(not bad, f"DataError: Incorrect string value: {bad!r}")


def check_data(data):
    """System.update's rules for the struct of push."""
    check_texts(data)
    for arch in data.get("Arch", []):
        need(arch in ARCHES, f"<type 'exceptions.ValueError'>:No such arch {arch}")
    if "Cpu" in data:
        check_members(data["Cpu"], CPU, "Cpu")
    if "Disk" in data:
        check_members(data["Disk"], {"Disks": list}, "Disk")
        for disk in data["Disk"]["Disks"]:
            check_members(disk, DISK, "Disks")
    if data.get("Hypervisor"):
        need(data["Hypervisor"] in {"KVM", "Xen", "HyperV", "VMWare"},
             f"<type 'exceptions.ValueError'>:No such hypervisor {data['Hypervisor']}")
    for device in data.get("Devices", []):
        check_members(device, DEVICE, "Devices", ["fw_version"])
        need(all(len(device[name]) <= 4 for name in device if name.endswith("ID")),
             "DataError: too long")


def check_legacy(legacy):
    """System.update_legacy's."""
    check_texts(legacy)
    for key, values in legacy.items():
        for value in values if isinstance(values, list) else [values]:
            need(not isinstance(value, (dict, list)), f"TypeError: {key}")
            if key in NUMBERS:
                try:
                    int(value)
                except (TypeError, ValueError) as error:
                    raise BeakerError(f"<type 'exceptions.{type(error).__name__}'>:{key}") from error


class BeakerMethods:
    """The inventory methods of a server that knows these hosts."""

    def __init__(self, *known):
        self.known, self.answer, self.faults = known, 0, []
        self.forget()

    def forget(self):
        """What was told, and what of it changed what is stored."""
        self.calls, self.changes, self.stored = [], [], {}

    def take(self, method, check, fqdn, inventory):
        self.calls.append((method, fqdn, inventory))
        if not fqdn:
            return [0, "You must supply a FQDN"]
        if not inventory:
            return [0, "No inventory data provided"]
        need(fqdn in self.known, f"<class 'bkr.common.bexceptions.BX'>:No such system {fqdn}")
        need(not self.faults, self.faults and self.faults.pop(0))
        check(inventory)
        # The lab controller passes it on: what Python cannot write again is lost.
        xmlrpc.client.dumps((fqdn, inventory), method, allow_none=True)
        # System.update compares a checksum of this, System.update_legacy each value.
        told = repr(inventory)
        if self.stored.get((method, fqdn)) != told:
            self.stored[method, fqdn] = told
            self.changes.append(method)
        return self.answer

    def legacypush(self, fqdn, inventory):
        return self.take("legacypush", check_legacy, fqdn, inventory)

    def push(self, fqdn, inventory):
        return self.take("push", check_data, fqdn, inventory)


class BeakerHandler(xmlrpc.server.SimpleXMLRPCRequestHandler):
    rpc_paths = ("/", "/RPC2", "/server")

    def do_POST(self):
        if self.headers.get_content_type() != "text/xml":
            self.send_error(400)
        elif "Content-Length" not in self.headers or "Transfer-Encoding" in self.headers:
            self.send_error(411)
        else:
            super().do_POST()

    def log_message(self, *_):
        pass


class Beaker(xmlrpc.server.SimpleXMLRPCServer):
    def __init__(self, *known):
        super().__init__(("127.0.0.1", 0), BeakerHandler, allow_none=True)
        self.lab = BeakerMethods(*known)
        self.register_instance(self.lab)
        self.url = f"beaker+http://127.0.0.1:{self.server_address[1]}/server"
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    def _dispatch(self, method, params):
        try:
            return super()._dispatch(method, params)
        except BeakerError as error:
            raise xmlrpc.client.Fault(1, str(error)) from error


class Documents(http.server.ThreadingHTTPServer):
    """Takes documents. `script` has what to do with the next requests: a status and headers;
    200 when it is empty. `begun` has the keys of all that came, even in part, `taken` those
    of 200. It answers after `pause` seconds."""

    daemon_threads = True

    def __init__(self, context=None):
        super().__init__(("127.0.0.1", 0), DocumentsHandler)
        self.script, self.requests, self.times, self.pause = [], [], [], 0
        self.begun, self.taken = set(), []
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server_address[1]}/scans"
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    def handle_error(self, request, client_address):
        pass

    def keys(self):
        return [headers["Idempotency-Key"] for headers, _ in self.requests]


class DocumentsHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.begun.add(self.headers["Idempotency-Key"])
        body = self.rfile.read(int(self.headers["Content-Length"]))
        document = json.loads(gzip.decompress(body))
        self.server.times.append(time.monotonic())
        self.server.requests.append((self.headers, document))
        status, headers = self.server.script.pop(0) if self.server.script else (200, {})
        if status == 200:
            self.server.taken.append(self.headers["Idempotency-Key"])
        time.sleep(self.server.pause)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Raw:
    """Reads a request, and answers these bytes, one of them for each connection; the last
    one again and again. None resets the connection."""

    def __init__(self, *answers, pause=0):
        self.answers, self.pause, self.seen = list(answers), pause, 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:  # closed
                return
            self.seen += 1
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            threading.Thread(target=self.talk, args=[connection, answer], daemon=True).start()

    def talk(self, connection, answer):
        try:
            text = b""
            while b"\r\n\r\n" not in text:
                text += connection.recv(65536)
            head, _, body = text.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            while len(body) < length:
                body += connection.recv(65536)
            if answer is None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif self.pause:
                for i in range(len(answer)):
                    connection.sendall(answer[i:i + 1])
                    time.sleep(self.pause)
            else:
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
        except OSError:
            pass
        finally:
            connection.close()


def answer(body, status="200 OK", length=None, *headers):
    """The bytes of an answer by HTTP."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/xml",
             f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def tls(directory, run):
    """A context for a server whose certificate is in directory/cert.pem."""
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=lab", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", f"{directory}/key.pem", "-out", f"{directory}/cert.pem"], check=True,
        capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{directory}/cert.pem", f"{directory}/key.pem")
    return context
