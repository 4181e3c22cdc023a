import type { CameraToVerify } from '@app/kernel';
import { createServer, type Server, type Socket } from 'node:net';
import { TcpDialer } from '@app/sockets';
import { FakeClock } from '@testing/kernel';
import type { RealmPolicy } from './address.guard.js';

import { EchoPort, Verifier, type VerifierPolicy } from './verifier.js';

/** Cameras on loopback addresses, as the demo city has them; the building's neighbours stand on addresses that it may not ask. */
const CITY: RealmPolicy = { realm: 'city', allowed: ['127.16.0.0/16'], forbidden: ['127.0.0.0/16', '127.16.9.0/24'], isLab: true };
const REAL: RealmPolicy = { realm: 'real', allowed: ['10.0.0.0/8', '127.0.0.0/8'], forbidden: [] };
const REALMS: Readonly<Record<string, RealmPolicy>> = { city: CITY, real: REAL };

class Echoes extends EchoPort {
  readonly asked: string[] = [];
  constructor(private readonly answering: readonly string[] | null) {
    super();
  }
  override async isAnswered(address: string): Promise<boolean | null> {
    this.asked.push(address);
    return this.answering && this.answering.includes(address);
  }
}

describe('asking declared cameras', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const clock = new FakeClock();
  /** Connections by the address that they came to. */
  const met: string[] = [];
  let port = 0;

  const camera = (id: string, more: Partial<CameraToVerify> = {}): CameraToVerify => ({
    id,
    building: 'GD-1',
    realm: 'city',
    address: '127.16.0.1',
    reach: 'DIRECT',
    rtspPort: port,
    onvifPort: null,
    httpPort: null,
    rtspPath: null,
    ...more,
  });
  const verifier = (echo: EchoPort, policy: Partial<VerifierPolicy> = {}) =>
    new Verifier(
      { realm: (code) => REALMS[code] ?? null, building: { perSecond: 1_000, atOnce: 4 }, buildingsAtOnce: 8, deadlineMs: 600, ...policy },
      new TcpDialer(),
      echo,
      clock,
    );
  const verify = (echo: EchoPort, ...cameras: CameraToVerify[]) => verifier(echo).verify(cameras, new AbortController().signal);
  const said = ({ evidence }: { evidence: readonly { check: string; passed: boolean; detail: string }[] }) =>
    evidence.map(({ check, passed, detail }) => `${check} ${passed ? 'yes' : 'no'}: ${detail}`);

  beforeAll(async () => {
    const server = createServer((socket) => {
      sockets.add(socket);
      met.push(socket.localAddress ?? '');
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.on('data', (piece) => {
        const text = piece.toString();
        if (text.startsWith('POST')) socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
        else if (text.startsWith('DESCRIBE')) socket.write('RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nServer: Contoh\r\n\r\n');
        else setTimeout(() => socket.write('RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n'), 20);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    port = (server.address() as { port: number }).port;
  });
  beforeEach(() => (met.length = 0));
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  });

  it('verifies one that answers in the way that is declared, with the evidence and its time', async () => {
    const [found] = await verify(new Echoes(['127.16.0.1']), camera('a', { rtspPath: '/live', onvifPort: port, httpPort: port }));
    expect(found.outcome).toBe('VERIFIED');
    expect(said(found)).toEqual([
      'ADDRESS yes: 127.16.0.1 may be asked in the realm "city"',
      'ICMP yes: answers',
      `TCP yes: port ${port}: open`,
      `RTSP yes: DESCRIBE at port ${port}: 401 Unauthorized by Contoh: alive and protected`,
      `TCP yes: port ${port}: open`,
      `ONVIF yes: GetSystemDateAndTime at port ${port}: HTTP 401: wants a login`,
    ]);
    expect(found.evidence.every(({ at }) => at.getTime() === clock.now().getTime())).toBe(true);
  });

  it('does not take an echo for a camera where a port is declared, and takes it where none is', async () => {
    const silent = { rtspPort: 1, address: '127.16.0.2' };
    const [byPort, byEcho, deaf] = await verify(
      new Echoes(['127.16.0.2']),
      camera('port', silent),
      camera('echo', { ...silent, rtspPort: null }),
      camera('deaf', { rtspPort: null, address: '127.16.0.3' }),
    );
    expect([byPort.outcome, byEcho.outcome, deaf.outcome]).toEqual(['UNREACHABLE', 'VERIFIED', 'UNREACHABLE']);
    expect(said(byPort).slice(1)).toEqual(['ICMP yes: answers', 'TCP no: port 1: ECONNREFUSED']);
  });

  it('does not take an open port for a camera where a protocol is declared, and takes it where none is', async () => {
    const [declared, bare] = await verify(
      new Echoes([]),
      camera('declared', { rtspPort: 1, httpPort: port }),
      camera('bare', { rtspPort: null, httpPort: port }),
    );
    expect([declared.outcome, bare.outcome]).toEqual(['UNREACHABLE', 'VERIFIED']);
    expect(said(declared)).toContain(`TCP yes: port ${port}: open`);
  });

  it('judges the address anew before each question, by the networks that are allowed then', async () => {
    let asked = 0;
    const onceOnly = (code: string) => (asked++ === 0 ? REALMS[code] : { ...REALMS[code], allowed: [] });
    const echo = new Echoes(['127.16.0.1']);
    const [found] = await verifier(echo, { realm: onceOnly }).verify([camera('a', { onvifPort: port })], new AbortController().signal);
    expect(found.outcome).toBe('REFUSED');
    expect([...met, ...echo.asked]).toEqual([]);
  });

  it('answers for each of those declared under one id', async () => {
    const found = await verify(new Echoes([]), camera('a'), camera('a', { address: '127.16.9.1' }));
    expect(found.map(({ outcome }) => outcome)).toEqual(['VERIFIED', 'REFUSED']);
  });

  it('proves nothing where echo requests cannot be sent', async () => {
    const [found] = await verify(new Echoes(null), camera('a', { rtspPort: null }));
    expect(found.outcome).toBe('UNREACHABLE');
    expect(said(found)[1]).toBe('ICMP no: echo requests cannot be sent from here');
  });

  it('sends no echo through a forwarded port or a recorder: another would answer', async () => {
    const echo = new Echoes(['127.16.0.1']);
    const found = await verify(echo, camera('a', { reach: 'PORT_FORWARD' }), camera('b', { reach: 'RECORDER_CHANNEL' }));
    expect(found.map(({ outcome }) => outcome)).toEqual(['VERIFIED', 'VERIFIED']);
    expect(echo.asked).toEqual([]);
  });

  it('asks nothing of one that can be seen on site alone', async () => {
    const [found] = await verify(new Echoes([]), camera('a', { reach: 'ON_SITE' }));
    expect(found).toMatchObject({ outcome: 'ON_SITE_ONLY', evidence: [] });
    expect(met).toEqual([]);
  });

  it.each(['127.0.0.1', '127.16.9.1', '127.17.0.1', '169.254.169.254', '::1', '2130706433', 'localhost', '127.16.0.1%lo'])(
    'sends not one packet to %s',
    async (address) => {
      const echo = new Echoes([address]);
      const [found] = await verify(echo, camera('a', { address, onvifPort: port, httpPort: port }));
      expect(found.outcome).toBe('REFUSED');
      expect(found.evidence).toEqual([expect.objectContaining({ check: 'ADDRESS', passed: false })]);
      expect([...met, ...echo.asked]).toEqual([]);
    },
  );

  it('asks no loopback address outside the lab, whatever the settings allow, and nothing of an unknown realm', async () => {
    const found = await verify(
      new Echoes([]),
      camera('a', { realm: 'real' }),
      camera('b', { realm: 'unheard-of' }),
      camera('c', { address: null }),
    );
    expect(found.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'REFUSED', 'REFUSED']);
    expect(met).toEqual([]);
  });

  it('asks a building no more at once than its line is to bear, and all of many', async () => {
    let [now, most] = [0, 0];
    class Counting extends EchoPort {
      override async isAnswered(): Promise<boolean> {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 15));
        now -= 1;
        return true;
      }
    }
    const many = Array.from({ length: 60 }, (_, i) => camera(`c${i}`, { address: `127.16.1.${i + 1}` }));
    const found = await verify(new Counting(), ...many);
    expect(found.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(many.map(({ id }) => `${id} VERIFIED`));
    expect(new Set(met).size).toBe(60);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('spreads the questions of a building over time', async () => {
    const began = performance.now();
    const slow = verifier(new Echoes([]), { building: { perSecond: 20, atOnce: 4 } });
    await slow.verify(
      Array.from({ length: 6 }, (_, i) => camera(`c${i}`)),
      new AbortController().signal,
    );
    // The first at once, and each of the others a twentieth of a second after the one before.
    expect(performance.now() - began).toBeGreaterThan(240);
  });

  it('stops when it is told to, and leaves out whom it did not ask', async () => {
    const stop = new AbortController();
    const slow = verifier(new Echoes([]), { building: { perSecond: 10, atOnce: 1 } });
    const running = slow.verify(
      Array.from({ length: 50 }, (_, i) => camera(`c${i}`)),
      stop.signal,
    );
    stop.abort();
    expect((await running).length).toBeLessThan(3);
  });
});
