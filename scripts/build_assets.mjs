// Bundles static/src into static/dist: CSS, JavaScript, fonts, the icon sprite, the map's
// states and counties, and pictures. Names are
// hashed, each file has a .gz and a .br version, and manifest.json maps the names.
//
//   node scripts/build_assets.mjs            once
//   node scripts/build_assets.mjs --watch    again whenever something under static/src changes

import { createHash } from "node:crypto";
import { watch } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import * as esbuild from "esbuild";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SRC = path.join(ROOT, "static/src");
const DIST = path.join(ROOT, "static/dist");
const MODULES = path.join(ROOT, "node_modules");

const BUNDLES = [
  "css/app.css",
  "css/work.css",
  "css/map.css",
  "css/embed.css",
  "css/compare.css",
  "css/booking-links.css",
  "css/gift-cards.css",
  "css/packages.css",
  "css/imports.css",
  "css/account.css",
  "css/admin.css",
  "css/reports.css",
  "css/service-form.css",
  "js/app.js",
];
// These browsers support nesting, light-dark() and container queries, so they aren't compiled.
const BROWSERS = ["chrome123", "edge123", "firefox121", "safari17.5"];
const COMPRESSIBLE = /\.(css|js|json|svg)$/;
const SMALLEST_WORTH_COMPRESSING = 200;

// The pattern of hashed names (name-1A2B3C4D.css), which browsers may cache forever.
const named = (file, contents) => {
  const { name, ext } = path.parse(file);
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
  return `${name}-${hash}${ext}`;
};

// Numbered classes stand in for style attributes, which the Content-Security-Policy forbids.
const GENERATED = {
  // A calendar's rows are five minutes high: .r-N begins in row N, .span-N is N rows high, .hours-N the whole column; .cols-N is N
  // columns wide.
  "generated:calendar-grid": () =>
    [
      ...count(0, 287, (n) => `.r-${n}{grid-row-start:${n + 1}}`),
      ...count(1, 288, (n) => `.span-${n}{grid-row-end:span ${n}}`),
      ...count(1, 24, (n) => `.hours-${n}{--hours:${n}}`),
      ...count(1, 24, (n) => `.cols-${n}{grid-column:span ${n}}`),
      ...count(1, 48, (n) => `.on-${n}{--on:${n}}`),
    ].join(""),
  // Focal points in steps of 5% from the left and the top.
  "generated:focus": () =>
    [
      ...count(0, 20, (n) => `.fx-${n * 5}{--focus-x:${n * 5}%}`),
      ...count(0, 20, (n) => `.fy-${n * 5}{--focus-y:${n * 5}%}`),
    ].join(""),
};

function count(from, to, write) {
  return Array.from({ length: to - from + 1 }, (_, index) => write(from + index));
}

const generatedCss = {
  name: "generated-css",
  setup(build) {
    build.onResolve({ filter: /^generated:/ }, ({ path: name }) => ({ path: name, namespace: "generated" }));
    build.onLoad({ filter: /.*/, namespace: "generated" }, ({ path: name }) => {
      if (!GENERATED[name]) throw new Error(`no generated style sheet is called ${name}`);
      return { contents: GENERATED[name](), loader: "css" };
    });
  },
};

async function bundle() {
  const { outputFiles, metafile, warnings } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: BUNDLES.map((file) => `static/src/${file}`),
    outdir: DIST,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    legalComments: "none",
    target: BROWSERS,
    loader: { ".woff2": "file", ".png": "file" },
    nodePaths: [MODULES],
    plugins: [generatedCss],
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  // esbuild only warns about invalid CSS; treat that as an error.
  if (warnings.length) throw Object.assign(new Error("warnings"), { errors: warnings });
  const files = new Map(outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]));
  return { files, names: logicalNames(metafile) };
}

