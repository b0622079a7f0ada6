// A small network for tests, made of Linux network namespaces: programs run at its ends as on
// machines of their own, and any end can be cut off as a bad network does it, silently, with its
// interface still up.
//
//   test process ── bridge 198.18.n.1 ──┬── veth ── end 198.18.n.2
//                                       ├── veth ── end 198.18.n.3   …
//
// Needs Linux, root and iproute2 (`ip` and `bridge`); `namespacesMissing` says what is missing.

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** RFC 2544: addresses for measurements, which no real network uses. One /24 for each process. */
const SUBNET = `198.18.${process.pid % 256}`;

/** IFNAMSIZ of Linux allows 15 characters: six of a prefix, the process id, and the end. */
const PREFIX = `st${process.pid}`;

/** The STP states of a bridge port (Linux, br_state): a disabled port drops all it gets. */
const PORT_DISABLED = '0';
const PORT_FORWARDING = '3';

const ip = (...args: string[]): Promise<unknown> => run('ip', args);

/** Why there can be no namespaces here, or undefined when there can. */
export async function namespacesMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const probe = `${PREFIX}-probe`;
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
  /** One that is isolated reaches the test process, but no other isolated end, by any protocol. */
  addEnd(options?: { readonly isolated: boolean }): Promise<End>;
  /** Removes everything again. Programs at its ends are to be ended before. */
  close(): Promise<void>;
}

export async function openNetwork(): Promise<Network> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-network-'));
  const network = { bridge: `${PREFIX}b`, folder };
  const namespaces: string[] = [];
  const address = `${SUBNET}.1`;
  await ip('link', 'add', network.bridge, 'type', 'bridge');
  await ip('address', 'add', `${address}/24`, 'dev', network.bridge);
  await ip('link', 'set', network.bridge, 'up');
  return {
    address,
    async addEnd({ isolated } = { isolated: false }) {
      const number = namespaces.push(`${PREFIX}-${namespaces.length}`) + 1;
      const end = await addEnd(network, number);
      if (isolated)
        await run('bridge', ['link', 'set', 'dev', `${PREFIX}p${number}`, 'isolated', 'on']);
      return end;
    },
    async close() {
      // With a namespace its veth goes, and with one half of a veth the other.
      for (const name of namespaces) await ip('netns', 'delete', name).catch(() => {});
      await ip('link', 'delete', network.bridge).catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addEnd(
  { bridge, folder }: { readonly bridge: string; readonly folder: string },
  number: number,
): Promise<End> {
  const name = `${PREFIX}-${number - 2}`;
  const port = `${PREFIX}p${number}`;
  const address = `${SUBNET}.${number}`;
  await ip('netns', 'add', name);
  await ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  await ip('link', 'set', port, 'master', bridge, 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  await ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
  await ip('-n', name, 'link', 'set', 'eth0', 'up');
  // Browsers find their own address by the way they would take to the Internet.
  await ip('-n', name, 'route', 'add', 'default', 'via', `${SUBNET}.1`);
  const setPort = (state: string) =>
    run('bridge', ['link', 'set', 'dev', port, 'state', state]).then(() => {});
  return {
    address,
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
      const path = join(folder, `program-${number}`);
      await writeFile(path, `#!/bin/sh\nexec ip netns exec ${name} '${executable}' "$@"\n`);
      await chmod(path, 0o755);
      return path;
    },
  };
}
