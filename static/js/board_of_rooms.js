// The room board: counts the ticked rooms, and a click on a room's card ticks it.
"use strict";

(() => {
  const board = document.querySelector("[data-rooms]");
  if (!board) return;
  const count = () => {
    const ticked = board.querySelectorAll("input[name=stay]:checked").length;
    board.querySelector("[data-ticked]").textContent = ticked ? `(${ticked})` : "";
  };
  board.addEventListener("change", count);
  board.addEventListener("click", (event) => {
    if (event.target.closest("a, label, button, input")) return;
    event.target.closest(".room")?.querySelector("input").click();
  });
  count();
})();
