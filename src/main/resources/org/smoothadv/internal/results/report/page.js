"use strict";

// A click on a heading sorts its table by that column; a second one turns the order round.
// Cells that are empty, or hold no number where numbers are expected, stay at the end.
function sortBy(heading) {
  const table = heading.closest("table");
  const column = heading.cellIndex;
  const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const numeric = heading.classList.contains("number");
  const keyed = Array.from(table.tBodies[0].rows, row => {
    const text = row.cells[column].textContent;
    return { row, key: numeric ? parseFloat(text) : text };
  });
  const last = key => key === "" || Number.isNaN(key);
  const compare = numeric ? (a, b) => a - b : new Intl.Collator("en", { numeric: true }).compare;
  keyed.sort((a, b) =>
    last(a.key) || last(b.key) ? last(a.key) - last(b.key) : direction * compare(a.key, b.key));
  for (const other of table.querySelectorAll("th")) {
    other.removeAttribute("aria-sort");
  }
  heading.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  table.tBodies[0].append(...keyed.map(entry => entry.row));
}

// The rows of a log's images are made when they are first looked at.
function fill(details) {
  const body = details.querySelector("tbody");
  if (!details.open || body.rows.length > 0) {
    return;
  }
  const blank = document.createElement("tr");
  for (let i = 0; i < 5; i++) {
    blank.insertCell().className = i < 4 ? "number" : "";
  }
  const rows = JSON.parse(details.querySelector("script").textContent).map(([image, label, answer, radius]) => {
    const abstained = answer < 0;
    const correct = answer === label;
    const row = blank.cloneNode(true);
    row.className = abstained ? "abstained" : correct ? "" : "wrong";
    const values = [image, label, abstained ? "abstained" : answer, abstained ? "" : radius, correct ? "yes" : "no"];
    values.forEach((value, i) => { row.cells[i].textContent = value; });
    return row;
  });
  body.append(...rows);
}

document.addEventListener("click", event => {
  const heading = event.target.closest("th");
  if (heading !== null && heading.closest("table.sortable") !== null) {
    sortBy(heading);
  }
});
for (const details of document.querySelectorAll("details.images")) {
  details.addEventListener("toggle", () => fill(details));
  fill(details);
}
