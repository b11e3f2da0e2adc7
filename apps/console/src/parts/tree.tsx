// Whatever the API tells in a shape of its own: names and values, lists as tables.
import { Table, Text } from "@mantine/core";
import { useTexts } from "../texts/index.tsx";
import { useReadable } from "./findings.tsx";

type Branch = Readonly<Record<string, unknown>>;
const isBranch = (value: unknown): value is Branch =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Rows of a table; each of the same kind. */
export function Rows({ rows, words }: { readonly rows: readonly Branch[]; readonly words: Words }) {
  const { field } = useTexts();
  const readable = useReadable();
  const heads = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <div className="scroll">
      <Table className="cards">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{field(head)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={JSON.stringify(row)}>
              {heads.map((head) => (
                <Table.Td key={head} data-label={field(head)}>
                  {spoken(row[head], words) ?? readable(row[head])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** Words by their vault id. */
type Words = Readonly<Record<string, string>>;
const NONE: Words = {};
const spoken = (value: unknown, words: Words): string | null =>
  typeof value === "string" && Object.hasOwn(words, value) ? (words[value] ?? null) : null;

/** An object: its names and values; what is in it again, below. */
export function Tree({ of, words = NONE }: { readonly of: Branch; readonly words?: Words }) {
  const { field, t } = useTexts();
  const readable = useReadable();
  return (
    <dl className="pairs">
      {Object.entries(of).map(([name, value]) => {
        const rows = Array.isArray(value) && value.length > 0 && value.every(isBranch);
        return (
          <div key={name} className={rows || isBranch(value) ? "pair wide" : "pair"}>
            <dt>{field(name)}</dt>
            <dd>
              {rows ? (
                <Rows rows={value as readonly Branch[]} words={words} />
              ) : isBranch(value) ? (
                Object.keys(value).length > 0 ? (
                  <Tree of={value} words={words} />
                ) : (
                  <Text span>{t("common.none")}</Text>
                )
              ) : (
                (spoken(value, words) ?? readable(value))
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
