// The counter's form: what a complaint of this category does not ask for is out of the way.
// The form works without this file; then every part of it is there.
"use strict";

(() => {
  const form = document.getElementById("counter");
  const category = form.elements.category;
  const channel = form.elements.channel;
  const officer = document.getElementById("counter-officer");
  const accused = document.getElementById("counter-accused");
  const taken = form.querySelector(".counter-property");
  const callNumber = form.elements.call_reference.closest(".mb-3");

  const isOneOf = (codes) => codes.split(" ").includes(category.value);
  // What somebody has typed never disappears.
  const hasWords = (part) =>
    [...part.querySelectorAll("input, select, textarea")].some((field) => field.value);

  const arrange = () => {
    const isPolice = isOneOf(form.dataset.police);
    officer.hidden = !isPolice && !hasWords(officer);
    if (isPolice) officer.open = true;
    accused.hidden = isPolice && !hasWords(accused);
    taken.hidden = !isOneOf(form.dataset.property) && !hasWords(taken);
    callNumber.hidden = !channel.value.startsWith("call_") && !hasWords(callNumber);
  };

  category.addEventListener("change", arrange);
  channel.addEventListener("change", arrange);
  arrange();
})();
