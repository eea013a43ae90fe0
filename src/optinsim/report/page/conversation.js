"use strict";
// Draws the conversations of the report in this page. No text is trusted: it is only ever written as
// a text node (el, below), never as markup. Steps are parsed when their scenario is opened.

const byId = (id) => document.getElementById(id);
const report = JSON.parse(byId("report").textContent);
const stepLines = byId("steps").textContent.split("\n");
const scenarios = report.scenarios;

const OUTCOMES = {
  failed: ["✗", "failed"],
  error: ["!", "not runnable"],
  skipped: ["–", "skipped"],
  passed: ["✓", "passed"],
};

/** An element with its properties and children; a child that is a string is text. */
function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const exampleOf = (scenario) => (scenario.example ? JSON.stringify(scenario.example) : "");

// --- Times. They are the scenario's own, in UTC; no clock and no language of this machine matters.

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const clock = (at) => (at.slice(17, 19) === "00" ? at.slice(11, 16) : at.slice(11, 19));

function day(at) {
  const date = new Date(at);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function duration(from, to) {
  let seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  const parts = [];
  for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]]) {
    if (seconds >= size) parts.push(`${Math.floor(seconds / size)} ${unit}`);
    seconds %= size;
  }
  return parts.join(" ") || "no time";
}

// --- JSON, foldable

function tree(value) {
  return el("div", { className: "tree" }, node("", value, true));
}

function node(name, value, open) {
  const label = name === "" ? [] : [el("span", { className: "name" }, name), ": "];
  if (value === null || typeof value !== "object") return el("div", {}, label, JSON.stringify(value));
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  if (!entries.length) return el("div", {}, label, list ? "[]" : "{}");
  const hint = list ? `[ ${count(entries.length, "item")} ]` : `{ ${count(entries.length, "key")} }`;
  const inner = entries.map(([key, item]) => node(key, item, true));
  return el("details", { open }, el("summary", {}, label, el("span", { className: "hint" }, hint)), inner);
}

/** Something that unfolds; what is in it is made when it does. */
function fold(summary, make) {
  const details = el("details", {}, el("summary", {}, summary));
  details.addEventListener("toggle", () => details.append(make()), { once: true });
  return details;
}

// --- A conversation

function bubble(kind, text, from, note) {
  const who = kind === "mo" ? "They text: " : "They receive: ";
  return el("div", { className: `said ${kind}`, "aria-label": who, role: "group" },
    from ? el("small", {}, from) : null, el("p", {}, text), el("small", {}, note));
}

function phoneOf(step, before, several) {
  const { input, replies, times } = step;
  const shown = [];
  let now = before;
  const newDay = (at) => {
    if (day(at) !== (now && day(now))) shown.push(el("p", { className: "day" }, day(at)));
    now = at;
  };
  newDay(step.at);
  if (input.kind === "text") {
    shown.push(bubble("mo", input.text, several ? input.from : "", clock(step.at)));
  } else if (input.kind === "wait") {
    shown.push(el("p", { className: "pass" }, `${duration(step.at, input.until)} later`));
  }
  replies.forEach((reply, i) => {
    newDay(times[i]);
    shown.push(bubble("mt", reply.text, several ? `to ${reply.to}` : "", clock(times[i])));
  });
  if (input.kind === "wait") newDay(input.until);
  return [el("div", { className: "phone" }, shown), now];
}

function readingOf(reading) {
  const parts = [el("span", { className: "label" }, "read as "), el("b", {}, reading.as)];
  if (reading.word !== null) {
    parts.push(`: ${reading.rule.replaceAll("_", " ")} `, el("code", {}, JSON.stringify(reading.word)));
    if (reading.campaign) parts.push(` of ${reading.campaign}`);
  }
  return el("p", {}, parts);
}

function bodyOf(text) {
  try {
    return tree(JSON.parse(text));
  } catch {
    return el("pre", { className: "tree" }, text);
  }
}

function groupOf({ group }) {
  return group ? `, group ${group.name} (${group.file}:${group.line})` : "";
}

function lineOf({ file, line }) {
  return file ? `${file}:${line}` : `line ${line}`;
}

function behindOf(step, number) {
  const { input, reading, response } = step;
  const shown = [el("p", { className: "at" }, `step ${number}${step.line ? `, line ${step.line}` : ""}${groupOf(step)}`)];
  if (input.kind === "request") {
    const call = [el("span", { className: "label" }, "API "), el("code", {}, `${input.method} ${input.path}`)];
    shown.push(input.body ? fold(call, () => bodyOf(input.body)) : el("p", {}, call));
  }
  if (input.kind === "wait") shown.push(el("p", {}, el("span", { className: "label" }, "time passes, until "), `${day(input.until)}, ${clock(input.until)}`));
  if (reading) shown.push(readingOf(reading));
  for (const change of step.changes) {
    shown.push(el("p", { className: "change" }, `${change.campaign}: ${change.from} → `,
      el("b", {}, change.to), el("span", { className: "label" }, ` (${change.trigger})`)));
  }
  for (const reply of step.replies) {
    shown.push(el("p", { className: "label" }, `sent ${reply.purpose}, ${reply.encoding}, ${count(reply.segments, "segment")}`));
  }
  step.callbacks.forEach((body, i) => {
    const name = el("b", {}, step.names[i] || "without a name");
    shown.push(fold([el("span", { className: "label" }, "callback "), name], () => tree(body)));
  });
  if (response) {
    const answer = [el("span", { className: "label" }, "answer "), el("b", {}, String(response.status))];
    shown.push(response.json === null ? el("p", {}, answer) : fold(answer, () => tree(response.json)));
  }
  return el("div", { className: "behind" }, shown);
}

