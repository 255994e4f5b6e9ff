// Scenarios side by side: one panel each on a common scale, and a table of chosen years.

const SIDES_MEASURES = ["balance", "surplus", "income", "spending", "support"];

function drawSides() {
  const { fund, place, prices, sidesMeasure } = page,
    people = sidesMeasure === "support";
  const series = DATA.scenarios.map((s) => ({
    scenario: s,
    name: titleOf(s),
    values: people ? support(s, place) : money(s, fund, sidesMeasure, place, prices),
    tint: "blue",
  }));
  const {
    series: shown,
    unit,
    format,
  } = people ? { series, unit: text("unit_per_retiree"), format: (v) => number(v, 2) } : priced(series);
  const known = shown.flatMap((s) => s.values ?? []).filter((v) => v !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const title = `${text(people ? "support" : sidesMeasure)} · ${text(people ? POOLED : fund)} · ${placeName(place)}`;
  figure("sides", {
    title,
    unit,
    note: text("source", { scenario: text("all_scenarios") }),
    draw: (plot) => {
      if (!known.length) return false;
      const panels = shown.map((s) => el("div", {}, el("h4", {}, s.name), el("div", { class: "inner" })));
      plot.append(el("div", { class: "panels" }, ...panels));
      panels.forEach((panel, i) => {
        const inner = panel.lastChild;
        const others = shown.filter((_, k) => k !== i).map((s) => ({ values: s.values, tint: "grey", thin: 0.9 }));
        const end = people ? null : exhausted(nominal(shown[i].scenario, fund, "balance", place));
        lines(inner, widthOf(inner), null, {
          series: [...others, shown[i]],
          label: `${title}, ${shown[i].name}`,
          height: 150,
          low,
          high,
          quiet: true,
          marks: end && sidesMeasure === "balance" ? [{ year: end, label: digits(end), tint: "alarm" }] : [],
        });
      });
    },
    table: yearTable(shown, format),
  });
  const chosen = [...new Set([DATA.first, 2024, 2030, 2035, 2040, 2050, 2060, 2075, DATA.last])]
    .filter((y) => y >= DATA.first && y <= DATA.last)
    .sort((a, b) => a - b);
  const rows = shown.map((s) => {
    const end = exhausted(nominal(s.scenario, fund, "balance", place));
    return [
      s.name,
      ...chosen.map((y) => {
        const v = at(s.values, y);
        return v === null ? "–" : format(v);
      }),
      ...(people ? [] : [end ? digits(end) : "–"]),
    ];
  });
  const box = document.getElementById("sides-table");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", title);
  box.replaceChildren(
    tableOf({
      caption: `${title} (${unit})`,
      columns: [text("scenario"), ...chosen.map(digits), ...(people ? [] : [text("exhausted")])],
      rows,
    }),
  );
}
