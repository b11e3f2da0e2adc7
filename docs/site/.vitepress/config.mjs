// The documentation as a static site: the pages as they stand in the repository, an index by reader, search in the
// browser. `npm run docs` builds it into docs/site/.vitepress/dist.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Where a page of the repository stands on the site: the index at the top, and each folder's README as its index. */
const placeOf = (page) =>
  ({ "README.md": "about.md", "docs/README.md": "index.md" })[page] ??
  page.replace(/(^|\/)README\.md$/, "$1index.md");

/** The sidebar is the index: its headings, and the first link of each line. */
function sidebar() {
  const index = readFileSync(join(root, "docs/README.md"), "utf8");
  return index
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.split("\n", 1)[0],
      collapsed: false,
      items: [...section.matchAll(/^- .*?\[([^\]]+)\]\(([^)]+)\)/gm)].map(([, text, link]) => ({
        text: text[0].toUpperCase() + text.slice(1),
        link: `/${placeOf(normalize(join("docs", link))).replace(/(^|(?<=\/))index\.md$|\.md$/, "")}`,
      })),
    }));
}

/** Where a link leads on the site: null for what the site has not, sources and folders. */
function placeOnSite(href, page) {
  if (/^[a-z]+:|^[#/]/i.test(href)) return href;
  const [path, anchor] = decodeURI(href).split("#");
  const file = normalize(join(dirname(page), path));
  if (!file.endsWith(".md") || file.startsWith("examples/") || !existsSync(join(root, file))) return null;
  return `/${placeOf(file)}${anchor === undefined ? "" : `#${anchor}`}`;
}

/** The pages lie above this folder, where there is no Vue to build them with. */
const vueOfThisFolder = {
  name: "vue-of-this-folder",
  enforce: "pre",
  resolveId(id, _importer, { ssr }) {
    if (!/^vue(\/|$)/.test(id)) return null;
    return ssr
      ? { id, external: true }
      : this.resolve(id, join(root, "docs/site/index.js"), { skipSelf: true });
  },
};

export default defineConfig({
  title: "Tenure",
  description: "Fair, calm and provable client relationships",
  srcDir: "../..",
  srcExclude: ["**/node_modules/**", "docs/site/**", "examples/**", "bench/**", ".*/**"],
  rewrites: placeOf,
  cleanUrls: true,
  lastUpdated: false,
  vite: { plugins: [vueOfThisFolder] },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Index", link: "/" },
      { text: "README", link: "/about" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
  },
  markdown: {
    config(md) {
      // What the repository has and the site has not is named, without a link that would lead nowhere.
      const open =
        md.renderer.rules.link_open ??
        ((tokens, n, options, _, self) => self.renderToken(tokens, n, options));
      md.renderer.rules.link_open = (tokens, n, options, env, self) => {
        const place = placeOnSite(tokens[n].attrGet("href") ?? "", relative(root, env.realPath ?? env.path));
        if (place !== null) {
          tokens[n].attrSet("href", place);
          return open(tokens, n, options, env, self);
        }
        const close = tokens.find((token, at) => at > n && token.type === "link_close");
        if (close) close.tag = "span";
        return "<span>";
      };
    },
  },
});
