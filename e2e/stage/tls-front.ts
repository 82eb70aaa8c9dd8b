import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { selfSigned } from './self-signed.ts';

/** TLS before the collector, as a proxy has it; each connection takes `delayMs` to begin, as over a long way. */
export async function startTlsFront({ port, delayMs }: { port: number; delayMs: number }) {
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket));
  };
  const server = createServer({ ...selfSigned() }, (outer) => {
    const inner = connect(port, '127.0.0.1');
    keep(outer);
    keep(inner);
    setTimeout(() => outer.pipe(inner).pipe(outer), delayMs);
  });
  // A browser gives up a connection that it opened ahead of need.
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
