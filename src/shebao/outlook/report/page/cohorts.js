// Generations: what those born in a year get for what they paid, by sex and third of earnings.

const THIRDS = [
  ["orange", "2 2"],
  ["green", "7 3"],
  ["blue", null],
];

const LIVES_MEASURES = { real_irr_ppm: "irr_real", irr_ppm: "irr_nominal", pension_years: "pension_years" };

function drawCohorts() {
  const scenario = scenarioOf(page.scenario),
    source = text("source", { scenario: titleOf(scenario) });
  const series = (column, sex) =>
    THIRDS.map(([tint, dash], third) => ({
      name: text(`third_${third}`),
      tint,
      dash,
      values:
        row(scenario, `cohorts/${column}`, sex * 3 + third)?.map((v) => (v === null ? null : v / PERCENT)) ?? null,
    }));
  const draw = (id, title, column, note, places, unit = "unit_percent") => {
    const both = [0, 1].map((sex) => series(column, sex));
    const known = both
      .flat()
      .flatMap((s) => s.values ?? [])
      .filter((v) => v !== null);
    const [low, high] = [Math.min(0, ...known), Math.max(...known, 0.01)];
    const format = (v) => number(v, places) + (unit === "unit_percent" ? text(unit) : "");
    figure(id, {
      title,
      unit: text(unit),
      note: `${note} ${source}`,
      draw: (plot) => {
        if (!known.length) return false;
        const panels = both.map((_, sex) =>
          el(
            "div",
            {},
            el("h4", {}, text(sex ? "women" : "men")),
            el("div", { class: "readout" }),
            el("div", { class: "inner" }),
          ),
        );
        plot.append(el("div", { class: "panels two" }, ...panels));
        panels.forEach((panel, sex) => {
          const [, readout, inner] = panel.children;
          lines(inner, widthOf(inner), readout, {
            series: both[sex],
            format,
            label: `${title}, ${text(sex ? "women" : "men")}`,
            height: 230,
            from: DATA.births,
            low,
            high,
            onYear: false,
          });
        });
      },
      table: () => {
        const columns = both.flatMap((s, sex) =>
          s.map((one) => ({ ...one, name: `${text(sex ? "women" : "men")}, ${one.name}` })),
        );
        return yearTable(columns, format, DATA.births, text("birth_year"))();
      },
    });
  };
  draw(
    "replacement",
    text("replacement_title"),
    "replacement_ppm",
    `${text("birth_year")}. ${text("replacement_note")}`,
    0,
  );
  const birth = text("birth_year");
  if (page.lives === "pension_years")
    draw("return", text("pension_years"), "pension_years", `${birth}.`, 1, "unit_years");
  else {
    const title = text("irr_title") + text("comma") + text(LIVES_MEASURES[page.lives]);
    draw("return", title, page.lives, `${birth}. ${text("irr_note")}`, 1);
  }
}
