// Colours with enough contrast. Mantine's own parts have 102 faults in the light scheme and 31 in the dark one
// (mantinedev/mantine#7511), and none with these variables.
import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** The only hues in use, each dark enough to be read on white and to be written on in white. */
const HUES = {
  blue: "#1558a6",
  green: "#1e6b30",
  orange: "#9a3a00",
  yellow: "#6b4a00",
  red: "#b02525",
  violet: "#5a2fc0",
  gray: "#495057",
} as const;

const variables = (suffixes: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(HUES).flatMap(([name, hue]) =>
      suffixes.map((suffix) => [`--mantine-color-${name}-${suffix}`, hue]),
    ),
  );

export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...variables(["text", "light-color", "outline", "filled", "filled-hover"]),
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-placeholder": "#5c636a",
    "--mantine-color-error": HUES.red,
    "--mantine-color-anchor": HUES.blue,
  },
  dark: {
    ...variables(["filled", "filled-hover"]),
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-1)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-anchor": "var(--mantine-color-blue-3)",
  },
});

/** Russian words are longer than English ones: what cuts them off by itself has to let them wrap. */
const WRAP = { whiteSpace: "normal", overflow: "visible", textOverflow: "clip" } as const;

export const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  components: {
    Button: {
      styles: {
        root: { height: "auto", minHeight: 36, paddingBlock: 6 },
        label: { ...WRAP, lineHeight: 1.3 },
      },
    },
    // In a line of text, colour alone does not make a link.
    Anchor: { defaultProps: { underline: "always" } },
    // Only what just went wrong interrupts whoever listens to the page.
    Alert: { defaultProps: { role: "note", variant: "outline" } },
    Badge: {
      defaultProps: { tt: "none", variant: "light" },
      styles: {
        root: { height: "auto", minHeight: 22, overflow: "visible" },
        label: { ...WRAP, lineHeight: 1.3 },
      },
    },
  },
});
