// Photographs and recordings of a complaint: sent in small parts, so that a broken line costs one
// part and not the file. Without this script the form sends the files whole.
"use strict";

(() => {
  const MEGABYTE = 1024 * 1024;
  // Seconds to wait after each break; the last again and again. Twenty tries are about ten minutes.
  const PAUSES = [1, 2, 4, 8, 15, 30];
  const MOST_TRIES = 20;
  // Nothing is wrong, and the server asks to wait: five minutes at the most.
  const WAIT = 5;
  const MOST_WAITS = 60;
  const KEY = "caspp-file:";

  class Refused extends Error {}
  class Stopped extends Error {}
  class LineBroken extends Error {}
  class NotNow extends Error {}

  const pause = (seconds, signal) =>
    new Promise((go) => {
      setTimeout(go, seconds * 1000);
      window.addEventListener("online", go, { once: true });
      signal.addEventListener("abort", go, { once: true });
    });

  // --- What the browser remembers of a file while the tab lives: where its parts go ---

  const keyOf = (file) => `${KEY}${file.size}:${file.lastModified}:${file.name}`;

  const memory = {
    get: (file) => {
      try {
        return sessionStorage.getItem(keyOf(file));
      } catch {
        return null;
      }
    },
    clear: () => {
      try {
        for (const key of Object.keys(sessionStorage)) {
          if (key.startsWith(KEY)) sessionStorage.removeItem(key);
        }
      } catch {
        // Nothing was kept.
      }
    },
    set: (file, url) => {
      try {
        if (url) sessionStorage.setItem(keyOf(file), url);
        else sessionStorage.removeItem(keyOf(file));
      } catch {
        // A browser that keeps nothing sends from the beginning.
      }
    },
  };

  for (const section of document.querySelectorAll("[data-files]")) {
    const words = section.dataset;
    const form = section.querySelector("[data-files-form]");
    const input = form.querySelector("input[type=file]");
    const list = section.querySelector("[data-files-list]");
    const coming = section.querySelector("[data-files-coming]");
    const said = section.querySelector("[data-files-said]");
    const row = section.querySelector("[data-files-row]");
    let queue = Promise.resolve();
    let underWay = 0;

    // --- Talking to the server ---

    const ask = async (url, options = {}) => {
      let answer;
      try {
        answer = await fetch(url, {
          ...options,
          headers: {
            Accept: "application/json",
            "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
            ...options.headers,
          },
        });
      } catch (error) {
        if (error.name === "AbortError") throw new Stopped();
        throw new LineBroken();
      }
      // A server that is being restarted is no better than a broken line.
      if (answer.status >= 500) throw new LineBroken();
      const told = await answer.json().catch(() => ({}));
      return { status: answer.status, told };
    };

    // Ask until somebody answers. `first` is asked once, `again` after every break.
    const askOn = async (line, first, again) => {
      let request = first;
      for (let tries = 0; ; tries += 1) {
        if (line.stop.signal.aborted) throw new Stopped();
        try {
          return await request();
        } catch (error) {
          if (!(error instanceof LineBroken)) throw error;
          if (tries === MOST_TRIES) throw error;
          line.say(words.wordsBroken);
          await pause(PAUSES[Math.min(tries, PAUSES.length - 1)], line.stop.signal);
          request = again;
        }
      }
    };

    const begin = async (file, line) => {
      const request = () =>
        ask(words.begin, {
          method: "POST",
          body: new URLSearchParams({ name: file.name, size: file.size }),
          signal: line.stop.signal,
        });
      const { status, told } = await askOn(line, request, request);
      if (status !== 201) throw new Refused(told.error ?? words.wordsRefused);
      memory.set(file, told.url);
      return { url: told.url, received: 0, part: told.part_size };
    };

    // Where an earlier try of the same file stopped; nothing when the server knows it no longer.
    const goOn = async (file, line) => {
      const url = memory.get(file);
      if (!url) return null;
      const request = () => ask(url, { signal: line.stop.signal });
      const { status, told } = await askOn(line, request, request);
      if (status !== 200 || told.done) return null;
      return { url, received: told.received, part: MEGABYTE / 4 };
    };

    const send = async (file, line) => {
      const way = (await goOn(file, line)) ?? (await begin(file, line));
      let { received } = way;
      for (let waits = 0; ; ) {
        const end = Math.min(received + way.part, file.size);
        line.show(received, end === file.size);
        const part = () =>
          ask(way.url, {
            method: "POST",
            body: file.slice(received, end),
            headers: { "Content-Type": "application/octet-stream", "X-Position": String(received) },
            signal: line.stop.signal,
          });
        const where = () => ask(way.url, { signal: line.stop.signal });
        const { status, told } = await askOn(line, part, where);
        if (status === 200 && told.list !== undefined) return told.list;
        if (told.wait !== undefined) {
          if (waits === MOST_WAITS) throw new NotNow(told.wait);
          waits += 1;
          line.say(told.wait);
          await pause(WAIT, line.stop.signal);
        } else if (status === 200 || status === 409) {
          waits = 0;
        } else {
          throw new Refused(told.error ?? words.wordsRefused);
        }
        received = told.received;
      }
    };

    // --- One file on the page ---

    const newLine = (file) => {
      const item = row.content.cloneNode(true).querySelector("li");
      const bar = item.querySelector("progress");
      const state = item.querySelector("[data-file-state]");
      const button = item.querySelector("[data-file-stop]");
      const stop = new AbortController();
      for (const name of item.querySelectorAll("[data-file-name]")) name.textContent = file.name;
      bar.setAttribute("aria-label", file.name);
      button.addEventListener("click", () => stop.abort());
      coming.append(item);
      coming.hidden = false;
      const say = (text) => {
        if (state.textContent !== text) state.textContent = text;
      };
      const inMegabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);
      return {
        stop,
        say,
        show: (received, isLast) => {
          bar.value = (100 * received) / file.size;
          const sent = words.wordsSending
            .replace("{done}", inMegabytes(received))
            .replace("{size}", inMegabytes(file.size));
          say(isLast ? words.wordsLooking : sent);
        },
        // What was refused stays, with its reason, until another file is chosen.
        refuse: (text) => {
          item.classList.add("is-refused");
          bar.remove();
          button.remove();
          say(text);
          said.textContent = `${file.name}: ${text}`;
        },
        take: () => {
          item.remove();
          coming.hidden = !coming.children.length;
          said.textContent = `${file.name}: ${words.wordsTaken}`;
        },
      };
    };

    // --- Before a byte is sent ---

    const there = () => Number(list.querySelector("[data-files-count]")?.dataset.filesCount ?? 0);

    const refusal = (file) => {
      if (there() + underWay >= Number(words.most)) return words.wordsMost;
      if (file.size === 0) return words.wordsEmpty;
      if (file.type.startsWith("video/")) return words.wordsVideo;
      const isPicture = file.type.startsWith("image/");
      if (isPicture && file.size > Number(words.largestPhotograph)) return words.wordsPhotograph;
      return file.size > Number(words.largestRecording) ? words.wordsRecording : "";
    };

    const showList = (html) => {
      if (html === null) return location.reload();
      list.innerHTML = html;
      return undefined;
    };

    const handIn = async (file, line) => {
      try {
        const html = await send(file, line);
        memory.set(file, null);
        line.take();
        showList(html);
      } catch (error) {
        // After a break of the line the way is remembered: the same file goes on.
        if (!(error instanceof LineBroken || error instanceof NotNow)) memory.set(file, null);
        if (error instanceof Refused || error instanceof NotNow) line.refuse(error.message);
        else if (error instanceof Stopped) line.refuse(words.wordsStopped);
        else if (error instanceof LineBroken) line.refuse(words.wordsGivenUp);
        else throw error;
      } finally {
        underWay -= 1;
      }
    };

    const choose = () => {
      for (const item of coming.querySelectorAll(".is-refused")) item.remove();
      for (const file of input.files) {
        const line = newLine(file);
        const refused = refusal(file);
        if (refused) {
          line.refuse(refused);
        } else {
          underWay += 1;
          line.say(words.wordsWaiting);
          queue = queue.then(() => handIn(file, line));
        }
      }
      // The same file can be chosen again.
      input.value = "";
    };

    section.querySelector("[data-files-send]").hidden = true;
    input.required = false;
    input.addEventListener("change", choose);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose();
    });

    // --- Taking one away ---

    list.addEventListener("submit", async (event) => {
      if (!event.target.matches("[data-file-remove]")) return;
      event.preventDefault();
      try {
        const { status, told } = await ask(event.target.action, { method: "POST" });
        if (status !== 200) return showList(null);
        showList(told.list);
        said.textContent = words.wordsRemoved;
      } catch {
        said.textContent = words.wordsBroken;
      }
      input.focus();
    });

    // A page that goes stops what is under way, so the browser asks first; but whoever has to be
    // gone at once is asked nothing, and no name of a file stays behind.
    let isFleeing = false;
    document.addEventListener("quick-exit", () => {
      isFleeing = true;
      memory.clear();
    });
    window.addEventListener("beforeunload", (event) => {
      if (underWay && !isFleeing) event.preventDefault();
    });
  }
})();
