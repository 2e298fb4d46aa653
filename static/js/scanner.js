// A scanner that types: the code of a CNIC, in a burst of keys that ends with Enter, fills the CNIC
// of the guest who is being entered; the lines of a passport go to their box. Nobody types as fast.
"use strict";

(() => {
  const form = document.getElementById("check-in");
  // Four keys so near to each other are no hand's; after them a scanner may stumble.
  const FASTEST_TYPIST_MS = 30;
  const STUMBLE_MS = 150;
  const SURE_AFTER = 4;
  const SHORTEST = 10;
  let burst = null;

  const begin = (event) => ({
    text: "",
    at: event.timeStamp,
    box: event.target,
    // What stood there before the scanner wrote into it.
    before: event.target.value,
  });

  const lasts = (event) => {
    if (burst?.box !== event.target) return false;
    const patience = burst.text.length >= SURE_AFTER ? STUMBLE_MS : FASTEST_TYPIST_MS;
    return event.timeStamp - burst.at < patience;
  };

  // Of a plain card thirteen digits stand by themselves; the QR of a smart card has twelve before
  // them, NICOP's bar code has others after them.
  const cnicIn = (text) => {
    const runs = text.replaceAll("-", "").match(/(?<![A-Z\d])\d{13,}(?![A-Z\d])/gi) ?? [];
    const alone = runs.find((run) => run.length === 13);
    if (alone) return alone;
    const smart = runs.find((run) => run.length === 26);
    return smart ? smart.slice(12, 25) : runs[0]?.slice(0, 13);
  };

  const tell = (input) => {
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  const put = (input, value) => {
    input.value = value;
    tell(input);
  };

  // The guest in whose fields the clerk is; else the first whose number is missing; else the head.
  const whose = (box) => {
    const people = [...form.querySelectorAll("[data-person]")];
    const cnic = (person) => person.querySelector('[data-field="cnic"]');
    const here = box.closest?.("[data-person]");
    return here ?? people.find((person) => !cnic(person).value) ?? people[0];
  };

  const scanned = ({ text, box, before }) => {
    const person = whose(box);
    if (box.value !== undefined && box.value !== before) put(box, before);
    if (/^[A-Z0-9<«]{28,}$/i.test(text) && /[<«]/.test(text)) {
      const lines = person.querySelector("[data-lines-box]");
      put(lines, `${lines.value}${text}\n`);
      return;
    }
    const cnic = cnicIn(text);
    if (!cnic) return;
    const kind = person.querySelector('[data-field="document"]');
    if (person.querySelector('[data-field="cnic"]').closest("[hidden]")) put(kind, "cnic");
    put(person.querySelector('[data-field="cnic"]'), cnic);
  };

  document.addEventListener(
    "keydown",
    (event) => {
      // Into the box for lines a scanner may write as it likes.
      if (event.target.matches?.("[data-lines-box]") || event.ctrlKey || event.altKey) return;
      if (event.key === "Enter") {
        const whole = lasts(event) && burst.text.length >= SHORTEST ? burst : null;
        burst = null;
        if (!whole) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        scanned(whole);
      } else if (event.key.length === 1) {
        if (!lasts(event)) burst = begin(event);
        // A keyboard that is set to Urdu writes ۰–۹.
        burst.text += event.key.replace(/[\u06f0-\u06f9\u0660-\u0669]/, (digit) =>
          String(digit.charCodeAt(0) & 0xf),
        );
        burst.at = event.timeStamp;
      }
    },
    true,
  );
})();
