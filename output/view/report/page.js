"use strict";
for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const name = head.textContent, number = head.classList.contains("n");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
    const value = row => {
      const text = row.cells[column].textContent;
      return number && text !== "" ? parseFloat(text) : text;
    };
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const up = before === "none" ? !number : before === "descending";
      const rows = [...body.rows].map(row => [value(row), row]);
      rows.sort(([a], [b]) => {
        if (a === "" || b === "") return (a === "") - (b === "");
        const order = number ? a - b : a < b ? -1 : a > b ? 1 : 0;
        return up ? order : -order;
      });
      body.append(...rows.map(([, row]) => row));
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      document.getElementById("said").textContent = "Sorted by " + name + ", " + (up ? "ascending" : "descending");
    });
  });
}
