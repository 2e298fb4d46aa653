// The service worker of the desk: keeps the empty check-in page for the hours without a network,
// and what was being sent when the line broke. Every other page goes its way.
"use strict";

(() => {
  const CHECK_IN = /^\/hotels\/(\d+)\/check-in\/$/;
  // What a proxy says when nobody is behind it, and the server when it cannot write.
  const AWAY = [502, 503, 504];
  const POOR_FOR = 30000;
  let lostAt = 0;

  // A line that was dead a moment ago is not waited for as long.
  const isPoor = () => Date.now() - lostAt < POOR_FOR;

  const asked = async (request, patience) => {
    let timer;
    const late = new Promise((_, refuse) => (timer = setTimeout(refuse, patience)));
    const answer = await Promise.race([fetch(request), late]).catch(() => null);
    clearTimeout(timer);
    const isThere = answer && !AWAY.includes(answer.status);
    lostAt = isThere ? 0 : Date.now();
    return isThere ? answer : null;
  };

  const kept = (address) => caches.match(address, { ignoreVary: true });

  const page = async (request, path) =>
    (await asked(request, isPoor() ? 2500 : 5000)) ??
    (await kept(`${path}shell/`)) ??
    fetch(request);

  const sent = async (request, path, hotel) => {
    const copy = request.clone();
    const answer = await asked(request, isPoor() ? 5000 : 20000);
    if (answer) return answer;
    // Should it have arrived all the same: the same form is never taken twice.
    await deskQueue.put(hotel, await copy.formData());
    return Response.redirect(`${path}?kept`, 303);
  };

  const file = async (request) => {
    const ours = await kept(request);
    if (ours && isPoor()) return ours;
    return (ours && ((await asked(request, 5000)) ?? ours)) ?? fetch(request);
  };

  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));

  addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (origin !== location.origin) return;
    const desk = pathname.match(CHECK_IN);
    if (desk && request.mode === "navigate") {
      const isSent = request.method === "POST";
      event.respondWith(isSent ? sent(request, ...desk) : page(request, pathname));
    } else if (request.method === "GET" && pathname.startsWith(self.STATIC)) {
      event.respondWith(file(request));
    }
  });
})();
