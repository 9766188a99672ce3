"""The permanent key of a document in an address: d-000123."""


class DocumentKeyConverter:
    regex = "d-[0-9]{6,12}"

    def to_python(self, value: str) -> int:
        return int(value.removeprefix("d-"))

    def to_url(self, value: int) -> str:
        return f"d-{value:06d}"
