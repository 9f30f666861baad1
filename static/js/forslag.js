// Two courtesies for the municipality's forms, which work without them: fields that do not matter for what was chosen
// are put away, and both municipalities' shares are counted while typing. Shares are whole thousandths of a promille.
"use strict";

// Fields that belong to a choice: data-visas-nar="field=value value", data-visas-nar-inte the other way round.
for (const form of document.querySelectorAll("form")) {
  const block = Array.from(form.querySelectorAll("[data-visas-nar], [data-visas-nar-inte]"));
  const vald = (namn) => {
    const falt = form.elements[namn];
    return falt ? falt.value : "";
  };
  const visa = () => {
    for (const del of block) {
      const nar = del.dataset.visasNar || del.dataset.visasNarInte;
      const [namn, varden] = nar.split("=");
      const traff = varden.split(" ").includes(vald(namn));
      del.hidden = "visasNar" in del.dataset ? !traff : traff || vald(namn) === "";
    }
  };
  if (block.length) {
    form.addEventListener("change", visa);
    visa();
  }
}

// Before and after while typing.
const mall = document.querySelector("[data-rakna-mall]");
if (mall) {
  const { sida, egen, motpart: fast, decimaler, andelar, namn } = JSON.parse(mall.dataset.raknaData);
  const form = document.getElementById(mall.dataset.raknaForm);
  const svar = document.querySelector("[data-rakna-svar]");
  const tusendelar = (text, hogst = 3) => {
    const ren = text.replace(/[\s\u00a0\u202f\u2009]/g, "").replace(/‰$/, "");
    if (!/^[0-9]{1,4}([.,][0-9]{1,3})?$/.test(ren)) return null;
    const [hela, del = ""] = ren.split(/[.,]/);
    if (del.length > hogst) return null;
    return Number(hela) * 1000 + Number(del.padEnd(3, "0"));
  };
  const skriv = (varde, antal) => {
    const siffror = String(Math.abs(varde)).padStart(4, "0");
    const hela = siffror.slice(0, -3).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    const del = siffror.slice(-3).slice(0, antal);
    return (varde < 0 ? "\u2212" : "") + hela + (antal ? `,${del}` : "");
  };
  const behovda = (varden) => {
    const flest = varden.map((v) => (v % 10 ? 3 : v % 100 ? 2 : v % 1000 ? 1 : 0));
    return Math.max(decimaler, ...flest);
  };
  const satt = (cell, text) => {
    const plats = cell.querySelector("strong") || cell;
    plats.firstChild.nodeValue = text;
  };
  const rakna = () => {
    const motpart = fast || form.elements.motpart.value;
    const [givare, mottagare] = sida === "givare" ? [egen, motpart] : [motpart, egen];
    const fore = tusendelar(andelar[givare] || "");
    const hos = tusendelar(andelar[mottagare] || "");
    const hela = form.elements.omfattning.value === "hela";
    const antal = hela ? fore : tusendelar(form.elements.promille.value, decimaler);
    const gar = motpart && fore !== null && hos !== null && antal && antal <= fore;
    const detail = gar ? { givare, mottagare, promille: skriv(antal, antal % 10 ? 3 : 2) } : null;
    document.dispatchEvent(new CustomEvent("raknat", { detail }));
    if (!motpart || fore === null || hos === null || !antal) return svar.replaceChildren();
    if (antal > fore) {
      const text = document.createElement("p");
      text.textContent = `Så mycket ryms inte. ${namn[givare]} har andelen ${skriv(fore, behovda([fore]))} ‰.`;
      return svar.replaceChildren(text);
    }
    const ny = mall.content.cloneNode(true);
    const d = behovda([fore, hos, antal]);
    const [rad1, rad2] = ny.querySelectorAll("tbody tr");
    const summa = ny.querySelector("tfoot tr");
    const fyll = (rad, talen) => talen.forEach((tal, i) => satt(rad.querySelectorAll("td")[i], tal));
    rad1.querySelector("th").firstChild.nodeValue = `${namn[givare]} `;
    rad2.querySelector("th").firstChild.nodeValue = `${namn[mottagare]} `;
    rad1.querySelector(".fore-efter__roll").textContent = antal === fore ? "ger hela sin andel" : "ger en del";
    fyll(rad1, [skriv(fore, d), skriv(-antal, d), skriv(fore - antal, d)]);
    fyll(rad2, [skriv(hos, d), `+${skriv(antal, d)}`, skriv(hos + antal, d)]);
    fyll(summa, [skriv(fore + hos, d), skriv(0, d), skriv(fore + hos, d)]);
    ny.querySelector(".fore-efter__not")?.remove();
    if (antal === fore) {
      const not = document.createElement("p");
      not.className = "fore-efter__not";
      not.textContent = `${namn[givare]} får andelen 0 ‰. Även en kommun med andelen 0 ‰ kan få ett barn anvisat till sig.`;
      ny.append(not);
    }
    svar.replaceChildren(ny);
  };
  let vanta;
  form.addEventListener("input", (handelse) => {
    if (!["motpart", "omfattning", "promille"].includes(handelse.target.name)) return;
    clearTimeout(vanta);
    vanta = setTimeout(rakna, 250);
  });
  const knapp = form.querySelector('[name="steg"][value="rakna"]');
  if (knapp) knapp.hidden = true;
}
