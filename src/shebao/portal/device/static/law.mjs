// The law in this browser: what of it is kept here, how it is loaded, how it is asked.
// The one thing to know: once `start` is done, `ask` goes to a worker of this page and nowhere else.

const HERE = new URL(".", import.meta.url);
const PREFIX = "shebao-device-";
const waiting = new Map();
let worker = null;
let asked = 0;

/** What the server offers now; what is kept where there is no network. Null where neither is. */
export async function offered() {
  try {
    const response = await fetch(new URL("manifest.json", HERE));
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** The manifest of the version that is kept here whole, or null. */
export async function kept() {
  for (const name of await names()) {
    const cache = await caches.open(name);
    const held = await cache.match(new URL("manifest.json", HERE));
    if (held) return held.json();
  }
  return null;
}

/** Fetch every file of a version, keep them all, forget older ones. progress: called with bytes done and to do. */
export async function load(manifest, progress) {
  await serveFromHere();
  const name = PREFIX + manifest.version;
  const cache = "caches" in self ? await caches.open(name) : null;
  let done = 0;
  for (const file of manifest.files) {
    const url = new URL(file.path, HERE);
    if (cache && (await cache.match(url))) {
      done += file.size;
    } else {
      const response = await fetch(url, { cache: "no-cache" });
      if (!response.ok) throw new Error(`${file.path}: ${response.status}`);
      const bytes = [];
      for await (const part of parts(response.body)) {
        bytes.push(part);
        done += part.length;
        progress(done, manifest.size);
      }
      if (cache) await cache.put(url, new Response(new Blob(bytes), { headers: plain(response.headers) }));
    }
    progress(done, manifest.size);
  }
  if (!cache) return;
  // The manifest comes last: a version that has one is whole.
  await cache.put(new URL("manifest.json", HERE), Response.json(manifest));
  for (const old of await names()) if (old !== name) await caches.delete(old);
}

/** Start the worker with a version. Resolves when it can be asked. */
export function start(manifest) {
  worker?.terminate();
  worker = new Worker(new URL("worker.mjs", HERE), { type: "module" });
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.failed) reject(new Error(data.failed));
    else resolve(data.made);
  };
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message ?? "the worker stopped"));
    waiting.clear();
  };
  return send("start", {
    runtime: new URL(`runtime/${manifest.runtime}/`, HERE).href,
    law: new URL(`law/${manifest.law}.zip`, HERE).href,
  });
}

/** The answer to a request, as `shebao.engine.answering` gives it. */
export async function ask(request) {
  return JSON.parse(await send("ask", JSON.stringify(request)));
}

/** The places and the labels of names, from the law's own names. */
export async function words(names, language) {
  return JSON.parse(await send("words", JSON.stringify([names, language])));
}

function send(what, content) {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, what, content });
  });
}

async function serveFromHere() {
  if (!("serviceWorker" in navigator)) return; // the law still works, but is not kept for later
  await navigator.serviceWorker.register(new URL("keep.mjs", HERE), { type: "module", scope: HERE.pathname });
  await navigator.serviceWorker.ready;
}

async function names() {
  return "caches" in self ? (await caches.keys()).filter((name) => name.startsWith(PREFIX)) : [];
}

async function* parts(stream) {
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

/** The headers that still hold for a body that is kept as it was read, unpacked. */
function plain(headers) {
  const held = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) held.delete(name);
  return held;
}
