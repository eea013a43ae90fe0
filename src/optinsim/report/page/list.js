"use strict";
// The list of scenarios, what is chosen in it, and what of that is printed. Knows conversation.js,
// before which it cannot stand.

// --- The list

const rows = []; // of each scenario: {link, section, text}
const sections = []; // of each file: {element, rows}
const wanted = { words: "", outcomes: new Set(), tag: "" };
let problemsLink = null;
let current = null;

function row(scenario, index) {
  const [mark, word] = OUTCOMES[scenario.outcome];
  const example = exampleOf(scenario);
  const laws = scenario.findings.filter(isTold).length;
  return el("a", { className: `row ${scenario.outcome}`, href: `#${index}`, tabIndex: -1 },
    el("span", { className: "mark", title: word, "aria-label": word, role: "img" }, mark),
    el("span", { className: "title" }, scenario.scenario || "a scenario without a title",
      example ? el("span", { className: "example" }, example) : null,
      laws ? el("span", { className: "example" }, `breaks ${count(laws, "law")}`) : null),
    scenario.line ? el("span", { className: "number", "aria-label": `line ${scenario.line}` }, String(scenario.line)) : null);
}

function buildList() {
  const place = byId("rows");
  if (report.problems.length || report.findings.length) {
    const errors = report.problems.filter((problem) => problem.severity === "error").length;
    const warnings = report.problems.length - errors;
    const laws = report.findings.length;
    const told = [errors ? count(errors, "problem") : "", warnings ? count(warnings, "warning") : "", laws ? count(laws, "broken law") : ""];
    problemsLink = el("a", { className: errors ? "row error" : "row skipped", href: "#problems", tabIndex: -1 },
      el("span", { className: "mark", "aria-label": "problems", role: "img" }, "!"),
      el("span", {}, `${told.filter(Boolean).join(", ")} in the files`));
    place.append(problemsLink);
  }
  let section = null;
  scenarios.forEach((scenario, index) => {
    if (!section || section.file !== scenario.file) {
      section = { file: scenario.file, rows: [], element: el("section", {}, el("h2", {}, scenario.file)) };
      sections.push(section);
    }
    const link = row(scenario, index);
    const text = [scenario.scenario, scenario.file, scenario.tags.join(" "), scenario.cites.join(" "), exampleOf(scenario)];
    rows.push({ link, text: text.join("\n").toLowerCase() });
    section.rows.push(link);
    section.element.append(link);
  });
  place.append(...sections.map((each) => each.element));
}

function buildTools() {
  const summary = { ...report.summary, error: report.scenarios.filter((one) => one.outcome === "error").length };
  for (const [outcome, [mark, word]] of Object.entries(OUTCOMES)) {
    const number = summary[outcome];
    if (!number) continue;
    byId("share").append(el("span", { className: outcome, style: `flex: ${number}` }));
    const button = el("button", { type: "button", className: outcome, "aria-pressed": "false" },
      el("span", { className: "mark" }, mark), ` ${number} ${word}`);
    button.addEventListener("click", () => {
      if (!wanted.outcomes.delete(outcome)) wanted.outcomes.add(outcome);
      button.setAttribute("aria-pressed", wanted.outcomes.has(outcome));
      filter();
    });
    byId("outcomes").append(button);
    if (outcome === "failed" || outcome === "error") {
      wanted.outcomes.add(outcome);
      button.setAttribute("aria-pressed", true);
    }
  }
  const tags = new Map();
  for (const scenario of scenarios) for (const tag of scenario.tags) tags.set(tag, (tags.get(tag) || 0) + 1);
  const names = [...tags.keys()].sort();
  byId("tag").append(el("option", { value: "" }, "any tag"),
    ...names.map((tag) => el("option", { value: tag }, `${tag} (${tags.get(tag)})`)));
  byId("tag").hidden = !names.length;
  byId("tag").addEventListener("change", (event) => { wanted.tag = event.target.value; filter(); });
  byId("words").addEventListener("input", (event) => { wanted.words = event.target.value.toLowerCase(); filter(); });
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
}

