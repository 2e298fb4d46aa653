// The check-in form: a returning guest fills himself in, a foreigner gets his fields, and
// companions are added without leaving the keyboard. The form works without this file.
"use strict";

(() => {
  const form = document.getElementById("check-in");
  const CNIC_DOCUMENTS = ["cnic", "nicop", "poc", "b_form"];
  const field = (person, name) => person.querySelector(`[data-field="${name}"]`);
  const wrapper = (input) => input?.closest(".mb-3");

  // --- A citizen has a CNIC, everybody else a document with a country ---

  const arrange = (person) => {
    const isCitizen = CNIC_DOCUMENTS.includes(field(person, "document").value);
    wrapper(field(person, "cnic")).hidden = !isCitizen;
    for (const name of ["passport_no", "nationality"]) {
      wrapper(field(person, name)).hidden = isCitizen;
    }
    person.querySelector("[data-foreigner]").hidden = isCitizen;
  };

  // --- The last digit of a CNIC is odd for men, even for women: a hint, never a rule ---

  const hintGender = (person, digits) => {
    const gender = field(person, "gender");
    const expected = Number(digits[12]) % 2 ? "M" : "F";
    const relation = field(person, "relation");
    // Women may be d/o or w/o: that the clerk reads from the card.
    if (!relation.value && expected === "M") hint(relation, "S");
    if (!gender.value) hint(gender, expected);
    else if (gender.value !== expected && gender.value !== "X") {
      tell(person, form.dataset.genderDiffers);
    }
  };

  // What was only guessed gives way: to what the hotel wrote down last time, and altogether
  // when the CNIC turns out to be another one.
  const hint = (input, value) => {
    input.value = value;
    input.dataset.guessed = "";
  };

  const forget = (person) => {
    for (const input of person.querySelectorAll("[data-guessed]")) {
      input.value = "";
      delete input.dataset.guessed;
    }
    delete person.dataset.asked;
    tell(person, "");
  };

  const tell = (person, words) => {
    const place = person.querySelector("[data-recalled]");
    place.textContent = words;
    place.hidden = !words;
  };

  // --- Somebody who stayed here before ---

  const digitsOf = (person) => {
    const isCitizen = CNIC_DOCUMENTS.includes(field(person, "document").value);
    return isCitizen ? field(person, "cnic").value.replace(/\D/g, "") : "";
  };

  const recall = async (person, digits) => {
    person.dataset.asked = digits;
    hintGender(person, digits);
    // The page that was kept for the hours without a network cannot ask.
    if (!form.elements.csrfmiddlewaretoken) return;
    const body = new URLSearchParams({
      cnic: digits,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    });
    const answer = await fetch(form.dataset.recall, { method: "POST", body }).catch(() => null);
    const known = answer?.ok ? await answer.json().catch(() => null) : null;
    // The clerk has gone on to another card meanwhile: the answer is somebody else's.
    if (digitsOf(person) !== digits || !known?.found) return;
    for (const [name, value] of Object.entries(known.fields)) {
      const input = field(person, name);
      // What the clerk has typed stands.
      if (input && value && (!input.value || "guessed" in input.dataset)) hint(input, value);
    }
    tell(person, known.said);
  };

  const look = (person) => {
    const digits = digitsOf(person);
    if (person.dataset.asked === digits) return;
    forget(person);
    if (digits.length === 13) recall(person, digits);
  };

  const edited = (event) => {
    const person = event.target.closest("[data-person]");
    if (!person) return;
    // What the clerk has touched is no guess any more.
    delete event.target.dataset.guessed;
    if (event.target.dataset.field === "document") arrange(person);
    if (["cnic", "document"].includes(event.target.dataset.field)) look(person);
  };

  // On the document, so that caspp.js has set the digits of a CNIC before they are read.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (form.contains(event.target)) edited(event);
    });
  }

  // --- Companions ---

  const party = document.getElementById("party");
  const total = form.elements["party-TOTAL_FORMS"];

  document.getElementById("add-companion").addEventListener("click", () => {
    const template = document.getElementById("companion-template").innerHTML;
    party.insertAdjacentHTML("beforeend", template.replaceAll("__prefix__", total.value));
    total.value = String(Number(total.value) + 1);
    const person = party.lastElementChild;
    arrange(person);
    field(person, "cnic").focus();
  });

  // A second press must not send the form twice; the server would notice, the clerk should not.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    const button = form.querySelector(".action-bar button");
    setTimeout(() => (button.disabled = true));
    setTimeout(() => (button.disabled = false), 5000);
  });

  form.querySelectorAll("[data-person]").forEach(arrange);
  if (!form.querySelector("[data-error-summary]")) {
    field(form.querySelector("[data-person]"), "cnic").focus();
  }
})();
