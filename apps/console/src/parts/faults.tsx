import { Alert } from "@mantine/core";
import { useEffect, useRef } from "react";
import { fieldId } from "../form/fields.tsx";
import type { FieldFault } from "../form/values.ts";
import { useTexts } from "../texts/index.tsx";

/** What is wrong in a form; each line leads to its field. */
export function Faults({
  faults,
  nameOf,
}: {
  readonly faults: readonly FieldFault[];
  /** What a field is called, by its path. */
  readonly nameOf: (path: string) => string;
}) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      color="red"
      variant="outline"
      role="alert"
      title={t("form.faults", { n: faults.length })}
    >
      <ul>
        {faults.map(({ path, key, slots }) => (
          <li key={path}>
            <a
              href={`#${fieldId(path)}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(fieldId(path))?.focus();
              }}
            >
              {nameOf(path)}: {t(key, slots)}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
