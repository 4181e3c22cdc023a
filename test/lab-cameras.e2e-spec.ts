import type { CameraToVerify, CameraVerification } from '@app/kernel';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@app/platform';
import { converse } from '@app/sockets';
import { Verifier } from '@app/verification';
import { type Asking, openAsking } from '../apps/nadi/src/open.asking.js';
import { CAMERA_PATH, CAMERA_PORTS, DEMO_SPAN, generateCity, type Lab, startLab } from '../apps/lab/src/index.js';
import { built, clearBuilt } from './support/built.js';

const flags = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];
const describeApart = spawnSync('unshare', [...flags, 'true']).status === 0 ? describe : describe.skip;
const DECLARED = 500;

const document = generateCity({ cameras: 600 });
const forEver = new AbortController().signal;
const declared = document.devices
  .filter(({ role }) => role === 'CAMERA')
  .slice(0, DECLARED)
  .map(({ name, place, address = null }): CameraToVerify => ({
    id: name,
    building: place,
    realm: 'city',
    address,
    reach: 'DIRECT',
    rtspPort: CAMERA_PORTS.rtsp,
    onvifPort: CAMERA_PORTS.onvif,
    httpPort: null,
    rtspPath: CAMERA_PATH,
  }));
function verifyBy({ dialer, echo }: Asking, cameras: readonly CameraToVerify[]): Promise<CameraVerification[]> {
  const policy = {
    realm: () => ({ realm: 'city', allowed: ['127.16.0.0/12'], forbidden: [], isLab: true }),
    building: { perSecond: 100, atOnce: 8 },
    buildingsAtOnce: 32,
    deadlineMs: 3_000,
  };
  return new Verifier(policy, dialer, echo, new SystemClock()).verify(cameras, forEver);
}
const words = ({ evidence }: CameraVerification) => evidence.map(({ check, passed }) => `${check} ${passed ? 'yes' : 'no'}`).join(', ');

describe('declared cameras in a city without a network', () => {
  it('are verified by what they would answer, and unreachable behind a cut', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'nadi-lab-simulated-'));
    const lab = await startLab({ document, dataDir, mode: 'simulated' });
    const asking = await openAsking(300, lab);
    const few = declared.slice(0, 20);
    await lab.cut(few[0].id);
    const found = await verifyBy(asking, few);
    expect(found.map(({ outcome }) => outcome)).toEqual(few.map((_, i) => (i === 0 ? 'UNREACHABLE' : 'VERIFIED')));
    expect(words(found[0])).toBe('ADDRESS yes, ICMP no, TCP no, TCP no');
    expect(words(found[1])).toBe('ADDRESS yes, ICMP yes, TCP yes, RTSP yes, TCP yes, ONVIF yes');
    await asking.close();
    await lab.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 30_000);
});

describeApart("declared cameras in the simulated city's own network", () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nadi-lab-cameras-'));
  let lab: Lab;
  let asking: Asking;

  beforeAll(async () => {
    lab = await startLab({ document, dataDir, hostScript: join(built(), 'apps/lab/src/host/lab.host.js') });
    asking = await openAsking(500, lab);
  }, 120_000);
  afterAll(async () => {
    await asking.close();
    await lab.stop();
    clearBuilt();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const verify = (cameras: readonly CameraToVerify[]) => verifyBy(asking, cameras);

  it('are verified by echo, TCP, RTSP and ONVIF', async () => {
    expect(lab.mode).toBe('namespace');
    const found = await verify(declared);
    expect(new Set(found.map(words))).toEqual(new Set(['ADDRESS yes, ICMP yes, TCP yes, RTSP yes, TCP yes, ONVIF yes']));
    expect(found.every(({ outcome }) => outcome === 'VERIFIED')).toBe(true);
    const said = (text: string) => found.filter(({ evidence }) => evidence.some(({ detail }) => detail.includes(text))).length;
    expect([said('200 OK by Nadi lab: with a stream') + said('401 Unauthorized'), said('a wrong time') > 0]).toEqual([DECLARED, true]);
  }, 60_000);

  it('are unreachable behind a cut, and there again when it is healed', async () => {
    await lab.cut(DEMO_SPAN);
    const { silentCameras } = lab.status();
    const found = await verify(declared);
    const lost = found.filter(({ outcome }) => outcome === 'UNREACHABLE');
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThanOrEqual(silentCameras);
    expect(new Set(lost.map(words))).toEqual(new Set(['ADDRESS yes, ICMP no, TCP no, TCP no']));
    expect(found.filter(({ outcome }) => outcome === 'VERIFIED')).toHaveLength(DECLARED - lost.length);
    await lab.heal('all');
    const again = declared.filter(({ id }) => lost.some((one) => one.id === id)).slice(0, 20);
    expect((await verify(again)).every(({ outcome }) => outcome === 'VERIFIED')).toBe(true);
  }, 60_000);

  it("are never looked for on this machine's own addresses", async () => {
    let met = 0;
    const decoy = createServer((socket) => void (met++, socket.destroy()));
    await new Promise<void>((resolve) => decoy.listen(0, '0.0.0.0', resolve));
    const { port } = decoy.address() as AddressInfo;
    const [found] = await verify([{ ...declared[0], rtspPort: port, onvifPort: port, httpPort: port }]);
    expect(found.outcome).toBe('UNREACHABLE');
    expect(found.evidence.map(({ detail }) => detail)).toContain(`port ${port}: ECONNREFUSED`);
    expect(met).toBe(0);
    await new Promise((resolve) => decoy.close(resolve));
  });

  it('are dialled by who may enter the folder alone, and by nobody once the hosts are gone', async () => {
    expect(statSync(join(dataDir, 'lab.dial.sock')).mode & 0o777).toBe(0o600);
    const own = await startLab({ document, dataDir: join(dataDir, 'own'), hostScript: join(built(), 'apps/lab/src/host/lab.host.js') });
    const peer = { dialer: own.dialer, address: declared[0].address as string, port: CAMERA_PORTS.rtsp, deadlineMs: 3_000 };
    expect(await converse<string>(peer, forEver, (_connection, end) => end('open'))).toBe('open');
    await own.stop();
    expect(await converse<string>(peer, forEver, (_connection, end) => end('open'))).toMatchObject({ code: 'ENETUNREACH' });
  }, 30_000);

  it('answer any program that enters the namespace', () => {
    const pid = String(lab.borrow?.pid);
    const script = `const socket = require('node:net').connect(${CAMERA_PORTS.rtsp}, '${declared[0].address}');
      socket.write('OPTIONS rtsp://x/ RTSP/1.0\\r\\nCSeq: 7\\r\\n\\r\\n'); socket.on('data', (text) => { console.log(String(text)); socket.destroy(); });`;
    const enter = process.getuid?.() === 0 ? ['-t', pid, '-n'] : ['-t', pid, '-U', '--preserve-credentials', '-n'];
    const { stdout } = spawnSync('nsenter', [...enter, process.execPath, '-e', script], { encoding: 'utf8', timeout: 20_000 });
    expect(stdout).toContain('RTSP/1.0 200 OK\r\nCSeq: 7\r\n');
  }, 30_000);
});
