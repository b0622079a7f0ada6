// Everything that the bridge ever writes to its log, beside numbers: one fixed sentence for each
// event. None has room for an address, a name, a path or anything else that a client sent.

export type Level = 'info' | 'warn' | 'error';

interface Sentence {
  readonly level: Level;
  readonly message: string;
}

export const EVENTS = {
  start: info('The bridge is starting.'),
  ready: info('The bridge is listening.'),
  summary: info('So many are here, and so often each thing happened since the last summary.'),
  drain: info(
    'Asked to stop: turning new clients away, then saying goodbye to those who are here.',
  ),
  stop: info('The bridge has stopped.'),
  'stop-at-once': warn('Asked to stop a second time: not waiting for anybody.'),
  'stop-overdue': error('Stopping took too long: not waiting any more.'),
  'dht-connecting': info('The DHT: looking for nodes.'),
  'dht-working': info('The DHT: working.'),
  'dht-unreachable': warn(
    'The DHT: out of reach. Clients are told to use trackers or another bridge.',
  ),
  'dht-restarted': warn('The thread of the DHT node had to be started anew.'),
  'proxy-not-trusted': warn(
    'Clients come through a proxy that is not trusted, so that all of them share the limits of one ' +
      'address. If the proxy is yours, set "trustProxy": true in the configuration file, or start ' +
      'with --trust-proxy.',
  ),
  'nodes-not-saved': warn(
    'The nodes of the DHT could not be saved: check the disk and the file of dht.nodesFile.',
  ),
  'bridge-full': warn(
    'Clients were turned away because the bridge is full: see the limits sockets, addresses, swarms.',
  ),
  'internal-error': error(
    'A message of a client brought out a bug of the bridge. Please report it.',
  ),
  crash: error('The bridge ends because of a bug. Please report it.'),
  'certificate-loaded': info('The certificate is in use from now on.'),
  'certificate-kept': error(
    'The certificate could not be read again, and the old one stays in use: check the files of ' +
      'tls.cert and tls.key.',
  ),
  'certificate-expires': warn('The certificate expires soon: renew it, then send SIGHUP.'),
  'nothing-to-reload': info('SIGHUP reads the certificate again, and there is none.'),
} as const satisfies Readonly<Record<string, Sentence>>;

export type EventName = keyof typeof EVENTS;

function info(message: string): Sentence {
  return { level: 'info', message };
}

function warn(message: string): Sentence {
  return { level: 'warn', message };
}

function error(message: string): Sentence {
  return { level: 'error', message };
}
