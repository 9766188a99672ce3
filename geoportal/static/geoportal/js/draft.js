// Keeps what is written in a form on this device until it has been sent, and says when it has not.
// <form data-draft="name" data-kept="..." data-offline="..." data-restored="..."> ... <p data-draft-said>
// A page with <div data-draft-sent="token"> tells that the form with that token has arrived.

const SKIPPED = new Set(["csrfmiddlewaretoken"]);
const fields = (form) => [...form.elements].filter((each) => each.name && each.type !== "file" && !SKIPPED.has(each.name));

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false; // no room, or not allowed: nothing is promised then
  }
}

async function reachable(form) {
  try {
    return (await fetch(form.action, { method: "HEAD", cache: "no-store", redirect: "manual" })).type !== "error";
  } catch {
    return false;
  }
}

function keepDraft(form) {
  const key = `draft:${form.dataset.draft}`;
  const said = form.querySelector("[data-draft-said]");
  const button = form.querySelector("button:not([type=button])");
  const sent = document.querySelector("[data-draft-sent]");
  let draft = read(key);
  if (draft && sent && draft.token === sent.dataset.draftSent) draft = write(key, null) && null;

  const refused = form.querySelector(".error") !== null; // then the page itself holds what was written
  if (draft && !refused) {
    fields(form).forEach((each) => {
      if (each.name in draft) each.value = draft[each.name];
    });
    said.textContent = form.dataset.restored;
  }

  form.addEventListener("input", () => {
    const written = Object.fromEntries(fields(form).map((each) => [each.name, each.value]));
    if (write(key, written)) said.textContent = form.dataset.kept;
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    await form.photoReady?.();
    if (await reachable(form)) return form.submit();
    said.textContent = form.dataset.offline;
    button.disabled = false;
  });
  window.addEventListener("pageshow", () => (button.disabled = false));
}

document.querySelectorAll("form[data-draft]").forEach(keepDraft);
