// Keeps what is typed into form[data-keep="<address>"] while it is typed, and does not send the
// form into a dead line: it waits until the server answers. Forms work without this file.
//
// What it says stands in [data-keep-state], in the words of data-keep-saved ("Kept {time}"),
// data-keep-lost (also for data-keep-refused) and data-keep-waiting, on that element or on the form.
"use strict";

(() => {
  const PAUSE = 1500;
  const ASK_EVERY = 3000;
  const PATIENCE = 5000;
  // A browser sends no more than this from a page that is going away.
  const LAST_WORDS = 60000;

  const say = (form, kind) => {
    const place = form.querySelector("[data-keep-state]") ?? document.querySelector("[data-keep-state]");
    if (!place) return;
    const name = `keep${kind}`;
    const time = new Date().toTimeString().slice(0, 5);
    const said = place.dataset[name] ?? form.dataset[name] ?? form.dataset.keepLost ?? "";
    const words = said.replace("{time}", time);
    place.dataset.state = kind.toLowerCase();
    // Said once: a screen reader would read the same words at every pause.
    if (place.textContent !== words) place.textContent = words;
  };

  const typed = (form) => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    // A tick that was taken away is news, too.
    for (const box of form.querySelectorAll("input[type=checkbox][name]:not(:checked)")) {
      body.append(box.name, "");
    }
    return body;
  };

  const isAlive = async () => {
    const options = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch("/livez", options).catch(() => null);
    return answer?.ok ?? false;
  };

  const watch = (form) => {
    let kept = typed(form).toString();
    let timer = 0;
    let onItsWay = Promise.resolve();
    let isWaiting = false;
    let isAllowed = false;

    const keep = async (options) => {
      clearTimeout(timer);
      const body = typed(form);
      if (body.toString() === kept) return;
      const request = { method: "POST", body, redirect: "error", ...options };
      const answer = await fetch(form.dataset.keep, request).catch(() => null);
      if (answer?.ok) kept = body.toString();
      if (!isWaiting) say(form, !answer ? "Lost" : answer.ok ? "Saved" : "Refused");
    };

    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, () => {
        clearTimeout(timer);
        timer = setTimeout(() => (onItsWay = keep({ signal: AbortSignal.timeout(PATIENCE) })), PAUSE);
      });
    }

    // A phone that is put away may never bring the page back.
    document.addEventListener("visibilitychange", () => {
      const isSmall = typed(form).toString().length < LAST_WORDS;
      if (document.visibilityState === "hidden" && isSmall && !isAllowed) keep({ keepalive: true });
    });
    document.addEventListener("quick-exit", () => {
      clearTimeout(timer);
      isAllowed = true;
    });

    // --- Sending: first ask whether anybody is there ---

    const send = (submitter) => {
      isAllowed = true;
      // Whoever was asked "are you sure?" has said yes by now.
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
      setTimeout(() => (isAllowed = false), PATIENCE);
    };

    const sendOnceAlive = async (submitter) => {
      isWaiting = true;
      // What is on its way must not arrive after the form and undo it.
      await onItsWay;
      while (!(await isAlive())) {
        say(form, "Waiting");
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
      }
      isWaiting = false;
      send(submitter?.isConnected ? submitter : null);
    };

    form.addEventListener("submit", (event) => {
      if (isAllowed) return;
      event.preventDefault();
      clearTimeout(timer);
      if (!isWaiting) sendOnceAlive(event.submitter);
    });
  };

  document.querySelectorAll("form[data-keep]").forEach(watch);
})();
