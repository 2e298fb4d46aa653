// A list of people in a form grows by a press; every new one has the fields of the template.
"use strict";

(() => {
  const more = document.querySelector("[data-add-person]");
  if (!more) return;
  const form = more.closest("form");
  const people = form.querySelector("[data-people]");
  const total = form.elements["members-TOTAL_FORMS"];
  more.addEventListener("click", () => {
    const template = form.querySelector("[data-person-template]").innerHTML;
    people.insertAdjacentHTML("beforeend", template.replaceAll("__prefix__", total.value));
    total.value = String(Number(total.value) + 1);
    people.lastElementChild.querySelector("input:not([type=hidden])").focus();
  });
})();
