// "Vad händer om …": the answer is fetched anew while one chooses, and the slider follows the number. The page and the
// proposal's form work without it. Shares are whole thousandths of a promille.
"use strict";

{
  const yta = document.querySelector("[data-vad-om]");
  let hamtning = new XMLHttpRequest();

  // XMLHttpRequest reads the answer as a document, which no script can come along with: trusted types are demanded.
  const hamta = (val) => {
    hamtning.abort();
    const { vadOmUrl: adress, vadOmAr: ar, vadOmPanel: panel } = yta.dataset;
    const fraga = new URLSearchParams({ ...val, ar });
    const denna = new XMLHttpRequest();
    hamtning = denna;
    denna.open("GET", `${adress}?${fraga}&panel=${panel}`);
    denna.responseType = "document";
    const misslyckas = () => {
      yta.textContent = "Det gick inte att räkna om. Ladda om sidan och försök igen.";
    };
    denna.addEventListener("error", misslyckas);
    denna.addEventListener("load", () => {
      const framme = [200, 422].includes(denna.status) && new URL(denna.responseURL).pathname === adress;
      if (framme) yta.replaceChildren(...denna.response.body.childNodes);
      else misslyckas();
    });
    denna.send();
    return fraga;
  };

  // The page of its own: number and slider are one, and the address follows.
  const form = document.querySelector("[data-vad-om-val]");
  if (form) {
    const andelar = JSON.parse(form.dataset.andelar);
    const decimaler = Number(form.dataset.decimaler);
    const steg = 10 ** (3 - decimaler);
    const { givare, mottagare, promille } = form.elements;
    const reglage = form.querySelector("[data-reglage] input");
    const tusendelar = (text) => Math.round(Number(text.replace(/[\s‰]/g, "").replace(",", ".")) * 1000);
    const skriv = (tal) => (tal / 1000).toFixed(tal % steg ? 3 : decimaler).replace(".", ",");
    const hela = () => tusendelar(andelar[givare.value] || "0");

    const stall = () => {
      reglage.max = Math.ceil(hela() / steg);
      reglage.disabled = !hela();
      reglage.value = Math.round((tusendelar(promille.value) || 0) / steg);
      reglage.setAttribute("aria-valuetext", `${skriv(tusendelar(promille.value) || 0)} ‰`);
    };
    const fraga = () => {
      // What the server found wrong stands at the fields: then the button asks, and the page comes anew.
      if (document.querySelector("[data-felsammanfattning]")) return;
      if (!givare.value || !mottagare.value || !promille.value) {
        hamtning.abort();
        yta.replaceChildren();
        return;
      }
      const adress = hamta({ givare: givare.value, mottagare: mottagare.value, promille: promille.value });
      history.replaceState(null, "", `?${adress}`);
    };
    let vanta;
    form.addEventListener("input", (handelse) => {
      if (handelse.target === reglage) promille.value = skriv(Math.min(reglage.value * steg, hela()));
      stall();
      clearTimeout(vanta);
      vanta = setTimeout(fraga, 200);
    });
    reglage.closest("[data-reglage]").hidden = false;
    stall();
  }

  // The proposal's form tells what it has counted (forslag.js), or that there is nothing to count.
  document.addEventListener("raknat", ({ detail }) => {
    if (!yta) return;
    hamtning.abort();
    if (detail) hamta(detail);
    else yta.replaceChildren();
  });
}
