// One fund's money: income and spending, surplus, balance with its year of exhaustion, and the items of a year.

const INCOME_ITEMS = [
  "contributions_employer",
  "contributions_employee",
  "contributions_flexible",
  "premiums",
  "subsidy",
  "interest",
  "transfers_in",
  "pooling_in",
  "platform_premiums",
];
const SPENDING_ITEMS = [
  "basic_pensions",
  "account_pensions",
  "transitional_pensions",
  "flat_pensions",
  "deaths",
  "inherited",
  "refunds",
  "debt_interest",
  "unemployment_benefits",
  "injury_benefits",
  "platform_benefits",
  "other",
  "transfers_out",
  "pooling_out",
];

// Series in the chosen prices, in one unit: {series, unit, format}.
function priced(series) {
  if (page.prices === "gdp") return { series, unit: text("unit_gdp"), format: (v) => number(v, 2) };
  const largest = Math.max(
    0,
    ...series
      .flatMap((s) => [...(s.values ?? []), ...(s.bands ?? []).flatMap(([a, b]) => [...a, ...b])])
      .map((v) => Math.abs(v ?? 0)),
  );
  const { label, size } = moneyUnit(largest);
  const shrink = (values) => values && values.map((v) => (v === null ? null : v / size));
  const shrunk = series.map((s) => ({
    ...s,
    values: shrink(s.values),
    bands: s.bands?.map(([a, b, o]) => [shrink(a), shrink(b), o]),
  }));
  return { series: shrunk, unit: label + text("comma") + pricesText(), format: figures };
}

const pricesText = () =>
  page.prices === "constant"
    ? text("prices_of", { year: digits(WORDS.prices_of) })
    : page.prices === "gdp"
      ? text("unit_gdp")
      : text("prices_nominal");

// The bands of a fan (5-95 and 25-75 percent), for the nation only; `middle` is its median.
function fanBands(scenario, fund, item, place) {
  const fan = place === "000000" ? scenario.fan[fund]?.[item] : null;
  if (!fan) return null;
  const line = (k) =>
    repriced(
      scenario,
      page.prices,
      YEARS.map((y) => fan[y]?.[k] ?? null),
    );
  const [p5, p25, , p75, p95] = [0, 1, 2, 3, 4].map(line);
  return [
    [p5, p95, 0.14],
    [p25, p75, 0.2],
  ];
}

// A series and the edges of its bands, by percentile, for a table.
const EDGES = [
  [5, 95],
  [25, 75],
];
const withBands = (s) => [
  s,
  ...(s.bands ?? []).flatMap((edges, i) =>
    [0, 1].map((k) => ({ name: `${s.name}${text("comma")}P${digits(EDGES[i][k])}`, values: edges[k] })),
  ),
];

function drawFunds() {
  const scenario = scenarioOf(page.scenario),
    { fund, place, prices } = page;
  const where = `${text(fund)} · ${placeName(place)}`;
  const source = text("source", { scenario: titleOf(scenario) });
  const line = (item, tint, more = {}) => ({
    name: text(item),
    values: money(scenario, fund, item, place, prices),
    tint,
    bands: fanBands(scenario, fund, item, place) ?? undefined,
    ...more,
  });
  const balance = nominal(scenario, fund, "balance", place),
    end = exhausted(balance);
  document.getElementById("verdict").textContent = balance
    ? text("verdict", {
        where,
        what: end
          ? text("exhausted_in", { year: digits(end) })
          : text("not_exhausted_here", { year: digits(DATA.last) }),
      })
    : "";
  const past = scenario.published_until
    ? [{ year: scenario.published_until, label: digits(scenario.published_until) }]
    : [];
  const fan =
    Object.keys(scenario.fan[fund] ?? {}).length && place === "000000"
      ? `${text("fan_note", { count: digits(scenario.draws ?? "") })} `
      : "";
  const draw = (id, title, series, more) => {
    const { series: shown, unit, format } = priced(series);
    figure(id, {
      title: `${title} · ${where}`,
      unit,
      note: `${fan}${source}`,
      draw: (plot, width, readout) =>
        lines(plot, width, readout, { series: shown, format, label: `${title}, ${where}, ${unit}`, ...more }),
      table: yearTable(shown.flatMap(withBands), format),
    });
  };
  draw("flow", text("flow_title"), [line("income", "blue"), line("spending", "vermillion", { dash: "7 3" })], {});
  draw("surplus", text("surplus_title"), [line("surplus", "blue", fan ? {} : { bars: true, below: "vermillion" })], {});
  draw("balance", text("balance_title"), [line("balance", "green")], {
    height: 300,
    marks: end ? [{ year: end, label: text("exhausted_in", { year: digits(end) }), tint: "alarm" }] : past,
  });
  followers.push(drawItems);
  drawItems(page.year);
}

