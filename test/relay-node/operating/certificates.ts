// Two certificates for tests, with their keys. Made with `openssl req -x509 -newkey ec -pkeyopt
// ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=one -addext subjectAltName=DNS:localhost,IP:127.0.0.1`.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsFiles } from '../../../relay-node/operating/tls.ts';

export interface Pem {
  readonly cert: string;
  readonly key: string;
}

export const ONE: Pem = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATWgAwIBAgIUAM1ReieHux4LGCeE0LYvwZdnSCkwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyODA5Mjc1N1oYDzIxMjYxMTA0MDkyNzU3
WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARguwgG
mN/IyYy5xD02SYkJT9Q/nK+hHcSRyakcWxcEjpQU/0QfOJIiFgcE5MFbwMSTX+Vl
p2mMMKBJJiow20xgo28wbTAdBgNVHQ4EFgQUxVApsMoyFWcoGuOJk/4zNDmAy88w
HwYDVR0jBBgwFoAUxVApsMoyFWcoGuOJk/4zNDmAy88wDwYDVR0TAQH/BAUwAwEB
/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIh
APlUDGL+40jS8b6lsszNyJD1zMf3r2RutfYPYQrkJfamAiEA0WDqgwr2o8IWLA6C
MMbXikEEj8U9FEr8KW84xDv6CvI=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz8UkunSlKRjXvCBP
ITCGZg2cjwvqdWo33wpT1AvGsA+hRANCAARguwgGmN/IyYy5xD02SYkJT9Q/nK+h
HcSRyakcWxcEjpQU/0QfOJIiFgcE5MFbwMSTX+Vlp2mMMKBJJiow20xg
-----END PRIVATE KEY-----
`,
};

export const TWO: Pem = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATWgAwIBAgIUG17Qs3hIy+jrr7m1T/WhuZ3bBcAwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyODA5Mjc1N1oYDzIxMjYxMTA0MDkyNzU3
WjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARb0Qj3
6PuKCLW7jocr2flce7kSCZG2xirDErtdWRL2kMapXvBklxiwEukxusb2XmJIOeO3
jLFayfiyRcks58RXo28wbTAdBgNVHQ4EFgQUU7TXx9WPEZqYip/K6Gata/736kQw
HwYDVR0jBBgwFoAUU7TXx9WPEZqYip/K6Gata/736kQwDwYDVR0TAQH/BAUwAwEB
/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIh
AN3F8vPxj0mb83stct7cZtCHlx5RPY7+CeVfKtMA8KZIAiEA7fTuFM0rqxZRYVFK
vAn3gd+Nh5a1yDyOX2n0H7sZDxg=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHA2A3PHdE+QUP0IM
ZY+NCTKPVi2yTcKC0jvuD3DEiO2hRANCAARb0Qj36PuKCLW7jocr2flce7kSCZG2
xirDErtdWRL2kMapXvBklxiwEukxusb2XmJIOeO3jLFayfiyRcks58RX
-----END PRIVATE KEY-----
`,
};

/** Writes, or writes over, the two files of a bridge. */
export async function writePem(folder: string, { cert, key }: Pem): Promise<TlsFiles> {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
  return files;
}
