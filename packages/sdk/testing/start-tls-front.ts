import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Key and certificate of `*.shop.test`, signed by itself: good for nothing but tests. */
const identity = readFileSync(new URL('shop-test.pem', import.meta.url));

/** TLS in front of a port of this machine, whose handshakes can be held: connections are taken and nothing is said. */
export async function startTlsFront(port: number) {
  const sockets = new Set<Socket>();
  const held: Socket[] = [];
  const handshake = Promise.withResolvers<void>();
  let isHeld = true;

  const proceed = (socket: Socket) => {
    const inner = connect((tls.address() as AddressInfo).port, '127.0.0.1');
    join(socket, inner);
  };
  const join = (one: Socket, other: Socket) => {
    for (const socket of [one, other]) {
      sockets.add(socket);
      // The browser drops connections as it likes.
      socket.on('error', () => {});
    }
    one.on('close', () => other.destroy());
    other.on('close', () => one.destroy());
    one.pipe(other).pipe(one);
  };
  const tls = createTlsServer({ key: identity, cert: identity }, (secured) => {
    join(secured, connect(port, '127.0.0.1'));
  });
  const front = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (!isHeld) return proceed(socket);
    held.push(socket);
    handshake.resolve();
  });
  for (const server of [tls, front]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  return {
    port: (front.address() as AddressInfo).port,
    /** Resolves when a browser has connected and waits for the handshake. */
    connected: handshake.promise,
    /** Lets the handshakes go on that were held, and all later ones. */
    release() {
      isHeld = false;
      held.splice(0).forEach(proceed);
    },
    /** Breaks the connections that were held; later ones go through. */
    drop() {
      isHeld = false;
      for (const socket of held.splice(0)) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([tls, front].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
