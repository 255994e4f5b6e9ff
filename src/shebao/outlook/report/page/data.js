// The packed tables, and questions asked of them: a series is one value a year, null where nothing is known.

const DATA = JSON.parse(document.getElementById("data").textContent);
const YEARS = Array.from({ length: DATA.last - DATA.first + 1 }, (_, i) => DATA.first + i);
const AGES = 106;
const PERCENT = 100; // rates come in hundredths of a percent
let blocks = [];

// Inverse of packing.py: 0 is a hole, else one more than the zigzag of the step from the last known value of the row.
async function unpack() {
  const packed = Uint8Array.from(atob(DATA.packed), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let at = 0;
  blocks = DATA.shapes.map(([rows, columns]) =>
    Array.from({ length: rows }, () => {
      let last = 0;
      return Array.from({ length: columns }, () => {
        let code = 0,
          scale = 1,
          byte;
        do {
          byte = bytes[at++];
          code += (byte & 127) * scale;
          scale *= 128;
        } while (byte > 127);
        if (code === 0) return null;
        code -= 1;
        last += code % 2 ? -(code + 1) / 2 : code / 2;
        return last;
      });
    }),
  );
  delete DATA.packed;
}

const scenarioOf = (name) => DATA.scenarios.find((s) => s.name === name) ?? DATA.scenarios[0];
const titleOf = (scenario) => say(scenario.titles) || scenario.name;
const placeIndex = (code) => DATA.places.findIndex((p) => p.code === code);
const placeName = (code) => {
  const name = DATA.places[placeIndex(code)][language];
  return name[0].toUpperCase() + name.slice(1);
};
const at = (series, year) => (series ? (series[year - DATA.first] ?? null) : null);
const combine = (a, b, f) => (a && b ? a.map((x, i) => (x === null || b[i] === null ? null : f(x, b[i]))) : null);

function row(scenario, name, index) {
  const id = scenario.blocks[name];
  const found = id === undefined ? null : blocks[id][index];
  return found && found.some((v) => v !== null) ? found : null;
}

// Millions of yuan of each year; a surplus is income less spending.
function nominal(scenario, fund, item, place) {
  const index = placeIndex(place);
  if (item === "surplus")
    return combine(
      nominal(scenario, fund, "income", place),
      nominal(scenario, fund, "spending", place),
      (a, b) => a - b,
    );
  return row(scenario, `funds/${fund}/${item}`, index);
}

// What one million yuan of a year is in the chosen prices.
function factor(scenario, prices, year) {
  if (prices === "constant")
    return scenario.prices?.[year] ? scenario.prices[WORDS.prices_of] / scenario.prices[year] : null;
  if (prices === "gdp") return scenario.gdp?.[year] ? 100 / scenario.gdp[year] : null;
  return 1;
}

function repriced(scenario, prices, series) {
  return (
    series &&
    series.map((v, i) => {
      const scale = factor(scenario, prices, YEARS[i]);
      return v === null || scale === null ? null : v * scale;
    })
  );
}

const money = (scenario, fund, item, place, prices) => repriced(scenario, prices, nominal(scenario, fund, item, place));

const POOLED = "employee_pension";
const pooled = (scenario, fund, place) => {
  const received = nominal(scenario, fund, "pooling_in", place),
    paid = nominal(scenario, fund, "pooling_out", place);
  if (!received && !paid) return null;
  return YEARS.map((_, i) => (received?.[i] ?? 0) - (paid?.[i] ?? 0));
};

// Hundreds of persons.
const persons = (scenario, measure, place) => row(scenario, `people/${measure}`, placeIndex(place));
// The ministry counts flexible workers among the insured in service.
const support = (scenario, place) =>
  combine(persons(scenario, "in_service", place), persons(scenario, "retirees", place), (a, b) => (b ? a / b : null));

function exhausted(balance) {
  if (!balance) return null;
  let before = null;
  for (let i = 0; i < balance.length; i++) {
    if (balance[i] === null) continue;
    if (balance[i] < 0 && (before === null || before >= 0)) return YEARS[i];
    before = balance[i];
  }
  return null;
}
