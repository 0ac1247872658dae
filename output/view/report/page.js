"use strict";
for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const say = text => { document.getElementById("said").textContent = text; };
  if (body.rows.length > 10) {
    const filter = document.createElement("input");
    filter.type = "search";
    filter.placeholder = "Filter rows";
    filter.setAttribute("aria-label", "Filter the rows of: " + table.caption.textContent);
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/);
      let shown = 0;
      for (const row of body.rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        if (!row.hidden) shown++;
      }
      say(shown + " of " + body.rows.length + " rows");
    });
    table.parentElement.before(filter);
  }
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
      say("Sorted by " + name + ", " + (up ? "ascending" : "descending"));
    });
  });
}
