// What lets the page open without a network: files that were kept are answered from here.
// The one thing to know: files with a version in their path never change, so the kept one is taken first; of the page
// itself the server's is taken where it can be had.

const PREFIX = "shebao-device-";
const SCOPE = new URL(self.registration.scope).pathname;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !path.startsWith(SCOPE)) return;
  const fixed = /^(law|runtime)\//.test(path.slice(SCOPE.length));
  event.respondWith(fixed ? keptFirst(event.request) : serverFirst(event.request));
});

async function keptFirst(request) {
  return (await kept(request)) ?? fetch(request);
}

async function serverFirst(request) {
  try {
    const response = await fetch(request);
    if (response.status < 500) return response;
    return (await kept(request)) ?? response;
  } catch (error) {
    const held = await kept(request);
    if (held) return held;
    throw error;
  }
}

async function kept(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const held = await (await caches.open(name)).match(request, { ignoreSearch: true, ignoreVary: true });
    if (held) return held;
  }
  return undefined;
}
