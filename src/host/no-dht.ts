// A DHT port for whoever wants none: it tells nothing, and so there is no way to the DHT.

import type { DhtPort } from '../ports/dht.ts';

export const NO_DHT: DhtPort = {
  showsAddress: false,
  open: () => ({
    reach: () => {},
    get: () => {},
    put: () => {},
    watch: () => {},
    unwatch: () => {},
    close: () => {},
  }),
};
