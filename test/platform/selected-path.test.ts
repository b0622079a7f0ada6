// Which path ICE has chosen, from statistics as Chromium, Firefox and libdatachannel shape them.

import { describe, expect, test } from 'vitest';
import { selectedPath } from '../../src/platform/selected-path.ts';

type Reports = readonly (readonly [id: string, report: object])[];

function connection(reports: Reports): RTCPeerConnection {
  return { getStats: async () => new Map(reports) } as unknown as RTCPeerConnection;
}

const candidate = (id: string, side: 'local' | 'remote', candidateType: string) =>
  [id, { id, type: `${side}-candidate`, candidateType }] as const;

const CANDIDATES: Reports = [
  candidate('L1', 'local', 'host'),
  candidate('L2', 'local', 'relay'),
  candidate('R1', 'remote', 'srflx'),
  candidate('R2', 'remote', 'relay'),
  candidate('R3', 'remote', 'prflx'),
];

const pair = (id: string, local: string, remote: string, more: object = {}) =>
  [
    id,
    { id, type: 'candidate-pair', localCandidateId: local, remoteCandidateId: remote, ...more },
  ] as const;

const PAIRS: Reports = [
  pair('direct', 'L1', 'R1'),
  pair('own relay', 'L2', 'R3'),
  pair('their relay', 'L1', 'R2'),
  pair('both relays', 'L2', 'R2'),
];

const EXPECTED = [
  ['direct', 'direct'],
  ['own relay', 'relay'],
  ['their relay', 'relay'],
  ['both relays', 'relay'],
] as const;

describe('Chromium: the transport names its pair', () => {
  const transport = (selected: object): Reports => [
    ['T', { id: 'T', type: 'transport', ...selected }],
  ];

  test.each(EXPECTED)('%s', async (selectedCandidatePairId, path) => {
    const named = transport({ selectedCandidatePairId });
    for (const reports of [
      [...named, ...PAIRS, ...CANDIDATES],
      [...CANDIDATES, ...PAIRS, ...named],
    ]) {
      expect(await selectedPath(connection(reports))).toBe(path);
    }
  });

  test('none is named yet', async () => {
    const reports = [...transport({}), ...PAIRS, ...CANDIDATES];
    expect(await selectedPath(connection(reports))).toBeUndefined();
  });

  test('one is named that is gone', async () => {
    const reports = [...transport({ selectedCandidatePairId: 'gone' }), ...PAIRS, ...CANDIDATES];
    expect(await selectedPath(connection(reports))).toBeUndefined();
  });
});

describe('Firefox: the pair says of itself that it is selected', () => {
  const marked = (id: string): Reports =>
    PAIRS.map(([name, report]) => [name, { ...report, selected: name === id }]);

  test.each(EXPECTED)('%s', async (id, path) => {
    for (const reports of [
      [...marked(id), ...CANDIDATES],
      [...CANDIDATES, ...marked(id)],
    ]) {
      expect(await selectedPath(connection(reports))).toBe(path);
    }
  });

  test('none says so', async () => {
    expect(await selectedPath(connection([...marked('none'), ...CANDIDATES]))).toBeUndefined();
  });
});

test('no statistics at all: no path', async () => {
  expect(await selectedPath(connection([]))).toBeUndefined();
});

test('a candidate that is missing, or that is not named, is no relay', async () => {
  const [, report] = pair('alone', 'gone', 'R1', { selected: true });
  const { localCandidateId: _, ...nameless } = report as { readonly localCandidateId: string };
  for (const alone of [report, nameless]) {
    expect(await selectedPath(connection([['alone', alone], ...CANDIDATES]))).toBe('direct');
  }
});

test('statistics that are refused are told as such', async () => {
  const refusing = {
    getStats: () => Promise.reject(new Error('closed')),
  } as unknown as RTCPeerConnection;
  await expect(selectedPath(refusing)).rejects.toThrow('closed');
});
