import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askClock } from '@app/onvif';
import { askRtsp } from '@app/rtsp';
import { converse } from '@app/sockets';
import { generateCity } from './city/generate.city.js';
import { type Lab, startLab } from './start.lab.js';

describe('the cameras of a simulated city', () => {
  const document = generateCity({ cameras: 60 });
  const cameras = document.devices.flatMap(({ role, name, address = '' }, index) => (role === 'CAMERA' ? [{ name, address, index }] : []));
  const dataDir = mkdtempSync(path.join(tmpdir(), 'nadi-lab-cameras-'));
  const forEver = new AbortController().signal;
  let lab: Lab;
  const peer = (address: string, port: number) => ({ dialer: lab.dialer, address, port, deadlineMs: 400 });
  const askStream = (address: string, at = '/live') => askRtsp({ ...peer(address, 554), method: 'DESCRIBE', path: at }, forEver);
  const open = cameras.find(({ index }) => index % 4 !== 0 && index % 50 !== 0);
  const guarded = cameras.find(({ index }) => index % 4 === 0);

  beforeAll(async () => (lab = await startLab({ document, dataDir, mode: 'simulated' })));
  afterAll(async () => {
    await lab.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('publish one stream, some behind a login', async () => {
    expect(await askStream(open!.address)).toMatchObject({ kind: 'answered', status: 200, hasStream: true, server: 'Nadi lab' });
    expect(await askStream(open!.address, '/other')).toMatchObject({ kind: 'answered', status: 404, hasStream: false });
    expect(await askStream(guarded!.address)).toMatchObject({ kind: 'answered', status: 401 });
    const options = await askRtsp({ ...peer(guarded!.address, 554), method: 'OPTIONS', path: '/' }, forEver);
    expect(options).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('tell their clocks by ONVIF, and one in fifty has a wrong one', async () => {
    const skews: number[] = [];
    for (const { address } of cameras) {
      const told = await askClock(peer(address, 80), () => Date.now(), forEver);
      skews.push(told.kind === 'answered' && told.skewMs !== null ? told.skewMs : NaN);
    }
    const wrong = cameras.filter(({ index }) => index % 50 === 0).map(({ address }) => address);
    expect(cameras.filter((_, i) => skews[i] > 60_000).map(({ address }) => address)).toEqual(wrong);
    expect(skews.every((skew) => Math.abs(skew) < 3_000 || skew > 60_000)).toBe(true);
  });

  it('are silent when they are cut off, and no other device has their ports', async () => {
    await lab.cut(open!.name);
    expect(await askStream(open!.address)).toEqual({ kind: 'timed-out', isConnected: false });
    await lab.heal('all');
    expect(await askStream(open!.address)).toMatchObject({ kind: 'answered', status: 200 });
    const router = document.devices.find(({ role }) => role === 'ROUTER');
    const refused = { kind: 'unreachable', code: 'ECONNREFUSED', isConnected: false };
    expect(await askStream(router!.address!)).toEqual(refused);
    expect(await converse(peer(open!.address, 3000), forEver, () => undefined)).toEqual(refused);
    expect(await askStream('127.99.99.99')).toEqual({ kind: 'timed-out', isConnected: false });
  });

  it('close on whoever sends no end of a request', async () => {
    const closed = await converse<string>(peer(open!.address, 554), forEver, (connection, end) => {
      connection.on('close', () => end('closed'));
      connection.write('OPTIONS rtsp://x/ RTSP/1.0\r\nX: '.padEnd(20_000, 'x'));
    });
    expect(closed).toBe('closed');
  });
});
