// The few things a page cannot do without a script. Every page works without this file.
// Listeners sit on the document, so parts that htmx brings in later are covered too.
"use strict";

(() => {
  // --- A CNIC is typed as thirteen digits; the dashes set themselves ---

  // Keyboards in Pakistan also write ۰–۹ and ٠–٩.
  const latinDigits = (text) =>
    text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

  const countDigits = (text) => latinDigits(text).replace(/\D/g, "").length;

  const dashed = (digits) =>
    [digits.slice(0, 5), digits.slice(5, 12), digits.slice(12)].filter(Boolean).join("-");

  const formatCnic = (input) => {
    const typed = latinDigits(input.value);
    // Letters, or more digits than a card has, are left alone: the server explains them.
    if (/[^\d\s-]/.test(typed) || countDigits(typed) > 13) return;
    const wanted = dashed(typed.replace(/\D/g, ""));
    if (wanted === input.value) return;
    // The caret stays behind the digit just typed, wherever the dashes move.
    const before = countDigits(input.value.slice(0, input.selectionStart ?? 0));
    input.value = wanted;
    let caret = 0;
    for (let seen = 0; seen < before; caret += 1) if (/\d/.test(wanted[caret])) seen += 1;
    input.setSelectionRange(caret, caret);
  };

  document.addEventListener("input", (event) => {
    // An input method must finish its letter before we touch the value.
    if (!event.isComposing && event.target.matches?.("input[data-cnic]")) formatCnic(event.target);
  });

  // --- Times that stay true while the page is open ---

  // The server's own words come in an attribute, so both sides speak the same language.
  const timeWords = (element) =>
    (element.closest("[data-time-words]")?.dataset.timeWords ?? "now|{n} min|{n} h|{n} d|{time}|{time}")
      .split("|");

  // The same steps as `spell` in screen/templatetags/screen.py.
  const spell = (minutes, [now, some, hours, days]) => {
    const say = (words, n) => words.replace("{n}", n);
    if (minutes < 1) return now;
    if (minutes < 60) return say(some, minutes);
    if (minutes < 360 && minutes % 60) {
      return `${say(hours, Math.floor(minutes / 60))} ${say(some, minutes % 60)}`;
    }
    if (minutes < 2880) return say(hours, Math.floor(minutes / 60));
    return say(days, Math.floor(minutes / 1440));
  };

  const tick = () => {
    for (const time of document.querySelectorAll("time[data-ago], time[data-due]")) {
      const words = timeWords(time);
      const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
      let text = spell(Math.floor(Math.abs(seconds) / 60), words);
      if ("due" in time.dataset) text = words[seconds < 0 ? 5 : 4].replace("{time}", text);
      // Untouched while it is still true: screen readers and selections stay where they are.
      if (time.textContent !== text) time.textContent = text;
    }
  };
  setInterval(tick, 15000);
  document.addEventListener("htmx:afterSettle", tick);

  // --- Are you sure? ---

  // What is typed in a desk's form exists on this page only, also when it came back refused.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("form.desk-form");
      if (form) form.dataset.changed = "";
    });
  }

  const somethingTyped = () =>
    Boolean(
      document.querySelector("form.desk-form[data-changed], form.desk-form [data-error-summary]"),
    );

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const question =
        event.submitter?.dataset.confirm ??
        form.dataset.confirm ??
        (somethingTyped() ? form.dataset.confirmTyped : undefined);
      const dialog = document.getElementById("confirm");
      if (!question || form.dataset.confirmed || !dialog) return;
      // Before htmx hears of it: this listener sits higher up and runs first.
      event.preventDefault();
      event.stopImmediatePropagation();
      dialog.querySelector(".confirm-question").textContent = question;
      dialog.returnValue = "no";
      dialog.addEventListener(
        "close",
        () => {
          if (dialog.returnValue !== "yes") return;
          form.dataset.confirmed = "yes";
          form.requestSubmit(event.submitter);
          delete form.dataset.confirmed;
        },
        { once: true },
      );
      dialog.showModal();
    },
    true,
  );

  // --- What is written once is sent once, however often the button is pressed ---

  const AGAIN_AFTER_MS = 5000;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form.desk-form")) return;
    if (event.timeStamp - Number(form.dataset.sentAt ?? -AGAIN_AFTER_MS) < AGAIN_AFTER_MS) {
      event.preventDefault();
    } else {
      form.dataset.sentAt = String(event.timeStamp);
    }
  });

  // --- Dismissing a notice, copying a reference ---

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Stations reach the server by plain http, where the clipboard is closed to scripts.
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      area.className = "visually-hidden";
      button.after(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const words = button.querySelector("[aria-live]") ?? button;
    const before = words.textContent;
    if (before === button.dataset.copied) return;
    words.textContent = button.dataset.copied;
    setTimeout(() => (words.textContent = before), 2000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-dismiss], [data-copy]");
    if (!button) return;
    if ("copy" in button.dataset) return void copy(button);
    button.closest("[data-notice]")?.remove();
    // Focus would fall back to the top of the document otherwise.
    document.getElementById("content")?.focus({ preventScroll: true });
  });

  // --- Shortcuts: data-shortcut="alt+n" ---

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    // By the key's place, because an Urdu keyboard layout sends ن where N is printed.
    const key = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
    const target = document.querySelector(`[data-shortcut="alt+${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    // What lies in a closed part of the page cannot be reached before that opens.
    const closed = target.parentElement.closest("details:not([open])");
    if (closed && !target.matches("summary")) closed.open = true;
    if (target.matches("input:not([type=submit]), select, textarea")) target.focus();
    else target.click();
    // A part of the page that opens takes the keyboard in.
    if (target.matches("summary") && target.parentElement.open) {
      target.parentElement.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }
  });

  // --- Where the page begins for the keyboard ---

  const settleFocus = (root) => {
    // The gallery shows errors that nobody made.
    const summary = root.querySelector("[data-error-summary]:not([data-sample] *)");
    (summary ?? root.querySelector("[data-autofocus]"))?.focus();
  };
  // A jump to #id in the address keeps its place.
  if (!location.hash) settleFocus(document);
  document.addEventListener("htmx:afterSettle", (event) => settleFocus(event.target));
})();
