// "Lokasi saya" on the list: the nearest first. Takes the position that locate.js found over from it.
// <div data-near="/fasilitas/?jenis=sd">...</div>

document.querySelectorAll("[data-near]").forEach((box) => {
  box.addEventListener("position-found", (event) => {
    event.preventDefault();
    const address = new URL(box.dataset.near, window.location);
    address.searchParams.set("dekat", `${event.detail.lon},${event.detail.lat}`);
    window.location.assign(address);
  });
});
