// Providers that clients can move to: taken in, looked up, matched; their secrets, and their machines' answers.
import type { Context } from "hono";
import { Webhook } from "standardwebhooks";
import type { Provider } from "../../../archive/providers.ts";
import { readProviders } from "../../../handover/providerFile.ts";
import {
  DeadLink,
  type HandoverParts,
  matchFor,
  providerSays,
  secretsFor,
} from "../../../services/handoverLinks.ts";
import { presentedFinding } from "../../../services/presented.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { answered } from "../lists.ts";
import { DEAD_SAYS } from "./links.ts";
import { type ProviderView, routes } from "./routes.ts";

const view = ({ taken = 0, ...provider }: Provider & { readonly taken?: number }): ProviderView => ({
  ...provider,
  taken,
  capabilities: [...provider.capabilities],
  regions: [...provider.regions],
});

/** Whether a request is signed with one of these secrets (Standard Webhooks). */
async function isSigned(c: Context, secrets: readonly string[]): Promise<boolean> {
  const body = await c.req.text();
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  const headers = Object.fromEntries(names.map((name) => [name, c.req.header(name) ?? ""]));
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}

/** Serves what our people do with providers. */
export function providerRoutes(app: ApiApp, parts: HandoverParts): void {
  const { providers } = parts.archive;

  async function providerOr404(id: string): Promise<ProviderView> {
    const found = (await providers.offered()).find((provider) => provider.id === id);
    if (!found) throw new ProblemError("missing", `there is no provider ${id}; \`tenure providers list\``);
    return view(found);
  }

  app.openapi(routes.importProviders, async (c) => {
    const body = c.req.valid("json");
    const { rows, places } = Array.isArray(body)
      ? { rows: body, places: [] }
      : readProviders(body.text, body.format);
    return c.json({ imported: await providers.importProviders(rows, places) }, 200);
  });

  app.openapi(routes.providers, (c) => answered(c, c.req.valid("query"), providers.page, view));

  app.openapi(routes.provider, async (c) => {
    return c.json(await providerOr404(c.req.valid("param").provider), 200);
  });

  app.openapi(routes.secret, async (c) => {
    const { provider } = c.req.valid("param");
    await providerOr404(provider);
    if (c.req.valid("json").rotate) await providers.rotateSecret(provider);
    const [secret = ""] = (await providers.secretsOf(provider)) ?? [];
    return c.json({ secret }, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.match, async (c) => {
    const { client } = c.req.valid("param");
    const { wanted, matches } = await matchFor(parts, client, c.req.valid("query"));
    const { role } = c.get("actor");
    const { needs, regions = [], budget = null, verifiedDays } = wanted;
    return c.json(
      {
        client,
        wanted: { needs: [...needs], regions: [...regions], budget, verifiedDays },
        matches: matches.map(({ provider: { id, price }, fits, findings }) => ({
          provider: id,
          price,
          fits,
          findings: findings.map((finding) => presentedFinding(role, finding)) as never[],
        })),
      },
      200,
    );
  });
}

/** Takes the signed answers of providers' machines. */
export function providerHook(app: ApiApp, parts: HandoverParts): void {
  app.openapi(routes.hook, async (c) => {
    const { type, data } = c.req.valid("json");
    if (!(await isSigned(c, await secretsFor(parts, data.question))))
      throw new ProblemError("unidentified", "this is not signed by the provider that was asked");
    try {
      const answer = type === "handover.accepted" ? "accept" : "refuse";
      return c.json({ outcome: await providerSays(parts, data.question, answer) }, 200);
    } catch (error) {
      if (error instanceof DeadLink) throw new ProblemError("refused", DEAD_SAYS[error.why]);
      throw error;
    }
  });
}
