// What stands between a page and a server that does not answer: the reader gets a page in her language that keeps all
// she typed, to be sent again. The one thing to know: nothing typed is stored; it goes from the request into that page.
"use strict";

const language = new URL(self.location).searchParams.get("language");
const PAGES = { sent: `/${language}/away/sent`, asked: `/${language}/away/asked` };
const plain = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // As nobody in particular: a page that is kept says no name.
  const asked = Object.values(PAGES).map((path) => new Request(path, { credentials: "omit", cache: "no-store" }));
  event.waitUntil(caches.open("away").then((kept) => kept.addAll(asked)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.registration.navigationPreload?.enable());
});

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.mode !== "navigate" || path.startsWith("/device/")) return;
  event.respondWith(answer(event));
});

async function answer(event) {
  const spare = event.request.clone();
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (gone) {
    const kind = spare.method === "POST" ? "sent" : "asked";
    const kept = await caches.match(PAGES[kind]);
    if (!kept) throw gone;
    const text = await kept.text();
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": kept.headers.get("content-security-policy") };
    return new Response(kind === "sent" ? await filled(text, spare) : led(text, spare), { status: 503, headers });
  }
}

/** The kept page for a form: it sends what was typed to where it was going. A file cannot be kept: it is asked for. */
async function filled(text, request) {
  const typed = [...(await request.formData())];
  const fields = typed.filter(([, held]) => typeof held === "string");
  const files = typed.filter(([, held]) => typeof held !== "string");
  const hidden = fields.map(([name, held]) => `<input type="hidden" name="${plain(name)}" value="${plain(held)}">`);
  const ask = /<div class="question"><label for="FILE">.*?<\/div>/s;
  return text
    .replace(/action="[^"]*\/away\/sent"( enctype="[^"]*")?/, (all, kind) => `action="${plain(request.url)}"${files.length ? kind : ""}`)
    .replace(ask, (asked) => files.map(([name]) => asked.replaceAll("FILE", plain(name))).join(""))
    .replace('<input type="hidden" name="TYPED" value="">', () => hidden.join(""));
}

function led(text, request) {
  return text.replace(/href="[^"]*\/away\/asked"(?=>)/, () => `href="${plain(request.url)}"`);
}
