// A file field in the page's language: the browser speaks its own ("Choose File"). Without scripts the browser's field stays.
// <input type="file"> <div data-picked hidden><label class="button" for="..."></label> <span data-names>...</span></div>

const size = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;

document.querySelectorAll(".field [data-picked]").forEach((twin) => {
  const input = twin.previousElementSibling;
  const names = twin.querySelector("[data-names]");
  const none = names.textContent;
  const tell = () => (names.textContent = [...input.files].map((file) => `${file.name}, ${size(file.size)}`).join("; ") || none);
  input.addEventListener("change", tell);
  input.form.addEventListener("reset", () => setTimeout(tell));
  input.classList.add("unseen");
  twin.hidden = false;
  tell();
});
