"""Encoding of email headers.

The standard library's own folding loses a space or a comma in long non-English names (a second recipient then becomes
part of the first one's name), so each value is encoded here on its own.
"""

from email.header import Header
from email.headerregistry import AddressHeader, UnstructuredHeader
from email.policy import EmailPolicy
from email.utils import formataddr

ENCODED = "=?"  # prefix of an encoded word; user input must not be mistaken for one


class Wire(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        if isinstance(value, AddressHeader):
            written = [self._address(each.display_name, each.addr_spec, name) for each in value.addresses]
            return f"{name}: {f',{self.linesep} '.join(written)}{self.linesep}"
        if isinstance(value, UnstructuredHeader):
            return f"{name}: {self._words(value, name)}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii")

    def _address(self, display_name: str, address: str, header: str) -> str:
        if display_name.isascii() and ENCODED not in display_name:
            return formataddr((display_name, address))
        return f"{self._words(display_name, header)} <{address}>"

    def _words(self, words: str, header: str) -> str:
        plain = words.isascii() and ENCODED not in words
        return Header(words, "us-ascii" if plain else "utf-8", header_name=header).encode(linesep=self.linesep)


WIRE = Wire(linesep="\r\n")
