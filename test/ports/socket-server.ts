// The server that the socket port's suite talks to, for the twin's network and for real ones.
//
//   text or bytes ──▶ the same, back            close 4001 ──▶ closes with that code
//                                               burst 3    ──▶ 0, 1, 2, all at once

import type { ServerHandlers, ServerSide } from './memory-socket.ts';

export function obedientServer(client: ServerSide): ServerHandlers {
  return {
    receive(data) {
      const [command, number] = typeof data === 'string' ? data.split(' ') : [];
      if (command === 'close') client.close(Number(number));
      else if (command === 'burst') burst(client, Number(number));
      else client.send(data);
    },
  };
}

function burst(client: ServerSide, count: number): void {
  for (let i = 0; i < count; i++) client.send(String(i));
}
