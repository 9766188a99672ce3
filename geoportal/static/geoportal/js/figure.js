// A map and the list beside it show the same regions: pointing at one lights up the other.
// <figure data-figure="#daftar">

document.querySelectorAll("[data-figure]").forEach((figure) => {
  const list = document.querySelector(figure.dataset.figure);
  if (!list) return;
  const shapes = new Map([...figure.querySelectorAll("svg a")].map((link) => [link.getAttribute("href"), link]));
  const rows = new Map();
  list.querySelectorAll("a[href]").forEach((link) => rows.set(link.getAttribute("href"), link.closest("tr, li")));

  const light = (address, on) => {
    shapes.get(address)?.classList.toggle("lit", on);
    rows.get(address)?.classList.toggle("lit", on);
  };
  for (const [address, row] of rows) {
    if (!shapes.has(address)) continue;
    for (const [event, on] of Object.entries({ mouseenter: true, mouseleave: false, focusin: true, focusout: false })) {
      row?.addEventListener(event, () => light(address, on));
    }
  }
  for (const [address, shape] of shapes) {
    shape.addEventListener("mouseenter", () => light(address, true));
    shape.addEventListener("mouseleave", () => light(address, false));
  }
});
