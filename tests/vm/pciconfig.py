"""Reads the configuration space of a PCI function, for judges of the VM lab to compare
labscan with. Offsets are those of PCI Local Bus 3.0, chapter 6, and PCI Express 6.0, 7."""
import struct

HEADER_TYPE, MULTIFUNCTION = 0x0E, 0x80
FIRST_CAPABILITY, FIRST_EXTENDED = 0x34, 0x100
EXPRESS = 0x10
EXPRESS_FLAGS, EXPRESS_CONTROL2, ARI_FORWARDING = 0x02, 0x28, 0x20
ACS, ARI, ATS, PASID = 0x0D, 0x0E, 0x0F, 0x1B
ACS_CAPABILITY, ACS_CONTROL = 4, 6
# What Linux asks for (REQ_ACS_FLAGS), by name and bit.
ACS_BITS = {"SV": 1, "RR": 4, "CR": 8, "UF": 16}
# Device/port types: root and downstream ports, which can forward ARI; bridges from and to
# PCI and event collectors, which have no ACS.
FORWARDING = {4, 6}
WITHOUT_ACS = {7, 8, 10}


class Config:
    def __init__(self, data):
        self.data = data
        self.header_type = data[HEADER_TYPE] & ~MULTIFUNCTION
        self.multifunction = bool(data[HEADER_TYPE] & MULTIFUNCTION)
        self.extended = self._extended()
        express = self._capability(EXPRESS)
        self.express_type = self.ari_forwarding = None
        if express:
            self.express_type = self._u16(express + EXPRESS_FLAGS) >> 4 & 0xF
        if self.express_type in FORWARDING:
            self.ari_forwarding = bool(
                self._u16(express + EXPRESS_CONTROL2) & ARI_FORWARDING)
        acs = self.extended.get(ACS)
        self.acs_capabilities = self._u16(acs + ACS_CAPABILITY) if acs else None
        self.acs_control = self._u16(acs + ACS_CONTROL) if acs else None

    def _u16(self, offset):
        return struct.unpack_from("<H", self.data, offset)[0]

    def _capability(self, wanted):
        offset = self.data[FIRST_CAPABILITY] & ~3
        while offset and self.data[offset] != wanted:
            offset = self.data[offset + 1] & ~3
        return offset

    def _extended(self):
        """Offsets of extended capabilities, by their ids."""
        offset, found = FIRST_EXTENDED, {}
        while FIRST_EXTENDED <= offset < len(self.data):
            header, = struct.unpack_from("<I", self.data, offset)
            if header in (0, 0xFFFFFFFF):
                break
            found[header & 0xFFFF] = offset
            offset = header >> 20
        return found

    def missing_acs(self):
        """The bits that keep it from isolating: pci_acs_flags_enabled()."""
        if self.express_type is None or self.express_type in WITHOUT_ACS:
            return None
        if self.acs_control is None:
            return " ".join(ACS_BITS)
        return " ".join(name for name, bit in ACS_BITS.items()
                        if self.acs_capabilities & ~self.acs_control & bit) or None
