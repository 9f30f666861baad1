// Small courtesies on top of pages that work without them: focus on errors, the menu on narrow screens,
// filtering a table while typing, copying a text, counting characters, and one sending per press.
"use strict";

const sok = (val, inom = document) => Array.from(inom.querySelectorAll(val));

// The error summary takes focus when the page opens; this is for browsers that do not heed its autofocus attribute.
window.addEventListener("load", () => {
  const summering = document.querySelector("[data-felsammanfattning]");
  if (summering) setTimeout(() => document.activeElement === document.body && summering.focus(), 100);
});

// The menu folds on narrow screens; the style sheet decides where that is.
for (const meny of sok("[data-meny]")) {
  const knapp = meny.querySelector("[data-meny-knapp]");
  meny.dataset.meny = "hopfallbar";
  knapp.hidden = false;
  knapp.addEventListener("click", () => {
    knapp.setAttribute("aria-expanded", String(knapp.getAttribute("aria-expanded") !== "true"));
  });
}

// Table filter: every word typed must be found in the row.
for (const form of sok("form[data-filter]")) {
  const tabell = document.getElementById(form.dataset.filter);
  const falt = form.querySelector("[type=search]");
  const antal = form.querySelector("[data-filter-antal]");
  const tomt = form.querySelector("[data-filter-tomt] > *");
  if (!tabell) continue;
  const rader = sok("tbody > tr", tabell).map((rad) => [rad, (rad.dataset.sok || rad.textContent).toLocaleLowerCase("sv")]);
  const filtrera = () => {
    const ord = falt.value.toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
    let visade = 0;
    for (const [rad, text] of rader) {
      rad.hidden = !ord.every((o) => text.includes(o));
      visade += rad.hidden ? 0 : 1;
    }
    tabell.closest(".tabellyta").hidden = !visade;
    tomt.hidden = visade > 0;
    antal.textContent = `Visar ${visade} av ${antal.dataset.filterTotalt} ${antal.dataset.filterVad}`;
  };
  falt.addEventListener("input", filtrera);
}

// A table that is wider than its region gets the words about it (the style sheet writes them).
const rullar = new ResizeObserver((ytor) => {
  for (const { target: yta } of ytor) {
    yta.toggleAttribute("data-rullar", getComputedStyle(yta).overflowX === "auto" && yta.scrollWidth > yta.clientWidth + 1);
  }
});
for (const yta of sok(".tabellyta")) rullar.observe(yta);

// Copy a text.
for (const knapp of sok("[data-kopiera]")) {
  if (!navigator.clipboard) continue;
  const svar = knapp.parentElement.querySelector("[data-kopiera-svar]");
  knapp.hidden = false;
  knapp.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(knapp.dataset.kopiera).innerText.trim());
      svar.textContent = "Texten är kopierad.";
    } catch {
      svar.textContent = "Det gick inte att kopiera. Markera texten och kopiera den själv.";
    }
  });
}

// Characters left in a text field.
for (const rad of sok("[data-tecken-for]")) {
  const falt = document.getElementById(rad.dataset.teckenFor);
  const hogst = Number(rad.dataset.teckenHogst);
  const visa = () => {
    const kvar = hogst - falt.value.length;
    const antal = Math.abs(kvar).toLocaleString("sv");
    rad.textContent = `${antal} tecken ${kvar >= 0 ? "kvar" : "för mycket"}`;
  };
  falt.addEventListener("input", visa);
  visa();
}

// A second press on the button while the first is on its way does nothing. The server holds for it all the same.
for (const form of sok("form[data-en-gang]")) {
  form.addEventListener("submit", (handelse) => {
    if (form.dataset.skickas) handelse.preventDefault();
    form.dataset.skickas = "ja";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of sok("form[data-en-gang]")) delete form.dataset.skickas;
});
