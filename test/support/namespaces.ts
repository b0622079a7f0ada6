// A small network for tests, made of Linux network namespaces: programs run at its ends as on
// machines of their own, and any end can be cut off as a bad network does it, silently, with its
// interface still up.
//
//   test process ── bridge 198.18.n.1 ──┬── veth ── end 198.18.n.2
//                                       ├── veth ── end 198.18.n.3   …
//
// Needs Linux, root and iproute2 (`ip` and `bridge`); `namespacesMissing` says what is missing. The test
// process gets an address more by it, which every browser on the machine takes for a change of its
// network; so networks are laid before the first browser is started (lay-networks.ts).

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The STP states of a bridge port (Linux, br_state): a disabled port drops all it gets. */
const PORT_DISABLED = '0';
const PORT_FORWARDING = '3';

const ip = (...args: string[]): Promise<unknown> => run('ip', args);

/** RFC 2544: addresses for measurements, which no real network uses. One /24 for each network. */
async function freeSubnet(): Promise<string> {
  const { stdout } = await run('ip', ['-o', '-4', 'address']);
  for (let tried = 0; tried < 256; tried++) {
    const subnet = `198.18.${(process.pid + tried) % 256}`;
    if (!stdout.includes(` ${subnet}.`)) return subnet;
  }
  throw new Error('all of 198.18.0.0/16 is taken');
}

/** IFNAMSIZ of Linux allows 15 characters: a prefix, the process id, the network, and the end. */
const prefixOf = (number: number) => `st${process.pid}${'abcd'[number]}`;

/** Why there can be no namespaces here, or undefined when there can. */
export async function namespacesMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const probe = `st${process.pid}-probe`;
  try {
    await run('bridge', ['-Version']);
    await ip('netns', 'add', probe);
    await ip('-n', probe, 'link', 'add', 'probe', 'type', 'bridge');
    await ip('-n', probe, 'link', 'add', 'probe0', 'type', 'veth', 'peer', 'name', 'probe1');
    return undefined;
  } catch (error) {
    return `network namespaces cannot be made: ${String(error).split('\n', 1)[0]}`;
  } finally {
    await ip('netns', 'delete', probe).catch(() => {});
  }
}

export interface End {
  readonly address: string;
  /** From now on nothing comes in or gets out, and nobody is told. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  /** How many UDP datagrams its programs have sent so far. */
  udpSent(): Promise<number>;
  /** The path of a program that runs `executable` at this end, with the arguments it is given. */
  at(executable: string): Promise<string>;
}

export interface Network {
  /** Where the test process is found from every end. */
  readonly address: string;
  readonly ends: readonly [End, End];
}

/** How a network that was laid is found again by another process. */
export interface LaidNetwork {
  readonly prefix: string;
  readonly subnet: string;
  /** Where its programs are. */
  readonly folder: string;
}

const ENDS = [2, 3] as const;

const bridgeOf = ({ prefix }: LaidNetwork) => `${prefix}b`;
const portOf = ({ prefix }: LaidNetwork, end: number) => `${prefix}p${end}`;
const namespaceOf = ({ prefix }: LaidNetwork, end: number) => `${prefix}-${end}`;

/**
 * `number` from 0 to 3. Ends that are isolated reach the test process, but not each other, by any
 * protocol.
 */
export async function layNetwork(number: number, isolated: boolean): Promise<LaidNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-network-'));
  const network = { prefix: prefixOf(number), subnet: await freeSubnet(), folder };
  try {
    await layBridge(network);
    for (const end of ENDS) {
      await layEnd(network, end);
      if (isolated)
        await run('bridge', ['link', 'set', 'dev', portOf(network, end), 'isolated', 'on']);
    }
  } catch (error) {
    await removeNetwork(network);
    throw error;
  }
  return network;
}

/** Programs at its ends are to be ended before. */
export async function removeNetwork(network: LaidNetwork): Promise<void> {
  // With a namespace its veth goes, and with one half of a veth the other.
  for (const end of ENDS) await ip('netns', 'delete', namespaceOf(network, end)).catch(() => {});
  await ip('link', 'delete', bridgeOf(network)).catch(() => {});
  await rm(network.folder, { recursive: true, force: true });
}

export function networkOf(laid: LaidNetwork): Network {
  const [first, second] = ENDS;
  return { address: `${laid.subnet}.1`, ends: [endOf(laid, first), endOf(laid, second)] };
}

async function layBridge(network: LaidNetwork): Promise<void> {
  const bridge = bridgeOf(network);
  await ip('link', 'add', bridge, 'type', 'bridge');
  await ip('address', 'add', `${network.subnet}.1/24`, 'dev', bridge);
  await ip('link', 'set', bridge, 'up');
}

async function layEnd(network: LaidNetwork, end: number): Promise<void> {
  const [name, port] = [namespaceOf(network, end), portOf(network, end)];
  await ip('netns', 'add', name);
  await ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  await ip('link', 'set', port, 'master', bridgeOf(network), 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  await ip('-n', name, 'address', 'add', `${network.subnet}.${end}/24`, 'dev', 'eth0');
  await ip('-n', name, 'link', 'set', 'eth0', 'up');
  // Browsers find their own address by the way they would take to the Internet.
  await ip('-n', name, 'route', 'add', 'default', 'via', `${network.subnet}.1`);
}

function endOf(network: LaidNetwork, end: number): End {
  const name = namespaceOf(network, end);
  const setPort = async (state: string) => {
    await run('bridge', ['link', 'set', 'dev', portOf(network, end), 'state', state]);
  };
  return {
    address: `${network.subnet}.${end}`,
    cut: () => setPort(PORT_DISABLED),
    heal: () => setPort(PORT_FORWARDING),
    async udpSent() {
      const counters = ['exec', name, 'cat', '/proc/net/snmp', '/proc/net/snmp6'];
      const { stdout } = await run('ip', ['netns', ...counters]);
      const [names = '', values = ''] = stdout
        .split('\n')
        .filter((line) => line.startsWith('Udp: '));
      const v4 = values.split(' ')[names.split(' ').indexOf('OutDatagrams')];
      return Number(v4) + Number(/^Udp6OutDatagrams\s+(\d+)/m.exec(stdout)?.[1] ?? 0);
    },
    async at(executable) {
      const path = join(network.folder, `program-${end}`);
      await writeFile(path, `#!/bin/sh\nexec ip netns exec ${name} '${executable}' "$@"\n`);
      await chmod(path, 0o755);
      return path;
    },
  };
}
