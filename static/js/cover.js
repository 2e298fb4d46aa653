// Covers the page when nobody has touched it for half an hour. What was typed stays beneath it:
// whoever shows in another tab that it is him finds the page as he left it.
"use strict";

(() => {
  const cover = document.getElementById("cover");
  const idle = Number(cover.dataset.idle) * 1000;
  const AWAKE_EVERY = 5 * 60 * 1000;
  const SEEN = "caspp-seen-at";
  let told = Date.now();

  // Tabs of one browser are one person: a click in any of them counts for all.
  const seenAt = () => Number(localStorage.getItem(SEEN)) || told;
  const isCovered = () => !cover.hidden;

  const show = (covered) => {
    cover.hidden = !covered;
    for (const part of document.querySelectorAll("body > header, body > main, body > footer")) {
      part.inert = covered;
    }
    if (covered) cover.querySelector("a").focus();
  };

  const ask = async () => {
    const answer = await fetch(cover.dataset.unlocked, { redirect: "manual" }).catch(() => null);
    return answer?.status === 200;
  };

  const touched = () => {
    if (isCovered()) return;
    localStorage.setItem(SEEN, String(Date.now()));
    // Typing alone tells the server nothing; it would lock under a long form.
    if (Date.now() - told > AWAKE_EVERY) {
      told = Date.now();
      ask();
    }
  };

  localStorage.setItem(SEEN, String(Date.now()));
  for (const act of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(act, touched, { passive: true });
  }
  setInterval(() => {
    if (!isCovered() && Date.now() - seenAt() > idle) show(true);
  }, 5000);
  window.addEventListener("focus", async () => {
    if (isCovered() && (await ask())) {
      localStorage.setItem(SEEN, String(Date.now()));
      show(false);
    }
  });
})();
