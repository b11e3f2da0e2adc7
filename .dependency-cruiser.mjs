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

export default {
  forbidden: [
    only(
      "machines",
      "The law is pure: no Temporal, no Node built-in, no clock, no I/O; it must run in the workflow sandbox and offline.",
      packages("xstate", "zod", "@noble/hashes", "canonicalize"),
    ),
    {
      name: "xstate-in-the-chart-only",
      comment:
        "Rules and facts are plain functions; only the chart, the stepper and the diagram know XState.",
      severity: "error",
      from: from(room("machines"), { pathNot: "^machines/(lifecycle|step|law|diagram)" }),
      to: { path: packages("xstate") },
    },
    {
      name: "one-door-to-the-law",
      comment:
        "machines/index.ts is what the sandbox preloads and freezes; anything else would be evaluated per workflow.",
      severity: "error",
      from: from("^(workflows|activities|archive|notices|attention|dossier|value|services|api|worker)/"),
      to: { path: room("machines"), pathNot: "^machines/index\\.ts$" },
    },
    only(
      "workflows",
      "The shell decides nothing and does nothing itself: only the law, Temporal's workflow API, and types of the hands.",
      "^machines/index\\.ts$",
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
      comment: "The hands can be used, tested and replaced without the shell.",
      severity: "error",
      from: from(room("activities")),
      to: { path: "^(workflows|api|cli|worker|audit|rehearse)/" },
    },
    only(
      "reports",
      "What the numbers say is computed from rows: a report knows neither who asked nor where the rows are kept.",
      "^(fs|fs/promises)$",
      room("rows"),
      packages("zod"),
      "^attention/streaks\\.ts$",
    ),
    only(
      "dossier",
      "What decisions rest on is computed from rows that are given: a pure function that anyone can call again.",
      "^machines/index\\.ts$",
      room("rows"),
      "^archive/(tables|facts/catalogue)\\.ts$",
      packages("kysely"),
    ),
    {
      name: "dossier-takes-types-of-the-archive",
      comment: "The dossier knows the shape of rows, and no database.",
      severity: "error",
      from: from(room("dossier")),
      to: { path: ["^archive/", packages("kysely")], dependencyTypesNot: ["type-only"] },
    },
    only(
      "attention",
      "What is noticed in facts is a pure function of them: it knows neither the archive nor who asks, and sends nothing. Words are its own files, sums are the dossier's.",
      "^(crypto|fs/promises|url)$",
      "^machines/index\\.ts$",
      room("rows"),
      room("dossier"),
      packages("yaml", "zod"),
    ),
    only(
      "value",
      "What clients are worth is one statement over the archive: it knows the tables and the policy, and no door.",
      "^machines/index\\.ts$",
      "^archive/tables\\.ts$",
      room("rows"),
      packages("kysely"),
    ),
    only(
      "rows",
      "How lines, days and amounts are read, for whoever takes rows in or counts them: it knows nobody.",
      "^buffer$",
    ),
    only(
      "notices",
      "What clients read is written from slots and looked up in the archive: it knows neither who carries it nor who asked.",
      "^machines/index\\.ts$",
      "^archive/",
      "^(fs|fs/promises|path|url)$",
      packages("intl-messageformat", "mjml", "@types/mjml", "yaml", "zod", "@temporalio/common"),
    ),
    only(
      "help",
      "Help is texts and sums, for every door: it reads its own files, asks the law, shows dossiers, and shares the notices' list of words.",
      "^(fs/promises|url)$",
      packages("yaml", "zod"),
      room("machines"),
      "^(dossier|rows)/",
      "^notices/lint\\.ts$",
    ),
    {
      name: "audit-knows-no-door",
      comment:
        "The proof is a library over the journal and Temporal's histories: auditors can use it without our doors.",
      severity: "error",
      from: from(room("audit")),
      to: { path: "^(activities|services|api|cli|worker|rehearse)/" },
    },
    {
      name: "services-know-no-door",
      comment:
        "Use cases stand behind every door: they know the archive, the audit and Temporal, neither HTTP nor who asked.",
      severity: "error",
      from: from(room("services")),
      to: { path: "^(activities|api|cli|worker|rehearse)/" },
    },
    {
      name: "archive-knows-no-engine",
      comment:
        "The memory outlives the engine: it knows the law's types, its database, and how rows are read.",
      severity: "error",
      from: from(room("archive")),
      to: { path: "^(workflows|activities|services|audit|api|cli|worker|rehearse)/" },
    },
    {
      name: "nobody-imports-the-doors",
      comment: "The command line is a door over the API; nothing may depend on a door.",
      severity: "error",
      from: from(
        "^(machines|workflows|activities|archive|notices|audit|attention|reports|dossier|value|rows|help|services|api|rehearse|worker)/",
      ),
      to: { path: "^cli/" },
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
      comment:
        "worker/ starts servers and reads the environment; only the command line (and rehearsals that it starts) may.",
      severity: "error",
      from: from("^(machines|workflows|activities|archive|audit|services|api)/"),
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
          "^worker/leash\\.ts$",
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
      from: from(
        "^(machines|workflows|activities|archive|notices|audit|attention|reports|dossier|value|rows|help|services|api|cli|worker|rehearse)/",
        {
          pathNot: "^(cli/(diagrams|render)|notices/generate)",
        },
      ),
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(bench/restate|\\.tenure|diagrams)/" },
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
