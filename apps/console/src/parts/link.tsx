import { Anchor, Button } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import { followed, hrefOf } from "../router.ts";

/** A link to a screen: it opens here, or wherever the browser was told to open it. */
export function Link({
  to,
  children,
  ...rest
}: { readonly to: string; readonly children: ReactNode } & Omit<ComponentProps<typeof Anchor<"a">>, "href">) {
  return (
    <Anchor {...rest} href={hrefOf(to)} onClick={followed(to)}>
      {children}
    </Anchor>
  );
}

/** The same, drawn as a button. */
export function LinkButton({
  to,
  children,
  ...rest
}: { readonly to: string; readonly children: ReactNode } & Omit<ComponentProps<typeof Button<"a">>, "href">) {
  return (
    <Button {...rest} component="a" href={hrefOf(to)} onClick={followed(to)}>
      {children}
    </Button>
  );
}
