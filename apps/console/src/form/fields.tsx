// A field of a form, drawn as what it holds.
import { Checkbox, Group, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useUtc } from "../parts/times.tsx";
import { useTexts } from "../texts/index.tsx";
import { inputOf, instantOf } from "./moments.ts";
import type { FormField } from "./schema.ts";
import { splitList } from "./values.ts";

/** The id of a field in the page, so that a fault can lead to it. */
export const fieldId = (path: string): string => `field-${path.replaceAll(".", "-")}`;

const INPUT = { day: "date", number: "text" } as const;

function Choices({
  field,
  label,
  value,
  error,
  onChange,
}: {
  readonly field: FormField;
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}) {
  const texts = useTexts();
  return (
    <Checkbox.Group
      id={fieldId(field.path)}
      label={label}
      required={field.required}
      value={splitList(value)}
      error={error}
      onChange={(chosen) => onChange(chosen.join(","))}
    >
      <Group gap="md" mt={6}>
        {field.options.map((option) => (
          <Checkbox key={option} value={option} label={texts.value(option)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

/** A moment, by the clock that the times of the page are shown by. What is kept is the instant, whatever the clock. */
export function MomentInput({
  instant,
  onChange,
  ...common
}: {
  readonly id: string;
  readonly label: string;
  readonly required?: boolean;
  readonly error: string | undefined;
  /** ISO; empty where none is said. */
  readonly instant: string;
  readonly onChange: (instant: string) => void;
}) {
  const { t } = useTexts();
  const utc = useUtc();
  return (
    <TextInput
      {...common}
      type="datetime-local"
      description={t(utc ? "form.inUtc" : "form.inLocal")}
      value={inputOf(instant, utc)}
      onChange={(event) => onChange(instantOf(event.currentTarget.value, utc))}
    />
  );
}

/** A line of text, with what is likely meant. */
function Line({
  field,
  value,
  known,
  common,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string;
  readonly known: readonly string[];
  readonly common: {
    readonly id: string;
    readonly label: string;
    readonly required: boolean;
    readonly error: string | undefined;
  };
  readonly onChange: (text: string) => void;
}) {
  const { t } = useTexts();
  const list = known.length > 0 ? `${fieldId(field.path)}-known` : undefined;
  const hint =
    field.widget === "list"
      ? t("form.list.hint")
      : field.widget === "id" && value
        ? t("form.id.hint")
        : undefined;
  return (
    <>
      <TextInput
        {...common}
        type={INPUT[field.widget as keyof typeof INPUT] ?? "text"}
        inputMode={field.widget === "number" ? "numeric" : undefined}
        description={hint}
        list={list}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {list && (
        <datalist id={list}>
          {known.map((id) => (
            <option key={id} value={id} />
          ))}
        </datalist>
      )}
    </>
  );
}

export function Field({
  field,
  value,
  error,
  known,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string;
  readonly error: string | undefined;
  /** What is likely meant: ids of what is open. */
  readonly known: readonly string[];
  readonly onChange: (text: string) => void;
}) {
  const texts = useTexts();
  const { t } = texts;
  const label = texts.field(field.path);
  const common = {
    id: fieldId(field.path),
    label,
    required: field.required && field.within === undefined,
    error,
  };
  switch (field.widget) {
    case "choices":
      return <Choices field={field} label={label} value={value} error={error} onChange={onChange} />;
    case "yesNo":
    case "choice": {
      const options =
        field.widget === "yesNo"
          ? [
              { value: "yes", label: t("common.yes") },
              { value: "no", label: t("common.no") },
            ]
          : field.options.map((option) => ({ value: option, label: texts.value(option) }));
      return (
        <NativeSelect
          {...common}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[{ value: "", label: common.required ? "…" : "—" }, ...options]}
        />
      );
    }
    case "words":
    case "json":
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          description={t(field.widget === "words" ? "form.reason.hint" : "form.json.hint")}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "instant":
      return <MomentInput {...common} instant={value} onChange={onChange} />;
    default:
      return <Line field={field} value={value} known={known} common={common} onChange={onChange} />;
  }
}
