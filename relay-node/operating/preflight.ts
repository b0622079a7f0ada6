// What can be told before the start, and would otherwise show only in figures much later: a UDP port
// that is taken, a file of nodes that can't be written.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DhtSettings } from '../gateway/dht-gateway.ts';
import { codeOf } from './journal.ts';

/** A sentence about what is in the way of this gateway, if anything is. */
export async function preflight(dht: DhtSettings): Promise<string | undefined> {
  return (await udpFault(dht)) ?? (await nodesFileFault(dht.nodesFile));
}

async function udpFault({ host = '0.0.0.0', port = 0 }: DhtSettings): Promise<string | undefined> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') return `UDP port ${port} is in use: choose another with --dht-port.`;
    if (code === 'EACCES') {
      return `UDP port ${port} may not be opened by this user: choose one above 1023 with --dht-port.`;
    }
    return `This machine has no address "${host}": choose another with --dht-host.`;
  } finally {
    socket.close();
  }
}

/** Tried as it will be saved. A disk that is full may have room later: the start does without it. */
async function nodesFileFault(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    await (await open(`${path}.new`, 'a', 0o600)).close();
    await rm(`${path}.new`);
    const known = await stat(path).catch(() => undefined);
    return known?.isDirectory() ? `"${path}" is a directory, and no file of nodes.` : undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOSPC') return undefined;
    if (code === 'ENOENT') return `There is no directory "${dirname(path)}" for the file of nodes.`;
    if (code === 'EACCES' || code === 'EPERM') {
      return `This user may not write the file of nodes "${path}".`;
    }
    if (code === 'EROFS') return `The file of nodes "${path}" is on a disk that can't be written.`;
    return `The file of nodes "${path}" can't be written (${code}).`;
  }
}
