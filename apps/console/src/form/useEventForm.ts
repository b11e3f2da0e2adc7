// What the form of an event knows and does: it is filled in, looked at beforehand, and recorded once.
import { useEffect, useMemo, useRef, useState } from "react";
import type { PreviewView } from "../../../api/preview.ts";
import type { ClientView, ExplanationView } from "../../../api/schemas.ts";
import { post } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import { useSending } from "../api/sending.ts";
import { OPENED_HASH, type ReadDossier } from "../reading.ts";
import { useQuery } from "../router.ts";
import { previews, usePerson } from "../who.ts";
import { draftName, type FormDraft, forgetDraft, keepDraft, readDraft } from "./draft.ts";
import { type FieldSchema, type FormField, fieldsOf } from "./schema.ts";
import { dataOf, type FieldFault, type FieldTexts, faultsOf } from "./values.ts";

/** What the engine answered to an event. `recorded`: it is kept, and not judged yet. */
export interface ToldAnswer {
  readonly outcome: "accepted" | "recorded";
  readonly seq?: number;
  readonly state?: string;
  readonly repeated?: true;
}

/** What the same engine says would happen; nothing is recorded. */
export interface Ahead {
  readonly explained: ExplanationView;
  readonly preview: PreviewView | null;
  readonly problem: ApiError | null;
}

/** Events that begin something: its name is made here. */
const BEGINS: Readonly<Record<string, string>> = {
  "incident.reported": "incidentId",
  "exit.requested": "requestId",
  "demand.recorded": "demandId",
  "fault.opened": "faultId",
  "message.received": "messageId",
  "message.sent": "messageId",
  "client.replied": "messageId",
};

/** The engine compiles it from the facts on record: nobody types it in. */
const COMPILED = "dossier.compiled";

const shortId = (): string => crypto.randomUUID().slice(0, 8);

/** What is known before anything is filled in. */
function begun(type: string, fields: readonly FormField[], about: string | null): FieldTexts {
  const filled: Record<string, string> = {};
  let named = false;
  for (const { path, name, schema, widget } of fields) {
    if (BEGINS[type] === name) filled[path] = `${name.replace(/Id$/, "")}-${shortId()}`;
    else if (widget === "id" && /^about$|Id$/.test(name) && about !== null && !named) {
      filled[path] = about;
      named = true;
    } else if (typeof schema.default === "string") filled[path] = schema.default;
    else if (typeof schema.default === "boolean") filled[path] = schema.default ? "yes" : "no";
  }
  return filled;
}

/** The fields of a form, and what stands in them. */
function useFields(view: ClientView, type: string, schema: FieldSchema) {
  const [query] = useQuery();
  const person = usePerson();
  const known = view.matters.filter(({ events }) => events.includes(type)).map(({ id }) => id);
  // What it is about when it opens: what is opened meanwhile has a form of its own.
  const [about] = useState(() => query.get("about") ?? (known.length === 1 ? (known[0] ?? null) : null));
  const [name] = useState(() =>
    draftName({ actor: person?.actor ?? "", client: view.client, type, about, task: query.get("task") }),
  );
  // Which dossier was read is known from the reading, and never from a field.
  const fields = useMemo(
    () =>
      type === COMPILED
        ? []
        : fieldsOf(schema.properties?.data ?? {}).filter((field) => field.name !== OPENED_HASH),
    [schema, type],
  );
  const [draft] = useState(() => readDraft(sessionStorage, name));
  const [filled, setFilled] = useState<FieldTexts>(() => ({
    ...begun(type, fields, about),
    ...draft?.filled,
  }));
  const [reason, setReason] = useState(draft?.reason ?? "");
  const [occurred, setOccurred] = useState(draft?.occurred ?? "");
  return { fields, known, name, draft, filled, setFilled, reason, setReason, occurred, setOccurred };
}

