// Filters, sorts and searches the table of students. Without it the page says the same.
(() => {
  const tools = document.getElementById("tools");
  const table = document.getElementById("roll");
  if (!tools || !table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const all = document.getElementById("all");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = new Map(rows.map((row) => [row, plain(row.dataset.find || "")]));
  const groups = new Map(rows.map((row) => [row, new Set((row.dataset.groups || "").split(" "))]));
  let group = "";
  let said = "";
  const apply = () => {
    const wanted = plain(search.value.trim());
    let number = 0;
    for (const row of rows) {
      const is = (!group || groups.get(row).has(group)) && words.get(row).includes(wanted);
      row.hidden = !is;
      number += is;
    }
    shown.textContent = shown.dataset.text.replace("{n}", number).replace("{of}", rows.length) +
      (group ? " · " + said : "");
    all.hidden = !group && !search.value;
  };
  search.addEventListener("input", apply);
  all.addEventListener("click", () => {
    group = "";
    search.value = "";
    apply();
    search.focus();
  });
  for (const button of document.querySelectorAll("button[data-group]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      group = button.dataset.group;
      said = button.dataset.said;
      search.value = "";
      apply();
      shown.scrollIntoView({ block: "start" });
      shown.focus();
    });
  }
  const value = (row, column) => {
    const cell = row.cells[column];
    const number = cell.dataset.value;
    return number === undefined ? plain(cell.textContent) : number === "" ? -1 : Number(number);
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) return;
    button.disabled = false;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = rows.map((row) => [value(row, column), row]);
      keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0) * (down ? -1 : 1));
      body.append(...keyed.map(([, row]) => row));
    });
  });
  tools.hidden = false;
  apply();
})();
