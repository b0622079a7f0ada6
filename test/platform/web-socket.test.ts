// The socket port over a WebSocket that is made up: what real ones do only now and then.

import { expect, test } from 'vitest';
import { createSocketPort, type SocketLike } from '../../src/platform/web-socket.ts';
import type { SocketEvent, SocketHandle } from '../../src/ports/socket.ts';

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];

/** Does nothing by itself, and notes what it is told. */
class FakeSocket implements SocketLike {
  binaryType = 'blob';
  readyState = CONNECTING as number;
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  readonly told: unknown[] = [];

  send(data: string | Uint8Array): void {
    this.told.push(data);
  }

  close(code?: number): void {
    this.readyState = CLOSING;
    this.told.push({ close: code });
  }

  open(): void {
    this.readyState = OPEN;
    this.onopen?.();
  }

  end(code: number): void {
    this.readyState = CLOSED;
    this.onclose?.({ code });
  }
}

interface Opened {
  readonly socket: FakeSocket;
  readonly handle: SocketHandle;
  readonly events: SocketEvent[];
}

function opened(react?: (event: SocketEvent, handle: SocketHandle) => void): Opened {
  const socket = new FakeSocket();
  const events: SocketEvent[] = [];
  const handle = createSocketPort(() => socket).open('wss://tracker', (event) => {
    events.push(event);
    react?.(event, handle);
  });
  return { socket, handle, events };
}

/** Everything that was put off until the present task is done. */
const microtasks = () => new Promise<void>((resolve) => setImmediate(resolve));

test('an ordinary life: open, texts and bytes, what is sent, and the code at the end', () => {
  const { socket, handle, events } = opened();
  expect(socket.binaryType).toBe('arraybuffer');
  handle.send('too early');
  socket.open();
  handle.send('hello');
  handle.send(Uint8Array.of(1));
  socket.onmessage?.({ data: 'text' });
  socket.onmessage?.({ data: Uint8Array.of(2, 3).buffer });
  socket.end(4_000);
  handle.send('too late');
  expect(socket.told).toEqual(['hello', Uint8Array.of(1)]);
  expect(events).toEqual([
    { kind: 'open' },
    { kind: 'text', text: 'text' },
    { kind: 'bytes', bytes: Uint8Array.of(2, 3) },
    { kind: 'closed', code: 4_000 },
  ]);
});

test('data of any other kind is passed over', () => {
  const { socket, events } = opened();
  socket.open();
  const others = [new Blob(['x']), Uint8Array.of(1), [new ArrayBuffer(1)], null, undefined, 5, {}];
  for (const data of others) socket.onmessage?.({ data });
  expect(events).toEqual([{ kind: 'open' }]);
});

test('a constructor that throws is a socket that never opened: 1006, after the call', async () => {
  const events: SocketEvent[] = [];
  const port = createSocketPort(() => {
    throw new Error('this port is forbidden');
  });
  const handle = port.open('ws://127.0.0.1:25', (event) => events.push(event));
  handle.send('nobody hears');
  handle.close();
  expect(events).toEqual([]);
  await microtasks();
  expect(events).toEqual([{ kind: 'closed', code: 1_006 }]);
});

test('no socket is made for a URL that is not one of ws: or wss:', async () => {
  const asked: string[] = [];
  const port = createSocketPort((url) => {
    asked.push(url);
    return new FakeSocket();
  });
  const events: SocketEvent[] = [];
  for (const url of ['http://a', 'https://a', ' ws://a', 'data:,ws://a', '']) {
    port.open(url, (event) => events.push(event));
  }
  port.open('WSS://a', (event) => events.push(event));
  await microtasks();
  expect(asked).toEqual(['WSS://a']);
  expect(events).toEqual(Array.from({ length: 5 }, () => ({ kind: 'closed', code: 1_006 })));
});

test('closing asks for 1000 and is told at once; a goodbye that comes later is not told again', async () => {
  const { socket, handle, events } = opened();
  socket.open();
  handle.close();
  handle.close();
  handle.send('unheard');
  expect(events).toEqual([{ kind: 'open' }]);
  await microtasks();
  socket.end(4_001);
  await microtasks();
  expect(events).toEqual([{ kind: 'open' }, { kind: 'closed', code: 1_000 }]);
  expect(socket.told).toEqual([{ close: 1_000 }]);
});

test('closed by its listener, it passes on nothing of what comes in the same breath', async () => {
  const { socket, events } = opened((event, handle) => {
    if (event.kind === 'text') handle.close();
  });
  socket.open();
  for (const data of ['one', 'two', new ArrayBuffer(1)]) socket.onmessage?.({ data });
  socket.end(1_006);
  await microtasks();
  expect(events).toEqual([
    { kind: 'open' },
    { kind: 'text', text: 'one' },
    { kind: 'closed', code: 1_000 },
  ]);
});

test('closed while it connects, it never opens', async () => {
  const { socket, handle, events } = opened();
  handle.close();
  socket.open();
  socket.onerror?.();
  socket.end(1_006);
  await microtasks();
  expect(events).toEqual([{ kind: 'closed', code: 1_000 }]);
});

test('an error is told by the close that follows it, and by nothing else', () => {
  const { socket, events } = opened();
  socket.onerror?.();
  expect(events).toEqual([]);
  socket.end(1_006);
  socket.end(1_006);
  expect(events).toEqual([{ kind: 'closed', code: 1_006 }]);
});

test('after the server has closed, closing does nothing more', async () => {
  const { socket, handle, events } = opened();
  socket.open();
  socket.end(1_001);
  handle.close();
  await microtasks();
  expect(events).toEqual([{ kind: 'open' }, { kind: 'closed', code: 1_001 }]);
  expect(socket.told).toEqual([]);
});

test('a server that is on its way out is sent nothing more', () => {
  const { socket, handle } = opened();
  socket.open();
  socket.readyState = CLOSING as number;
  handle.send('unheard');
  expect(socket.told).toEqual([]);
});