/** Keeps what the person has changed or sent, for as long as it is not on record. */
function useKeptDraft(name: string, isOver: boolean, isTheirs: boolean, draft: FormDraft): void {
  const { eventId, sent, filled, reason, occurred } = draft;
  useEffect(() => {
    if (isOver) forgetDraft(sessionStorage, name);
    else if (isTheirs) keepDraft(sessionStorage, name, { eventId, sent, filled, reason, occurred });
  }, [name, isOver, isTheirs, eventId, sent, filled, reason, occurred]);
}

/** What the client would read; where that cannot be written, why. */
async function previewOf(path: string, said: object): Promise<Pick<Ahead, "preview" | "problem">> {
  try {
    return { preview: await post<PreviewView>(path, said), problem: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { preview: null, problem: error };
  }
}

/** Looks ahead: what the same engine says of an event that is not recorded. */
function useLook(path: string) {
  const person = usePerson();
  const [ahead, setAhead] = useState<Ahead | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  /** What stands in the form now: an answer about what stood there before is of no use. */
  const now = useRef(0);
  const look = async (said: object) => {
    const asked = now.current;
    setBusy(true);
    setFailed(null);
    try {
      const explained = await post<ExplanationView>(`${path}/explain`, said);
      const shown = explained.admitted === "yes" && person !== null && previews(person.role);
      const seen = shown ? await previewOf(`${path}/preview`, said) : { preview: null, problem: null };
      if (asked === now.current) setAhead({ explained, ...seen });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const forget = () => {
    now.current += 1;
    setAhead(null);
  };
  return { ahead, forget, failed, busy, look };
}

/**
 * @param read the dossier that the event rests on: it names it, and is taken only while nothing else was recorded
 */
export function useEventForm(view: ClientView, type: string, schema: FieldSchema, read: ReadDossier | null) {
  const form = useFields(view, type, schema);
  const { fields, name, draft, filled, reason, occurred } = form;
  const path = `/clients/${encodeURIComponent(view.client)}`;
  const ahead = useLook(path);
  const sending = useSending<ToldAnswer>(
    draft?.eventId ? { eventId: draft.eventId, standing: draft.sent ? "unknown" : "new" } : undefined,
  );
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [touched, setTouched] = useState(draft !== null);
  /** What stands in the fields is what was sent. */
  const [asSent, setAsSent] = useState(draft?.sent ?? false);
  const open = sending.standing === "unknown" || sending.standing === "kept" || sending.busy;
  const over = sending.standing === "done";
  const eventId = sending.spent ? null : sending.eventId;
  useKeptDraft(name, over, touched || open, { eventId, sent: open, filled, reason, occurred });
  const sanction = schema.required?.includes("reason") ?? false;
  const said = () => ({
    type,
    ...(reason.trim() && { reason }),
    ...(occurred && { occurredAt: occurred }),
    data: { ...dataOf(fields, filled), ...(read && { [OPENED_HASH]: read.hash }) },
  });
  const changed = () => {
    setTouched(true);
    setAsSent(false);
    ahead.forget();
    sending.changed();
  };
  return {
    ...form,
    ahead,
    sending,
    faults,
    sanction,
    busy: ahead.busy || sending.busy,
    /** It was sent as it stands, and nobody knows what became of it: it is sent again without another look. */
    mayRetry: asSent && sending.standing === "unknown",
    async look() {
      const unsaid = sanction && !reason.trim();
      const found: FieldFault[] = [
        ...faultsOf(fields, filled),
        ...(unsaid ? [{ path: "reason", key: "form.fault.required" } as const] : []),
      ];
      setFaults(found);
      if (found.length === 0) await ahead.look(said());
    },
    async record() {
      setAsSent(true);
      const seen = read ? { "if-match": `"${read.seq}"` } : {};
      await sending.send((id) => post<ToldAnswer>(`${path}/events`, { ...said(), eventId: id }, seen));
    },
    change(at: string, text: string) {
      form.setFilled((before) => ({ ...before, [at]: text }));
      changed();
    },
    setReason(text: string) {
      form.setReason(text);
      changed();
    },
    setOccurred(instant: string) {
      form.setOccurred(instant);
      changed();
    },
    /** Throws the draft away. */
    forget: () => forgetDraft(sessionStorage, name),
  };
}
export type EventForm = ReturnType<typeof useEventForm>;
