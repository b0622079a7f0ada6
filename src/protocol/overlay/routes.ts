// The way to a member that is no neighbour, learned as a bridge learns (OVERLAY.md, "SIGNAL routing"):
// the link on which its last fresh flood arrived first leads to it by the quickest path.

import { BoundedMap } from '../../base/bounded-map.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import type { LinkId } from './contract.ts';
import type { Neighbour, Neighbours } from './neighbours.ts';

/** OVERLAY.md, "SIGNAL routing": "<= 200 entries, 60 s". */
export const MAX_ROUTES = 200;
export const ROUTE_LIFETIME_MS = MINUTE_MS;

export class Routes {
  readonly #routes = new BoundedMap<string, { readonly link: LinkId; readonly at: Instant }>(
    MAX_ROUTES,
  );

  /** A flood of `origin` that nobody had brought before came over `link`. */
  learn(origin: string, link: LinkId, now: Instant): void {
    this.#routes.set(origin, { link, at: now });
  }

  /** The living link towards `target`: its own, or the learned one; undefined means flood. */
  next(target: string, neighbours: Neighbours, now: Instant): Neighbour | undefined {
    const own = neighbours.liveTo(target);
    if (own !== undefined) return own;
    const route = this.#routes.get(target);
    if (route === undefined || now - route.at >= ROUTE_LIFETIME_MS) return undefined;
    const via = neighbours.get(route.link);
    return via === undefined || via.suspect || via.closing ? undefined : via;
  }
}
