import { createPrivateKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lock } from "../../../../archive/lock.ts";
import { BadPolicy, readPolicy } from "../../../../audit/logPolicy.ts";
import { type Signer, signerOf, type Verifier, verifierKey } from "../../../../audit/note.ts";
import { witnessDesk } from "../../../../audit/witness.ts";
import { ownHome } from "../../../../worker/home.ts";
import { serveApi } from "../../../api/server.ts";
import { witnessRoutes } from "../../../api/witness.ts";
import type { RunCommand } from "../../cli.ts";
import { EXIT, usage } from "../../exit.ts";

interface WitnessOptions {
  readonly log: readonly string[];
  readonly name?: string;
  readonly folder?: string;
  readonly port: number;
}

const unlessAbsent = (error: NodeJS.ErrnoException): null => {
  if (error.code !== "ENOENT") throw error;
  return null;
};

/** Writes a file that is there whole, and still there after a crash. */
async function keepFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, "w", 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  await rename(draft, file);
}

/** The key of a witness, made the first time, and the name that it signs as from then on. */
async function signerIn(folder: string, name: string | undefined): Promise<Signer> {
  const [keyFile, nameFile] = [join(folder, "witness.pem"), join(folder, "name")];
  const known = (await readFile(nameFile, "utf8").catch(unlessAbsent))?.trim();
  if (known !== undefined && name !== undefined && known !== name)
    throw usage(`${folder} is the witness ${known}; another name needs another --folder`);
  let pem = await readFile(keyFile, "utf8").catch(unlessAbsent);
  if (pem === null) {
    pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    await keepFile(keyFile, pem);
  }
  const signer = signerOf(known ?? name ?? `localhost/witness/${randomUUID()}`, 4, createPrivateKey(pem));
  if (known === undefined) await keepFile(nameFile, `${signer.verifier.name}\n`);
  return signer;
}

async function logsIn(files: readonly string[]): Promise<Verifier[]> {
  const logs: Verifier[] = [];
  for (const file of files) {
    try {
      logs.push(...readPolicy(await readFile(file, "utf8")).logs);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof BadPolicy) throw usage(`--log ${file}: ${why}`);
      throw usage(`--log ${file} cannot be read: ${why}`);
    }
  }
  if (logs.length === 0) throw usage(`no log is named in ${files.join(", ")}`);
  return logs;
}

/** `tenure witness`: cosigns others' logs until it is told to stop. */
export const witness: RunCommand<[options: WitnessOptions]> = async ({ home, output }, options) => {
  const folder = options.folder ?? join(home, "witness");
  const logs = await logsIn(options.log);
  ownHome(folder);
  const release = await lock(join(folder, "lock"));
  try {
    const signer = await signerIn(folder, options.name);
    const fileOf = (name: string) => join(folder, `${name}.checkpoint`);
    const desk = witnessDesk({
      signer,
      logs,
      kept: (name) => readFile(fileOf(name), "utf8").catch(unlessAbsent),
      keep: (name, note) => keepFile(fileOf(name), note),
    });
    const served = await serveApi(witnessRoutes(desk), { port: options.port });
    const line = `witness ${signer.verifier.name.replaceAll("/", "-")} ${verifierKey(signer.verifier)} ${served.url}`;
    await writeFile(join(folder, "policy"), `${line}\n`, { mode: 0o600 });
    output.data({ name: signer.verifier.name, url: served.url, pid: process.pid, line });
    output.line(line);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    });
    await served.close();
    return EXIT.done;
  } finally {
    await release();
  }
};
