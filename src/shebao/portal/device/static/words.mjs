// The page's own words. What the law calls things comes from the law's names, in the same Python files.

const EN = {
  title: "The law on your own device", language: "Language", loadTitle: "Nothing you type leaves this device",
  loadSays: "Load the law itself, once. Then every answer is worked out here, also without a network.",
  load: "Load the law", renew: "Load the newer law", you: "You", example: "What stands here is a made-up example: put in your own.",
  place: "place", female: "female", male: "male",
  women_50: "woman, 50 before 2025", women_55: "woman, 55 before 2025", answer: "What you get", retire: "Retire in",
  why: "Why?", rests: "What it rests on", above: "(shown above)", stated: "stated", assumed: "assumed",
  at: (when, years, months, money) => `${when}, at ${years} years and ${months} months: ${money} a month`,
  loading: (done) => `Loading: ${done}`, starting: "Starting Python and reading the law …",
  ready: "The law is on this device. Nothing typed leaves it.", newer: "A newer version of the law can be loaded.",
  missing: (what) => `Needed: ${what}`, notHere: (how) => `This server has no Python for browsers yet (${how}).`,
  offline: "No network, and the law is not on this device yet.", failed: (why) => `It could not be loaded: ${why}`,
};
const ZH = {
  title: "法律就在您自己的设备上", language: "语言", loadTitle: "您输入的内容不会离开本设备",
  loadSays: "只需加载一次法律本身，之后所有结果都在本机计算，断网也可以使用。",
  load: "加载法律", renew: "加载新版法律", you: "您", example: "下面是虚构的示例，请填写您自己的信息。",
  place: "地区", female: "女", male: "男",
  women_50: "女，2025年前50岁退休", women_55: "女，2025年前55岁退休", answer: "您的待遇", retire: "退休时间",
  why: "为什么？", rests: "所依据的假定", above: "（见上）", stated: "已填写", assumed: "假定",
  at: (when, years, months, money) => `${when}，${years}岁${months}个月：每月${money}`,
  loading: (done) => `正在加载：${done}`, starting: "正在启动 Python 并读取法律……",
  ready: "法律已在本设备上，输入的内容不会离开本设备。", newer: "可以加载新版法律。",
  missing: (what) => `还需要：${what}`, notHere: (how) => `本服务器尚未准备浏览器用的 Python（${how}）。`,
  offline: "没有网络，且本设备尚未加载法律。", failed: (why) => `无法加载：${why}`,
};
const FA = {
  title: "قانون روی دستگاه خودتان", language: "زبان", loadTitle: "آنچه می‌نویسید از این دستگاه بیرون نمی‌رود",
  loadSays: "خود قانون را یک بار بارگذاری کنید؛ پس از آن هر پاسخ همین‌جا حساب می‌شود، حتی بدون شبکه.",
  load: "بارگذاری قانون", renew: "بارگذاری نسخهٔ تازه‌تر", you: "شما", example: "آنچه این‌جا آمده نمونه‌ای ساختگی است؛ دادهٔ خودتان را بنویسید.",
  place: "محل", female: "زن", male: "مرد",
  women_50: "زن، پیش از ۲۰۲۵ در ۵۰ سالگی", women_55: "زن، پیش از ۲۰۲۵ در ۵۵ سالگی", answer: "آنچه می‌گیرید",
  retire: "زمان بازنشستگی", why: "چرا؟", rests: "بر چه فرض‌هایی است", above: "(بالا آمده)", stated: "گفته‌شده",
  assumed: "فرض",
  at: (when, years, months, money) => `${when}، در ${years} سال و ${months} ماهگی: ماهانه ${money}`,
  loading: (done) => `در حال بارگذاری: ${done}`, starting: "راه‌اندازی پایتون و خواندن قانون…",
  ready: "قانون روی این دستگاه است؛ آنچه می‌نویسید بیرون نمی‌رود.", newer: "نسخهٔ تازه‌تری از قانون آماده است.",
  missing: (what) => `لازم است: ${what}`, notHere: (how) => `این سرور هنوز پایتون مرورگر را ندارد (${how}).`,
  offline: "شبکه نیست و قانون هنوز روی این دستگاه نیست.", failed: (why) => `بارگذاری نشد: ${why}`,
};

export const WORDS = { en: EN, zh: ZH, fa: FA };
export const LOCALES = { en: "en", zh: "zh-CN", fa: "fa-u-ca-gregory" };

/** Fen as yuan, in the reader's figures: whole numbers in, so nothing is lost. */
export function money(fen, language) {
  const form = new Intl.NumberFormat(LOCALES[language], { style: "currency", currency: "CNY" });
  return form.format(`${fen < 0 ? "-" : ""}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, "0")}`);
}

/** A month written YYYY-MM, in the reader's words. */
export function monthName(month, language) {
  const [year, number] = month.split("-").map(Number);
  const form = new Intl.DateTimeFormat(LOCALES[language], { year: "numeric", month: "long", timeZone: "UTC" });
  return form.format(new Date(Date.UTC(year, number - 1, 1)));
}

export function figure(number, language) {
  return new Intl.NumberFormat(LOCALES[language]).format(number);
}

export function megabytes(bytes, language) {
  return new Intl.NumberFormat(LOCALES[language], {
    style: "unit", unit: "megabyte", maximumFractionDigits: 1,
  }).format(bytes / 1e6);
}
