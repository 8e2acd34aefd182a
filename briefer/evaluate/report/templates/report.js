"use strict";
(() => {
  const form = document.querySelector(".filters");
  const holder = document.querySelector(".cards");
  const cards = [...holder.querySelectorAll(".card")];
  if (!cards.length) return;
  const fields = form.elements;
  const told = form.querySelector("output");
  const nothing = document.querySelector(".nothing");
  const texts = new Map();
  const textOf = (card) => {
    if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
    return texts.get(card);
  };
  const asked = (name) => (fields[name] ? fields[name].value : "");
  const valueOf = (card, place) => {
    const text = card.dataset.values.split(",")[place];
    return text ? Number(text) : null;
  };

  const fits = (card) => {
    const words = asked("text").toLowerCase().split(/\s+/).filter(Boolean);
    return (!asked("run") || card.dataset.run === asked("run"))
      && (!asked("outcome") || card.dataset.outcome === asked("outcome"))
      && (!asked("tag") || card.dataset.tags.split("\n").includes(asked("tag")))
      && words.every((word) => textOf(card).includes(word));
  };

  const ordered = () => {
    const place = asked("scorer");
    if (place === "") return cards;
    const down = fields.scorer.selectedOptions[0].dataset.better === "lower" ? -1 : 1;
    const known = (card) => valueOf(card, place) !== null;
    const scored = cards.filter(known).sort((a, b) => down * (valueOf(a, place) - valueOf(b, place)));
    return [...scored, ...cards.filter((card) => !known(card))];
  };

  const show = () => {
    const place = asked("scorer");
    const order = ordered();
    // A card that is moved loses its focus, so nothing is moved that stands where it should.
    if (order.some((card, at) => card !== holder.children[at])) holder.append(...order);
    let shown = 0;
    for (const card of order) {
      card.hidden = !fits(card);
      shown += !card.hidden;
      const label = card.querySelector(".value");
      const value = place === "" ? null : valueOf(card, place);
      label.textContent = place === "" ? ""
        : `${fields.scorer.selectedOptions[0].text}: ${value === null ? "unscored" : Number(value.toFixed(3))}`;
    }
    told.textContent = `${shown} of ${cards.length} shown`;
    nothing.hidden = shown > 0;
  };

  const follow = () => {
    const card = document.getElementById(location.hash.slice(1));
    if (!card || !card.matches(".card")) return;
    if (card.hidden) {
      form.reset();
      show();
    }
    card.open = true;
    card.scrollIntoView();
    card.querySelector("summary").focus({ preventScroll: true });
  };

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show)); // once the fields have their first values again
  fields.open.addEventListener("click", () => cards.forEach((card) => { if (!card.hidden) card.open = true; }));
  fields.close.addEventListener("click", () => cards.forEach((card) => { card.open = false; }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-tag]");
    if (!link || !fields.tag) return;
    form.reset();
    fields.tag.value = link.dataset.tag;
    show();
  });
  addEventListener("hashchange", follow);
  form.hidden = false;
  show();
  follow();
})();
