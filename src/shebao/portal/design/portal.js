// What pages do at once where scripts run; without them every page works by its links and forms.
"use strict";

// The errors of a form are what a reader must meet first, on a new page and in one that a form has renewed in place.
const meet = () => document.querySelector(".summary")?.focus();
meet();
document.addEventListener("htmx:after:swap", meet);

// Whoever begins to type is given a keeper (away.js): should the server be gone when the form is sent, nothing is lost.
const give = () => navigator.serviceWorker?.register(document.body.dataset.keeper, { scope: "/", updateViaCache: "all" }).catch(() => {});
document.addEventListener("input", give, { once: true });

// A slider over months asks the interface, shows the answer in place, and moves the marker on the line.
let asked = 0;
let waiting;

function mark(chart, month, value) {
  const dot = chart?.querySelector(".dot");
  if (!dot) return;
  const at = (name) => Number(chart.dataset[name]);
  const x = at("left") + ((month - at("first")) * (at("right") - at("left"))) / (at("last") - at("first"));
  const y = at("bottom") - ((value - at("low")) * (at("bottom") - at("top"))) / (at("high") - at("low"));
  dot.setAttribute("cx", x);
  dot.setAttribute("cy", y);
  const rule = chart.querySelector(".rule");
  rule.setAttribute("x1", x);
  rule.setAttribute("x2", x);
  rule.setAttribute("y1", y);
}

async function ask(slider) {
  const number = ++asked;
  const month = Number(slider.value);
  const text = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  const query = new URLSearchParams(slider.dataset.query);
  query.set("at", text);
  const answer = await fetch(`${slider.dataset.ask}?${query}`);
  if (!answer.ok || number !== asked) return;
  const told = await answer.json();
  const box = slider.closest("[data-answers]");
  for (const [name, said] of Object.entries(told.shown)) {
    for (const place of box.querySelectorAll(`[data-shows="${name}"]`)) place.textContent = said;
  }
  slider.setAttribute("aria-valuetext", `${told.shown.month}, ${told.shown.pension}`);
  if (told.pension_fen !== null) mark(box.querySelector("svg[data-first]"), month, told.pension_fen);
  const hidden = slider.form?.elements.namedItem("at");
  if (hidden) hidden.value = text;
  // What is printed below belongs to another month now: the button brings it up to date.
  for (const stale of document.querySelectorAll("[data-of-month]")) stale.hidden = stale.dataset.ofMonth !== text;
  for (const fresh of document.querySelectorAll("[data-until-asked]")) fresh.hidden = fresh.dataset.untilAsked === text;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("input[data-ask]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, 30, event.target);
});

// A page for paper has a button that prints it; without scripts the browser's own does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
