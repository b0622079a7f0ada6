// A DHT made of libtorrent alone, which most of the real one is made of: twelve sessions with their
// default settings, each on a /24 of its own in 127.0.0.0/8.
//
// Needs Linux and Python's binding (Debian: python3-libtorrent); `libtorrentMissing` says whether
// they are here.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WhenDone } from './stranger.ts';

const SCRIPT = join(import.meta.dirname, 'libtorrent-net.py');
/** Distributions bind libtorrent to their own Python, which is not always the first in PATH. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const SESSIONS = 12;
/** 127.0.100.1 and the eleven that follow. */
const FIRST_OCTET = 100;
/** Enough to begin with when one of them has just gone. */
const BOOTSTRAP_NODES = 3;

/** Why there can be no libtorrent here, or undefined when there can. */
export function libtorrentMissing(): string | undefined {
  if (process.platform !== 'linux') return 'all of 127.0.0.0/8 is our own on Linux only';
  return pythonWithLibtorrent() ? undefined : 'no python3 here can import libtorrent';
}

function pythonWithLibtorrent(): string | undefined {
  return PYTHONS.find((python) => {
    try {
      execFileSync(python, ['-c', 'import libtorrent'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Resolves with a few of its nodes, as `host:port`, once all know each other. Ends with the test, or
 * with whatever else it is for.
 */
export async function libtorrentNet(
  whenDone: WhenDone = onTestFinished,
): Promise<readonly string[]> {
  const host = (index: number) => `127.0.${FIRST_OCTET + index}.1`;
  const port = await freeUdpPort(host(0));
  const numbers = [SESSIONS, FIRST_OCTET, port].map(String);
  const child = spawn(pythonWithLibtorrent() ?? 'python3', [SCRIPT, ...numbers], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  whenDone(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  await untilReady(child);
  return Array.from({ length: BOOTSTRAP_NODES }, (_, index) => `${host(index)}:${port}`);
}

async function untilReady({ stdout, stderr }: ChildProcess): Promise<void> {
  let complaints = '';
  stderr?.on('data', (data: Buffer) => {
    complaints += data;
  });
  // It may not have written its line to the end, and breaks down when nobody takes the rest.
  const said = stdout?.iterator({ destroyOnReturn: false }) ?? [];
  for await (const data of said) if (String(data).includes('ready')) return;
  throw new Error(`the libtorrent network did not come up: ${complaints}`);
}

async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
