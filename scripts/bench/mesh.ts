// Eight people who join within two seconds: from the last join until everyone has a link to everyone.
// Eight tabs of real Chromium, a real tracker over loopback.
//
//   npm run bench:mesh -- [--runs 10] [--people 8]

import { parseArgs } from 'node:util';
import { startBridge } from '../../relay-node/bridge.ts';
import { Member, newRoot } from '../../test/e2e/member.ts';
import { openTabs } from '../../test/e2e/tabs.ts';
import { summary } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    people: { type: 'string', default: '8' },
  },
});
const PEOPLE = Number(flags.people);
/** All of them join within this, at random moments. */
const JOIN_WINDOW_MS = 2_000;
const PATIENCE_MS = 30_000;

const [bridge, tabs] = await Promise.all([startBridge(), openTabs()]);
const tookMs: number[] = [];
for (let run = 0; run < Number(flags.runs); run++) {
  const pages = await Promise.all(Array.from({ length: PEOPLE }, () => tabs.open()));
  const spec = { root: newRoot(), trackers: [bridge.tracker] };
  let lastJoin = 0;
  const members = await Promise.all(
    pages.map(async (page) => {
      const delay = Math.random() * JOIN_WINDOW_MS;
      await new Promise((resolve) => setTimeout(resolve, delay));
      lastJoin = Math.max(lastJoin, performance.now());
      return Member.join(page, spec);
    }),
  );
  await Promise.all(members.map((member) => member.untilDirect(PEOPLE - 1, PATIENCE_MS)));
  tookMs.push(performance.now() - lastJoin);
  console.log(`run ${run + 1}: full mesh ${tookMs.at(-1)?.toFixed(0)} ms after the last join`);
  await Promise.all(pages.map((page) => page.context().close()));
}
console.log(`${PEOPLE} people, last join to full mesh  ${summary(tookMs, 'ms')}`);
await tabs.close();
await bridge.close();
