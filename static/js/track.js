// The receipt's QR leads here with the number behind the #, which no server and no log ever sees.
"use strict";

(() => {
  const field = document.querySelector("input[data-e-tag]");
  if (!field) return;

  const number = decodeURIComponent(location.hash.slice(1));
  if (/^\d{6}-?\d{8}$/.test(number)) {
    field.value = number;
    // Nobody finds it in the list of visited pages.
    history.replaceState(null, "", location.pathname + location.search);
    const next = [...field.form.elements].find(
      (one) => one.matches("input:not([type=hidden])") && one !== field && !one.value,
    );
    next?.focus();
  }

  // What was typed goes along to the page that asks for a code.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-takes-number]");
    const typed = field.value.replace(/[^\d-]/g, "");
    if (link && typed) link.hash = typed;
  });
})();
