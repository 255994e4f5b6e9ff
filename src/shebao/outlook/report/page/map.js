// The provinces as tiles: orange to give or to be below zero, blue to receive or to be above it, with the number in each.

const MAP_MEASURES = ["map_pooling", "map_pooling_share", "map_surplus", "map_balance", "map_support"];

function provinceValues(scenario, measure, year, fund) {
  const provinces = DATA.places.slice(1);
  return provinces.map(({ code }) => {
    if (measure === "map_support") return at(support(scenario, code), year);
    if (measure === "map_surplus" || measure === "map_balance")
      return at(money(scenario, fund, measure.slice(4), code, page.prices), year);
    const net = pooled(scenario, fund, code);
    if (measure === "map_pooling") return at(repriced(scenario, page.prices, net), year);
    const [received, spent] = [at(net, year), at(nominal(scenario, fund, "spending", code), year)];
    return received === null || !spent ? null : (100 * received) / spent;
  });
}

// The bound of the colours: the largest size of any year, but for the outermost twentieth, so that colours compare across years.
const bounds = new Map();
function bound(scenario, measure, fund) {
  const key = [scenario.name, measure, fund, page.prices].join("|");
  if (!bounds.has(key)) {
    const sizes = YEARS.filter((y) => y % 5 === 0)
      .flatMap((y) => provinceValues(scenario, measure, y, fund))
      .filter((v) => v !== null)
      .map(Math.abs)
      .sort((a, b) => a - b);
    bounds.set(key, sizes.length ? sizes[Math.floor((sizes.length - 1) * 0.95)] || sizes.at(-1) : 0);
  }
  return bounds.get(key);
}

const resolved = (name) => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
};
const blend = (a, b, t) => a.map((v, i) => Math.round(v + (b[i] - v) * t));
const light = (rgb) => {
  const [r, g, b] = rgb.map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

function drawMap() {
  followers.push(drawMapOf);
  drawMapOf(page.year);
}

function drawMapOf(year) {
  const scenario = scenarioOf(page.scenario),
    measureName = page.mapMeasure;
  const fund = measureName.startsWith("map_pooling") || measureName === "map_support" ? POOLED : page.fund;
  const raw = provinceValues(scenario, measureName, year, fund),
    provinces = DATA.places.slice(1);
  const moneyShown = measureName !== "map_support" && measureName !== "map_pooling_share";
  const edge = bound(scenario, measureName, fund);
  const some = raw.some((v) => v !== null && v !== 0);
  const unitOf = moneyShown
    ? page.prices === "gdp"
      ? { label: text("unit_gdp"), size: 1 }
      : moneyUnit(
          Math.max(
            edge / 4,
            ...raw
              .map((v) => Math.abs(v ?? 0))
              .sort((a, b) => a - b)
              .slice(12, 16),
          ),
        )
    : { label: text(measureName === "map_support" ? "unit_per_retiree" : "unit_percent"), size: 1 };
  const values = raw.map((v) => (v === null ? null : v / unitOf.size));
  const format = (v) =>
    v === null
      ? "–"
      : (v > 0 && measureName !== "map_support" ? "+" : "") +
        (page.prices === "gdp" && moneyShown ? number(v, 3) : figures(v));
  const centre = measureName === "map_support" ? 1 : 0,
    span = measureName === "map_support" ? 2 : edge / unitOf.size || 1;
  const paint = (v) => {
    const t = Math.max(-1, Math.min(1, (v - centre) / span));
    return blend(resolved("mid"), resolved(t < 0 ? "vermillion" : "blue"), Math.abs(t) ** 0.8);
  };
  const title = `${text(measureName)} · ${text(fund)} · ${digits(year)}`;
  const unit = moneyShown && page.prices !== "gdp" ? unitOf.label + text("comma") + pricesText() : unitOf.label;
  const note = `${text("map_note")} ${text("source", { scenario: titleOf(scenario) })}`;
  const order = provinces
    .map((p, i) => i)
    .filter((i) => values[i] !== null)
    .sort((a, b) => values[b] - values[a]);
  const table = () => ({
    columns: [text("place"), unit],
    rows: order.map((i) => [provinces[i][language], format(values[i])]),
  });
  const absent = () =>
    some ||
    (document
      .querySelector("#chart-map .readout")
      .replaceChildren(text(measureName.startsWith("map_pooling") ? "map_no_pooling" : "nothing")),
    false);
  figure("map", {
    title,
    unit,
    note,
    table,
    draw: (plot, width) => {
      absent();
      const columns = 7,
        rows = 9,
        gap = 3,
        tile = (width + gap) / columns,
        tall = Math.min(tile, Math.max(44, tile * 0.66)),
        height = rows * tall;
      const picture = canvas(width, height, title);
      // Two words may stand on two lines; where some name does not fit, all tiles show letter codes.
      const linesOf = (p) => (tall > 56 && measure(p[language]) > tile - 10 ? p[language].split(" ") : [p[language]]);
      const whole = provinces.every((p) => linesOf(p).every((line) => measure(line) <= tile - 6));
      provinces.forEach((p, i) => {
        const known = values[i] !== null && some,
          tint = known ? paint(values[i]) : resolved("mid");
        const ink = light(tint) > 0.18 ? "#14171a" : "#ffffff";
        const x = p.column * tile,
          y = p.row * tall,
          names = whole ? linesOf(p) : [p.letters],
          top = y + tall / 2 - 5 - (names.length - 1) * 9;
        picture.append(
          svg(
            "g",
            {},
            svg("title", {}, `${p[language]}: ${format(values[i])} ${unit}`),
            svg("rect", { x, y, width: tile - gap, height: tall - gap, rx: 2, fill: `rgb(${tint})` }),
            ...names.map((name, k) =>
              svg(
                "text",
                { x: x + (tile - gap) / 2, y: top + k * 14, "text-anchor": "middle", style: `fill:${ink}` },
                name,
              ),
            ),
            svg(
              "text",
              {
                x: x + (tile - gap) / 2,
                y: top + names.length * 14 + 3,
                "text-anchor": "middle",
                style: `fill:${ink};font-weight:600`,
              },
              known ? format(values[i]) : "–",
            ),
          ),
        );
      });
      const wide = tile * 4 - gap,
        pieces = 24,
        words = measureName.startsWith("map_pooling") ? ["gives", "receives"] : ["below", "above"];
      for (let k = 0; k < pieces; k++)
        picture.append(
          svg("rect", {
            x: (k * wide) / pieces,
            y: 22,
            width: wide / pieces + 0.5,
            height: 9,
            fill: `rgb(${paint(centre + span * ((2 * k) / (pieces - 1) - 1))})`,
          }),
        );
      picture.append(
        label(0, 14, centre ? "" : text(words[0])),
        label(wide, 14, centre ? "" : text(words[1]), { "text-anchor": "end" }),
        ...[-1, 0, 1].map((t) =>
          label((wide * (t + 1)) / 2, 46, format(centre + span * t).replace(/^\+(?=[0۰]$)/, ""), {
            "text-anchor": ["start", "middle", "end"][t + 1],
          }),
        ),
      );
      plot.append(picture);
    },
  });
  figure("rank", {
    title: placeRanked(),
    unit,
    note: "",
    table: null,
    draw: (plot, width) =>
      some &&
      bars(
        plot,
        width,
        order.map((i) => ({
          name: provinces[i][language],
          value: values[i],
          tint: values[i] < centre ? "vermillion" : "blue",
          written: format(values[i]),
        })),
        title,
      ),
  });
}

const placeRanked = () => text(page.mapMeasure);