// app.css -> app-1A2B3C4D.css, for the files that templates name.
function logicalNames(metafile) {
  const names = {};
  for (const [output, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    const source = entryPoint ?? (Object.keys(inputs).length === 1 ? Object.keys(inputs)[0] : null);
    if (source && (entryPoint || source.endsWith(".woff2"))) names[path.basename(source)] = path.basename(output);
  }
  return names;
}

async function sprite() {
  const icons = JSON.parse(await readFile(path.join(SRC, "icons.json"), "utf8"));
  const symbols = await Promise.all(icons.map(symbol));
  return { icons, contents: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>` };
}

async function symbol(name) {
  const file = path.join(MODULES, "lucide-static/icons", `${name}.svg`);
  const drawing = await readFile(file, "utf8").catch(() => {
    throw new Error(`static/src/icons.json names “${name}”, which lucide does not have`);
  });
  const shapes = /<svg[^>]*>(.*)<\/svg>/s
    .exec(drawing)[1]
    .replace(/\s+/g, " ")
    .replace(/ ?\/> ?/g, "/>")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

async function copies() {
  const pictures = (await readdir(path.join(SRC, "img"))).filter((file) => /\.(svg|webp)$/.test(file)).sort();
  const found = pictures.map((file) => [file, path.join(SRC, "img", file)]);
  found.push(["states.json", path.join(MODULES, "us-atlas/states-10m.json")]);
  return Promise.all(found.map(async ([name, file]) => [name, await readFile(file)]));
}

// The lines between the counties of each state, one file per state, which the map loads when it shows the state. The
// states draw the lines between states. counties.json maps the Census’s number of a state (41) to its file.
async function counties() {
  const { arcs, objects, transform } = JSON.parse(
    await readFile(path.join(MODULES, "us-atlas/counties-10m.json"), "utf8"),
  );
  const states = new Map();
  for (const { id, arcs: rings } of objects.counties.geometries) {
    const state = id.slice(0, 2);
    if (!states.has(state)) states.set(state, new Map());
    const uses = states.get(state);
    // A negative number is the same arc, backward.
    for (const arc of (rings ?? []).flat(Infinity))
      uses.set(arc < 0 ? ~arc : arc, (uses.get(arc < 0 ? ~arc : arc) ?? 0) + 1);
  }
  const files = new Map();
  const index = {};
  for (const [state, uses] of [...states].sort()) {
    const shared = [...uses].filter(([, number]) => number > 1).map(([arc]) => arcs[arc]);
    const lines = { type: "MultiLineString", arcs: shared.map((_, number) => [number]) };
    const topology = { type: "Topology", transform, objects: { lines }, arcs: shared };
    const contents = Buffer.from(JSON.stringify(topology));
    index[state] = named(`counties-${state}.json`, contents);
    files.set(index[state], contents);
  }
  return { files, index: Buffer.from(JSON.stringify(index)) };
}

async function compress(name, contents) {
  if (!COMPRESSIBLE.test(name) || contents.length < SMALLEST_WORTH_COMPRESSING) return [];
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  return [
    [`${name}.gz`, await promisify(gzip)(contents, { level: constants.Z_BEST_COMPRESSION })],
    [`${name}.br`, await promisify(brotliCompress)(contents, quality)],
  ];
}

// Write the manifest last and rename it into place, so that readers see the old files or the new ones, never a mix.
async function write(files, manifest) {
  await mkdir(DIST, { recursive: true });
  const compressed = await Promise.all([...files].map(([name, contents]) => compress(name, contents)));
  const all = new Map([...files, ...compressed.flat()]);
  await Promise.all([...all].map(([name, contents]) => writeFile(path.join(DIST, name), contents)));
  await writeFile(path.join(DIST, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(path.join(DIST, "manifest.json.new"), path.join(DIST, "manifest.json"));
  const stale = (await readdir(DIST)).filter((name) => name !== "manifest.json" && !all.has(name));
  await Promise.all(stale.map((name) => rm(path.join(DIST, name), { recursive: true })));
}

async function build() {
  const started = performance.now();
  const [{ files, names }, { icons, contents }, others, lines] = await Promise.all([
    bundle(),
    sprite(),
    copies(),
    counties(),
  ]);
  for (const [name, data] of lines.files) files.set(name, data);
  for (const [name, data] of [["icons.svg", Buffer.from(contents)], ["counties.json", lines.index], ...others]) {
    names[name] = named(name, data);
    files.set(names[name], data);
  }
  await write(files, { files: names, icons });
  console.log(`assets: ${files.size} files in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

async function report(problem) {
  const lines = problem.errors
    ? await esbuild.formatMessages(problem.errors, { kind: "error" })
    : [`assets: ${problem.message}`];
  console.error(lines.join("\n"));
}

async function watching() {
  let waiting;
  let running = build().catch(report);
  watch(SRC, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (running = running.then(build).catch(report)), 50);
  });
}

if (process.argv.includes("--watch")) {
  await watching();
} else {
  await build().catch(async (problem) => {
    await report(problem);
    process.exitCode = 1;
  });
}
