// In the worker of Argon2id: the WebAssembly that the page has compiled and hands over. The job, which
// may come before it, waits until libsodium is ready.

const handed = new Promise<WebAssembly.Module>((resolve, reject) => {
  const take = (event: MessageEvent<unknown>) => {
    if (!(event.data instanceof WebAssembly.Module)) return;
    event.stopImmediatePropagation();
    removeEventListener('message', take);
    resolve(event.data);
  };
  addEventListener('message', take);
  addEventListener('messageerror', () => reject(new Error('libsodium was unreadable')));
});

export const sodiumModule = () => handed;
