// Against the past and against others: rows {what, year, ours, theirs, unit, difference_ppm, reason} as they were found.

function drawChecks() {
  const scenario = scenarioOf(page.scenario);
  const rowsOf = (name) =>
    (scenario[name].length ? scenario : (DATA.scenarios.find((s) => s[name].length) ?? scenario))[name];
  const plain = (v) =>
    typeof v === "number" ? (Number.isInteger(v) && Math.abs(v) < 1e4 ? digits(v) : figures(v)) : digits(say(v));
  const percent = (ppm) =>
    ppm === null || ppm === undefined ? "–" : `${ppm > 0 ? "+" : ""}${number(ppm / 1e4, 1)}${text("unit_percent")}`;
  const table = (rows) => ({
    columns: ["what", "year", "ours", "theirs", "unit", "difference_percent", "reason"].map((k) => text(k)),
    rows: rows.map((r) => [
      say(r.what),
      digits(r.year),
      plain(r.ours),
      plain(r.theirs),
      say(r.unit),
      percent(r.difference_ppm),
      [r.fitted && text("fitted"), !r.evidence && text("recalled"), say(r.reason)].filter(Boolean).join("; "),
    ]),
    prose: [0, 6],
  });
  const past = rowsOf("hindcast");
  figure("hindcast", {
    title: text("hindcast_title"),
    note: text("hindcast_note"),
    table: () => table(past),
    draw: (plot) => {
      if (!past.length) return false;
      const groups = new Map();
      for (const r of past) {
        const key = `${say(r.what)}|${say(r.unit)}`;
        groups.set(key, [...(groups.get(key) ?? []), r]);
      }
      const made = [...groups.values()]
        .filter((rows) => rows.length > 1)
        .map((rows) => {
          const from = Math.min(...rows.map((r) => r.year)),
            size = Math.max(...rows.map((r) => r.year)) - from + 1;
          const line = (key) =>
            Array.from({ length: size }, (_, i) => {
              const v = rows.find((r) => r.year === from + i)?.[key];
              return typeof v === "number" ? v : null;
            });
          return {
            from,
            rows,
            until: Math.max(from, ...rows.filter((r) => r.fitted).map((r) => r.year)),
            series: [
              { values: line("ours"), tint: "blue" },
              {
                values: line("theirs"),
                tint: "vermillion",
                dots: true,
                hollow: rows.filter((r) => !r.evidence).map((r) => r.year),
              },
            ],
          };
        });
      const panels = made.map(({ rows }) =>
        el("div", {}, el("h4", {}, `${say(rows[0].what)} (${say(rows[0].unit)})`), el("div", { class: "inner" })),
      );
      plot.append(el("div", { class: "panels" }, ...panels));
      panels.forEach((panel, i) =>
        lines(panel.lastChild, widthOf(panel.lastChild), null, {
          series: made[i].series,
          from: made[i].from,
          shaded: made[i].until > made[i].from ? made[i].until : null,
          label: panel.firstChild.textContent,
          height: 150,
          quiet: true,
        }),
      );
    },
  });
  const others = rowsOf("comparison");
  figure("comparison", {
    title: text("comparison_title"),
    table: null,
    draw: (plot) =>
      others.length
        ? plot.append(
            el(
              "div",
              { class: "scroll", tabindex: "0", role: "region", "aria-label": text("comparison_title") },
              tableOf(table(others)),
            ),
          )
        : false,
  });
}