function failureOf(failure, id) {
  const lines = failure.difference.map((line) =>
    el("span", { className: { "-": "minus", "+": "plus" }[line[0]] || "" }, `${line}\n`));
  return el("div", { className: "failure", id },
    el("h3", {}, `✗ ${lineOf(failure)}: `, el("code", {}, failure.path)),
    el("p", {}, failure.message),
    lines.length ? [el("pre", {}, lines), el("small", {}, "- was expected, + came")] : null);
}

function problemOf(problem) {
  const place = problem.line ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  return el("li", {}, el("code", {}, place), `: ${problem.severity === "warning" ? "warning: " : ""}${problem.message} [${problem.code}]`,
    problem.expected ? el("div", {}, `expected ${problem.expected}`) : null,
    problem.suggestion ? el("div", {}, `did you mean ${problem.suggestion}?`) : null);
}

function stepsOf(steps, id) {
  const phones = new Set(steps.flatMap((step) => [step.input.from, ...step.replies.map((r) => r.to)]).filter(Boolean));
  const numbers = new Set(steps.flatMap((step) => [step.input.to, ...step.replies.map((r) => r.from)]).filter(Boolean));
  const several = phones.size > 1;
  const rows = [el("div", { className: "step head" },
    el("div", { className: "cap" }, [...numbers].join(", "),
      el("small", {}, several ? `${phones.size} phones` : [...phones].join(""))),
    el("p", { className: "behind" }, "Behind the screen"))];
  let now = null;
  let number = 0;
  for (const step of steps) {
    const [phone, later] = phoneOf(step, now, several);
    now = later;
    number += 1;
    rows.push(el("div", { className: "step" }, phone, behindOf(step, number),
      step.failures.map((failure, i) => failureOf(failure, `${id}-failure-${i}`))));
  }
  rows.push(el("div", { className: "step" }, el("div", { className: "foot" })));
  return el("div", { className: numbers.size ? "steps" : "steps silent" }, rows);
}

// --- The laws

const isTold = (finding) => !finding.meant && finding.severity !== "info";

function lawOf(finding) {
  const place = finding.account ? el("code", {}, finding.account) : `line ${finding.line}`;
  return el("li", {}, place, ": ", el("b", {}, finding.law), ` (${finding.severity}): ${finding.says}`,
    finding.meant ? el("span", { className: "label" }, " (meant)") : null,
    el("div", { className: "label" }, `change: ${finding.change}`));
}

function lawsOf(title, findings) {
  if (!findings.length) return null;
  return el("section", { className: findings.some(isTold) ? "why laws" : "laws" },
    el("h3", {}, title), el("ul", {}, findings.map(lawOf)));
}

function whyOf(scenario, failures, id) {
  if (scenario.problems.length) {
    return el("section", { className: "why" }, el("h3", {}, "This scenario could not be run"),
      el("ul", {}, scenario.problems.map((i) => problemOf(report.problems[i]))));
  }
  if (!failures.length) return null;
  const entries = failures.map((failure, i) => {
    const link = el("a", { href: `#${id}-failure-${i}` }, lineOf(failure));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      byId(`${id}-failure-${i}`).scrollIntoView({ block: "center" });
    });
    return el("li", {}, link, " ", el("code", {}, failure.path), `: ${failure.message}`);
  });
  const title = failures.length === 1 ? "An expectation was not met" : `${failures.length} expectations were not met`;
  return el("section", { className: "why" }, el("h3", {}, title), el("ul", {}, entries));
}

function rerunOf(command) {
  const code = el("code", {}, command);
  const button = el("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(code); // for who may not write to the clipboard
    try {
      await navigator.clipboard.writeText(command);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected";
    }
  });
  return el("p", { className: "rerun" }, code, button);
}

function fact(name, value) {
  return value ? el("span", {}, `${name} `, el("b", {}, value)) : null;
}

function caseOf(index, id) {
  const scenario = scenarios[index];
  const steps = JSON.parse(stepLines[index]);
  const [mark, word] = OUTCOMES[scenario.outcome];
  const failures = steps.flatMap((step) => step.failures);
  return el("article", { className: "case" },
    el("p", { className: `badge ${scenario.outcome}` }, `${mark} ${word}`),
    el("h2", {}, scenario.scenario || "A scenario without a title"),
    el("div", { className: "facts" },
      fact("file", scenario.line ? `${scenario.file}:${scenario.line}` : scenario.file), fact("account", scenario.account),
      fact("project", scenario.project), fact("example", exampleOf(scenario)),
      fact("tags", scenario.tags.join(", ")), fact("cites", scenario.cites.join("; "))),
    rerunOf(scenario.rerun),
    whyOf(scenario, failures, id),
    lawsOf("Laws that this conversation breaks", scenario.findings),
    steps.length ? stepsOf(steps, id) : el("p", { className: "label" }, "Nothing was run."),
    failures.length ? el("p", { className: "label" }, "After a step that fails, nothing more is run.") : null);
}

function problemsPage() {
  return el("article", { className: "case" }, el("h2", {}, "What is wrong in the files"),
    report.problems.length ? el("ul", { className: "why" }, report.problems.map(problemOf)) : null,
    lawsOf("Laws that accounts break", report.findings));
}
