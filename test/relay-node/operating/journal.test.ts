// The log: its lines, where they go, and what can't get into it.

import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { EVENTS } from '../../../relay-node/operating/events.ts';
import { codeOf, type Fields, Journal } from '../../../relay-node/operating/journal.ts';

function journalForTest() {
  const out = new PassThrough({ encoding: 'utf8' });
  const err = new PassThrough({ encoding: 'utf8' });
  return { journal: new Journal({ out, err, time: () => 0 }), out, err };
}

test('one object a line: infos to standard output, the rest to standard error', () => {
  const { journal, out, err } = journalForTest();
  journal.write('ready', { port: 8000, tls: false, dht: 'working', counts: { announce: 2 } });
  journal.write('stop');
  journal.write('dht-unreachable');
  journal.write('internal-error', { code: 'ERR_X' });
  expect(out.read()).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"ready",' +
      '"message":"The bridge is listening.","port":8000,"tls":false,"dht":"working",' +
      '"counts":{"announce":2}}\n' +
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"stop",' +
      '"message":"The bridge has stopped."}\n',
  );
  const lines = String(err.read()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'warn', event: 'dht-unreachable' },
    { level: 'error', event: 'internal-error', code: 'ERR_X' },
  ]);
});

describe('a text is left out unless it is a short code', () => {
  test.each([
    '192.0.2.7',
    '2001:db8::1',
    'fe80::1',
    'a.example.org',
    '/announce?x',
    'Mozilla/5.0 (X11)',
    'deadbeef'.repeat(5),
    'a message with words',
    '',
    '\u00fe'.repeat(20),
  ])('%j', (text) => {
    const { journal, out } = journalForTest();
    journal.write('ready', { text, port: 1 } satisfies Fields);
    const line = JSON.parse(String(out.read()));
    expect([line.text, line.port]).toEqual([undefined, 1]);
  });
});

test('of an error there is its code or its class, never its message', () => {
  const withCode = Object.assign(new Error('connect 192.0.2.7'), { code: 'ECONNRESET' });
  expect([codeOf(withCode), codeOf(new TypeError('192.0.2.7')), codeOf('192.0.2.7')]).toEqual([
    'ECONNRESET',
    'TypeError',
    'string',
  ]);
});

test('a reader of the log that is gone does not end the bridge', () => {
  const { journal, out, err } = journalForTest();
  out.destroy(new Error('EPIPE'));
  err.destroy(new Error('EPIPE'));
  expect(() => journal.write('stop')).not.toThrow();
});

test('every event is a sentence of its own', () => {
  const messages = Object.values(EVENTS).map(({ message }) => message);
  expect(new Set(messages).size).toBe(messages.length);
  for (const message of messages) expect(message).toMatch(/^[A-Z].*\.$/);
});
