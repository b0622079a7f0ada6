// The status page, for whoever wonders what this address is: a static page without any script, in
// which only words and numbers of our own appear.

import type { Condition, Totals } from './condition.ts';

export { STATUS_ICON, STATUS_STYLE } from './status-style.ts';

const DAY_HOURS = 24;
/** Our choice: nobody counts hours beyond. */
const COUNTED_IN_HOURS = 48;

const DHT_WORDS: Readonly<Record<Condition['dht'], string>> = {
  working: 'Working',
  connecting: 'Looking for it',
  unreachable: 'Out of reach',
  off: 'Turned off by the operator',
};

const RELAY_WORDS: Readonly<Record<Condition['relay'], string>> = {
  members: 'For people whose room meets here',
  open: 'For everybody',
  off: 'Turned off by the operator',
};

/** What each part lets an operator see, if it is on. */
function seen({ dht, relay }: Condition): readonly string[] {
  const pairs = relay === 'off' ? '' : ', and which two share a relayed path';
  return [
    'From which address you connect, when, and for how long.',
    'An identifier of your room. It changes every day and does not tell the phrase.',
    ...(dht === 'off'
      ? []
      : ['Which sealed items your room keeps in the DHT, under names that change every hour.']),
    `Which connections exchange offers and answers${pairs}.`,
    'How much passes through, in sizes that are padded.',
  ];
}

function unseen({ relay }: Condition): readonly string[] {
  return [
    'Your phrase.',
    'Your name, your messages, your files and your calls: they are sealed on your device for the ' +
      'devices of the others.',
    ...(relay === 'off' ? [] : ['What a relayed path carries: the same sealed traffic.']),
  ];
}

export function renderStatus(condition: Condition, totals: Totals): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(headline(condition))} · Sotto bridge</title>
<link rel="icon" href="/status.svg" type="image/svg+xml">
<link rel="stylesheet" href="/status.css">
</head>
<body>
<header><p class="name">Sotto</p><p>Bridge</p></header>
<main>
<h1>${escapeHtml(headline(condition))}</h1>
<p class="lead">A bridge is a place where people who share a phrase find each other. It passes on what
they need to connect${condition.relay === 'off' ? '' : ', and carries sealed messages where their networks allow no direct path'}. It
cannot read what it carries.</p>
<section>
<h2>How it is</h2>
<dl>
${rows(condition, totals)}
</dl>
<p class="note">The DHT is BitTorrent’s public directory, where people on different bridges find each
other. Numbers are rounded down and small ones are not told, so that nobody can read from them when two
people meet.</p>
</section>
<div class="pair">
<section>
<h2>What its operator can see</h2>
${list(seen(condition))}
</section>
<section>
<h2>What its operator cannot see</h2>
${list(unseen(condition))}
</section>
</div>
<section>
<h2>What to make of it</h2>
<p>This program writes nothing about you to a disk or a log: it counts what happens, and forgets your
address when you have left. But its operator can run a changed one, and this page with it. A changed
bridge sees no more than is listed above; it could lose or delay what it should pass on, which is why
Sotto uses several meeting points at once.</p>
<p>A changed app could do anything. Open the app only from those whom you trust with it, here as
anywhere.</p>
<p>A phrase that is easy to guess can be guessed, by an operator too. Let Sotto draw the words.</p>
<p>To meet here, add this bridge to the meeting points in Sotto’s settings: <code>wss://</code>, then the
name of this site, then <code>/announce</code>.</p>
</section>
</main>
<footer><p><a href="/status.json">The same for programs</a></p></footer>
</body>
</html>
`;
}

function headline({ ready, dht }: Condition): string {
  if (!ready) return 'This bridge is about to stop.';
  if (dht === 'unreachable') return 'This bridge works, but without the DHT.';
  return 'This bridge is working.';
}

function rows(condition: Condition, totals: Totals): string {
  const { ready, dht, relay } = condition;
  return [
    row('Meeting point', ready ? 'Working' : 'Turning newcomers away', ready),
    row('BitTorrent DHT', dhtDetail(condition, totals), dht !== 'unreachable'),
    row('Relayed paths', RELAY_WORDS[relay]),
    row('Connected now', roughly(totals.socketsAtLeast)),
    row('Rooms now', roughly(totals.roomsAtLeast)),
    ...(relay === 'off' ? [] : [row('Relayed pairs now', roughly(totals.circuitsAtLeast))]),
    row('Running for', duration(totals.hoursUp)),
  ].join('\n');
}

/** What is not well says so in words, and stands out. */
function row(name: string, value: string, well = true): string {
  return `<div${well ? '' : ' class="unwell"'}><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`;
}

function dhtDetail({ dht }: Condition, { dhtNodes, dhtReturned }: Totals): string {
  if (dht === 'off') return DHT_WORDS.off;
  const nodes = dht === 'working' ? `, ${dhtNodes} ${dhtNodes === 1 ? 'node' : 'nodes'} known` : '';
  const returned =
    dhtReturned === undefined ? '' : `, ${Math.round(dhtReturned * 100)} % of test items came back`;
  return DHT_WORDS[dht] + nodes + returned;
}

function roughly(atLeast: number): string {
  return atLeast === 0 ? 'Fewer than 10' : `${atLeast} or more`;
}

function duration(hours: number): string {
  if (hours < 1) return 'Less than an hour';
  if (hours < COUNTED_IN_HOURS) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.floor(hours / DAY_HOURS)} days`;
}

function list(entries: readonly string[]): string {
  return `<ul>\n${entries.map((entry) => `<li>${escapeHtml(entry)}</li>`).join('\n')}\n</ul>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Everything that is put into the page passes through here, though none of it comes from outside. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
