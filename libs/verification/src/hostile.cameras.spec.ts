import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TcpDialer } from '@app/sockets';
import { FakeClock } from '@testing/kernel';
import type { CameraToVerify } from '@app/kernel';
import { EchoPort, Verifier } from './verifier.js';

class NoEcho extends EchoPort {
  override isAnswered(): Promise<null> {
    return Promise.resolve(null);
  }
}

/** Writes the same for ever, as fast as it is read. */
function pour(socket: Socket, start: string, piece: string): void {
  socket.write(start);
  const more = () => void (socket.destroyed || socket.write(piece, more));
  more();
}

function drip(socket: Socket, start: string): void {
  socket.write(start);
  const timer = setInterval(() => socket.write('x'), 25);
  socket.on('close', () => clearInterval(timer));
}

const BLOCK = 'x'.repeat(64 * 1024);
const ENTITIES = Array.from({ length: 10 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('');
const http = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** What a camera may do to whoever asks it, at its RTSP and at its ONVIF port. */
const HOSTILE: Readonly<Record<string, { readonly rtsp: (socket: Socket) => void; readonly onvif: (socket: Socket) => void }>> = {
  hangs: { rtsp: () => undefined, onvif: () => undefined },
  'drips a byte at a time': { rtsp: (s) => drip(s, 'RTSP/1.0 200 OK\r\nX: '), onvif: (s) => drip(s, 'HTTP/1.1 200 OK\r\n\r\n') },
  'never ends its headers': {
    rtsp: (s) => pour(s, 'RTSP/1.0 200 OK\r\nX: ', BLOCK),
    onvif: (s) => pour(s, 'HTTP/1.1 200 OK\r\nX: ', BLOCK),
  },
  'sends a body without end': {
    rtsp: (s) => pour(s, 'RTSP/1.0 200 OK\r\nContent-Length: 104857600\r\n\r\n', BLOCK),
    onvif: (s) => pour(s, 'HTTP/1.1 200 OK\r\n\r\n', BLOCK),
  },
  'goes on for ever before it answers': {
    rtsp: (s) => pour(s, '', 'RTSP/1.0 100 Continue\r\n\r\n'.repeat(1_000)),
    onvif: (s) => pour(s, '', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)),
  },
  'sends chunks that are all extension': {
    rtsp: (s) => s.write(Buffer.from([0, 255, 10, 13])),
    onvif: (s) => pour(s, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;', BLOCK),
  },
  'wants another protocol': {
    rtsp: (s) => s.write('SSH-2.0-OpenSSH_9.2\r\n'),
    onvif: (s) => s.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  },
  resets: { rtsp: (s) => void s.resetAndDestroy(), onvif: (s) => void s.resetAndDestroy() },
  'holds entities that grow': {
    rtsp: (s) => s.write('RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n'),
    onvif: (s) =>
      s.write(
        http(`<!DOCTYPE b [<!ENTITY a0 "aaaaaaaaaa">${ENTITIES}]><GetSystemDateAndTimeResponse>&a10;</GetSystemDateAndTimeResponse>`),
      ),
  },
  'holds an entity of a file': {
    rtsp: (s) => s.write('RTSP/1.0 200 OK\r\nContent-Length: 9999999999999\r\n\r\n'),
    onvif: (s) =>
      s.write(
        http('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><GetSystemDateAndTimeResponse>&e;</GetSystemDateAndTimeResponse>'),
      ),
  },
};

describe('a hostile camera', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let followed = 0;

  async function serving(answer: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.once('data', () => answer(socket));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.16.0.7', resolve));
    return (server.address() as AddressInfo).port;
  }
  const policy = {
    realm: () => ({ realm: 'city', allowed: ['127.16.0.0/16'], forbidden: [], isLab: true }),
    building: { perSecond: 1_000, atOnce: 8 },
    buildingsAtOnce: 8,
    deadlineMs: 800,
  };
  const verify = async (ports: Pick<CameraToVerify, 'rtspPort' | 'onvifPort'>) => {
    const camera = {
      id: 'a',
      building: 'B',
      realm: 'city',
      address: '127.16.0.7',
      httpPort: null,
      rtspPath: '/live',
      reach: 'DIRECT' as const,
    };
    const verifier = new Verifier(policy, new TcpDialer(), new NoEcho(), new FakeClock());
    const [found] = await verifier.verify([{ ...camera, ...ports }], new AbortController().signal);
    return found;
  };

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  it.each(Object.entries(HOSTILE))('that %s proves nothing, and holds nobody', async (_what, { rtsp, onvif }) => {
    const found = await verify({ rtspPort: await serving(rtsp), onvifPort: await serving(onvif) });
    expect(found.outcome).toBe('UNREACHABLE');
    expect(found.evidence.filter(({ check }) => check === 'TCP').every(({ passed }) => passed)).toBe(true);
    const spoken = found.evidence.filter(({ check }) => check === 'RTSP' || check === 'ONVIF');
    expect(spoken).toHaveLength(2);
    for (const { passed, detail } of spoken) {
      expect(passed).toBe(false);
      expect(detail.length).toBeLessThan(300);
      expect(detail).not.toMatch(/\p{Cc}/u);
      expect(detail).not.toContain('root:');
    }
  });

  it('that leads elsewhere is not followed', async () => {
    const elsewhere = await serving(() => void followed++);
    const to = `//127.16.0.7:${elsewhere}/`;
    const rtspPort = await serving((s) => s.write(`RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: rtsp:${to}\r\n\r\n`));
    const onvifPort = await serving((s) => s.write(`HTTP/1.1 307 Moved\r\nLocation: http:${to}\r\nContent-Length: 0\r\n\r\n`));
    expect((await verify({ rtspPort, onvifPort })).outcome).toBe('UNREACHABLE');
    expect(followed).toBe(0);
  });
});
