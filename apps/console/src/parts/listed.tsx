import { Table } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import type { ReadList } from "../api/data.ts";
import { useTexts } from "../texts/index.tsx";
import type { TextKey } from "../texts/messages.ts";
import { Cut } from "./cut.tsx";
import { Shown } from "./states.tsx";
import { Steady } from "./steady.tsx";

interface ListedProps<Row> {
  readonly read: ReadList<{ readonly items: readonly Row[]; readonly next: string | null }>;
  readonly heads: readonly TextKey[];
  /** Whether a last column without a head holds what can be done with a row. */
  readonly acts?: boolean;
  /** Stands in place of no rows. */
  readonly empty: ReactNode;
  /** The id of what was just made here: it is shown at once, and does not wait as other new rows do. */
  readonly own?: string | null;
  /** A row of the table. */
  readonly children: (row: Row, gone: boolean) => ReactNode;
}

/** A list as a table: rows keep their places, and where it is cut it says so. */
export function Listed<Row extends { readonly id: string }>({
  read: { list, name, onMore },
  heads,
  acts = false,
  empty,
  own = null,
  children,
}: ListedProps<Row>) {
  const { t } = useTexts();
  return (
    <Shown of={list} lines={4}>
      {({ items, next }) => (
        <>
          <Steady of={name} rows={items} nameOf={({ id }) => id} own={own}>
            {(rows) =>
              rows.length === 0 ? (
                empty
              ) : (
                <Table className="cards">
                  <Table.Thead>
                    <Table.Tr>
                      {heads.map((head) => (
                        <Table.Th key={head}>{t(head)}</Table.Th>
                      ))}
                      {acts && <Table.Td />}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map(({ row, gone }) => (
                      <Fragment key={row.id}>{children(row, gone)}</Fragment>
                    ))}
                  </Table.Tbody>
                </Table>
              )
            }
          </Steady>
          {next !== null && <Cut shown={items.length} of={null} onMore={onMore} />}
        </>
      )}
    </Shown>
  );
}
