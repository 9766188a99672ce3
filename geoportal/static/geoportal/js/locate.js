// "Lokasi saya": asks the device where it is, asks the portal which region that is, and opens its page.
// <div data-locate="/api/locate" hidden><button>...</button><p data-said data-waiting="..." ...></div>

const PATIENCE_MS = 15000;
const DECIMALS = 5; // about a metre

function position() {
  return new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: PATIENCE_MS, maximumAge: 60000 }),
  );
}

async function find(box) {
  const said = box.querySelector("[data-said]");
  said.textContent = said.dataset.waiting;
  try {
    const { coords } = await position();
    const where = { lon: coords.longitude.toFixed(DECIMALS), lat: coords.latitude.toFixed(DECIMALS) };
    const taken = !box.dispatchEvent(new CustomEvent("position-found", { bubbles: true, cancelable: true, detail: where }));
    if (taken) return (said.textContent = "");
    const answer = await fetch(`${box.dataset.locate}?${new URLSearchParams(where)}`);
    const [nearest] = answer.ok ? (await answer.json()).regions : [];
    if (nearest) window.location.assign(nearest.page_url);
    else said.textContent = said.dataset.outside;
  } catch (error) {
    said.textContent = error.code === 1 ? said.dataset.denied : said.dataset.failed;
  }
}

document.querySelectorAll("[data-locate]").forEach((box) => {
  // Devices tell their position to safe addresses only.
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => find(box));
});
