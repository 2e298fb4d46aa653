// The page on where it happened: stations are found while one types, and a pin on the map chooses
// the nearest. Without this file the list of the page itself is enough.
"use strict";

(() => {
  const box = document.getElementById("place-map");
  const part = document.querySelector("[data-map-part]");
  const form = box.closest("form");
  const list = document.querySelector("[data-stations]");
  const card = document.querySelector("[data-station-card]");
  const said = document.querySelector("[data-map-said]");
  const [latitude, longitude] = [form.elements.latitude, form.elements.longitude];
  const [district, search] = [form.elements.district, form.elements.search];
  const PAKISTAN = [[23.7, 60.9], [37.1, 77.9]];
  const MOST = 30;
  let stations = [];

  // --- The list ---

  // As `folded_name` on the server, near enough: case, dots, spaces and Arabic letters do not count.
  const fold = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, "")
      .replace(/[\u064a\u0649]/g, "ی")
      .replace(/\u0643/g, "ک")
      .replace(/[\s.\-_/()]+/g, "")
      .toLowerCase();

  const nearby = (place) => (place ? box.dataset.near.replace("{place}", place) : "");

  const matching = (sought) => {
    const found = [];
    for (const station of stations) {
      if (station.names.some((name) => fold(name).includes(sought))) found.push([station, ""]);
      else {
        const mark = station.landmarks.find((one) =>
          one.names.some((name) => fold(name).includes(sought)),
        );
        if (mark) found.push([station, mark.name]);
      }
    }
    // Somebody may be wrong about the district: its stations come first, others follow.
    const isElsewhere = ([station]) => station.district !== district.value;
    return found.sort((one, other) => isElsewhere(one) - isElsewhere(other)).slice(0, MOST);
  };

  const chosen = () => list.querySelector("input:checked")?.value ?? "";

  const cardOf = ([station, near]) => {
    const made = card.content.cloneNode(true);
    const input = made.querySelector("input");
    input.value = String(station.id);
    made.querySelector("[data-name]").textContent = station.name;
    made.querySelector("[data-more]").textContent = [station.districtName, nearby(near)]
      .filter(Boolean)
      .join(", ");
    return made;
  };

  const offer = (found, choice) => {
    const kept = stations.filter((one) => String(one.id) === choice).map((one) => [one, ""]);
    const others = found.filter(([one]) => String(one.id) !== choice);
    if (!kept.length && !others.length) return;
    list.querySelectorAll(".lodge-card, .lodge-empty").forEach((one) => one.remove());
    list.append(...[...kept, ...others].map(cardOf));
    if (choice) list.querySelector(`input[value="${CSS.escape(choice)}"]`).checked = true;
    // A box that a script ticks says nothing by itself; keep.js listens.
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const look = () => {
    const sought = fold(search.value);
    const found = sought
      ? matching(sought)
      : stations.filter((one) => one.district === district.value).map((one) => [one, ""]);
    offer(found, chosen());
  };

  // --- The map ---

  let map = null;
  let pin = null;

  const mark = (at, name, className, radius) =>
    L.circleMarker(at, { radius, className, interactive: false })
      .bindTooltip(name, { permanent: true, direction: "auto", className: `${className}-name` })
      .addTo(map);

  const distance = (from, station) => {
    const across = Math.cos((from.lat * Math.PI) / 180);
    const [north, east] = [station.at[0] - from.lat, (station.at[1] - from.lng) * across];
    return north * north + east * east;
  };

  const nearest = (at) =>
    stations
      .filter((station) => station.at)
      .reduce((best, one) => (distance(at, one) < distance(at, best) ? one : best));

  const showPin = (at) => {
    pin?.remove();
    pin = L.circleMarker(at, { radius: 10, className: "place-map-pin" }).addTo(map);
  };

  const setPin = ({ latlng }) => {
    const at = latlng.wrap();
    showPin(at);
    [latitude.value, longitude.value] = [at.lat.toFixed(5), at.lng.toFixed(5)];
    const station = nearest(at);
    offer([[station, ""]], String(station.id));
    said.textContent = said.dataset.set.replace("{station}", station.name);
  };

  const clearPin = () => {
    pin?.remove();
    latitude.value = longitude.value = "";
    said.textContent = said.dataset.none;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const focusOn = () => {
    const inside = stations.filter(({ district: of, at }) => at && of === district.value);
    if (inside.length) map.fitBounds(inside.map(({ at }) => at), { padding: [30, 30] });
    else map.fitBounds(PAKISTAN);
  };

  // Names of everything would cover a small map: they come with the eye.
  const showNames = () => {
    box.classList.toggle("is-near", map.getZoom() >= 12);
    box.classList.toggle("is-close", map.getZoom() >= 13);
  };

  const draw = () => {
    map = L.map(box, { zoomControl: false, attributionControl: false, maxZoom: 17, minZoom: 4 });
    const { zoomIn: zoomInTitle, zoomOut: zoomOutTitle } = box.dataset;
    L.control.zoom({ zoomInTitle, zoomOutTitle }).addTo(map);
    map.on("zoomend", showNames);
    focusOn();
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles).addTo(map);
    for (const station of stations) {
      for (const one of station.landmarks) mark(one.at, one.name, "place-map-landmark", 4);
      if (station.at) mark(station.at, station.name, "place-map-station", 6);
    }
    if (latitude.value && longitude.value) {
      const at = L.latLng(Number(latitude.value), Number(longitude.value));
      showPin(at);
      map.setView(at, 14);
    }
    showNames();
    map.on("click", setPin);
  };

  // A map that is folded away has no size to draw into.
  const drawOnce = () => {
    if (part.open && !map) draw();
  };

  const begin = async () => {
    const answer = await fetch(box.dataset.places).catch(() => null);
    if (!answer?.ok) return;
    stations = (await answer.json()).stations;
    part.hidden = false;
    part.addEventListener("toggle", drawOnce);
    drawOnce();
    document.querySelector("[data-map-clear]").addEventListener("click", clearPin);
    search.addEventListener("input", look);
    district.addEventListener("change", () => {
      search.value = "";
      look();
      if (map) focusOn();
    });
  };

  begin();
})();
