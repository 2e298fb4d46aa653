// A long list of stations under their districts: one chooses the district first. Without this file
// the whole list is there.
"use strict";

(() => {
  for (const list of document.querySelectorAll("select[data-by-district]")) {
    const groups = [...list.querySelectorAll("optgroup")];
    if (groups.length < 2) continue;
    const chosen = list.selectedOptions[0]?.closest("optgroup")?.label ?? "";
    const label = document.createElement("label");
    label.className = "form-label";
    label.textContent = list.dataset.byDistrict;
    label.htmlFor = `${list.id}_district`;
    const districts = document.createElement("select");
    districts.className = list.className.replace("is-invalid", "");
    districts.id = label.htmlFor;
    districts.add(new Option("—", ""));
    for (const { label: name } of groups) districts.add(new Option(name, name));
    const show = () => {
      const value = list.value;
      for (const group of groups) group.remove();
      list.append(...groups.filter((one) => !districts.value || one.label === districts.value));
      list.value = value;
      if (list.selectedIndex < 0) list.value = "";
    };
    const place = document.createElement("div");
    place.className = "mb-3";
    place.append(label, districts);
    list.closest(".mb-3").before(place);
    districts.value = chosen;
    if (chosen) show();
    districts.addEventListener("change", show);
  }
})();
