// A client moves to another provider: what our people look up, pages behind links, and providers' machines.
import type { Logger } from "pino";
import { type HandoverParts, handoverFor } from "../../services/handoverLinks.ts";
import type { ApiApp } from "./actor.ts";
import { linkPages, PAGES } from "./handover/links.ts";
import { providerHook, providerRoutes } from "./handover/providers.ts";
import { routes } from "./handover/routes.ts";

export interface HandoverRouteOptions extends HandoverParts {
  /** The address under which others reach the pages; without it, links lead to where the API was asked. */
  readonly publicUrl?: string | undefined;
  readonly log: Logger;
}

/** Adds the routes of handovers. */
export function handoverRoutes(app: ApiApp, { publicUrl, log, ...parts }: HandoverRouteOptions): void {
  providerRoutes(app, parts);
  providerHook(app, parts);
  linkPages(app, parts, log);

  app.openapi(routes.handover, async (c) => {
    const { client } = c.req.valid("param");
    const { handover, packages, links } = await handoverFor(parts, client);
    const { stage, due, providerId, items, movesOn, outcome } = handover;
    const origin = publicUrl ?? new URL(c.req.url).origin;
    return c.json(
      {
        client,
        stage,
        due,
        providerId,
        items: [...items],
        movesOn,
        outcome,
        packages: packages.map(({ providerId: to, items: held, sha256, size, encrypted, revoked, at }) => ({
          providerId: to,
          items: [...held],
          sha256,
          size,
          encrypted,
          revoked,
          at,
        })),
        links: links.map(({ token, ...link }) => ({
          ...link,
          url: new URL(`${PAGES}${token}`, origin).href,
        })),
      },
      200,
      { "cache-control": "no-store" },
    );
  });
}
