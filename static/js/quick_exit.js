// Away at once: the button of form[data-quick-exit], or Esc. The page that follows takes the place
// of this one, and the server forgets what this browser was doing. Without this file the button
// sends its form, a moment slower.
"use strict";

(() => {
  const form = document.querySelector("form[data-quick-exit]");
  if (!form) return;

  const leave = () => {
    // What is on the screen goes first, whatever the line does.
    document.documentElement.hidden = true;
    document.title = "";
    document.dispatchEvent(new Event("quick-exit"));
    navigator.sendBeacon(form.action, new FormData(form));
    location.replace(form.dataset.quickExit);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    // In an open dialog Esc closes the dialog; in an input method it takes a letter back.
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    leave();
  });

  // The Back button may bring the hidden page back from the browser's memory.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
