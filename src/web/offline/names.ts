// What the caches of the app are called: by the place that it is served from, because several may share
// an origin and its caches, and by the build.

export function cachePrefix(scope: string): string {
  return `sotto ${scope} `;
}

export function cacheName(scope: string, build: string): string {
  return cachePrefix(scope) + build;
}
