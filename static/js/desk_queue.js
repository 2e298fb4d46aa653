// What was entered without a network, encrypted in this browser until the server has it.
// The pages of a desk and their service worker share it; it stands on idb.
"use strict";

self.deskQueue = (() => {
  const NAME = "caspp-desk";
  const channel = new BroadcastChannel(NAME);

  const opened = () =>
    idb.openDB(NAME, 1, {
      upgrade: (base) => {
        base.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
        // Apart from the entries: of those there may be hundreds, and each has its photographs here.
        base.createObjectStore("bodies");
        base.createObjectStore("secret");
        base.createObjectStore("keys");
      },
      // Signing out in another tab takes all of this away: it shall not wait for this one.
      blocking: (_was, _will, event) => event.target.close(),
    });

  const within = async (act) => {
    const base = await opened();
    try {
      return await act(base);
    } finally {
      base.close();
    }
  };

  const changed = () => channel.postMessage({ kind: "changed" });

  // --- Sealed by a key that no script can read, only use ---

  const secret = () =>
    within(async (base) => {
      const kept = await base.get("secret", "key");
      if (kept) return kept;
      const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
        "encrypt",
        "decrypt",
      ]);
      const turn = base.transaction("secret", "readwrite");
      // Two tabs may make one at the same time: the first counts.
      const first = (await turn.store.get("key")) ?? made;
      await turn.store.put(first, "key");
      await turn.done;
      return first;
    });

  const sealed = async (bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret(), bytes) };
  };

  const unsealed = async ({ iv, bytes }) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv }, await secret(), bytes);

  const sealedWords = (words) => sealed(new TextEncoder().encode(JSON.stringify(words)));
  const unsealedWords = async (box) => JSON.parse(new TextDecoder().decode(await unsealed(box)));

  // --- Entries: a whole form, photographs too; room and time can be read without the rest ---

  // Puts a form at the end of the queue, or back where it was when it has a number already.
  const put = async (hotel, form, id) => {
    form.delete("csrfmiddlewaretoken");
    const letter = new Response(form);
    const type = letter.headers.get("Content-Type");
    const body = { type, ...(await sealed(await letter.arrayBuffer())) };
    const head = await sealedWords({ room: form.get("room") ?? "", errors: {} });
    const entry = { hotel: Number(hotel), at: Date.now(), state: "waiting", tries: 0, head };
    await within(async (base) => {
      const turn = base.transaction(["entries", "bodies"], "readwrite");
      const entries = turn.objectStore("entries");
      const before = id ? await entries.get(id) : null;
      if (before) Object.assign(entry, { id, at: before.at });
      await turn.objectStore("bodies").put(body, await entries.put(entry));
      await turn.done;
    });
    changed();
  };

  const all = () => within((base) => base.getAll("entries"));
  const entry = (id) => within((base) => base.get("entries", id));
  const head = async (entry) => ({ ...entry, ...(await unsealedWords(entry.head)) });

  const form = async (id) => {
    const body = await within((base) => base.get("bodies", id));
    const headers = { "Content-Type": body.type };
    return new Response(await unsealed(body), { headers }).formData();
  };

  const change = async (entry, fields) => {
    await within((base) => base.put("entries", { ...entry, ...fields }));
    changed();
  };

  const refuse = async (entry, errors) => {
    const { room } = await head(entry);
    await change(entry, { state: "refused", head: await sealedWords({ room, errors }) });
  };

  const remove = async (id) => {
    await within(async (base) => {
      const turn = base.transaction(["entries", "bodies"], "readwrite");
      await turn.objectStore("entries").delete(id);
      await turn.objectStore("bodies").delete(id);
      await turn.done;
    });
    changed();
  };

  // --- The key with which entries are sent: {key, until} of each hotel ---

  const keyOf = async (hotel) => {
    const box = await within((base) => base.get("keys", Number(hotel)));
    const kept = box && (await unsealedWords(box));
    return kept && kept.until > Date.now() ? kept : null;
  };

  const keepKey = async (hotel, key, until) => {
    const box = await sealedWords({ key, until });
    await within((base) => base.put("keys", box, Number(hotel)));
  };

  const forgetKey = (hotel) => within((base) => base.delete("keys", Number(hotel)));

  return { channel, put, all, entry, head, form, change, refuse, remove, keyOf, keepKey, forgetKey };
})();
