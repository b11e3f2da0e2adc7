// The architecture as a script: who imports whom, held against .dependency-cruiser.mjs.
import { cruise, type IReporterOutput } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const rules = await extractDepcruiseConfig("./.dependency-cruiser.mjs");
const result: IReporterOutput = await cruise(
  ["."],
  { ...rules.options, ruleSet: { forbidden: rules.forbidden ?? [] }, validate: true, outputType: "err" },
  undefined,
  { tsConfig: extractTSConfig("./tsconfig.json") },
);
console.log(result.output);
// With a compiler that the cruiser cannot use it sees nothing and is content.
const seen = Number(/(\d+) modules/.exec(String(result.output))?.[1] ?? 0);
if (seen < 30) {
  console.error(`only ${seen} modules were looked at; the import rules have checked nothing`);
  process.exitCode = 1;
} else {
  process.exitCode = result.exitCode;
}
