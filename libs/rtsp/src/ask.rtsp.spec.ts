import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { TcpDialer } from '@app/sockets';
import { askRtsp, type RtspOutcome } from './ask.rtsp.js';

const SDP = 'v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n';

describe('a question to an RTSP server', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let heard = '';

  /** A server that does with each connection what it is told. */
  async function serving(answer: (socket: Socket, request: string) => void, onConnect?: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onConnect?.(socket);
      socket.on('data', (piece) => {
        heard = piece.toString();
        answer(socket, heard);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  const ask = (port: number, method: 'OPTIONS' | 'DESCRIBE' = 'OPTIONS', path = '/live', deadlineMs = 700): Promise<RtspOutcome> =>
    askRtsp({ dialer: new TcpDialer(), address: '127.0.0.1', port, method, path, deadlineMs }, new AbortController().signal);

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  it('is answered by a server that lives', async () => {
    const port = await serving((socket) =>
      socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: cam\u0007\u001b[31m\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n'),
    );
    expect(await ask(port)).toEqual({ kind: 'answered', status: 200, reason: 'OK', server: 'cam??[31m', hasStream: false });
    expect(heard).toBe(`OPTIONS rtsp://127.0.0.1:${port}/live RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: nadi\r\n\r\n`);
  });

  it('finds a published stream, however the answer is cut into pieces', async () => {
    const text = `RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}`;
    const port = await serving((socket) => {
      socket.setNoDelay(true);
      for (const letter of text) socket.write(letter);
    });
    expect(await ask(port, 'DESCRIBE')).toMatchObject({ kind: 'answered', status: 200, hasStream: true });
  });

  it.each([
    [401, 'Unauthorized'],
    [404, 'Not Found'],
    [453, 'Not Enough Bandwidth'],
    [503, 'Service Unavailable'],
  ])('tells a %d from silence', async (status, reason) => {
    const port = await serving((socket) => socket.write(`RTSP/1.0 ${status} ${reason}\r\nCSeq: 1\r\n\r\n`));
    expect(await ask(port, 'DESCRIBE')).toMatchObject({ kind: 'answered', status, reason, hasStream: false });
  });

  it('writes one line, whatever the path holds', async () => {
    const port = await serving((socket) => socket.write('RTSP/1.0 200 OK\r\n\r\n'));
    await ask(port, 'OPTIONS', 'a b\r\nX-Evil: 1\r\n\r\nSETUP rtsp://other/');
    expect(heard.split('\r\n').filter((line) => line !== '')).toEqual([
      expect.stringMatching(/^OPTIONS \S+ RTSP\/1\.0$/),
      'CSeq: 1',
      'User-Agent: nadi',
    ]);
  });

  it('says what is there instead', async () => {
    const http = await serving((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await ask(http)).toEqual({ kind: 'not-rtsp', reason: 'answers "HTTP/1.1 400 Bad Request"' });
    const noise = await serving((socket) => socket.write(Buffer.from([0, 1, 2, 255, 10])));
    expect((await ask(noise)).kind).toBe('not-rtsp');
    const shut = await serving((socket) => socket.end());
    expect(await ask(shut)).toEqual({ kind: 'not-rtsp', reason: 'closed without a word' });
    const half = await serving((socket) => socket.end('RTSP/1.0 200 OK\r\nCSeq'));
    expect(await ask(half)).toEqual({ kind: 'not-rtsp', reason: 'closed in the middle of an answer' });
  });

  it('tells a closed port and a reset', async () => {
    const port = await serving(() => undefined);
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    expect(await ask(port)).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED', isConnected: false });
    const resetting = await serving((socket) => socket.resetAndDestroy());
    expect(await ask(resetting)).toEqual({ kind: 'unreachable', code: 'ECONNRESET', isConnected: true });
  });

  it('ends in time with who hangs, drips, never ends its headers or sends too much', async () => {
    const hanging = await serving(() => undefined);
    expect(await ask(hanging)).toEqual({ kind: 'timed-out', isConnected: true });
    const dripping = await serving((socket) => {
      socket.write('RTSP/1.0 200 OK\r\n');
      const timer = setInterval(() => socket.write('X'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await ask(dripping)).toEqual({ kind: 'timed-out', isConnected: true });
    const endless = await serving((socket) => socket.write(`RTSP/1.0 200 OK\r\n${'X-Filler: 0123456789\r\n'.repeat(10_000)}`));
    expect(await ask(endless)).toEqual({ kind: 'not-rtsp', reason: 'headers of more than 65536 bytes' });
    const large = await serving((socket) => {
      socket.write('RTSP/1.0 200 OK\r\nContent-Length: 104857600\r\n\r\n');
      const piece = Buffer.alloc(64 * 1024);
      const more = () => void (socket.destroyed || socket.write(piece, more));
      more();
    });
    expect(await ask(large, 'DESCRIBE', '/', 5_000)).toMatchObject({ kind: 'answered', status: 200, hasStream: false });
  });

  it('ends when it is told to', async () => {
    const port = await serving(() => undefined);
    const stop = new AbortController();
    const asked = askRtsp(
      { dialer: new TcpDialer(), address: '127.0.0.1', port, method: 'OPTIONS', path: '/', deadlineMs: 60_000 },
      stop.signal,
    );
    stop.abort();
    expect(await asked).toEqual({ kind: 'timed-out', isConnected: false });
  });
});
