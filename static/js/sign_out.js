// Signing out clears the browser. What a hotel's desk entered without a network and nobody has sent
// yet is not cleared: the clerk is told of it, and it stays. Works without idb, on every page.
"use strict";

(() => {
  const form = document.querySelector("form[data-sign-out]");

  const asPromise = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });

  // How many wait. Where some do, the key with which they would be sent is forgotten.
  const left = async () => {
    const request = indexedDB.open("caspp-desk");
    // Most computers never had one, and get none now.
    request.onupgradeneeded = () => request.transaction.abort();
    const base = await asPromise(request).catch(() => null);
    if (!base) return 0;
    try {
      const turn = base.transaction(["entries", "keys"], "readwrite");
      await asPromise(turn.objectStore("keys").clear());
      return await asPromise(turn.objectStore("entries").count());
    } finally {
      base.close();
    }
  };

  form.addEventListener("submit", async (event) => {
    if ("counted" in form.dataset) return;
    event.preventDefault();
    // Rather asked for nothing than nothing said.
    const waiting = await left().catch(() => "?");
    form.dataset.counted = "";
    if (waiting) {
      form.elements.waiting.value = waiting;
      form.dataset.confirm = form.dataset.confirmWaiting.replace("{n}", waiting);
    }
    form.requestSubmit(event.submitter);
  });
})();
