// The page: one tap loads the law, then a form and a slider that answer at once.

import * as law from "./law.mjs";
import { WORDS, figure, megabytes, money, monthName } from "./words.mjs";

const at = (id) => document.getElementById(id);
const form = at("life");
let language = ["zh", "fa"].find((code) => (location.hash.slice(1) || navigator.language).startsWith(code)) ?? "en";
let word = WORDS[language];
let manifest = null;
let running = false;
let turn = 0;

at("language").value = language;
at("language").addEventListener("change", async () => {
  language = at("language").value;
  await speak();
  if (running) await answer();
});
at("load").addEventListener("click", () => begin(manifest, true));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => answer());
at("when").addEventListener("input", () => answer());
await speak();
await open();

async function open() {
  const held = await law.kept();
  manifest = await law.offered();
  if (held) await begin(held, false);
  if (manifest && manifest.version !== held?.version) {
    at("load").hidden = false;
    at("load").disabled = !manifest.ready;
    at("load").dataset.word = held ? "renew" : "load";
    at("load").textContent = word[at("load").dataset.word];
    at("size").textContent = megabytes(manifest.size, language);
    if (!manifest.ready) say(word.notHere(manifest.fetch));
    else if (held) say(word.newer);
  } else if (held) {
    at("load").hidden = true;
  } else {
    say(word.offline);
  }
}

async function begin(version, fetching) {
  at("load").disabled = true;
  at("progress").hidden = false;
  try {
    if (fetching) {
      await law.load(version, (done, all) => {
        at("progress").value = done / all;
        say(word.loading(`${megabytes(done, language)} / ${megabytes(all, language)}`));
      });
    }
    at("progress").removeAttribute("value");
    say(word.starting);
    await law.start(version);
    running = true;
    await speak();
    form.hidden = at("answer").hidden = false;
    at("load").hidden = at("progress").hidden = true;
    at("size").textContent = "";
    await answer();
    say(word.ready);
    document.documentElement.dataset.law = version.law;
  } catch (error) {
    at("load").disabled = false;
    at("progress").hidden = true;
    say(word.failed(error.message));
  }
}

/** Ask for the life in the form and the month of the slider; an answer that a later question has overtaken is dropped. */
async function answer() {
  const mine = ++turn;
  const facts = Object.fromEntries(new FormData(form));
  at("track").hidden = facts.sex === "male";
  if (facts.sex === "male") facts.retirement_track = "men_60";
  const region = facts.region;
  delete facts.region;
  const now = new Date();
  const month = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
  const chosen = Number(at("when").dataset.set ? at("when").value : 0);
  const request = { facts, region, month, language, at: chosen ? [written(chosen)] : [] };
  const made = await law.ask(request);
  if (mine !== turn) return;
  const choices = made.choices ?? [];
  at("wrong").textContent = made.error?.message
    ?? (made.missing.length ? word.missing(made.missing.map((lack) => lack.label).join(", ")) : "");
  if (!choices.length) return;
  const months = choices.filter((choice) => !choice.name.startsWith("chosen")).map((c) => number(c.retirement_month));
  const slider = at("when");
  [slider.min, slider.max] = [Math.min(...months), Math.max(...months)];
  if (!slider.dataset.set) {
    slider.dataset.set = "yes";
    slider.value = number(choices.find((choice) => choice.name === "statutory").retirement_month);
    return answer();
  }
  const inside = Math.min(Math.max(chosen, Number(slider.min)), Number(slider.max));
  if (inside !== chosen) return answer(); // the slider moved with its bounds
  show(choices.find((choice) => number(choice.retirement_month) === chosen), made);
}

function show(choice, made) {
  const years = figure(Math.floor(choice.age_months / 12), language);
  const when = monthName(choice.retirement_month, language);
  const shown = choice.trace ? money(choice.monthly_pension_fen, language) : "—";
  at("amount").textContent = word.at(when, years, figure(choice.age_months % 12, language), shown);
  at("amount").dataset.month = choice.retirement_month;
  at("amount").dataset.fen = choice.monthly_pension_fen ?? "";
  at("when").setAttribute("aria-valuetext", when);
  at("wrong").textContent = choice.refusal;
  at("parts").tBodies[0].replaceChildren(...Object.entries(choice.parts_fen).map(([name, fen]) => {
    const row = document.createElement("tr");
    row.append(element("th", made.labels[name], { scope: "row" }), element("td", money(fen, language)));
    return row;
  }));
  at("tree").replaceChildren(...(choice.trace ? [tree(choice.trace, made.labels)] : []));
  at("notes").replaceChildren(...made.assumptions.map((note) => element("li", note)));
  at("rests").hidden = !made.assumptions.length;
}

function tree(trace, labels) {
  const nodes = new Map(trace.nodes.map((node) => [node.name, node]));
  const seen = new Set();
  const branch = (name) => {
    const node = nodes.get(name);
    const item = element("li", `${labels[name]}${node.shown ? ` = ${node.shown}` : ""}`);
    item.dataset.name = name;
    const again = seen.has(name) && node.inputs;
    if (again) item.append(` ${word.above}`);
    const source = [...(node.cites ?? []), node.kind === "fact" || node.kind === "given" ? word.stated : ""];
    const said = [source.filter(Boolean).join("; "), node.assumed ? `${word.assumed}: ${node.assumed}` : ""];
    for (const text of said) if (text) item.append(element("small", text));
    if (!again && node.inputs) {
      seen.add(name);
      const below = document.createElement("ul");
      below.append(...node.inputs.map(branch));
      item.append(below);
    }
    return item;
  };
  const list = document.createElement("ul");
  list.append(branch(trace.question));
  return list;
}

/** Put the page into the language chosen; once the law is here, its own names too. */
async function speak() {
  word = WORDS[language];
  document.documentElement.lang = language;
  document.documentElement.dir = language === "fa" ? "rtl" : "ltr";
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = word[part.dataset.word];
  document.title = word.title;
  if (!running) return;
  const labelled = [...document.querySelectorAll("[data-label]")];
  const { labels, places } = await law.words(labelled.map((part) => part.dataset.label), language);
  for (const part of labelled) part.textContent = labels[part.dataset.label];
  const select = form.elements.region;
  const chosen = select.value || "330100";
  select.replaceChildren(...places.map(([code, name]) => new Option(name, code, false, code === chosen)));
  say(word.ready);
}

function say(text) {
  at("state").textContent = text;
}

function element(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
}

function number(month) {
  const [year, of] = month.split("-").map(Number);
  return year * 12 + of - 1;
}

function written(month) {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}
