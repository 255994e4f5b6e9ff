// Lines over the years, with a cursor at the page's year that a pointer can move for a look at another year.

// What follows the page's year: called with it whenever it changes, forgotten when the page is drawn anew.
let followers = [];

// lines(plot, width, readout, {series: [{name, values, tint, dash, bars, band}], format, label, height, from, marks, low, high})
// band: [low series, high series, opacity] lists drawn beneath. Values are one a year from `from` (the page's first year).
function lines(
  plot,
  width,
  readout,
  {
    series,
    format,
    label: spoken,
    height = 260,
    from = DATA.first,
    marks = [],
    low,
    high,
    quiet = false,
    head = (x) => digits(x),
    onYear = true,
  },
) {
  const shown = series.filter((s) => s.values && s.values.some((v) => v !== null));
  if (!shown.length) return false;
  const all = shown
    .flatMap((s) => [...s.values, ...(s.bands ?? []).flatMap(([a, b]) => [...a, ...b])])
    .filter((v) => v !== null);
  const bottom = low ?? Math.min(0, ...all),
    top = high ?? Math.max(...all, bottom === 0 ? 1e-9 : 0);
  const until = from + Math.max(...shown.map((s) => s.values.length)) - 1;
  const marksY = ticks(bottom, top, quiet ? 3 : height / 50);
  const places = decimals(marksY);
  const written = marksY.map((v) => number(v, places));
  const left = 14 + Math.max(...written.map((w) => w.length)) * 6.6;
  const [x0, x1, y0, y1] = [left, width - 14, height - 22, 10];
  const x = scale(from, until, x0, x1),
    y = scale(bottom, top, y0, y1);
  const picture = canvas(width, height, spoken);
  marksY.forEach((v, i) =>
    picture.append(
      ruled(x0, y(v), x1, y(v), v === 0 ? "axis" : "grid"),
      label(x0 - 6, y(v) + 4, written[i], { "text-anchor": "end" }),
    ),
  );
  const every = [1, 2, 5, 10, 20, 40].find((n) => ((until - from) / n) * 46 <= x1 - x0) ?? 80;
  for (let year = Math.ceil(from / every) * every; year <= until; year += every)
    picture.append(label(x(year), height - 5, head(year), { "text-anchor": "middle" }));
  const path = (values) => {
    let d = "",
      pen = "M";
    values.forEach((v, i) => {
      if (v === null) pen = "M";
      else {
        d += `${pen}${x(from + i).toFixed(1)},${y(v).toFixed(1)}`;
        pen = "L";
      }
    });
    return d;
  };
  for (const s of shown)
    for (const [a, b, opacity] of s.bands ?? []) {
      const known = a.map((v, i) => i).filter((i) => a[i] !== null && b[i] !== null);
      const d =
        known.map((i, n) => `${n ? "L" : "M"}${x(from + i).toFixed(1)},${y(b[i]).toFixed(1)}`).join("") +
        known
          .toReversed()
          .map((i) => `L${x(from + i).toFixed(1)},${y(a[i]).toFixed(1)}`)
          .join("") +
        "Z";
      picture.append(svg("path", { d, fill: colour(s.tint), opacity }));
    }
  for (const s of shown) {
    if (s.bars) {
      const thick = Math.max(1, (x1 - x0) / (until - from + 1) - 1);
      s.values.forEach((v, i) => {
        if (v !== null)
          picture.append(
            svg("rect", {
              x: x(from + i) - thick / 2,
              width: thick,
              y: Math.min(y(0), y(v)),
              height: Math.abs(y(v) - y(0)),
              fill: colour(v < 0 ? s.below : s.tint),
            }),
          );
      });
    } else if (s.dots)
      s.values.forEach((v, i) => {
        if (v !== null)
          picture.append(
            svg("circle", {
              cx: x(from + i),
              cy: y(v),
              r: 3.2,
              fill: colour("paper"),
              stroke: colour(s.tint),
              "stroke-width": 1.8,
            }),
          );
      });
    else
      picture.append(
        svg("path", {
          d: path(s.values),
          fill: "none",
          stroke: colour(s.tint),
          "stroke-width": s.thin ?? 2.2,
          "stroke-linejoin": "round",
          "stroke-dasharray": s.dash ?? null,
          opacity: s.opacity ?? null,
        }),
      );
  }
  for (const mark of marks)
    if (mark.year >= from && mark.year <= until) {
      const early = mark.year < from + (until - from) * (quiet ? 0.35 : 0.15);
      picture.append(
        svg("line", {
          x1: x(mark.year),
          x2: x(mark.year),
          y1,
          y2: y0,
          stroke: colour(mark.tint ?? "soft"),
          "stroke-width": 1,
        }),
        label(x(mark.year) + (early ? 5 : -5), y0 - 8, mark.label, {
          class: "strong halo",
          "text-anchor": early ? "start" : "end",
        }),
      );
    }
  plot.append(picture);
  if (quiet) return true;
  const cursor = ruled(x0, y1, x0, y0, "cursor");
  picture.append(cursor);
  const show = (year) => {
    const shownYear = Math.max(from, Math.min(until, year)),
      i = shownYear - from;
    cursor.setAttribute("x1", x(shownYear));
    cursor.setAttribute("x2", x(shownYear));
    readout.replaceChildren(
      el("b", {}, head(shownYear)),
      ...shown
        .filter((s) => s.name)
        .map((s) =>
          reading(
            s.bars && s.values[i] < 0 ? s.below : s.tint,
            s.name,
            s.values[i] === null || s.values[i] === undefined ? "–" : format(s.values[i]),
            s.dash,
            s.bars,
          ),
        ),
    );
  };
  const rest = () => (onYear ? page.year : Math.round((from + until) / 2));
  const pointed = (event) => {
    const box = picture.getBoundingClientRect();
    return Math.round(from + ((((event.clientX - box.left) / box.width) * width - x0) / (x1 - x0)) * (until - from));
  };
  picture.addEventListener("pointermove", (event) => show(pointed(event)));
  picture.addEventListener("pointerleave", () => show(rest()));
  if (onYear) {
    picture.addEventListener("click", (event) => setYear(Math.max(from, Math.min(until, pointed(event)))));
    followers.push(show);
  }
  show(rest());
  return true;
}

// A table of the same series, one row a year.
const yearTable =
  (series, format, head, from = DATA.first, heading = text("year")) =>
  () => ({
    columns: [heading, ...series.filter((s) => s.values).map((s) => s.name)],
    rows: (series.find((s) => s.values)?.values ?? []).map((_, i) => [
      head(from + i),
      ...series.filter((s) => s.values).map((s) => (s.values[i] === null ? "–" : format(s.values[i]))),
    ]),
  });
