"use strict";

// A click on a heading sorts its table by that column; a second one turns the order round.
// Cells that are empty stay at the end.
function sortBy(heading) {
  const table = heading.closest("table");
  const column = heading.cellIndex;
  const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const rows = Array.from(table.tBodies[0].rows);
  const text = row => row.cells[column].textContent;
  const number = row => parseFloat(text(row));
  const numeric = heading.classList.contains("number");
  rows.sort((a, b) => {
    if (text(a) === "" || text(b) === "") {
      return (text(a) === "") - (text(b) === "");
    }
    if (!numeric) {
      return direction * text(a).localeCompare(text(b));
    }
    if (isNaN(number(a)) || isNaN(number(b))) {
      return isNaN(number(a)) - isNaN(number(b));
    }
    return direction * (number(a) - number(b));
  });
  for (const other of table.querySelectorAll("th")) {
    other.removeAttribute("aria-sort");
  }
  heading.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  table.tBodies[0].append(...rows);
}

// The rows of a log's images are made when they are first looked at.
function fill(details) {
  const body = details.querySelector("tbody");
  if (!details.open || body.rows.length > 0) {
    return;
  }
  for (const values of JSON.parse(details.querySelector("script").textContent)) {
    const row = body.insertRow();
    for (const value of values) {
      const cell = row.insertCell();
      cell.className = "number";
      cell.textContent = value;
    }
  }
}

document.addEventListener("click", event => {
  const heading = event.target.closest("th");
  if (heading !== null && heading.closest("table.sortable") !== null) {
    sortBy(heading);
  }
});
for (const details of document.querySelectorAll("details.images")) {
  details.addEventListener("toggle", () => fill(details));
}
