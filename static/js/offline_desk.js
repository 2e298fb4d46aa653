// The check-in page without a network: keeps its own empty copy for later, puts what is entered
// into the queue, and opens what waits there to be corrected. deskQueue and desk_sender.js do the
// rest; while the server answers, the form is sent as any other.
"use strict";

(() => {
  const form = document.getElementById("check-in");
  if (!isSecureContext || !navigator.serviceWorker) return;
  const queue = deskQueue;
  const { hotel, shell, files: FILES } = form.dataset;
  // The copy that was kept has nothing of a session: it can only be sent by the queue.
  const isShell = "isShell" in form.dataset;
  const asked = new URLSearchParams(location.search);
  let opened = null;

  // --- Keeping the empty page and what it is drawn with ---

  const HOUR = 3600 * 1000;

  const keepPage = async () => {
    await navigator.serviceWorker.ready;
    navigator.storage?.persist?.();
    const cache = await caches.open("caspp-desk");
    const before = await cache.match(shell, { ignoreVary: true });
    const text = await before?.text();
    const isFresh = before && Date.now() - Date.parse(before.headers.get("Date")) < HOUR;
    if (isFresh && text.includes(`<html lang="${document.documentElement.lang}"`)) return;
    const answer = await fetch(shell, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    if ((await answer.clone().text()) !== text) await keepFiles(cache);
    await cache.put(shell, answer);
  };

  // What this page was drawn with the other is drawn with, too.
  const keepFiles = async (cache) => {
    await document.fonts.ready;
    const drawn = performance.getEntriesByType("resource").map(({ name }) => name);
    const files = new Set(drawn.filter((name) => new URL(name).pathname.startsWith(FILES)));
    await Promise.all([...files].map((name) => cache.add(name)));
    for (const { url } of await cache.keys()) {
      const isFile = new URL(url).pathname.startsWith(FILES);
      if (isFile && !files.has(url)) await cache.delete(url);
    }
  };

  // --- What the server would ask, as far as a browser can ask it ---

  const demand = (person) => {
    const field = (name) => person.querySelector(`[data-field="${name}"]`);
    const isHead = !field("kinship");
    const said = ["cnic", "passport_no", "name"].some((name) => field(name).value);
    // A companion of whom nothing is said is nobody.
    const isSomebody = isHead || said;
    // check_in.js shows what belongs to the document.
    const isCitizen = isSomebody && !field("cnic").closest("[hidden]");
    const isForeigner = isSomebody && !isCitizen;
    const isVisitor =
      isForeigner && field("document").value === "passport" && field("nationality").value !== "PAK";
    field("cnic").required = isCitizen;
    field("cnic").pattern = "\\d{5}-?\\d{7}-?\\d";
    field("relative_name").required = isCitizen && isHead;
    field("relation").required = isCitizen && Boolean(field("relative_name").value);
    field("passport_no").required = field("nationality").required = isForeigner;
    field("visa_no").required = field("entered_on").required = isVisitor;
  };

  const isComplete = () => {
    form.querySelectorAll("[data-person]").forEach(demand);
    return form.reportValidity();
  };

  // --- Into the queue ---

  const keep = async (entered) => {
    try {
      await queue.put(hotel, entered, opened);
    } catch {
      form.querySelector("[data-not-kept]").hidden = false;
      form.querySelector("[data-not-kept]").focus();
      return;
    }
    // A new page is an empty form.
    location.replace(`${form.action}?kept`);
  };

  form.addEventListener("submit", (event) => {
    if (!isShell && !opened && navigator.onLine) return;
    event.preventDefault();
    if (isComplete()) keep(new FormData(form));
  });

  // --- An empty form of one's own: the server is not there to fill in what it begins with ---

  const wallClock = (at) =>
    new Intl.DateTimeFormat("sv-SE", {
      dateStyle: "short",
      timeStyle: "short",
      timeZone: "Asia/Karachi",
    })
      .format(at)
      .replace(" ", "T");

  const begin = () => {
    const now = Date.now();
    form.elements.form_token.value = crypto.randomUUID();
    form.elements.expected.value = asked.get("expected") ?? "";
    form.elements.arrived_at.value = wallClock(now);
    form.elements.expected_until.value = `${wallClock(now + 24 * 3600 * 1000).slice(0, 10)}T12:00`;
  };

  // --- An entry of the queue, opened to be corrected ---

  const fill = (entered) => {
    for (let missing = Number(entered.get("party-TOTAL_FORMS")); missing > 0; missing -= 1) {
      document.getElementById("add-companion").click();
    }
    for (const input of form.elements) {
      if (!input.name || input.name === "csrfmiddlewaretoken") continue;
      const value = entered.get(input.name);
      if (input.type === "checkbox") {
        input.checked = value !== null;
      } else if (input.type === "file") {
        const chosen = new DataTransfer();
        if (value?.size) chosen.items.add(value);
        input.files = chosen.files;
      } else if (value !== null) {
        input.value = value;
      }
    }
    for (const select of form.querySelectorAll('[data-field="document"]')) {
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    delete form.dataset.changed;
  };

  const explain = (errors) => {
    const summary = form.querySelector("[data-kept-errors]");
    for (const [name, sentences] of Object.entries(errors)) {
      const input = name && form.elements[name];
      input?.setAttribute?.("aria-invalid", "true");
      input?.classList?.add("is-invalid");
      const label = input?.labels?.[0]?.textContent.replace("*", "").trim();
      for (const sentence of sentences) {
        const line = document.createElement("li");
        line.textContent = label ? `${label}: ${sentence}` : sentence;
        summary.querySelector("ul").append(line);
      }
    }
    summary.hidden = false;
    summary.focus();
  };

  const open = async (id) => {
    // Held as long as this page is here: meanwhile it is not sent.
    await new Promise((held) => {
      navigator.locks.request(`caspp-desk-${id}`, () => {
        held();
        return new Promise(() => {});
      });
    });
    const entry = await queue.entry(id);
    // Whoever has signed out opens nothing.
    if (entry?.hotel !== Number(hotel) || !(await queue.keyOf(hotel))) return;
    opened = id;
    fill(await queue.form(id));
    if (entry.state !== "refused") return;
    // It was refused, so it is not filed: the corrected one is a form of its own.
    form.elements.form_token.value = crypto.randomUUID();
    explain((await queue.head(entry)).errors);
  };

  if (isShell) begin();
  else if (!form.querySelector("[data-error-summary]")) keepPage();
  if (asked.has("kept")) {
    document.querySelector("[data-kept]").hidden = false;
    // A page that is loaded once more has saved nothing.
    history.replaceState(null, "", location.pathname);
  }
  if (asked.has("open")) open(Number(asked.get("open")));
})();
