import { Button } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useTexts } from "../texts/index.tsx";
import { useSettled } from "./settled.ts";

/** Rows that keep their places: new ones wait behind a button, and those that are gone stay, greyed. */
export function Steady<T>({
  of,
  rows,
  nameOf,
  own = null,
  children,
}: {
  /** What is listed: another filter is another list, shown at once. */
  readonly of: string;
  readonly rows: readonly T[];
  readonly nameOf: (row: T) => string;
  /** The name of what was just made here: whoever made it looks for it, so that it does not wait. */
  readonly own?: string | null;
  readonly children: (rows: readonly { readonly row: T; readonly gone: boolean }[]) => ReactNode;
}) {
  const { t } = useTexts();
  const came = useRef<string | null>(null);
  if (own !== null && rows.some((row) => nameOf(row) === own)) came.current = own;
  const { rows: settled, fresh, show } = useSettled(`${of} ${came.current}`, rows, nameOf);
  return (
    <>
      {fresh > 0 && (
        <Button fullWidth variant="light" mb="xs" onClick={show}>
          {t("state.new", { n: fresh })}
        </Button>
      )}
      {children(settled)}
    </>
  );
}
