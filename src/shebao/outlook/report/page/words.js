// Words in the reader's language, and numbers, years and amounts written the reader's way (as in words.py).

const WORDS = JSON.parse(document.getElementById("words").textContent);
const LOCALES = { en: "en-GB", zh: "zh-CN", fa: "fa-IR-u-nu-arabext" };
let language = "en";

function text(key, values = {}) {
  const found = WORDS.labels[key];
  if (!found) return key.replaceAll("_", " ");
  return found[language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A text given for all languages at once, or by language.
function say(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? (value[language] ?? value.en ?? "") : String(value);
}

function digits(value) {
  const written = String(value).replace("-", "−");
  return language === "fa" ? written.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]).replace(".", "٫") : written;
}

function number(value, places = 0) {
  if (value === null || !Number.isFinite(value)) return "–";
  const written = new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(Math.abs(value));
  return (value < 0 && /[^0٠۰.,٫]/.test(written.replace(/[٬,]/g, "")) ? "−" : "") + written;
}

// As many decimals as leave three figures.
function figures(value) {
  const size = Math.abs(value ?? 0);
  return number(value, size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2);
}

const MONEY_UNITS = {
  en: [
    ["unit_tn", 1e6],
    ["unit_bn", 1e3],
    ["unit_mn", 1],
  ],
  zh: [
    ["unit_tn", 1e6],
    ["unit_yi", 100],
    ["unit_mn", 1],
  ],
  fa: [
    ["unit_tn", 1e6],
    ["unit_bn", 1e3],
    ["unit_mn", 1],
  ],
};

// The unit for amounts in millions of yuan of which the largest is given: {label, size}.
function moneyUnit(largest) {
  const [key, size] = MONEY_UNITS[language].find(([, size]) => largest >= size) ?? MONEY_UNITS[language].at(-1);
  return { label: text(key), size };
}
