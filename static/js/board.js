// The live board: a stream says that something changed, the page then asks what.
// When the stream is lost the board asks every five seconds until it is back. When the
// asking fails as well, the board says loudly that it is dead.
"use strict";

(() => {
  const board = document.getElementById("board");
  const line = document.getElementById("board-line");
  const news = document.getElementById("board-news");
  const sound = document.getElementById("board-sound");
  const POLL_EVERY = 5000;
  // Also a healthy-looking stream may have missed something; a slow look costs nothing.
  const LOOK_EVERY = 30000;
  const plainTitle = document.title;
  let lastAsked = 0;
  let connected = false;
  let lost = false;

  const ask = () => {
    lastAsked = Date.now();
    window.htmx.trigger(board, "board-changed");
  };

  const show = (changes) => {
    ({ connected = connected, lost = lost } = changes);
    const now = lost ? "lost" : connected ? "live" : "polling";
    // Said once, not at every try.
    if (line.dataset.state === now) return;
    line.dataset.state = now;
    line.textContent = line.dataset[now];
  };

  const connect = () => {
    const stream = new EventSource(board.dataset.stream);
    // The server says 'open' once its own line is up; the browser's 'open' comes too early.
    stream.addEventListener("open", (event) => {
      if (!("data" in event)) return;
      show({ connected: true });
      ask();
    });
    stream.addEventListener("board", ask);
    stream.addEventListener("error", () => {
      show({ connected: false });
      // The browser tries again by itself unless the server refused; then we do.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, POLL_EVERY);
    });
  };

  setInterval(() => {
    if (Date.now() - lastAsked >= (connected && !lost ? LOOK_EVERY : POLL_EVERY)) ask();
  }, 1000);

  // --- What comes back ---

  let lastLanes = null;

  // Ages tick by themselves: a minute more is no other board.
  const withoutAges = (text) => text.replace(/(<time\b[^>]*\bdata-ago\b[^>]*>)[^<]*/g, "$1");

  board.addEventListener("htmx:beforeSwap", (event) => {
    const text = event.detail.serverResponse ?? "";
    const isLanes = event.detail.xhr.status === 200 && text.includes('id="board-state"');
    show({ lost: !isLanes });
    const lanes = withoutAges(text);
    // A page to sign in is no board, and equal lanes would only take the keyboard away.
    if (!isLanes || lanes === lastLanes) event.detail.shouldSwap = false;
    if (isLanes) lastLanes = lanes;
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    board.addEventListener(failure, () => show({ lost: true }));
  }

  // --- Badge and sound ---

  const state = () => document.getElementById("board-state")?.dataset ?? {};
  const loudestNow = () => Number(state().loudest ?? 0);
  let loudest = loudestNow();
  let audio = null;

  // Two rising tones, made here: no file to fetch, and it cuts through a station's noise.
  const ring = () => {
    if (!audio) return;
    [660, 880].forEach((pitch, nth) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.25;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + nth * 0.25);
      tone.stop(audio.currentTime + nth * 0.25 + 0.2);
    });
  };

  const badge = () => {
    const waiting = Number(state().waiting ?? 0);
    document.title = waiting ? `(${waiting}) ${plainTitle}` : plainTitle;
  };

  // A browser plays sound only after somebody has asked for it on this page.
  sound.addEventListener("click", () => {
    audio = audio ? (audio.close(), null) : new AudioContext();
    sound.setAttribute("aria-pressed", String(Boolean(audio)));
    localStorage.setItem("board-sound", audio ? "on" : "off");
    ring();
  });
  if (localStorage.getItem("board-sound") === "on") {
    document.addEventListener("click", (event) => {
      if (!audio && !sound.contains(event.target)) sound.click();
    }, { once: true });
  }

  // --- Who cannot see the board hears how many came, and nothing else of it ---

  const seen = new Set();
  const countNew = () => {
    const before = seen.size;
    for (const card of board.querySelectorAll("[data-alert]")) seen.add(card.dataset.alert);
    return seen.size - before;
  };

  const announce = (number) => {
    if (!number) return;
    const words = number === 1 ? news.dataset.one : news.dataset.many.replace("{n}", number);
    // Emptied first, so that the same words are read again.
    news.textContent = "";
    setTimeout(() => (news.textContent = words), 100);
  };

  board.addEventListener("htmx:afterSwap", () => {
    badge();
    announce(countNew());
    const now = loudestNow();
    if (now > loudest) {
      ring();
      board.dispatchEvent(new CustomEvent("board-rang", { bubbles: true }));
    }
    loudest = Math.max(loudest, now);
  });

  show({ connected: false });
  badge();
  countNew();
  connect();
})();
