// In the worker of Argon2id: the WebAssembly that the page has compiled, which it hands over before the job.

const handed = new Promise<WebAssembly.Module>((resolve) => {
  const take = (event: MessageEvent<unknown>) => {
    if (!(event.data instanceof WebAssembly.Module)) return;
    event.stopImmediatePropagation();
    removeEventListener('message', take);
    resolve(event.data);
  };
  addEventListener('message', take);
});

export const sodiumModule = () => handed;
