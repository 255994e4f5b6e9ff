// What the reader has chosen, the controls that change it, and drawing everything anew when it does.

const page = {
  scenario: DATA.scenarios[0].name,
  fund: DATA.funds[0],
  place: "000000",
  prices: "nominal",
  year: Math.max(DATA.first, Math.min(DATA.last, 2025)),
  mapMeasure: "map_pooling",
  lives: "real_irr_ppm",
  sidesMeasure: "balance",
};
const byId = (id) => document.getElementById(id);
const players = [...document.querySelectorAll(".player")];
let playing = null;

function setYear(year) {
  page.year = Math.max(DATA.first, Math.min(DATA.last, year));
  players.forEach((p) => {
    const slider = p.querySelector("input");
    slider.value = page.year;
    slider.setAttribute("aria-valuetext", digits(page.year));
    p.querySelector(".year").textContent = digits(page.year);
  });
  followers.forEach((follow) => follow(page.year));
}

function play(on) {
  clearInterval(playing);
  playing = null;
  if (on) {
    if (page.year >= DATA.last) setYear(DATA.first);
    playing = setInterval(() => (page.year < DATA.last ? setYear(page.year + 1) : play(false)), 180);
  }
  players.forEach((p) => {
    p.querySelector(".play").textContent = `${playing ? "❚❚" : "▶"} ${text(playing ? "pause" : "play")}`;
  });
}

function options(id, chosen, entries) {
  byId(id).replaceChildren(
    ...entries.map(([value, name]) => el("option", { value, selected: value === chosen ? "" : null }, name)),
  );
}

function pricesKnown() {
  const scenario = scenarioOf(page.scenario);
  return [...(scenario.prices?.[WORDS.prices_of] ? ["constant"] : []), "nominal", ...(scenario.gdp ? ["gdp"] : [])];
}

function fillControls() {
  if (!pricesKnown().includes(page.prices)) page.prices = "nominal";
  options(
    "scenario",
    page.scenario,
    DATA.scenarios.map((s) => [s.name, titleOf(s)]),
  );
  options(
    "fund",
    page.fund,
    DATA.funds.map((f) => [f, text(f)]),
  );
  options(
    "place",
    page.place,
    DATA.places.map((p) => [p.code, placeName(p.code)]),
  );
  options(
    "prices",
    page.prices,
    pricesKnown().map((k) => [
      k,
      k === "constant"
        ? text("prices_constant", { year: digits(WORDS.prices_of) })
        : text(k === "gdp" ? "prices_gdp" : "prices_current"),
    ]),
  );
  options(
    "map-measure",
    page.mapMeasure,
    MAP_MEASURES.map((m) => [m, text(m)]),
  );
  options(
    "lives",
    page.lives,
    Object.entries(LIVES_MEASURES).map(([column, key]) => [
      column,
      column === "pension_years" ? text(key) : text("irr_title") + text("comma") + text(key),
    ]),
  );
  options(
    "sides-measure",
    page.sidesMeasure,
    SIDES_MEASURES.map((m) => [m, text(m)]),
  );
  players.forEach((p) => {
    const slider = p.querySelector("input");
    Object.assign(slider, { min: DATA.first, max: DATA.last });
    slider.setAttribute("aria-label", text("year"));
  });
  byId("controls").setAttribute("aria-label", text("view"));
}

function render() {
  followers = [];
  document.documentElement.lang = language;
  document.documentElement.dir = language === "fa" ? "rtl" : "ltr";
  document.title = text("title");
  byId("subtitle").textContent = text("subtitle", { first: digits(DATA.first), last: digits(DATA.last) });
  document.querySelectorAll(".of-scenario").forEach((d) => {
    d.hidden = d.dataset.scenario !== page.scenario;
    d.open ||= !d.hidden;
  });
  fillControls();
  for (const draw of [drawPeople, drawFunds, drawMap, drawCohorts, drawSides, drawChecks]) draw();
  setYear(page.year);
  play(playing !== null);
}

function setLanguage(chosen) {
  language = WORDS.labels.title[chosen] ? chosen : "en";
  byId(`language-${language}`).checked = true;
  render();
}

function listen() {
  document
    .querySelectorAll("input[name=language]")
    .forEach((radio) => radio.addEventListener("change", () => setLanguage(radio.value)));
  for (const [id, key] of [
    ["scenario", "scenario"],
    ["fund", "fund"],
    ["place", "place"],
    ["prices", "prices"],
    ["map-measure", "mapMeasure"],
    ["lives", "lives"],
    ["sides-measure", "sidesMeasure"],
  ])
    byId(id).addEventListener("change", (event) => {
      page[key] = event.target.value;
      render();
    });
  for (const p of players) {
    p.querySelector(".play").addEventListener("click", () => play(playing === null));
    const slider = p.querySelector("input");
    slider.addEventListener("input", () => {
      play(false);
      setYear(Number(slider.value));
    });
    slider.addEventListener("keydown", (event) => {
      const step = { PageUp: 10, PageDown: -10, " ": 0 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      if (step) setYear(page.year + step);
      else play(playing === null);
    });
  }
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement,
      dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    render();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
  // Paper is light: tiles take their colours when they are drawn.
  let before;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    render();
  });
  addEventListener("afterprint", () => {
    if (before) document.documentElement.dataset.theme = before;
    else delete document.documentElement.dataset.theme;
    render();
  });
  let width = innerWidth,
    waiting;
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      clearTimeout(waiting);
      waiting = setTimeout(render, 120);
    }
  });
}

async function start() {
  try {
    await unpack();
  } catch {
    byId("too-old").hidden = false;
    return;
  }
  document.documentElement.classList.add("scripted");
  page.prices = pricesKnown()[0];
  listen();
  const wanted = (navigator.languages ?? []).map((l) => l.slice(0, 2)).find((l) => WORDS.labels.title[l]);
  setLanguage(location.hash.slice(1) in WORDS.labels.title ? location.hash.slice(1) : (wanted ?? "en"));
}

start();
