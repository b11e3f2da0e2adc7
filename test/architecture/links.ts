// Relative links in Markdown that lead nowhere: a file that is not there, or a heading that the file does not have.
// `npm run check:links` looks at every page that git knows.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const withoutCode = (text: string): string =>
  text.replace(/^( *)(```+|~~~+)[\s\S]*?^\1\2.*$/gm, "").replace(/(`+)[^`][\s\S]*?\1/g, "`x`");

/** The anchors of a page as forges make them: lower case, spaces to hyphens, punctuation left out, repeats counted. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  // Code in a heading counts for its anchor, so only blocks are left out.
  const heads = text.replace(/^( *)(```+|~~~+)[\s\S]*?^\1\2.*$/gm, "").matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm);
  for (const [, head = ""] of heads) {
    const plain = head.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    for (let n = 0; ; n += 1) {
      const anchor = n === 0 ? slug : `${slug}-${n}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      break;
    }
  }
  return anchors;
}

/** Targets of inline links, pictures, and link definitions. */
function targetsOf(text: string): string[] {
  const inline = withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  const defined = withoutCode(text).matchAll(/^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm);
  return [...inline, ...defined].flatMap(([, target]) => target ?? []);
}

/**
 * The dead links of pages, a line each: `docs/a.md: b.md#c has no such heading`.
 * @param pages paths in `root`
 */
export function deadLinks(root: string, pages: readonly string[]): string[] {
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8");
    return targetsOf(text).flatMap((target) => {
      if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return [];
      const [path = "", anchor] = decodeURI(target).split("#", 2);
      const file = path === "" ? page : normalize(join(dirname(page), path));
      const full = join(root, file);
      if (relative(root, full).startsWith("..") || !existsSync(full))
        return `${page}: ${target} is not there`;
      if (!anchor || !file.endsWith(".md") || statSync(full).isDirectory()) return [];
      return anchorsOf(readFileSync(full, "utf8")).has(anchor)
        ? []
        : `${page}: ${target} has no such heading`;
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", "*.md"], { cwd: root });
  const pages = listed
    .toString()
    .trim()
    .split("\n")
    .filter((page) => existsSync(join(root, page)));
  if (pages.length < 30) throw new Error(`only ${pages.length} pages were looked at`);
  const dead = deadLinks(root, pages);
  for (const line of dead) console.error(`dead link: ${line}`);
  process.exitCode = dead.length > 0 ? 1 : 0;
}
