import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../texts/index.tsx";
import { useSettled } from "./settled.ts";

/** Rows that keep their places: new ones wait behind a button, and those that are gone stay, greyed. */
export function Steady<T>({
  of,
  rows,
  nameOf,
  children,
}: {
  /** What is listed: another filter is another list, shown at once. */
  readonly of: string;
  readonly rows: readonly T[];
  readonly nameOf: (row: T) => string;
  readonly children: (rows: readonly { readonly row: T; readonly gone: boolean }[]) => ReactNode;
}) {
  const { t } = useTexts();
  const { rows: settled, fresh, show } = useSettled(of, rows, nameOf);
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
