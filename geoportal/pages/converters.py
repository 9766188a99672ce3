"""Codes in addresses, dotted or not: `64.08.04.2001`, `6408042001`."""


class RegionCodeConverter:
    regex = r"[0-9]{2}(?:[.0-9]{0,11}[0-9])?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
