// Python beside the page: the law's own files, unpacked, and the one function every asker calls.

const WORDS = `
import json
from shebao.engine.names import label, regions
def words(text):
    names, language = json.loads(text)
    return json.dumps({"labels": {n: label(n, language) for n in names}, "places": regions(language)})
`;
const does = {};

self.onmessage = async ({ data: { id, what, content } }) => {
  try {
    self.postMessage({ id, made: what === "start" ? await start(content) : does[what](content) });
  } catch (error) {
    self.postMessage({ id, failed: String(error?.message ?? error) });
  }
};

async function start({ runtime, law }) {
  const [{ loadPyodide }, packed] = await Promise.all([import(`${runtime}pyodide.mjs`), bytes(law)]);
  const python = await loadPyodide({ indexURL: runtime });
  python.unpackArchive(packed, "zip", { extractDir: "/law" });
  python.runPython("import sys; sys.path.insert(0, '/law')");
  python.pyimport("shebao.engine").Law.load();
  does.ask = python.pyimport("shebao.engine.answering").answer_text;
  python.runPython(WORDS);
  does.words = python.globals.get("words");
  return python.version;
}

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.arrayBuffer();
}
