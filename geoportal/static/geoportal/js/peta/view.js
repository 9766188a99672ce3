// Turning the map to what the page speaks of: the window its address names, or the box of its region.

const MARGIN = 16;

// On a small screen the search lies over the map's upper edge and the sheet over its lower one.
export function covered(root) {
  const map = root.querySelector("[data-canvas]").getBoundingClientRect();
  const search = root.querySelector(".atlas-search").getBoundingClientRect();
  const panel = root.querySelector("[data-panel]").getBoundingClientRect();
  const over = (box) => box.left < map.right - 1 && box.right > map.left + 1 && box.top < map.bottom && box.bottom > map.top;
  return {
    top: over(search) ? search.bottom - map.top : 0,
    bottom: over(panel) ? map.bottom - panel.top : 0,
  };
}

export function look(map, root, { window: place, box }) {
  if (place) {
    map.setView([place.lat, place.lon], place.zoom, { animate: false });
    return;
  }
  const [west, south, east, north] = box;
  const { top, bottom } = covered(root);
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { animate: false, paddingTopLeft: [MARGIN, MARGIN + top], paddingBottomRight: [MARGIN, MARGIN + bottom], maxZoom: 14 },
  );
}
