// The live board: a stream says that something changed, the page then asks what.
// When the stream is lost the board asks every five seconds until it is back.
"use strict";

(() => {
  const board = document.getElementById("board");
  const line = document.getElementById("board-line");
  const sound = document.getElementById("board-sound");
  const POLL_EVERY = 5000;
  // Also a healthy-looking stream may have missed something; a slow look costs nothing.
  const LOOK_EVERY = 30000;
  const plainTitle = document.title;
  let lastAsked = 0;
  let connected = false;

  const ask = () => {
    lastAsked = Date.now();
    window.htmx.trigger(board, "board-changed");
  };

  const show = (isConnected) => {
    connected = isConnected;
    line.dataset.state = isConnected ? "live" : "polling";
    line.textContent = isConnected ? line.dataset.live : line.dataset.polling;
  };

  const connect = () => {
    const stream = new EventSource(board.dataset.stream);
    // The server says 'open' once its own line is up; the browser's 'open' comes too early.
    stream.addEventListener("open", (event) => {
      if (!("data" in event)) return;
      show(true);
      ask();
    });
    stream.addEventListener("board", ask);
    stream.addEventListener("error", () => {
      show(false);
      // The browser tries again by itself unless the server refused; then we do.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, POLL_EVERY);
    });
  };

  setInterval(() => {
    if (Date.now() - lastAsked >= (connected ? LOOK_EVERY : POLL_EVERY)) ask();
  }, 1000);

  // --- Badge and sound ---

  const state = () => document.getElementById("board-state").dataset;
  let loudest = Number(state().loudest);
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
    const waiting = Number(state().waiting);
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

  board.addEventListener("htmx:afterSwap", () => {
    badge();
    const now = Number(state().loudest);
    if (now > loudest) {
      ring();
      board.dispatchEvent(new CustomEvent("board-rang", { bubbles: true }));
    }
    loudest = Math.max(loudest, now);
  });

  show(false);
  badge();
  connect();
})();
