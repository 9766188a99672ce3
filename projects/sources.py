"""Where a package stands in the systems it comes from: its pages at SPSE and SiRUP. Plain Python.

Sample packages stand nowhere: their codes are made up, so they have no address.
"""

SPSE_PAGE = "/lelang/{code}/pengumumanlelang"
SIRUP_PAGE = "https://sirup.inaproc.id/sirup/home/detailPaketPenyediaPublic2017/{code}"


def spse_url(address: str | None, code: str | None, *, sample: bool) -> str:
    """Return the page of a tender; `address` is what the feed told: the page, or the SPSE it is at. Empty for none."""
    if sample or not address or not code:
        return ""
    return address if code in address else address.rstrip("/") + SPSE_PAGE.format(code=code)


def sirup_urls(codes: list[str] | None, *, sample: bool) -> dict[str, str]:
    """Return the page of each plan by its RUP code; codes that are no numbers have none."""
    known = [code for code in codes or [] if code.isascii() and code.isdigit()]
    return {} if sample else {code: SIRUP_PAGE.format(code=code) for code in known}
