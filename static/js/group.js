// The list of a group: more lines on demand, and the room of the line above where none is typed.
"use strict";

(() => {
  const form = document.getElementById("group");
  const lines = form.querySelector("[data-lines]");
  const total = form.elements["guests-TOTAL_FORMS"];
  const more = form.querySelector("[data-add-line]");
  const field = (line, name) => line.querySelector(`[data-field="${name}"]`);

  more.hidden = false;
  more.addEventListener("click", () => {
    const template = form.querySelector("template[data-line]").innerHTML;
    const first = lines.children.length;
    for (let added = 0; added < 5; added += 1) {
      lines.insertAdjacentHTML("beforeend", template.replaceAll("__prefix__", total.value));
      total.value = String(Number(total.value) + 1);
    }
    field(lines.children[first], "room").focus();
  });

  // Down the list most people share the room of the line above.
  form.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-person]");
    if (!line || event.target.dataset.field === "room") return;
    const room = field(line, "room");
    const above = line.previousElementSibling;
    if (!room.value && above) room.value = field(above, "room").value;
  });
  // A line into which nothing else was typed names no room.
  form.addEventListener("submit", () => {
    for (const line of lines.children) {
      const typed = [...line.querySelectorAll("input")].some(
        (input) => input.dataset.field !== "room" && input.value,
      );
      if (!typed) field(line, "room").value = "";
    }
  });
})();
