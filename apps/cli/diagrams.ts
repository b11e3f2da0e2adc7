import { createHash } from "node:crypto";
import { access, constants, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { page, spine } from "../../machines/diagram.ts";
import type { Policy } from "../../machines/index.ts";
import { POLICIES, readPolicies } from "../../services/policies.ts";

/** What Mermaid's own text cannot say: the look of lines, of labels, and titles out of the ladder's way. */
const STYLE = [
  ".edgeLabel rect, .labelBkg { opacity: 1 }",
  ".edge-thickness-normal { stroke-width: 1.5px }",
  ".edge-thickness-thick { stroke-width: 4px }",
  ".cluster-label text { transform: translateX(-60px) }",
].join("\n");

/** SVG bytes differ between machines: what a picture was drawn from is compared instead. */
const origin = (mmd: string) => createHash("sha256").update(STYLE).update(mmd).digest("hex");
const mark = (mmd: string) => `data-drawn-from="sha256:${origin(mmd)}"`;

interface Drawing {
  readonly folder: string;
  readonly texts: { readonly "lifecycle.mmd": string; readonly "lifecycle.md": string };
}

/** One set for each policy version: the newest in the folder itself, the others in folders of their own. */
function drawings(folder: string, policies: readonly Policy[]): Drawing[] {
  return policies.map((policy) => ({
    folder: policy === policies.at(-1) ? folder : join(folder, policy.version),
    texts: { "lifecycle.mmd": spine(policy), "lifecycle.md": page(policy) },
  }));
}

const contentOf = (path: string) => readFile(path, "utf8").catch(() => null);

async function isDrawn({ folder, texts }: Drawing): Promise<boolean> {
  return (await contentOf(join(folder, "lifecycle.svg")))?.includes(mark(texts["lifecycle.mmd"])) === true;
}

/**
 * Looks for diagrams that no longer say what the running machine and its policies do.
 * @param policies oldest first; those of `policies/` unless given.
 * @returns the paths of missing and stale files.
 */
export async function checkDiagrams(folder: string, policies?: readonly Policy[]): Promise<string[]> {
  const stale: string[] = [];
  for (const drawing of drawings(folder, policies ?? (await readPolicies(POLICIES)))) {
    for (const [name, text] of Object.entries(drawing.texts)) {
      const path = join(drawing.folder, name);
      if ((await contentOf(path)) !== text) stale.push(path);
    }
    if (!(await isDrawn(drawing))) stale.push(join(drawing.folder, "lifecycle.svg"));
  }
  return stale;
}

/**
 * Writes the diagrams and tables of every policy version: `lifecycle.mmd`, `.svg` and `.md`.
 * Only what is missing or stale is written.
 * @param policies oldest first; those of `policies/` unless given.
 * @returns the paths that were written.
 */
export async function writeDiagrams(folder: string, policies?: readonly Policy[]): Promise<string[]> {
  const all = policies ?? (await readPolicies(POLICIES));
  const stale = await checkDiagrams(folder, all);
  for (const drawing of drawings(folder, all)) {
    await mkdir(drawing.folder, { recursive: true });
    for (const [name, text] of Object.entries(drawing.texts)) {
      const path = join(drawing.folder, name);
      if (stale.includes(path)) await writeFile(path, text);
    }
    const picture = join(drawing.folder, "lifecycle.svg");
    if (stale.includes(picture)) await writeFile(picture, await draw(drawing.texts["lifecycle.mmd"]));
  }
  return stale;
}

interface Browser {
  readonly executablePath: string;
  readonly args: string[];
  readonly headless: "shell";
}

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Chromium from PATH, else the one that comes with the development dependencies. */
async function browser(): Promise<Browser> {
  // Chromium refuses its sandbox to root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const path of BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return { executablePath: path, args, headless: "shell" };
  }
  const { default: bundled } = await import("@sparticuz/chromium");
  return { executablePath: await bundled.executablePath(), args: [...bundled.args], headless: "shell" };
}

/**
 * Draws the Mermaid text of one file.
 * @throws when Mermaid cannot read it, naming the line.
 */
export async function render(input: string, output: string): Promise<void> {
  const { run } = await import("@mermaid-js/mermaid-cli");
  await run(input, output as `${string}.svg`, {
    quiet: true,
    puppeteerConfig: await browser(),
    parseMMDOptions: {
      backgroundColor: "transparent",
      // Embedded fonts would be nine tenths of the file; the text asks for fonts of one width.
      fontEmbed: false,
      mermaidConfig: { themeCSS: STYLE },
      svgId: "lifecycle",
    },
  });
}

async function draw(mmd: string): Promise<string> {
  const desk = await mkdtemp(join(tmpdir(), "tenure-diagram-"));
  try {
    await writeFile(join(desk, "lifecycle.mmd"), mmd);
    await render(join(desk, "lifecycle.mmd"), join(desk, "lifecycle.svg"));
    const svg = await readFile(join(desk, "lifecycle.svg"), "utf8");
    return svg.replace("<svg ", `<svg ${mark(mmd)} `);
  } finally {
    await rm(desk, { recursive: true, force: true });
  }
}
