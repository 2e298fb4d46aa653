// Houses on a map: a pin for each, in its tone and shape, with its state in words; a press opens it.
// On a page with [data-pick] a press on the map sets the place of a new house instead.
"use strict";

(() => {
  const box = document.getElementById("houses-map");
  const data = document.getElementById("houses");
  const houses = data ? JSON.parse(data.textContent) : [];
  const PAKISTAN = [[23.7, 60.9], [37.1, 77.9]];
  const map = L.map(box, { zoomControl: false, attributionControl: false, maxZoom: 18, minZoom: 4 });
  const { zoomIn: zoomInTitle, zoomOut: zoomOutTitle } = box.dataset;
  L.control.zoom({ zoomInTitle, zoomOutTitle }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles).addTo(map);

  // Each tone has its own shape, for whoever sees no colours; what waits lies above the others.
  const ABOVE = { bad: 3000, waits: 2000, warn: 1000 };
  // Nobody presses Tab a thousand times: of many houses the list beside the map has the links.
  const keyboard = houses.length <= 50;
  const iconOf = ({ tone }) =>
    L.divIcon({ className: `house-pin is-${tone}`, iconSize: [18, 18], iconAnchor: [9, 9] });
  for (const house of houses) {
    const title = house.words ? `${house.name}: ${house.words}` : house.name;
    const zIndexOffset = ABOVE[house.tone] ?? 0;
    const pin = L.marker(house.at, {
      icon: iconOf(house), title, alt: title, keyboard: keyboard && Boolean(house.url), zIndexOffset,
    }).addTo(map);
    if (house.url) pin.on("click", () => window.location.assign(house.url));
  }
  const places = houses.map(({ at }) => at);
  map.fitBounds(places.length ? places : PAKISTAN, { padding: [30, 30], maxZoom: 15 });

  if ("pick" in box.dataset) {
    const { latitude, longitude } = box.closest("form").elements;
    let pin = null;
    const show = (at) => {
      pin?.remove();
      pin = L.circleMarker(at, { radius: 10, className: "place-map-pin" }).addTo(map);
    };
    map.on("click", ({ latlng }) => {
      const at = latlng.wrap();
      [latitude.value, longitude.value] = [at.lat.toFixed(5), at.lng.toFixed(5)];
      show(at);
    });
    if (latitude.value) show([Number(latitude.value), Number(longitude.value)]);
  }
})();
