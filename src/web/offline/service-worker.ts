// Keeps the files of one build of the app, so that the page opens without a network. It is there only
// after a tap on Install, and it never keeps anything that comes later: what is fetched while the page
// runs passes by, and nothing of a conversation is ever fetched.
//
//   install   every file of this build is fetched anew and checked by its digest: all of them, or none
//   activate  once no window shows the build before: its files are deleted
//   message   Install after Remove: the same worker may be woken, and not installed, so it is asked instead
//   fetch     the files of this build; everything else goes to the network as if nobody were here

import files from 'virtual:app-files';
import { cacheName, cachePrefix } from './names.ts';

interface LaterEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends LaterEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface AskedEvent extends LaterEvent {
  readonly ports: readonly MessagePort[];
}

interface WorkerScope {
  readonly registration: { readonly scope: string };
  addEventListener(type: 'install' | 'activate', listen: (event: LaterEvent) => void): void;
  addEventListener(type: 'fetch', listen: (event: RequestEvent) => void): void;
  addEventListener(type: 'message', listen: (event: AskedEvent) => void): void;
  skipWaiting(): Promise<void>;
}

/** Written over by scripts/seal.mjs, as in index.html. */
const BUILD = '0000000000000000000000000000000000000000000000000000000000000000';
const PAGE = 'index.html';

const worker = self as unknown as WorkerScope;
const { scope } = worker.registration;
const name = cacheName(scope, BUILD);
/** The page is kept under the address that it has everywhere: its folder. */
const kept = new Set(files.map(([path]) => (path === PAGE ? scope : new URL(path, scope).href)));

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
worker.addEventListener('message', (event) => event.waitUntil(keepAgain(event.ports[0])));
worker.addEventListener('fetch', (event) => {
  const url = addressOf(event.request);
  if (event.request.method === 'GET' && kept.has(url))
    event.respondWith(answer(event.request, url));
});

async function keepAll(): Promise<void> {
  const answers = await Promise.all(files.map(([path, integrity]) => load(path, integrity)));
  const cache = await caches.open(name);
  await Promise.all(answers.map(([url, response]) => cache.put(url, response)));
}

/** A newer build that waited takes over at once: the one before it has no files any more. */
async function keepAgain(asking: MessagePort | undefined): Promise<void> {
  const done = await keepAll().then(
    () => true,
    () => false,
  );
  if (done) void worker.skipWaiting();
  asking?.postMessage(done);
}

async function load(path: string, integrity: string): Promise<readonly [string, Response]> {
  const page = path === PAGE;
  const url = page ? scope : new URL(path, scope).href;
  const response = await fetch(url, {
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    ...(page ? {} : { integrity }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  // The page carries the name of the build, which is made of the page without it.
  if (page && (await integrityWithoutName(response.clone())) !== integrity) {
    throw new Error('the page is of another build');
  }
  return [url, response];
}

async function integrityWithoutName(page: Response): Promise<string> {
  const text = (await page.text()).replaceAll(BUILD, BUILD.replace(/./g, '0'));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

async function dropOthers(): Promise<void> {
  const own = (await caches.keys()).filter((other) => other.startsWith(cachePrefix(scope)));
  await Promise.all(own.filter((other) => other !== name).map((other) => caches.delete(other)));
}

/** Without what follows `?` and `#`: the page is the same, whatever it was opened with. */
function addressOf({ url }: Request): string {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  return address === new URL(PAGE, scope).href ? scope : address;
}

/** `match` by name makes no new cache where it was removed; then the network answers. */
async function answer(request: Request, url: string): Promise<Response> {
  return (await caches.match(url, { cacheName: name })) ?? fetch(request);
}
