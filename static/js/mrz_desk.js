// The lines at the foot of a passport, pasted or typed by a scanner: read, their check digits
// verified, and put into the fields of the guest. All in the browser, also without a network.
import { parse } from "../mrz/index.js";

const PAUSE = 150;
const SIGNS = [44, 36, 30];
// Codes of passports that no country of the list has.
const COUNTRIES = { D: "DEU", GBD: "GBR", GBN: "GBR", GBO: "GBR", GBP: "GBR", GBS: "GBR" };
const SEXES = { male: "M", female: "F" };

// Two lines of 44 or 36 signs, or three of 30; null while something is missing.
const linesOf = (text) => {
  const typed = text.toUpperCase().replaceAll("«", "<<").replace(/[^A-Z0-9<\n\r]/g, "");
  const lines = typed.split(/[\n\r]+/).filter(Boolean);
  // Some scanners write all in one line.
  const whole = lines.length === 1 ? lines[0] : "";
  for (const length of SIGNS) {
    const count = length === 30 ? 3 : 2;
    if (whole.length === count * length) {
      return Array.from({ length: count }, (_, nth) => whole.slice(nth * length, (nth + 1) * length));
    }
    // The fillers at the end of the first line are often not copied.
    const isWhole = lines.at(-1)?.length === length && lines.every((one) => one.length <= length);
    if (lines.length === count && isWhole) {
      return lines.map((line) => line.padEnd(length, "<"));
    }
  }
  return null;
};

// yymmdd → [year, month, day]; what is unknown is "<<".
const dayOf = (text, latest) => {
  const year = Number(text.slice(0, 2)) + (Number(text.slice(0, 2)) > latest % 100 ? 1900 : 2000);
  return [year, text.slice(2, 4), text.slice(4, 6)];
};

const bornOf = (text) => {
  const [year, month, day] = dayOf(text, new Date().getFullYear());
  return /\d{4}/.test(month + day) ? `${day}-${month}-${year}` : String(year);
};

const named = (text) =>
  text.toLowerCase().replace(/(^|[\s-])(\p{L})/gu, (_, gap, letter) => gap + letter.toUpperCase());

// What the lines say, and which check digits are wrong; null where they are none.
const read = (text) => {
  const lines = linesOf(text);
  if (!lines) return null;
  const isVisa = lines[0].startsWith("V");
  const { format, details, fields, documentNumber } = parse(lines);
  const detail = (name) => details.find(({ field }) => field === name);
  // Lines whose beginning was lost on the way say something else in every place.
  if (!isVisa && !fields.documentCode) return null;
  // A visa has neither a personal number nor a digit for the whole line.
  const checked = ["documentNumber", "birthDate", "expirationDate"];
  if (!isVisa) checked.push("personalNumber", "composite");
  const wrong = checked.filter((name) => detail(`${name}CheckDigit`)?.valid === false);
  // One wrong digit makes the digit of the whole line wrong, too.
  const partly = wrong.filter((name) => name !== "composite");
  return {
    isVisa,
    isCard: format !== "TD3",
    number: documentNumber ?? fields.documentNumber ?? "",
    issuer: fields.issuingState,
    // Also one that the reader does not know.
    nationality: (detail("nationality") ?? detail("issuingState")).ranges[0].raw.replaceAll("<", ""),
    name: named([fields.firstName, fields.lastName].filter(Boolean).join(" ")),
    gender: SEXES[fields.sex] ?? "",
    birth: fields.birthDate,
    expiry: fields.expirationDate,
    wrong: partly.length ? partly : wrong,
  };
};

const fill = (person, place, said) => {
  const words = place.dataset;
  const field = (name) => person.querySelector(`[data-field="${name}"]`);
  const sentences = [words.done];
  const put = (name, value) => {
    const input = field(name);
    if (!input) return;
    input.value = value;
    input.removeAttribute("aria-invalid");
    input.classList.remove("is-invalid");
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  // Left empty and marked: what may be wrong is typed by somebody who looks at it.
  const doubt = (name) => {
    put(name, "");
    const input = field(name);
    input.setAttribute("aria-invalid", "true");
    input.classList.add("is-invalid");
    const settle = () => {
      input.removeAttribute("aria-invalid");
      input.classList.remove("is-invalid");
    };
    input.addEventListener("input", settle, { once: true });
  };

  const isWrong = (name) => said.wrong.includes(name);
  const isAfghanCard = said.isCard && said.issuer === "PAK" && said.nationality === "AFG";
  put("document", isAfghanCard ? "por" : "passport");
  const number = said.isVisa ? "visa_no" : "passport_no";
  isWrong("documentNumber") ? doubt(number) : put(number, said.number);
  const country = COUNTRIES[said.nationality] ?? said.nationality;
  put("nationality", country);
  if (country && field("nationality").value !== country) {
    put("nationality", "");
    sentences.push(words.unknownCountry.replace("{code}", said.nationality));
  }
  put("name", said.name);
  if (said.gender) put("gender", said.gender);
  if (isWrong("birthDate")) doubt("born");
  else if (said.birth) put("born", bornOf(said.birth));
  if (said.expiry && !isWrong("expirationDate")) {
    const [year, month, day] = dayOf(said.expiry, 2099);
    if (said.isVisa) put("visa_until", `${year}-${month}-${day}`);
    if (Date.parse(`${year}-${month}-${day}T23:59:59+05:00`) < Date.now()) {
      sentences.push(words.expired.replace("{date}", `${day}-${month}-${year}`));
    }
  }
  if (said.wrong.length) {
    const called = {
      documentNumber: words.number,
      birthDate: words.birth,
      expirationDate: words.expiry,
      personalNumber: words.personal,
      composite: words.whole,
    };
    const fields = said.wrong.map((name) => called[name]).join(", ");
    sentences.splice(0, 1, words.wrong.replace("{fields}", fields));
  }
  (person.querySelector(".is-invalid") ?? field("visa_no")).focus();
  return sentences.join(" ");
};

const tell = (person, sentence, isDoubtful) => {
  const place = person.querySelector("[data-read]");
  place.textContent = sentence;
  place.hidden = !sentence;
  place.toggleAttribute("data-doubtful", isDoubtful);
};

const look = (box) => {
  const place = box.closest("[data-reading]");
  const person = box.closest("[data-person]");
  if (!box.value.trim()) return tell(person, "", false);
  const said = read(box.value);
  if (!said) return tell(person, place.dataset.lines, true);
  tell(person, fill(person, place, said), said.wrong.length > 0);
  // The next passport finds an empty box; nothing of this one is left in it.
  box.value = "";
  place.open = false;
};

let timer = 0;
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-lines-box]")) return;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE, target);
});

// Without this file the box would do nothing: it is shown when somebody reads it.
const show = (root) => root.querySelectorAll("[data-reading]").forEach((one) => (one.hidden = false));
show(document);
document.querySelectorAll("template").forEach(({ content }) => show(content));
