// Forms are made of the API's own description: one form for each event, so that no field can be missing or out of date.

/** What the console understands of JSON Schema, as the API writes it. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly FieldSchema[];
  readonly anyOf?: readonly FieldSchema[];
}

/** What a field is drawn as. */
export type Widget =
  | "text"
  | "words"
  | "id"
  | "number"
  | "yesNo"
  | "choice"
  | "choices"
  | "list"
  | "instant"
  | "day"
  | "json";

/** One field of a form. `path`: where its value goes, for instance `about.ground`. */
export interface FormField {
  readonly path: string;
  readonly name: string;
  readonly widget: Widget;
  readonly required: boolean;
  readonly nullable: boolean;
  /** It has to be said, and an empty list says it. */
  readonly mayBeEmpty?: true;
  readonly schema: FieldSchema;
  readonly options: readonly string[];
  /** It is asked for only where another field has this value: the case of a union. */
  readonly when?: { readonly path: string; readonly is: string };
  /** The part that it belongs to may be left out altogether. */
  readonly within?: string;
}

const typesOf = ({ type }: FieldSchema): readonly string[] =>
  type === undefined ? [] : typeof type === "string" ? [type] : type;

const INSTANT = "T\\d{2}:";
const DAY = "^\\d{4}-\\d{2}-\\d{2}$";
const WORDS = 1_000;

function widgetOf(schema: FieldSchema): Widget {
  const types = typesOf(schema);
  if (schema.enum) return "choice";
  if (types.includes("boolean")) return "yesNo";
  if (types.includes("integer") || types.includes("number")) return "number";
  if (types.includes("array")) {
    const { items = {} } = schema;
    if (items.enum) return "choices";
    return typesOf(items).includes("string") ? "list" : "json";
  }
  if (!types.includes("string")) return "json";
  if (schema.pattern?.includes(INSTANT)) return "instant";
  if (schema.pattern === DAY) return "day";
  if ((schema.maxLength ?? 0) > WORDS) return "words";
  return schema.pattern?.startsWith("^[A-Za-z0-9]") ? "id" : "text";
}

const optionsOf = ({ enum: own, items }: FieldSchema): readonly string[] =>
  (own ?? items?.enum ?? []).filter((option): option is string => typeof option === "string");

/** The field of a union whose value says which case it is. */
const tagOf = (cases: readonly FieldSchema[]): string | undefined =>
  Object.keys(cases[0]?.properties ?? {}).find((name) =>
    cases.every(({ properties }) => properties?.[name]?.enum?.length === 1),
  );

type Inherited = Pick<FormField, "when" | "within">;

function casesOf(path: string, cases: readonly FieldSchema[], inherited: Inherited): FormField[] | null {
  const tag = tagOf(cases);
  if (tag === undefined) return null;
  const names = cases.map(({ properties }) => String(properties?.[tag]?.enum?.[0]));
  const at = `${path}.${tag}`;
  const choice: FormField = {
    path: at,
    name: tag,
    widget: "choice",
    required: true,
    nullable: false,
    schema: { enum: names },
    options: names,
    ...inherited,
  };
  const rest = cases.flatMap((one, n) =>
    fieldsOf(one, path, { ...inherited, when: { path: at, is: names[n] ?? "" } }).filter(
      ({ name }) => name !== tag,
    ),
  );
  return [choice, ...rest];
}

/** The fields of an object, with those of the objects in it. */
export function fieldsOf(schema: FieldSchema, path = "", inherited: Inherited = {}): FormField[] {
  const needed = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]): FormField[] => {
    const at = path ? `${path}.${name}` : name;
    const cases = inner.oneOf ?? inner.anyOf;
    const union = cases && casesOf(at, cases, inherited);
    if (union) return union;
    if (inner.properties)
      return fieldsOf(inner, at, needed.has(name) ? inherited : { ...inherited, within: at });
    const mayBeEmpty = needed.has(name) && typesOf(inner).includes("array") && !inner.minItems;
    return [
      {
        path: at,
        name,
        widget: widgetOf(inner),
        required: needed.has(name) && !typesOf(inner).includes("null") && !mayBeEmpty,
        ...(mayBeEmpty && { mayBeEmpty }),
        nullable: typesOf(inner).includes("null"),
        schema: inner,
        options: optionsOf(inner),
        ...inherited,
      },
    ];
  });
}