// The items of one year, as bars: what came in above, what went out below.
function drawItems(year) {
  const scenario = scenarioOf(page.scenario),
    { fund, prices } = page;
  const value = (item) => at(money(scenario, fund, item, "000000", prices), year);
  const rows = [...INCOME_ITEMS.map((i) => [i, "blue"]), ...SPENDING_ITEMS.map((i) => [i, "vermillion"])]
    .map(([item, tint]) => ({ item, tint, value: value(item) }))
    .filter((r) => r.value !== null);
  const {
    series: [{ values }],
    unit,
    format,
  } = priced([{ values: rows.map((r) => r.value) }]);
  figure("items", {
    title: `${text("items_title", { year: digits(year) })} · ${text(fund)}`,
    unit,
    note: `${text("items_note")} ${text("source", { scenario: titleOf(scenario) })}`,
    draw: (plot, width) =>
      bars(
        plot,
        width,
        rows.map((r, i) => ({ name: text(r.item), value: values[i], tint: r.tint, written: format(values[i]) })),
        text("items_title", { year: digits(year) }),
      ),
    table: () => ({ columns: [text("table"), unit], rows: rows.map((r, i) => [text(r.item), format(values[i])]) }),
  });
}

// Horizontal bars from a zero line, names at the side where the reader starts.
function bars(plot, width, rows, spoken) {
  if (!rows.length) return false;
  const step = 22,
    height = rows.length * step + 6,
    rtl = language === "fa";
  const names = Math.min(width * 0.46, 12 + Math.max(...rows.map((r) => measure(r.name)))),
    tail = 8 + Math.max(...rows.map((r) => measure(r.written)));
  const low = Math.min(0, ...rows.map((r) => r.value)),
    high = Math.max(0, ...rows.map((r) => r.value));
  const from = names + (low < 0 ? tail : 0),
    to = width - (high > 0 ? tail : 4);
  const x = scale(low, high, from, to),
    flip = (v) => (rtl ? width - v : v);
  const picture = canvas(width, height, spoken);
  rows.forEach((r, i) => {
    const y = i * step + 4,
      [a, b] = [flip(x(Math.min(0, r.value))), flip(x(Math.max(0, r.value)))].sort((p, q) => p - q);
    picture.append(
      label(flip(0), y + 13, fit(r.name, names - 8), { class: "strong", "text-anchor": rtl ? "end" : "start" }),
      svg("rect", { x: a, y: y + 2, width: Math.max(1, b - a), height: step - 8, fill: colour(r.tint) }),
      label(flip(x(r.value) + (r.value < 0 ? -5 : 5)), y + 13, r.written, {
        "text-anchor": r.value < 0 !== rtl ? "end" : "start",
      }),
    );
  });
  picture.append(ruled(flip(x(0)), 0, flip(x(0)), height, "axis"));
  plot.append(picture);
  return true;
}

const ruler = document.createElement("canvas").getContext("2d");
function measure(content) {
  ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(content).width;
}
function fit(content, room) {
  if (measure(content) <= room) return content;
  let cut = content;
  while (cut.length > 1 && measure(`${cut}…`) > room) cut = cut.slice(0, -1);
  return `${cut.trim()}…`;
}
