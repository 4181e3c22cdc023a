import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { converse } from './converse.js';
import { Dialer, type Dialed, TcpDialer } from './dialer.js';

describe('a conversation over TCP', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  async function serving(onConnect: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onConnect(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return (server.address() as AddressInfo).port;
  }
  const peer = (port: number, address = '127.0.0.1', dialer: Dialer = new TcpDialer()) => ({ dialer, address, port, deadlineMs: 400 });
  const forEver = new AbortController().signal;
  const firstByte = (port: number, address?: string, signal = forEver) =>
    converse<string>(peer(port, address), signal, (connection, end) => {
      connection.once('data', (piece: Buffer) => end(piece.toString()));
      connection.write('?');
    });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  it.each(['127.0.0.1', '::1'])('is had with a server at %s, and the connection is gone afterwards', async (address) => {
    let gone: Promise<unknown> = Promise.resolve();
    const port = await serving((socket) => {
      gone = new Promise((resolve) => socket.on('close', resolve));
      socket.resume().write('hello');
    }, address);
    expect(await firstByte(port, address)).toBe('hello');
    await gone;
  });

  it('tells a port that is shut from one that is open and says nothing, and from one that breaks off', async () => {
    const port = await serving(() => undefined);
    expect(await firstByte(port)).toEqual({ kind: 'timed-out', isConnected: true });
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    expect(await firstByte(port)).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED', isConnected: false });
    const resetting = await serving((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await firstByte(resetting)).toEqual({ kind: 'unreachable', code: 'ECONNRESET', isConnected: true });
  });

  it.each(['localhost', 'camera.example.org', '127.1', ''])('dials no name: %j', async (name) => {
    let met = 0;
    const port = await serving(() => void met++);
    expect(await firstByte(port, name)).toEqual({ kind: 'unreachable', code: 'ENOTFOUND', isConnected: false });
    expect(met).toBe(0);
  });

  it('ends when it is told to, also before it begins', async () => {
    const stop = new AbortController();
    const port = await serving(() => stop.abort());
    expect(await firstByte(port, '127.0.0.1', stop.signal)).toMatchObject({ kind: 'timed-out' });
    expect(await firstByte(port, '127.0.0.1', stop.signal)).toEqual({ kind: 'timed-out', isConnected: false });
  });

  it('gives back a connection that came too late, and survives a dialer that throws', async () => {
    const port = await serving(() => undefined);
    let late: Dialed | null = null;
    class Late extends Dialer {
      override async dial(address: string, at: number): Promise<Dialed> {
        await new Promise((resolve) => setTimeout(resolve, 500));
        late = await new TcpDialer().dial(address, at, forEver);
        return late;
      }
    }
    class Throwing extends Dialer {
      override dial(): Promise<Dialed> {
        return Promise.reject(new Error('no such network'));
      }
    }
    expect(await converse(peer(port, '127.0.0.1', new Late()), forEver, () => undefined)).toEqual({
      kind: 'timed-out',
      isConnected: false,
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(late).toMatchObject({ kind: 'connected', connection: { destroyed: true } });
    expect(await converse(peer(port, '127.0.0.1', new Throwing()), forEver, () => undefined)).toEqual({
      kind: 'unreachable',
      code: 'no such network',
      isConnected: false,
    });
  });
});