function takes(index) {
  const scenario = scenarios[index];
  return (!wanted.outcomes.size || wanted.outcomes.has(scenario.outcome))
    && (!wanted.tag || scenario.tags.includes(wanted.tag))
    && wanted.words.split(/\s+/).every((word) => rows[index].text.includes(word));
}

function filter() {
  let shown = 0;
  rows.forEach(({ link }, index) => {
    link.hidden = !takes(index);
    shown += !link.hidden;
  });
  for (const section of sections) section.element.hidden = section.rows.every((link) => link.hidden);
  if (problemsLink) problemsLink.hidden = Boolean(wanted.words || wanted.tag);
  byId("shown").textContent = shown === rows.length ? count(shown, "scenario") : `${shown} of ${count(rows.length, "scenario")}`;
  rove();
}

const visible = () => [...byId("rows").querySelectorAll(".row")].filter((link) => !link.hidden);

/** Of the whole list one row is a tab stop: the one that is shown, or the first. */
function rove() {
  for (const link of byId("rows").querySelectorAll('.row[tabindex="0"]')) link.tabIndex = -1;
  const stop = current && !current.hidden ? current : visible()[0];
  if (stop) stop.tabIndex = 0;
}

function open() {
  const hash = location.hash.slice(1);
  const detail = byId("detail");
  current?.removeAttribute("aria-current");
  if (hash === "problems" && problemsLink) {
    current = problemsLink;
    detail.replaceChildren(problemsPage());
  } else if (/^\d+$/.test(hash) && rows[hash]) {
    current = rows[hash].link;
    detail.replaceChildren(caseOf(Number(hash), "case"));
  } else {
    current = null;
    detail.replaceChildren(el("p", { className: "empty" }, scenarios.length ? "No scenario is chosen." : "There was no scenario to run."));
  }
  current?.setAttribute("aria-current", "true");
  current?.scrollIntoView({ block: "nearest" });
  detail.scrollTop = 0;
  rove();
}

function move(by) {
  const links = visible();
  const at = links.indexOf(current);
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
  if (!next) return;
  history.replaceState(null, "", next.getAttribute("href"));
  open();
  next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, select");
  if (event.key === "/" && !typing) byId("words").focus();
  else if (event.key === "ArrowDown" && (event.target.closest(".list") || event.target === document.body) && !event.target.matches("select")) move(1);
  else if (event.key === "ArrowUp" && (event.target.closest(".list") || event.target === document.body) && !event.target.matches("select")) move(-1);
  else return;
  event.preventDefault();
});

// --- On paper: what did not pass, or what is on the screen; only what is chosen in the list.

const MOST_PRINTED = 50;

addEventListener("beforeprint", () => {
  const chosen = scenarios.map((_, index) => index).filter((index) => !rows[index].link.hidden);
  let printed = chosen.filter((index) => ["failed", "error"].includes(scenarios[index].outcome));
  if (!printed.length && current && current !== problemsLink) printed = [Number(location.hash.slice(1))];
  byId("paper").replaceChildren(...(problemsLink ? [problemsPage()] : []),
    ...printed.slice(0, MOST_PRINTED).map((index) => caseOf(index, `paper-${index}`)),
    printed.length > MOST_PRINTED ? `and ${printed.length - MOST_PRINTED} more` : "");
});
addEventListener("afterprint", () => byId("paper").replaceChildren());

byId("verdict").classList.add(report.summary.failed || report.findings.some((finding) => finding.failure) ? "failed" : report.problems.some((problem) => problem.severity === "error") || report.summary.errors ? "error" : "passed");
buildTools();
buildList();
filter();
addEventListener("hashchange", open);
if (!location.hash) {
  const first = visible().find((link) => link !== problemsLink) || visible()[0];
  if (first) history.replaceState(null, "", first.getAttribute("href"));
}
open();
