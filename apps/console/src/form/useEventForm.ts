// What the form of an event knows and does: it is filled in, looked at beforehand, and recorded once.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { PreviewView } from "../../../api/preview.ts";
import type { ClientView, ExplanationView } from "../../../api/schemas.ts";
import { ApiError, post } from "../api/client.ts";
import { changedHere } from "../api/live.ts";
import { useQuery } from "../router.ts";
import { previews, usePerson } from "../who.ts";
import { type FieldSchema, type FormField, fieldsOf } from "./schema.ts";
import { dataOf, type FieldFault, type FieldTexts, faultsOf, instantOf } from "./values.ts";

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

const shortId = (): string => crypto.randomUUID().slice(0, 8);

/** What is known before anything is filled in. */
function begun(
  type: string,
  fields: readonly FormField[],
  known: readonly string[],
  query: URLSearchParams,
): FieldTexts {
  const filled: Record<string, string> = {};
  const about = query.get("about") ?? (known.length === 1 ? known[0] : undefined);
  let named = false;
  for (const { path, name, schema, widget } of fields) {
    if (BEGINS[type] === name) filled[path] = `${name.replace(/Id$/, "")}-${shortId()}`;
    else if (widget === "id" && name.endsWith("Id") && about !== undefined && !named) {
      filled[path] = about;
      named = true;
    } else if (typeof schema.default === "string") filled[path] = schema.default;
    else if (typeof schema.default === "boolean") filled[path] = schema.default ? "yes" : "no";
  }
  return filled;
}

/** What was filled in and not recorded yet: it outlives a reload of the page, with the id of the event. */
interface FormDraft {
  readonly eventId: string;
  readonly filled: FieldTexts;
  readonly reason: string;
}

const draftName = (client: string, type: string): string => `tenure.draft ${client} ${type}`;

function readDraft(name: string): FormDraft | null {
  const text = sessionStorage.getItem(name);
  return text === null ? null : (JSON.parse(text) as FormDraft);
}

/** What stands in the fields, kept for as long as it is not recorded. */
function useFields(view: ClientView, type: string, schema: FieldSchema) {
  const [query] = useQuery();
  const name = draftName(view.client, type);
  const fields = useMemo(() => fieldsOf(schema.properties?.data ?? {}), [schema]);
  const known = view.matters.filter(({ events }) => events.includes(type)).map(({ id }) => id);
  const [draft] = useState(() => readDraft(name));
  const [filled, setFilled] = useState<FieldTexts>(() => {
    const dossier = query.get("dossier");
    return {
      ...begun(type, fields, known, query),
      ...draft?.filled,
      // What was read just now, not what was read before.
      ...(dossier !== null && { openedDossierHash: dossier }),
    };
  });
  const [reason, setReason] = useState(draft?.reason ?? "");
  // Minted when the form opens: sent twice, it counts once.
  const [eventId, setEventId] = useState(() => draft?.eventId ?? crypto.randomUUID());
  const [recorded, setRecorded] = useState(false);
  useEffect(() => {
    if (recorded) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify({ eventId, filled, reason } satisfies FormDraft));
  }, [name, eventId, filled, reason, recorded]);
  return {
    fields,
    known,
    filled,
    setFilled,
    reason,
    setReason,
    eventId,
    /** After an answer, what is sent next is another attempt, with an entry of its own. */
    another: () => setEventId(crypto.randomUUID()),
    forget: () => setRecorded(true),
  };
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

export function useEventForm(view: ClientView, type: string, schema: FieldSchema) {
  const queries = useQueryClient();
  const person = usePerson();
  const form = useFields(view, type, schema);
  const { fields, filled, reason, eventId } = form;
  const [occurred, setOccurred] = useState("");
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [ahead, setAhead] = useState<Ahead | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [told, setTold] = useState<ToldAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const sanction = schema.required?.includes("reason") ?? false;
  const path = `/clients/${encodeURIComponent(view.client)}`;
  const said = () => ({ type, ...(reason.trim() && { reason }), data: dataOf(fields, filled) });

  const during = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailed(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailed(error);
      // A refusal is on record under this id; without an answer, the same event is sent again.
      if (error.status >= 400 && error.status < 500) form.another();
    } finally {
      setBusy(false);
    }
  };

  const look = () =>
    during(async () => {
      const unsaid = sanction && !reason.trim();
      const found: FieldFault[] = [
        ...faultsOf(fields, filled),
        ...(unsaid ? [{ path: "reason", key: "form.fault.required" } as const] : []),
      ];
      setFaults(found);
      if (found.length > 0) return;
      const explained = await post<ExplanationView>(`${path}/explain`, said());
      const shown = explained.admitted === "yes" && person !== null && previews(person.role);
      const seen = shown ? await previewOf(`${path}/preview`, said()) : { preview: null, problem: null };
      setAhead({ explained, ...seen });
    });
  const record = () =>
    during(async () => {
      const happened = occurred ? instantOf(occurred) : undefined;
      const when = typeof happened === "string" ? { occurredAt: happened } : {};
      const answer = await post<ToldAnswer>(`${path}/events`, { ...said(), eventId, ...when });
      setTold(answer);
      if (answer.outcome === "accepted") form.forget();
      changedHere(queries);
    });
  return {
    ...form,
    occurred,
    setOccurred,
    faults,
    ahead,
    failed,
    told,
    busy,
    sanction,
    look,
    record,
    change: (at: string, text: string) => {
      form.setFilled((before) => ({ ...before, [at]: text }));
      setAhead(null);
    },
    setReason: (text: string) => {
      form.setReason(text);
      setAhead(null);
    },
  };
}
export type EventForm = ReturnType<typeof useEventForm>;
