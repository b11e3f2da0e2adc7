import { z } from "zod";
import { codecKeys } from "../codec.ts";
import { onOff, readBy, text, URL_ALLOWED, type Variables, webUrl } from "./variable.ts";

/** The state folder, the archive and the keys. */
export const STATE = {
  TENURE_HOME: {
    readers: ["CLI"],
    schema: text,
    says: "The state folder; --home takes its place",
    allowed: "a path",
    default: ".tenure",
  },
  TENURE_AS: {
    readers: ["CLI"],
    schema: text,
    says: "Who acts; --as takes its place",
    allowed: "role:id, for instance senior:anna",
    otherwise: "--as has to be given, except to read",
  },
  TENURE_URL: {
    readers: ["CLI"],
    schema: webUrl,
    says: "The engine that commands ask, where it is none on this machine",
    allowed: URL_ALLOWED,
    otherwise: "the one that runs on the state folder",
  },
  TENURE_TOKEN: {
    readers: ["CLI"],
    secret: true,
    schema: text,
    says: "A token that shows who acts, for programs: `tenure tokens create` makes one",
    allowed: "a token",
    otherwise: "the session that `tenure login` began, or --as",
  },
  TENURE_KEYRING: {
    readers: ["CLI"],
    schema: onOff,
    says: "Whether `tenure login` keeps its session in the system's keyring, where there is one",
    allowed: "0 or 1",
    default: "1",
  },
  TENURE_ROLE: {
    readers: ["CLI"],
    schema: text,
    says: "In which of their roles whoever is signed in acts; --acting-role takes its place",
    allowed: "a role",
    otherwise: "the one that the command is for",
  },
  DATABASE_URL: {
    readers: ["CLI", "worker", "API"],
    secret: true,
    // A socket has no host: postgresql:///tenure?host=/var/run/postgresql.
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, "is no URL that begins with postgres:// or postgresql://"),
    says: "The PostgreSQL database that holds the archive",
    allowed: "a URL that begins with postgres:// or postgresql://",
    otherwise: "the embedded archive in the state folder",
  },
  TENURE_KEYS: {
    readers: ["CLI", "worker", "API"],
    schema: text,
    says: "The folder of the clients' keys, which must lie apart from the database and be shared by all processes",
    allowed: "a path",
    otherwise: "keys/clients in the state folder",
  },
  TENURE_WITNESSES: {
    readers: ["worker"],
    schema: text,
    says: "The file that says who cosigns the log, with their addresses",
    allowed: "a path to a C2SP tlog-policy",
    otherwise: "nobody is asked to",
  },
  TENURE_LOG_OPEN: {
    readers: ["API"],
    schema: onOff,
    says: "Whether anybody may read the log's checkpoints and tiles, and not auditors, compliance and legal only",
    allowed: "0 or 1",
    default: "0",
  },
  TENURE_CODEC_KEYS: {
    readers: ["worker", "API"],
    secret: true,
    schema: readBy(codecKeys),
    says: "The keys that encrypt what Temporal keeps; the first one writes, every one reads",
    allowed: "id:key, commas between them, each key 32 bytes in base64",
    otherwise: "nothing is encrypted in Temporal",
  },
} as const satisfies Variables;
