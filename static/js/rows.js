// One more row of people or things in [data-rows]; the form works without this file, with one
// empty row of each kind.
"use strict";

(() => {
  const watch = (set) => {
    const prefix = set.dataset.rows;
    const total = set.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    const most = Number(set.querySelector(`[name="${prefix}-MAX_NUM_FORMS"]`).value);
    const list = set.querySelector("[data-rows-list]");
    const template = set.querySelector("[data-rows-template]").innerHTML;
    const button = set.querySelector("[data-rows-add]");
    button.hidden = false;
    button.addEventListener("click", () => {
      list.insertAdjacentHTML("beforeend", template.replaceAll("__prefix__", total.value));
      total.value = String(Number(total.value) + 1);
      button.hidden = Number(total.value) >= most;
      list.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  };

  document.querySelectorAll("[data-rows]").forEach(watch);
})();
