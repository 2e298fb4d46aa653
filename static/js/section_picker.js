// The picker of offence sections: a box that narrows the list by number or words, and the chosen
// ones in the order of choice. Without this file the list of check boxes works as it stands.
"use strict";

(() => {
  // One form for each letter, as matching/text.py has it: the words of a row come folded by it.
  const LETTERS = [
    [/[يىئۍې]/g, "ی"],
    [/[كڪ]/g, "ک"],
    [/[هةھۂۀۃە]/g, "ہ"],
    [/[أإٱ]/g, "ا"],
    [/ؤ/g, "و"],
    [/ۓ/g, "ے"],
    [/[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640]/g, ""],
  ];
  const DIGITS = /[\u06f0-\u06f9\u0660-\u0669]/g;
  const BETWEEN = /[\s/,;،+&]+/;
  // No section has four figures: this is the year of an act.
  const YEAR = /^(18|19|20)\d\d$/;

  const folded = (text) =>
    LETTERS.reduce((so, [from, to]) => so.replace(from, to), text.normalize("NFKC"))
      .toLowerCase()
      .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
      .normalize("NFKD")
      .replace(/[^\p{L}\p{N}]/gu, "");

  const wordsOf = (text) =>
    text
      .split(BETWEEN)
      .map(folded)
      .filter((word) => word && !YEAR.test(word));

  const enhance = (picker) => {
    const { name, ...words } = picker.dataset;
    const chips = picker.querySelector("[data-section-chips]");
    const pattern = picker.querySelector("template");
    const list = picker.querySelector("[data-section-list]");
    const search = picker.querySelector("input[type=search]");
    const none = picker.querySelector("[data-section-none]");
    const said = picker.querySelector("[data-section-said]");

    const rows = [...list.querySelectorAll(".section-row")].map((label) => ({
      label,
      act: label.parentElement,
      box: label.querySelector("input"),
      words: label.dataset.words,
      number: label.dataset.words.split(" ")[1],
      cited: label.querySelector(".section-cited"),
      title: label.querySelector(".section-offence"),
    }));
    const rowOf = (box) => rows.find((row) => row.box === box);
    const shown = () => rows.filter((row) => !row.label.hidden);
    const citations = (some) => some.map((row) => row.cited.textContent).join(", ");

    const say = (template, value) => {
      said.textContent = template.replace(/\{\w+\}/, value);
    };

    // --- What is chosen, in order ---

    const before = [...chips.children].map((chip) => chip.dataset.code);
    const placeOf = ({ box }) => (before.indexOf(box.value) + 1 || before.length + 1);
    let chosen = rows.filter((row) => row.box.checked).sort((a, b) => placeOf(a) - placeOf(b));

    const drawChips = () => {
      chips.replaceChildren(
        ...chosen.map((row) => {
          const chip = pattern.content.cloneNode(true).firstElementChild;
          const button = chip.querySelector("button");
          chip.querySelector(".section-cited").append(...row.cited.cloneNode(true).childNodes);
          chip.querySelector(".section-offence").textContent = row.title.textContent;
          chip.querySelector("input").name = name;
          chip.querySelector("input").value = row.box.value;
          button.setAttribute(
            "aria-label",
            words.wordsRemove.replace(/\{\w+\}/, row.cited.textContent),
          );
          button.addEventListener("click", () => {
            take([row]);
            search.focus();
          });
          return chip;
        }),
      );
      chips.hidden = !chosen.length;
    };

    const changed = () => {
      drawChips();
      narrow();
      // Whatever watches the form hears of it once the hidden fields say the same.
      picker.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const add = (some) => {
      for (const row of some) row.box.checked = true;
      chosen.push(...some);
      changed();
      say(words.wordsAdded, citations(some));
    };

    const take = (some) => {
      for (const row of some) row.box.checked = false;
      chosen = chosen.filter((row) => !some.includes(row));
      changed();
      say(words.wordsRemoved, citations(some));
    };

    // --- Which rows fit, and which of them Enter adds ---

    const asked = () => {
      const typed = wordsOf(search.value);
      const numbers = typed.filter((word) => /^\d/.test(word));
      return { typed, numbers, others: typed.filter((word) => !numbers.includes(word)) };
    };

    const fits = ({ words: known }, { numbers, others }) =>
      others.every((word) => known.includes(` ${word}`)) &&
      (!numbers.length || numbers.some((number) => known.includes(` ${number}`)));

    // The sections whose whole numbers were typed, all of one act ("302/34"); else the one whose
    // title begins so, or the first.
    const wanted = () => {
      const { typed, numbers, others } = asked();
      const open = shown().filter((row) => !row.box.checked);
      if (!typed.length || !open.length) return [];
      const isBest = numbers.length
        ? (row) => numbers.includes(row.number)
        : (row) => row.words.includes(`| ${others.join(" ")}`);
      const first = open.find(isBest) ?? open[0];
      const inOrder = numbers.map((number) =>
        open.find((row) => row.act === first.act && row.number === number),
      );
      const whole = [...new Set(inOrder.filter(Boolean))];
      return whole.length ? whole : [first];
    };

    const mark = () => {
      const next = wanted();
      for (const row of rows) row.label.classList.toggle("is-next", next.includes(row));
    };

    const narrow = () => {
      const question = asked();
      for (const row of rows) row.label.hidden = !fits(row, question);
      for (const act of list.children) {
        if (act !== none) act.hidden = !act.querySelector(".section-row:not([hidden])");
      }
      none.hidden = shown().length > 0;
      mark();
    };

    let pause = 0;
    search.addEventListener("input", () => {
      narrow();
      const next = list.querySelector(".is-next");
      // The list moves and the page stays; the name of the act lies over its first line.
      list.scrollTop = next ? next.offsetTop - next.offsetHeight : 0;
      clearTimeout(pause);
      // Said when the typing rests: a screen reader would speak into it otherwise.
      pause = setTimeout(() => say(words.wordsFound, String(shown().length)), 600);
    });

    const enter = () => {
      clearTimeout(pause);
      const { numbers } = asked();
      const some = wanted();
      if (!some.length) return;
      // Numbers of another act stay in the box; those of "13/20/65" are words of one section.
      const left = numbers.filter((one) => !some.some((row) => row.words.includes(` ${one} `)));
      search.value = numbers.length > 1 ? left.join("/") : "";
      add(some);
    };

    // --- Keys ---

    search.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") {
        event.preventDefault();
        enter();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        (rows.find((row) => row.label.classList.contains("is-next")) ?? shown()[0])?.box.focus();
      } else if (event.key === "Backspace" && !search.value && chosen.length) {
        event.preventDefault();
        take(chosen.slice(-1));
      } else if (event.key === "Escape" && search.value) {
        event.preventDefault();
        search.value = "";
        narrow();
      }
    });

    list.addEventListener("keydown", (event) => {
      const row = rowOf(event.target);
      if (!row) return;
      const open = shown();
      const place = open.indexOf(row);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const next = place + (event.key === "ArrowDown" ? 1 : -1);
        (open[next]?.box ?? (next < 0 ? search : row.box)).focus();
      } else if (event.key === "Enter") {
        event.preventDefault();
        row.box.click();
      } else if (event.key === "Escape" || event.key === "Backspace") {
        event.preventDefault();
        search.focus();
      } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
        // The letter goes where it is looked for.
        search.focus();
      }
    });

    list.addEventListener("change", (event) => {
      const row = rowOf(event.target);
      if (!row) return;
      event.stopPropagation();
      if (row.box.checked) add([row]);
      else take([row]);
    });

    // The chips carry the values from here on, because boxes are sent in the order of the list.
    for (const { box } of rows) box.removeAttribute("name");
    // Whoever is led here by a mistake begins at the box.
    if (rows.length) {
      search.id = rows[0].box.id;
      rows[0].box.removeAttribute("id");
    }
    picker.querySelector("[data-section-search]").hidden = false;
    drawChips();
  };

  for (const picker of document.querySelectorAll("[data-section-picker]")) enhance(picker);
})();
