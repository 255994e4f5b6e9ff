// Lines over the years, with a cursor at the page's year that a pointer can move for a look at another year.

// What follows the page's year: called with it whenever it changes, forgotten when the page is drawn anew.
let followers = [];

// Draws series {name, values, tint} with one value a year from `from` (the page's first year). A series may be drawn as
// bars (with `below`, the tint under zero) or dots (with `hollow`, years without evidence), with a dash, and on bands
// [low values, high values, opacity]. `marks` are years with a label, `shaded` the last year of a shaded past, `low` and
// `high` fix the scale. A quiet chart has no cursor and no readout. False where there is nothing to draw.
function lines(plot, width, readout, chart) {
  const shown = chart.series.filter((s) => s.values?.some((v) => v !== null));
  if (!shown.length) return false;
  const frame = framed(shown, width, { height: 260, from: DATA.first, marks: [], ...chart });
  for (const s of shown) for (const band of s.bands ?? []) frame.picture.append(bandOf(frame, s.tint, band));
  for (const s of shown) frame.picture.append(...(s.bars ? barsOf : s.dots ? dotsOf : lineOf)(frame, s));
  for (const mark of chart.marks ?? []) frame.picture.append(...markOf(frame, mark, chart.quiet));
  plot.append(frame.picture);
  if (!chart.quiet) withCursor(frame, readout, shown, chart.format, chart.onYear ?? true);
  return true;
}

// Scales, grid and years of a chart: {picture, x, y, from, until, x0, x1, y0, y1, width}.
function framed(shown, width, { height, from, low, high, quiet, shaded, label: spoken }) {
  const bands = shown.flatMap((s) => s.bands ?? []).flatMap(([a, b]) => [...a, ...b]);
  const all = [...shown.flatMap((s) => s.values), ...bands].filter((v) => v !== null);
  const bottom = low ?? Math.min(0, ...all);
  const top = high ?? Math.max(0, ...all);
  const until = from + Math.max(...shown.map((s) => s.values.length)) - 1;
  const levels = ticks(bottom, top, quiet ? 3 : height / 50);
  const written = levels.map((v) => number(v, decimals(levels)));
  const [x0, x1, y0, y1] = [14 + Math.max(...written.map((w) => w.length)) * 6.6, width - 14, height - 22, 10];
  const [x, y] = [scale(from, until, x0, x1), scale(bottom, top, y0, y1)];
  const picture = canvas(width, height, spoken);
  if (shaded)
    picture.append(svg("rect", { x: x0, y: y1, width: x(shaded) - x0, height: y0 - y1, fill: colour("mid") }));
  levels.forEach((v, i) => {
    picture.append(ruled(x0, y(v), x1, y(v), v === 0 ? "axis" : "grid"));
    picture.append(label(x0 - 6, y(v) + 4, written[i], { "text-anchor": "end" }));
  });
  const every = [1, 2, 5, 10, 20, 40].find((n) => ((until - from) / n) * 46 <= x1 - x0) ?? 80;
  for (let year = Math.ceil(from / every) * every; year <= until; year += every)
    picture.append(label(x(year), height - 5, digits(year), { "text-anchor": "middle" }));
  return { picture, x, y, from, until, x0, x1, y0, y1, width };
}

const spot = ({ x, y, from }, v, i) => `${x(from + i).toFixed(1)},${y(v).toFixed(1)}`;

function lineOf(frame, s) {
  let d = "";
  let pen = "M";
  s.values.forEach((v, i) => {
    if (v !== null) d += pen + spot(frame, v, i);
    pen = v === null ? "M" : "L";
  });
  const style = { "stroke-width": s.thin ?? 2.2, "stroke-linejoin": "round", "stroke-dasharray": s.dash };
  return [svg("path", { d, fill: "none", stroke: colour(s.tint), ...style })];
}

function bandOf(frame, tint, [low, high, opacity]) {
  const known = low.map((_, i) => i).filter((i) => low[i] !== null && high[i] !== null);
  const there = known.map((i) => spot(frame, high[i], i));
  const back = known.reverse().map((i) => spot(frame, low[i], i));
  return svg("path", { d: `M${[...there, ...back].join("L")}Z`, fill: colour(tint), opacity });
}

function barsOf({ x, y, from, until, x0, x1 }, s) {
  const width = Math.max(1, (x1 - x0) / (until - from + 1) - 1);
  return s.values.flatMap((v, i) => {
    if (v === null) return [];
    const size = { x: x(from + i) - width / 2, width, y: Math.min(y(0), y(v)), height: Math.abs(y(v) - y(0)) };
    return [svg("rect", { ...size, fill: colour(v < 0 ? s.below : s.tint) })];
  });
}

function dotsOf({ x, y, from }, s) {
  return s.values.flatMap((v, i) => {
    if (v === null) return [];
    const fill = colour(s.hollow?.includes(from + i) ? "paper" : s.tint);
    return [svg("circle", { cx: x(from + i), cy: y(v), r: 2.8, fill, stroke: colour(s.tint), "stroke-width": 1.4 })];
  });
}

function markOf({ x, from, until, y0, y1 }, { year, label: said, tint = "soft" }, quiet) {
  if (year < from || year > until) return [];
  const early = year < from + (until - from) * (quiet ? 0.35 : 0.15);
  const line = { x1: x(year), x2: x(year), y1, y2: y0, stroke: colour(tint), "stroke-width": 1 };
  const place = { class: "strong halo", "text-anchor": early ? "start" : "end" };
  return [svg("line", line), label(x(year) + (early ? 5 : -5), y0 - 8, said, place)];
}

// The cursor rests at the page's year (or in the middle of other years) and follows the pointer; a click keeps it there.
function withCursor({ picture, x, from, until, x0, x1, y0, y1, width }, readout, shown, format, onYear) {
  const cursor = picture.appendChild(ruled(x0, y1, x0, y0, "cursor"));
  const within = (year) => Math.max(from, Math.min(until, year));
  const show = (year) => {
    const i = within(year) - from;
    cursor.setAttribute("x1", x(from + i));
    cursor.setAttribute("x2", x(from + i));
    const entries = shown
      .filter((s) => s.name)
      .map((s) => {
        const v = s.values[i] ?? null;
        return reading(s.bars && v < 0 ? s.below : s.tint, s.name, v === null ? "–" : format(v), s.dash, s.bars);
      });
    readout.replaceChildren(el("b", {}, digits(from + i)), ...entries);
  };
  const rest = () => (onYear ? page.year : Math.round((from + until) / 2));
  const pointed = (event) => {
    const box = picture.getBoundingClientRect();
    const across = ((event.clientX - box.left) / box.width) * width;
    return within(Math.round(from + ((across - x0) / (x1 - x0)) * (until - from)));
  };
  picture.addEventListener("pointermove", (event) => show(pointed(event)));
  picture.addEventListener("pointerleave", () => show(rest()));
  if (onYear) {
    picture.addEventListener("click", (event) => setYear(pointed(event)));
    followers.push(show);
  }
  show(rest());
}

// A table of the same series, one row a year that has a value.
function yearTable(series, format, from = DATA.first, heading = text("year")) {
  const shown = series.filter((s) => s.values);
  const years = shown[0]?.values.map((_, i) => i).filter((i) => shown.some((s) => s.values[i] !== null)) ?? [];
  return () => ({
    columns: [heading, ...shown.map((s) => s.name)],
    rows: years.map((i) => [digits(from + i), ...shown.map((s) => (s.values[i] === null ? "–" : format(s.values[i])))]),
  });
}
