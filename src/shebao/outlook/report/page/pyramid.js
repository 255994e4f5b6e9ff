// People: the pyramid that plays through the years, the support ratio, and who pays and who draws.

const HUNDREDS_A_MILLION = 1e4;

function drawPeople() {
  const scenario = scenarioOf(page.scenario),
    block = blocks[scenario.blocks.pyramid];
  const source = text("source", { scenario: titleOf(scenario) });
  const largest = Math.max(...block.flat().filter((v) => v !== null)) / HUNDREDS_A_MILLION;
  const cellAt = (sex, age, year) => (block[sex * AGES + age][year - DATA.first] ?? 0) / HUNDREDS_A_MILLION;
  figure("pyramid", {
    title: text("pyramid_title"),
    unit: text("unit_millions"),
    note: `${text("pyramid_note", { year: digits(DATA.first) })} ${source}`,
    draw: (plot, width, readout) => {
      const height = Math.round(Math.min(640, Math.max(430, width * 1.1)));
      const [top, bottom, gap] = [6, height - 24, 34];
      const half = (width - gap) / 2,
        bar = (bottom - top) / 101;
      const reach = scale(0, largest * 1.03, 0, half - 4);
      const picture = canvas(width, height, text("pyramid_title"));
      const marks = ticks(0, largest, half / 70);
      for (const sex of [0, 1])
        for (const v of marks) {
          const x = sex ? width / 2 + gap / 2 + reach(v) : width / 2 - gap / 2 - reach(v);
          picture.append(
            ruled(x, top, x, bottom, "grid"),
            label(x, height - 6, number(v, decimals(marks)), { "text-anchor": "middle" }),
          );
        }
      for (let age = 0; age <= 100; age += 10)
        picture.append(
          label(width / 2, bottom - (age + 0.5) * bar + 4, digits(age) + (age === 100 ? "+" : ""), {
            "text-anchor": "middle",
          }),
        );
      const shape = (sex, age, year) =>
        age === 100
          ? Array.from({ length: AGES - 100 }, (_, i) => cellAt(sex, 100 + i, year)).reduce((a, b) => a + b)
          : cellAt(sex, age, year);
      const bars = [0, 1].map((sex) =>
        Array.from({ length: 101 }, (_, age) => {
          const rect = svg("rect", {
            y: (bottom - (age + 1) * bar + 0.4).toFixed(2),
            height: Math.max(0.8, bar - 0.8).toFixed(2),
            fill: colour(sex ? "orange" : "blue"),
            opacity: age >= 65 ? 1 : 0.62,
          });
          picture.append(rect);
          return rect;
        }),
      );
      for (const sex of [0, 1]) {
        const edge = Array.from({ length: 101 }, (_, age) => {
          const x = sex
            ? width / 2 + gap / 2 + reach(shape(sex, age, DATA.first))
            : width / 2 - gap / 2 - reach(shape(sex, age, DATA.first));
          return `${age ? "L" : "M"}${x.toFixed(1)},${(bottom - age * bar).toFixed(1)}V${(bottom - (age + 1) * bar).toFixed(1)}`;
        }).join("");
        picture.append(
          svg("path", { d: edge, fill: "none", stroke: colour("ink"), "stroke-width": 0.8, opacity: 0.55 }),
        );
        picture.append(
          label(sex ? width - 2 : 2, top + 12, text(sex ? "women" : "men"), {
            class: "strong",
            "text-anchor": sex ? "end" : "start",
          }),
        );
      }
      plot.append(picture);
      const show = (year) => {
        let total = 0,
          old = 0;
        for (const sex of [0, 1])
          for (let age = 0; age <= 100; age++) {
            const value = shape(sex, age, year),
              length = reach(value),
              rect = bars[sex][age];
            total += value;
            if (age >= 65) old += value;
            rect.setAttribute("width", length.toFixed(2));
            rect.setAttribute("x", (sex ? width / 2 + gap / 2 : width / 2 - gap / 2 - length).toFixed(2));
          }
        readout.replaceChildren(
          el("b", {}, digits(year)),
          reading(null, text("total"), figures(total)),
          reading(null, text("of_65"), `${figures(old)} (${number((100 * old) / total, 1)}${text("unit_percent")})`),
        );
      };
      followers.push(show);
      show(page.year);
    },
    table: () => ({
      columns: [text("age"), ...[0, 1].map((sex) => `${text(sex ? "women" : "men")}, ${digits(page.year)}`)],
      rows: Array.from({ length: AGES }, (_, age) => [
        digits(age) + (age === AGES - 1 ? "+" : ""),
        ...[0, 1].map((sex) => number(cellAt(sex, age, page.year), 3)),
      ]),
    }),
  });

  const where = placeName(page.place);
  const ratio = [{ name: text("support"), values: support(scenario, page.place), tint: "blue" }];
  figure("support", {
    title: `${text("support_title")} · ${where}`,
    unit: text("unit_per_retiree"),
    note: `${text("support_note")} ${source}`,
    draw: (plot, width, readout) =>
      lines(plot, width, readout, {
        series: ratio,
        format: (v) => number(v, 2),
        label: text("support_title"),
        height: 230,
      }),
    table: yearTable(ratio, (v) => number(v, 2)),
  });
  const million = (series) => series && series.map((v) => (v === null ? null : v / HUNDREDS_A_MILLION));
  const counts = [
    { name: text("payers"), values: million(persons(scenario, "in_service", page.place)), tint: "blue" },
    {
      name: text("flexible"),
      values: million(persons(scenario, "flexible", page.place)),
      tint: "green",
      dash: "1.5 2.5",
    },
    {
      name: text("platform_workers"),
      values: million(persons(scenario, "platform_workers", page.place)),
      tint: "orange",
      dash: "1.5 2.5",
    },
    { name: text("retirees"), values: million(persons(scenario, "retirees", page.place)), tint: "vermillion" },
    {
      name: text("resident_payers"),
      values: million(persons(scenario, "resident_payers", page.place)),
      tint: "blue",
      dash: "5 3",
    },
    {
      name: text("resident_recipients"),
      values: million(persons(scenario, "resident_recipients", page.place)),
      tint: "vermillion",
      dash: "5 3",
    },
  ];
  figure("counts", {
    title: `${text("counts_title")} · ${where}`,
    unit: text("unit_millions"),
    note: source,
    draw: (plot, width, readout) =>
      lines(plot, width, readout, { series: counts, format: figures, label: text("counts_title"), height: 230 }),
    table: yearTable(counts, (v) => number(v, 2)),
  });
}
