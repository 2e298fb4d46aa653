// On every page of a desk: how many entries wait on this computer, what they are, and sending them
// in order, one after another, as soon as the server answers.
"use strict";

(() => {
  const place = document.getElementById("desk-waiting");
  // Browsers keep and encrypt nothing on a page that came over an open line.
  if (!place || !isSecureContext || !navigator.serviceWorker) return;
  const queue = deskQueue;
  const words = place.dataset;
  const isShell = !words.key;
  const LANGUAGE = document.documentElement.lang;
  const HOUR = 3600 * 1000;
  const OVERDUE = 72 * HOUR;
  const RENEWED_BEFORE = 24 * HOUR;
  const EVERY = 10000;
  const AT_MOST_EVERY = 60000;

  // --- How many wait, and which ---

  const part = (name) => place.querySelector(`[data-part="${name}"]`);

  const clock = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: "Asia/Karachi",
  });
  const when = (at) => clock.format(at).replaceAll("/", "-").replace(",", "");

  const stateOf = ({ state, at }) => {
    if (state === "refused") return words.refused;
    return Date.now() - at > OVERDUE ? words.overdue : words.waits;
  };

  const line = (entry) => {
    const row = document.getElementById("desk-waiting-entry").content.cloneNode(true);
    const cell = (name) => row.querySelector(`[data-cell="${name}"]`);
    cell("room").textContent = entry.room;
    cell("at").textContent = when(entry.at);
    cell("at").dateTime = new Date(entry.at).toISOString();
    cell("state").textContent = stateOf(entry);
    for (const sentence of Object.values(entry.errors).flat()) {
      cell("errors").append(Object.assign(document.createElement("li"), { textContent: sentence }));
    }
    const opening = cell("open");
    opening.action = words.checkIn.replace("/0/", `/${entry.hotel}/`);
    opening.elements.open.value = entry.id;
    const removing = cell("remove");
    removing.hidden = entry.state !== "refused";
    removing.addEventListener("submit", async (event) => {
      event.preventDefault();
      await queue.remove(entry.id);
      show();
    });
    return row;
  };

  const show = async () => {
    const entries = await queue.all();
    const refused = entries.filter(({ state }) => state === "refused").length;
    place.hidden = !entries.length && !part("outcomes").childElementCount;
    part("count").textContent = words.count.replace("{n}", entries.length);
    part("count").hidden = !entries.length;
    part("refused").textContent = words.refusedCount.replace("{n}", refused);
    part("refused").hidden = !refused;
    if (!entries.length) say("");
    const list = part("list");
    list.hidden = !entries.length;
    if (!list.open) return;
    const lines = await Promise.all(entries.map(async (entry) => line(await queue.head(entry))));
    list.querySelector("ul").replaceChildren(...lines);
  };

  const say = (sentence) => {
    part("note").textContent = sentence;
    part("note").hidden = !sentence;
  };

  const tell = ({ room, entry, receipt, late }) => {
    const sentence = (late ? words.sentLate : words.sent)
      .replace("{room}", room)
      .replace("{entry}", entry)
      .replace("{receipt}", receipt);
    const said = Object.assign(document.createElement("li"), { textContent: sentence });
    if (late) said.dataset.late = "";
    part("outcomes").prepend(said);
  };

  part("list").addEventListener("toggle", show);

  // --- The key that lets this browser send when the session has locked ---

  const newKey = async () => {
    const kept = await queue.keyOf(words.hotel);
    if (!words.key || (kept && kept.until - Date.now() > RENEWED_BEFORE)) return Boolean(kept);
    // Asked as htmx asks: of a session that has locked nothing is put by to be asked again later.
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    if (kept) headers.Authorization = `Bearer ${kept.key}`;
    const request = { method: "POST", headers, redirect: "error" };
    const answer = await fetch(words.key, request).catch(() => null);
    const made = answer?.ok ? await answer.json().catch(() => null) : null;
    if (made) await queue.keepKey(words.hotel, made.key, Date.parse(made.until));
    return Boolean(made ?? kept);
  };

  const renewKey = () => navigator.locks.request("caspp-desk-key", newKey);

  // --- Sending ---

  const isAlive = async () => {
    const options = { cache: "no-store", signal: AbortSignal.timeout(5000) };
    return (await fetch("/livez", options).catch(() => null))?.ok ?? false;
  };

  // What became of it: "done" (also when it was refused), "later" or "key".
  const send = async (id) => {
    const entry = await queue.entry(id);
    if (entry?.state !== "waiting") return "done";
    const kept = await queue.keyOf(entry.hotel);
    if (!kept) return "key";
    const body = await queue.form(id);
    body.set("typed_at", new Date(entry.at).toISOString());
    let isTooSlow = false;
    const answer = await fetch(words.send.replace("/0/", `/${entry.hotel}/`), {
      method: "POST",
      body,
      // Not who sits here now, but who may file for this house: the key says it.
      credentials: "omit",
      headers: { Authorization: `Bearer ${kept.key}`, "Accept-Language": LANGUAGE },
      // Two photographs on the slowest line take some minutes.
      signal: AbortSignal.timeout(600000),
    }).catch((error) => {
      isTooSlow = error.name === "TimeoutError";
      return null;
    });
    if (answer?.status === 401) {
      await queue.forgetKey(entry.hotel);
      return "key";
    }
    const said = await answer?.json().catch(() => null);
    if (answer?.ok && said?.entry) {
      const { room } = await queue.head(entry);
      await queue.remove(id);
      queue.channel.postMessage({ kind: "sent", room, ...said });
      tell({ room, ...said });
      return "done";
    }
    if (said?.errors) {
      await queue.refuse(entry, said.errors);
      return "done";
    }
    if (answer || isTooSlow) await queue.change(entry, { tries: entry.tries + 1 });
    return "later";
  };

  // The first goes first. One on which the server broke three times no longer holds up the others.
  const round = async () => {
    const stuck = new Map();
    for (const { id, hotel, state, tries } of await queue.all()) {
      if (state !== "waiting" || stuck.has(hotel)) continue;
      // While somebody has it open in the form it waits for him.
      const outcome = await navigator.locks.request(`caspp-desk-${id}`, { ifAvailable: true }, (lock) =>
        lock ? send(id) : "done",
      );
      if (outcome === "key" || (outcome === "later" && tries < 3)) stuck.set(hotel, outcome);
      await show();
    }
    return [...stuck.values()];
  };

  let timer = 0;
  let pause = EVERY;

  // The page that was kept gives way to the whole one as soon as nobody needs what is on it.
  // Not at once: on a line that comes and goes, pages would follow each other under the clerk's hand.
  const leaveShell = () => {
    document.querySelector("[data-no-network]").hidden = true;
    const isNeeded = document.querySelector("form.desk-form[data-changed]") || !place.hidden;
    if (!isNeeded && performance.now() > EVERY) location.replace(location.pathname);
  };

  const attend = async () => {
    clearTimeout(timer);
    const waiting = (await queue.all()).filter(({ state }) => state === "waiting");
    await show();
    if (!waiting.length && !isShell) return;
    let outcomes = ["away"];
    const isThere = await isAlive();
    if (isShell && isThere) leaveShell();
    if (isThere) {
      await renewKey();
      outcomes = await navigator.locks.request("caspp-desk", { ifAvailable: true }, (lock) =>
        lock ? round() : ["elsewhere"],
      );
    }
    say(outcomes.includes("key") ? words.signIn : "");
    pause = outcomes.length ? Math.min(pause * 1.5, AT_MOST_EVERY) : EVERY;
    timer = setTimeout(attend, pause);
  };

  addEventListener("online", () => {
    pause = EVERY;
    attend();
  });
  queue.channel.addEventListener("message", ({ data }) => {
    if (data.kind === "sent") tell(data);
    show();
  });

  navigator.serviceWorker.register(words.worker).catch(() => null);
  renewKey().then(attend);
})();
