// Copying the page's address and printing it; both buttons appear only where they work.
// <div data-share="https://..." data-copied="..."><button data-copy hidden> <button data-print hidden> <span role="status">

document.querySelectorAll("[data-share]").forEach((row) => {
  const copy = row.querySelector("[data-copy]");
  const print = row.querySelector("[data-print]");
  const said = row.querySelector("[role=status]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(row.dataset.share);
      said.textContent = row.dataset.copied;
    });
  }
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
});
