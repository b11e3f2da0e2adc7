/** The colours of parts, from the most to the least important. */
export const SHADES = ["#08519c", "#2b7bba", "#c6dbef"] as const;

const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
const INK = "#1a1a1a";
const MUTED = "#5f6670";

export const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? "");

/** At most two decimals: the picture needs no more. */
const n = (value: number): number => Math.round(value * 100) / 100;

interface TextStyle {
  readonly anchor?: "start" | "middle" | "end";
  readonly fill?: string;
  readonly size?: number;
  readonly weight?: "normal" | "bold";
}

export function text(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { anchor = "start", fill = INK, size = 13, weight = "normal" } = style;
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escaped(words)}</text>`;
}

/** Words that explain rather than say. */
export const axisText = (x: number, y: number, words: string, style: TextStyle = {}): string =>
  text(x, y, words, { fill: MUTED, size: 12, ...style });

/** @param says what a pointer over it is told */
export function bar(x: number, y: number, width: number, height: number, fill: string, says = ""): string {
  const title = says === "" ? "" : `<title>${escaped(says)}</title>`;
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}">${title}</rect>`;
}

export function dot(x: number, y: number, radius: number, fill: string, says = ""): string {
  const title = says === "" ? "" : `<title>${escaped(says)}</title>`;
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" stroke="white">${title}</circle>`;
}

export function line(
  points: readonly (readonly [x: number, y: number])[],
  stroke: string,
  { width = 1, dashes = "" } = {},
): string {
  const path = points.map(([x, y]) => `${n(x)},${n(y)}`).join(" ");
  const dashed = dashes === "" ? "" : ` stroke-dasharray="${dashes}"`;
  return `<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashed}/>`;
}

interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

/** A ribbon as thick as `thick` from one point to another; each point is its upper edge. */
export function wave(from: PlotPoint, to: PlotPoint, thick: number, fill: string, says: string): string {
  const bend = (from.x + to.x) / 2;
  const path = [
    `M${n(from.x)},${n(from.y)}`,
    `C${n(bend)},${n(from.y)} ${n(bend)},${n(to.y)} ${n(to.x)},${n(to.y)}`,
    `V${n(to.y + thick)}`,
    `C${n(bend)},${n(to.y + thick)} ${n(bend)},${n(from.y + thick)} ${n(from.x)},${n(from.y + thick)}Z`,
  ];
  return `<path d="${path.join("")}" fill="${fill}" fill-opacity="0.4"><title>${escaped(says)}</title></path>`;
}

/** A whole SVG file on white, with its title as the first line. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" role="img" font-family="${FONT}">`,
    `<title>${escaped(title)}</title>`,
    bar(0, 0, width, height, "white"),
    text(20, 34, title, { size: 17, weight: "bold" }),
    ...parts.filter((part) => part !== ""),
    "</svg>",
  ].join("\n");
}

const PALE = [247, 251, 255] as const;
const DEEP = [8, 48, 107] as const;

/** A colour between pale and deep, and one that can be read on it. @param share 0 to 1 */
export function heat(share: number): { readonly fill: string; readonly ink: string } {
  const depth = Math.min(1, Math.max(0, share));
  const mixed = PALE.map((pale, at) => Math.round(pale + ((DEEP[at] ?? pale) - pale) * depth));
  return { fill: `rgb(${mixed.join(",")})`, ink: depth > 0.62 ? "white" : INK };
}
