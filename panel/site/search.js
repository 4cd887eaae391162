// Makes a list of tools searchable. No page needs it: the lists and the beginnings of words are links.
(() => {
  const form = document.querySelector("[data-search]"), list = document.querySelector("[data-list]");
  if (!form || !list) return;
  const field = form.querySelector("input"), told = form.querySelector("output");
  const fold = text => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const words = text => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  const rows = [...list.children].map(row => [row, fold(row.textContent)]);
  const beginnings = [...document.querySelectorAll("[data-begin]")];
  const query = () => "?q=" + encodeURIComponent(field.value);
  const filter = () => {
    const wanted = words(field.value);
    let left = 0;
    for (const [row, text] of rows) left += !(row.hidden = !wanted.every(word => text.includes(word)));
    told.textContent = wanted.length ? left + (left === 1 ? " tool" : " tools") + (form.dataset.search ? " on this page" : "") : "";
  };
  // A long list lies on several pages, by the beginnings of the tools' words: go to the page of the longest one that fits.
  const go = move => {
    const first = words(field.value)[0] || "", plain = (first.match(/^[a-z0-9]+/) || ["_"])[0];
    const fits = beginnings.filter(link => plain.startsWith(link.dataset.begin)).sort((a, b) => b.dataset.begin.length - a.dataset.begin.length)[0];
    if (first && fits) move(fits.href + query());
    return first && fits;
  };
  form.hidden = false;
  field.addEventListener("input", filter);
  form.addEventListener("submit", event => {
    if (!form.dataset.search || go(address => location.assign(address))) event.preventDefault();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    filter();
    if (form.dataset.search) go(address => location.replace(address));
  }
})();
