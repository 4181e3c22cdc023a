import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer, type Server as TcpServer } from 'node:net';
import { TcpDialer } from '@app/sockets';
import { askClock, type ClockOutcome } from './ask.clock.js';

const answer = (clock: string) =>
  `<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"
   xmlns:tt="http://www.onvif.org/ver10/schema"><SOAP-ENV:Body><tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>
   <tt:UTCDateTime>${clock}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>`;
const CLOCK =
  '<tt:Time><tt:Hour>9</tt:Hour><tt:Minute>30</tt:Minute><tt:Second>15</tt:Second></tt:Time><tt:Date><tt:Year>2026</tt:Year><tt:Month>11</tt:Month><tt:Day>25</tt:Day></tt:Date>';

describe('the clock of an ONVIF device', () => {
  const servers: (Server | TcpServer)[] = [];
  const listening = async (server: Server | TcpServer) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return (server.address() as AddressInfo).port;
  };
  const serving = (listener: RequestListener) => listening(createHttpServer(listener));
  let nowMs = Date.UTC(2026, 10, 25, 9, 30, 10);
  const ask = (port: number, deadlineMs = 700): Promise<ClockOutcome> =>
    askClock({ dialer: new TcpDialer(), address: '127.0.0.1', port, deadlineMs }, () => nowMs, new AbortController().signal);

  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map((server) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  });

  it('is told without a login, and held against the middle of question and answer', async () => {
    let asked = '';
    const port = await serving((request, response) => {
      request.on('data', (piece) => (asked += String(piece)));
      request.on('end', () => {
        nowMs += 2_000;
        response.end(answer(CLOCK));
      });
    });
    expect(await ask(port)).toEqual({ kind: 'answered', utc: new Date('2026-11-25T09:30:15Z'), skewMs: 4_000 });
    expect(asked).toContain('<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/>');
  });

  it('may be missing in the answer', async () => {
    const port = await serving((_request, response) => response.end(answer('')));
    expect(await ask(port)).toEqual({ kind: 'answered', utc: null, skewMs: null });
  });

  it.each([401, 403])('is refused with HTTP %d by who wants a login all the same', async (status) => {
    const port = await serving((_request, response) => response.writeHead(status).end());
    expect(await ask(port)).toEqual({ kind: 'refused', status });
  });

  it('follows no redirect', async () => {
    let followed = 0;
    const other = await serving((_request, response) => response.end(String(++followed)));
    const port = await serving((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end());
    expect(await ask(port)).toEqual({ kind: 'not-onvif', reason: 'answers HTTP 302' });
    expect(followed).toBe(0);
  });

  it('reads no document type, so no entity of it', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(100)}"><!ENTITY c "&a;&a;&a;&a;">]>${answer(CLOCK)}`;
    const outside = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${answer('&a;')}`;
    for (const text of [bomb, outside]) {
      const port = await serving((_request, response) => response.end(text));
      expect(await ask(port)).toEqual({ kind: 'not-onvif', reason: 'a document type' });
    }
  });

  it('is nothing of a web server', async () => {
    const port = await serving((_request, response) => response.end('<html>camera</html>'));
    expect(await ask(port)).toEqual({ kind: 'not-onvif', reason: 'no answer to GetSystemDateAndTime' });
    const noise = await listening(
      createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-x\r\n', () => socket.destroy())),
    );
    expect((await ask(noise)).kind).toBe('not-onvif');
  });

  it('ends in time with who hangs, drips or sends too much', async () => {
    const hanging = await serving(() => undefined);
    expect(await ask(hanging)).toEqual({ kind: 'timed-out', isConnected: true });
    const dripping = await serving((_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await ask(dripping)).toEqual({ kind: 'timed-out', isConnected: true });
    const large = await serving((_request, response) => {
      const piece = Buffer.alloc(64 * 1024, 32);
      const more = () => void (response.destroyed || response.write(piece, more));
      more();
    });
    expect(await ask(large, 5_000)).toEqual({ kind: 'not-onvif', reason: 'a body of more than 262144 bytes' });
  });

  it('is not told by a closed port', async () => {
    const port = await listening(createServer());
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    expect(await ask(port)).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED', isConnected: false });
  });
});
