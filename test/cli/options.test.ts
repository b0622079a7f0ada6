// The command line: what it is read into, and the sentence for each mistake.

import { describe, expect, test } from 'vitest';
import { type JoinCommand, parseCommand } from '../../src/cli/options.ts';
import { DEFAULT_TRACKERS } from '../../src/node.ts';
import { cli } from '../../src/text/cli.ts';

const PLAIN: JoinCommand = {
  kind: 'join',
  phrase: { kind: 'terminal' },
  label: undefined,
  connect: { trackers: DEFAULT_TRACKERS, iceServers: undefined, dht: true, nickname: undefined },
  dht: { bootstrap: undefined, host: undefined, port: undefined, testNet: false },
  waitMs: 30_000,
};

/** The sentence of a mistake; what was read, when there is none. */
function sentence(...args: readonly string[]): unknown {
  const command = parseCommand(args);
  return command.ok ? command.value : `${command.trouble.says} ${command.trouble.next}`;
}

function joined(...args: readonly string[]): unknown {
  return sentence('join', ...args);
}

describe('is read', () => {
  test('with everything left to its default', () => {
    expect(joined()).toEqual(PLAIN);
  });

  test('with everything said', () => {
    const where = ['--tracker', 'wss://one.example', '--tracker=ws://two.example/announce'];
    const dht = ['--dht-bootstrap', 'a.example:1', '--dht-bootstrap', '127.0.20.1:65535'];
    const node = ['--dht-host', '127.0.21.1', '--dht-port', '0', '--test-net'];
    const room = ['--phrase-file', 'phrase.txt', '--label', 'x', '--nickname', 'Bob'];
    const stun = ['--stun', 'stun:stun.example', '--stun', 'stuns:stun.example:5349'];
    const rest = ['--no-default-trackers', '--wait', '90'];
    expect(joined(...where, ...dht, ...node, ...room, ...stun, ...rest)).toEqual({
      kind: 'join',
      phrase: { kind: 'file', path: 'phrase.txt' },
      label: 'x',
      connect: {
        trackers: ['wss://one.example', 'ws://two.example/announce'],
        iceServers: [{ urls: ['stun:stun.example'] }, { urls: ['stuns:stun.example:5349'] }],
        dht: true,
        nickname: 'Bob',
      },
      dht: {
        bootstrap: ['a.example:1', '127.0.20.1:65535'],
        host: '127.0.21.1',
        port: 0,
        testNet: true,
      },
      waitMs: 90_000,
    });
  });

  test.each([
    [['--help'], { kind: 'help' }],
    [['join', '-h'], { kind: 'help' }],
    [['--new'], { kind: 'new' }],
    [['join', '--new'], { ...PLAIN, phrase: { kind: 'new' } }],
    [['join', '--no-stun'], { ...PLAIN, connect: { ...PLAIN.connect, iceServers: [] } }],
    [['join', '--no-dht'], { ...PLAIN, connect: { ...PLAIN.connect, dht: false } }],
  ])('%j', (args, command) => {
    expect(sentence(...args)).toEqual(command);
  });

  test('one’s own trackers come first, and the usual ones as far as there is room', () => {
    const own = [1, 2, 3, 4].map((n) => `wss://${n}.example`);
    const flags = own.flatMap((url) => ['--tracker', url]);
    expect(joined(...flags)).toMatchObject({
      connect: { trackers: [...own, ...DEFAULT_TRACKERS.slice(0, 2)] },
    });
  });

  test('without any tracker, the DHT is where people meet', () => {
    expect(joined('--no-default-trackers')).toMatchObject({
      connect: { trackers: [], dht: true },
    });
  });
});

describe('a phrase on the command line is refused, and not repeated', () => {
  test.each([
    [['join', 'velvet']],
    [['join', 'velvet', 'harbor', 'copper']],
    [['velvet', 'harbor']],
    [['join', '--', 'velvet']],
    [['join', '--phrase', 'velvet']],
    [['join', '--phrase=velvet']],
    [['join', '--no-dht', 'velvet']],
  ])('%j', (args) => {
    expect(sentence(...args)).toBe(
      'A phrase does not belong on the command line, where other users of this machine can see it. ' +
        'Leave it out and type it when asked, or name a file that holds it with --phrase-file.',
    );
  });

  test('not even a single word', () => {
    expect(sentence('velvet')).toBe(
      'The only command is “join”. Say “sotto join” to join a room, or try --help.',
    );
  });
});

