// Elements, scales and the frame that every figure of the page shares: title, unit, readout, drawing, note and table.

const SVG = "http://www.w3.org/2000/svg";

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const canvas = (width, height, label) =>
  svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
const label = (x, y, content, attributes = {}) => svg("text", { x, y, ...attributes }, content);
const ruled = (x1, y1, x2, y2, name) => svg("line", { x1, y1, x2, y2, class: name, "shape-rendering": "crispEdges" });

// Round values between two bounds, about `count` of them.
function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? power;
  const found = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step)
    found.push(Math.abs(v) < step / 1e6 ? 0 : v);
  return found;
}

const scale = (low, high, from, to) => (v) => from + ((v - low) / (high - low || 1)) * (to - from);
const colour = (name) => `var(--${name})`;

// The decimals that tell neighbouring ticks apart, three at most.
function decimals(levels) {
  const step = Math.abs((levels[1] ?? levels[0]) - levels[0]);
  return [0, 1, 2].find((places) => Math.abs(step - Number(step.toFixed(places))) < step / 1e6) ?? 3;
}

function swatch(tint, dash, filled) {
  return svg(
    "svg",
    { width: 20, height: 10, "aria-hidden": "true" },
    filled
      ? svg("rect", { x: 4, y: 0, width: 10, height: 10, fill: colour(tint) })
      : svg("line", {
          x1: 0,
          x2: 20,
          y1: 5,
          y2: 5,
          stroke: colour(tint),
          "stroke-width": 2.5,
          "stroke-dasharray": dash ?? null,
        }),
  );
}

// One entry of a readout, which is legend and value at once.
function reading(tint, name, value, dash, filled) {
  return el(
    "span",
    {},
    ...(tint ? [swatch(tint, dash, filled)] : []),
    name,
    ...(value === undefined ? [] : [" ", el("b", {}, value)]),
  );
}

// A table of {columns, rows}; the first cell of a row is its heading.
function tableOf({ columns, rows, caption, prose = [] }) {
  const style = (i) => (prose.includes(i) ? { class: "prose" } : {});
  const cell = (content, i) => (i ? el("td", style(i), content) : el("th", { scope: "row", ...style(i) }, content));
  const head = el("tr", {}, ...columns.map((c, i) => el("th", { scope: "col", ...style(i) }, c)));
  const body = rows.map((cells) => el("tr", {}, ...cells.map(cell)));
  const parts = [el("thead", {}, head), el("tbody", {}, ...body)];
  return el("table", {}, ...(caption ? [el("caption", {}, caption)] : []), ...parts);
}

const widthOf = (node) => Math.max(140, Math.floor(node.clientWidth || 600));

// Fill a figure: {title, unit, note, draw(plot, width, readout), table()}; `table` is asked for when it is opened.
function figure(id, { title, unit = "", note = "", draw, table }) {
  const node = document.getElementById(`chart-${id}`);
  const [plot, readout, details] = [".plot", ".readout", "details"].map((s) => node.querySelector(s));
  node.querySelector("h3").textContent = title;
  node.querySelector(".unit").textContent = unit;
  node.querySelector(".note").textContent = note;
  readout.replaceChildren();
  plot.replaceChildren();
  const drawn = draw(plot, widthOf(plot), readout);
  if (drawn === false) plot.replaceChildren(el("p", { class: "note" }, text("nothing")));
  const box = details.querySelector(".scroll");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `${text("table")}: ${title}`);
  details.hidden = drawn === false || !table;
  const fill = () => {
    if (details.open) box.replaceChildren(tableOf({ caption: `${title}${unit ? ` (${unit})` : ""}`, ...table() }));
  };
  details.ontoggle = fill;
  if (table && drawn !== false) fill();
  else box.replaceChildren();
}
