/** Starts an embedded server on the home given, tells its process id, and stays. To be killed. */
import { findTemporal } from "../../worker/temporal/temporal.ts";

const [home = ""] = process.argv.slice(2);
const { embedded } = await findTemporal({ env: process.env, home, say: () => {}, headless: true });
console.log(embedded?.pid);
setInterval(() => {}, 1_000);
