// The wait of somebody who holds an invite: how the small room is doing in which the inviter is to be
// met. Nobody there is shown: whoever else comes is not the one who is waited for.

import type { Room } from '../../browser.ts';
import { Connection, type Servers } from './connection.svelte.ts';
import { People } from './people.svelte.ts';

type Hall = Pick<Room, 'id' | 'on' | 'trackers' | 'relays' | 'dht' | 'notices'>;

export class Waiting {
  readonly connection: Connection;
  readonly since = Date.now();
  readonly close: () => void;

  constructor(hall: Hall, servers: Servers) {
    const connection = new Connection(new People(hall.id), servers);
    const draw = () => {
      connection.trackers = hall.trackers;
      connection.relays = hall.relays;
      connection.dht = hall.dht;
    };
    for (const notice of hall.notices) connection.notice(notice);
    this.connection = connection;
    this.close = hall.on((event) => {
      if (event.type === 'notice') connection.notice(event.notice);
      draw();
    });
    draw();
  }
}