describe('a mistake', () => {
  test.each([
    [[], 'There is nothing to do yet. Say “sotto join” to join a room, or try --help.'],
    [['--colour'], 'There is no option --colour. Try --help for the list.'],
    [['-x'], 'There is no option -x. Try --help for the list.'],
    [['--toString'], 'There is no option --toString. Try --help for the list.'],
    [['--\u001b[31mred'], 'There is no option --\ufffd[31mred. Try --help for the list.'],
    [['--label'], '--label needs a value. Try --help for the list.'],
    [['--label='], '--label needs a value. Try --help for the list.'],
    [['--label', '--new'], '--label needs a value. Try --help for the list.'],
    [['--no-dht=yes'], '--no-dht takes no value. Try --help for the list.'],
    [
      ['--tracker', 'https://tracker.example'],
      '“https://tracker.example” is not the address of a tracker. ' +
        'Give one that starts with wss:// or ws://, such as wss://tracker.example.',
    ],
    [
      ['--tracker', 'wss://'],
      '“wss://” is not the address of a tracker. ' +
        'Give one that starts with wss:// or ws://, such as wss://tracker.example.',
    ],
    [
      Array.from({ length: 7 }, (_, n) => `--tracker=wss://${n}.example`),
      'At most 6 trackers can be used. Leave some out.',
    ],
    [
      ['--stun', 'turn:relay.example'],
      '“turn:relay.example” is not the address of a STUN server. Give one such as stun:stun.example:3478.',
    ],
    [
      Array.from({ length: 9 }, (_, n) => `--stun=stun:${n}.example`),
      'At most 8 STUN servers can be used. Leave some out.',
    ],
    [
      ['--dht-bootstrap', 'router.example'],
      '“router.example” does not name a node of the DHT. Give its host and its port, such as router.example:6881.',
    ],
    [
      ['--dht-bootstrap', 'router.example:65536'],
      '“router.example:65536” does not name a node of the DHT. Give its host and its port, such as router.example:6881.',
    ],
    [
      ['--dht-host', 'localhost'],
      '“localhost” is not an IPv4 address. Give an address of this machine to --dht-host, or leave it out.',
    ],
    [
      ['--dht-port', '1e3'],
      '“1e3” is not a port. Give a number from 0 to 65535 to --dht-port, or leave it out.',
    ],
    [
      ['--wait', '86401'],
      '“86401” is not a number of seconds to wait. Give a whole number from 0 to 86,400 to --wait.',
    ],
    [
      ['--new', '--phrase-file', 'f'],
      '--phrase-file and --new contradict each other. Leave one of them out.',
    ],
    [
      ['--stun', 'stun:s.example', '--no-stun'],
      '--stun and --no-stun contradict each other. Leave one of them out.',
    ],
    [
      ['--no-dht', '--dht-bootstrap', 'a.example:1'],
      '--dht-bootstrap and --no-dht contradict each other. Leave one of them out.',
    ],
    [
      ['--no-dht', '--test-net'],
      '--test-net and --no-dht contradict each other. Leave one of them out.',
    ],
    [
      ['--no-default-trackers', '--no-dht'],
      'There is nowhere to meet without a tracker and without the DHT. Name a tracker with --tracker, or leave out --no-dht.',
    ],
  ])('%j has its sentence, and a next step', (args, words) => {
    expect(args.length === 0 ? sentence() : joined(...args)).toBe(words);
  });
});

test('every option is explained', () => {
  const options = [
    ...['phrase-file', 'new', 'label', 'nickname', 'tracker', 'no-default-trackers', 'no-dht'],
    ...['dht-bootstrap', 'dht-host', 'dht-port', 'test-net', 'stun', 'no-stun', 'wait', 'help'],
  ];
  const explained = [...cli.help.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
  expect(explained).toEqual(options);
});
