/** Who may import whom. Each rule says why; `npm run check:imports` fails on the first one broken. */

const room = (name) => `^${name}/`;
const from = (path, extra = {}) => ({ path, ...extra });
const packages = (...names) => `^node_modules/(${names.join("|")})(/|$)`;

/** A room may import only what is listed; its own files always. */
const only = (name, comment, ...allowed) => ({
  name: `${name}-imports`,
  comment,
  severity: "error",
  from: from(room(name)),
  to: { pathNot: [room(name), ...allowed] },
});

const ROOMS =
  "^(machines|contracts|workflows|activities|worker|services|archive|insight|texts|handover|audit|apps|values|rehearse)/";
// A workflow takes no machine but the frozen ones, and what crosses them.
const MACHINES = "^machines/(format|versions/index)\\.ts$";
const THE_MACHINE = "^machines/(index|format|versions/index)\\.ts$";
/** Closed lists in plain words: nothing to run, and nothing to freeze. */
const VOCABULARY = "^machines/vocabulary\\.ts$";

export default {
  forbidden: [
    {
      ...only(
        "machines",
        "The machine is pure: no Temporal, no Node built-in, no clock, no I/O; it must run in the workflow sandbox and offline.",
        packages("xstate", "zod", "@noble/hashes", "canonicalize"),
      ),
      // The tool that makes the files of versions runs on a developer's machine only.
      from: from(room("machines"), { pathNot: "^machines/versions/(release|bundle)\\.ts$" }),
    },
    {
      name: "xstate-in-the-chart-only",
      comment:
        "Rules and the context are plain functions; only the chart, the stepper and the diagram know XState.",
      severity: "error",
      from: from(room("machines"), { pathNot: "^machines/(chart/|step/|versions/|definition|diagram)" }),
      to: { path: packages("xstate") },
    },
    {
      name: "one-door-to-the-machine",
      comment:
        "machines/index.ts is what the sandbox preloads and freezes; anything else would be evaluated per workflow.",
      severity: "error",
      from: from(
        "^(workflows|contracts|activities|archive|texts/notices|insight|handover|services|apps/api|worker)/",
      ),
      to: { path: room("machines"), pathNot: [THE_MACHINE, VOCABULARY] },
    },
    only(
      "contracts",
      "What doors, workflow and activities say to each other: names and types, with no room of its own behind them.",
      MACHINES,
      packages("@temporalio/workflow"),
    ),
    only(
      "workflows",
      "The workflow decides nothing and does nothing itself: the machine, the contracts, Temporal's workflow API, and types of activities.",
      MACHINES,
      room("contracts"),
      packages("@temporalio/workflow"),
      "^activities/",
    ),
    {
      name: "workflows-take-types-of-activities",
      comment: "An activity imported as a value would run inside the workflow.",
      severity: "error",
      from: from(room("workflows")),
      to: { path: room("activities"), dependencyTypesNot: ["type-only"] },
    },
    {
      name: "activities-know-no-workflow",
      comment: "An activity can be used, tested and replaced without the workflow.",
      severity: "error",
      from: from(room("activities")),
      to: { path: "^(workflows|services|apps|worker|audit|rehearse)/" },
    },
    only(
      "insight",
      "What facts say is a pure function of rows that are given: it knows neither the archive, nor who asks, and sends nothing.",
      "^(crypto|fs|fs/promises|url)$",
      THE_MACHINE,
      VOCABULARY,
      room("values"),
      "^archive/(tables|facts/(catalogue|kept))\\.ts$",
      packages("kysely", "yaml", "zod"),
    ),
    {
      name: "insight-takes-types-of-the-archive",
      comment: "It knows the shape of rows, and no database.",
      severity: "error",
      from: from(room("insight")),
      to: { path: ["^archive/", packages("kysely")], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "reports-know-no-machine",
      comment: "What the numbers say is computed from rows alone; the names of states are the machine's own.",
      severity: "error",
      from: from("^insight/reports/"),
      to: { path: ["^machines/", "^archive/", "^insight/dossier/"], pathNot: VOCABULARY },
    },
    only(
      "values",
      "How lines, days and amounts are read, for whoever takes rows in or counts them: it knows nobody.",
      "^buffer$",
    ),
    only(
      "texts",
      "What people read is written from slots, sums and the machine's answers: it knows neither who carries it nor who asked.",
      "^(fs|fs/promises|path|url)$",
      room("machines"),
      room("archive"),
      "^insight/dossier/",
      room("values"),
      packages("intl-messageformat", "mjml", "@types/mjml", "yaml", "zod", "@temporalio/common"),
    ),
    only(
      "handover",
      "Who can take a client over, and what goes with them: it knows the archive's rows, and neither doors nor Temporal's clients.",
      "^crypto$",
      THE_MACHINE,
      room("archive"),
      room("values"),
      packages("@temporalio/common", "age-encryption", "csv-parse", "fflate", "hono", "yaml"),
    ),
    {
      name: "audit-knows-no-door",
      comment:
        "The proof is a library over the journal and Temporal's histories: auditors can use it without our doors.",
      severity: "error",
      from: from(room("audit")),
      to: { path: "^(activities|workflows|services|apps|worker|rehearse)/" },
    },
    {
      name: "services-know-no-door",
      comment:
        "Use cases stand behind every door: they know the archive, the audit and Temporal, neither HTTP nor who asked.",
      severity: "error",
      from: from(room("services")),
      to: { path: ["^(activities|apps|worker|rehearse)/", packages("hono", "@hono/zod-openapi")] },
    },
    {
      name: "archive-knows-no-engine",
      comment:
        "The archive outlives the engine: it knows the machine's types, its database, and how rows are read.",
      severity: "error",
      from: from(room("archive")),
      to: {
        path: "^(contracts|workflows|activities|services|audit|insight|texts|handover|apps|worker|rehearse)/",
      },
    },
    {
      name: "nobody-imports-the-command-line",
      comment: "The command line is a door over the API; nothing may depend on a door.",
      severity: "error",
      from: from(ROOMS, { pathNot: "^apps/cli/" }),
      to: { path: "^apps/cli/" },
    },
    {
      ...only(
        "apps/console",
        "The console runs in a browser and speaks HTTP: closed lists of plain words, and types of what the API answers.",
        VOCABULARY,
        "^values/person\\.ts$",
        room("apps/api"),
        packages(
          "@mantine/(core|hooks)",
          "@tanstack/react-query",
          "intl-messageformat",
          "react",
          "react-dom",
          "@types/react",
          "@types/react-dom",
          "zod",
        ),
      ),
      from: from(room("apps/console"), { pathNot: "^apps/console/vite\\.config\\.ts$" }),
    },
    only(
      "apps/mcp",
      "The MCP server speaks to the API, by its typed client; what an agent may do is decided there.",
      "^crypto$",
      "^clients/typescript/",
      packages("@modelcontextprotocol/(server|core)", "zod"),
    ),
    {
      name: "console-takes-types-of-the-api",
      comment: "Anything else of the server would be sent to every browser, and would not run there.",
      severity: "error",
      from: from(room("apps/console")),
      to: { path: [room("apps/api"), packages("zod")], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nobody-imports-the-console",
      comment: "It is built into files of its own, and served as they are.",
      severity: "error",
      from: from(ROOMS, { pathNot: "^apps/console/" }),
      to: { path: "^apps/console/" },
    },
    {
      name: "commands-load-their-code-when-run",
      comment:
        "Help and completion read every command's declaration; with the code of all it takes three times as long.",
      severity: "error",
      from: from("^apps/cli/(commands/|program|declare)"),
      to: {
        path: "^(apps/cli/actions|machines|services|audit|worker|texts|activities|workflows)/",
        pathNot: "^machines/vocabulary\\.ts$",
        dynamic: false,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "nobody-imports-tests",
      comment: "Tests and benchmarks are never part of the product.",
      severity: "error",
      from: from("^(?!test/|bench/|vitest)"),
      to: { path: "^(test|bench)/" },
    },
    {
      name: "only-doors-start-processes",
      comment: "worker/ starts servers and reads the environment; only the command line may start it.",
      severity: "error",
      from: from(ROOMS, { pathNot: "^(worker|apps/cli)/" }),
      to: { path: room("worker") },
    },
    {
      name: "no-cycles",
      comment: "A cycle hides which of the two is the lower one. Types may point back.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      comment: "What nobody imports is dead or misplaced. Entries are started by name.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.d\\.ts$",
          "(^|/)(vitest|knip)\\.",
          "^\\.dependency-cruiser",
          "^worker/temporal/leash\\.ts$",
          "^test/.*\\.(test|setup)\\.ts$",
          "^test/.*fixture",
        ],
      },
      to: {},
    },
    {
      name: "no-unresolved",
      comment: "An import that cannot be resolved is checked by no rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-dev-dependencies-in-the-product",
      comment: "A production install leaves devDependencies out.",
      severity: "error",
      from: from(ROOMS, {
        pathNot: "^(apps/cli/(diagrams|render)|texts/notices/generate|machines/versions/bundle)",
      }),
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(bench/restate|docs/site|\\.tenure|diagrams)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    moduleSystems: ["es6"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
    detectProcessBuiltinModuleCalls: true,
  },
};
