import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ECHO_OUTCOME, openEchoAsker, type Loan } from '@app/icmp';
import { ADDRESS_BYTES, borrowFd, writeAddress } from '@app/sockets';
import { validateTopology } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import { LocalIcmpProber, PROBE_OUTCOME } from '@app/probing';
import { openSnmpReader } from '@app/snmp';
import { darknessOf, NetworkGraph, reach } from '@app/topology';
import { DEMO_SPAN, generateCity, LabClient, startLab, type Lab } from '../apps/lab/src/index.js';
import { built, clearBuilt } from './support/built.js';
import { eventually } from './support/nadi.js';
import { program } from './support/prometheus.js';

const HOST = 'apps/lab/src/host/lab.host.js';
const flags = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];
const canUnshare = spawnSync('unshare', [...flags, 'true']).status === 0;
const itApart = canUnshare ? it : it.skip;
const snmpbulkwalk = program('snmpbulkwalk');
const itWalked = canUnshare && snmpbulkwalk ? it : it.skip;

const document = generateCity({ cameras: 200 });
const graph = NetworkGraph.from(document);

/** Asks every device once; the names of those that stayed silent. */
async function silentDevices(borrow: Loan): Promise<string[]> {
  const { asker, able, reason } = await openEchoAsker({ borrow });
  if (!able) throw new Error(reason);
  const silent: string[] = [];
  asker.listen({
    outcome: (tag, outcome) => void (outcome === ECHO_OUTCOME.REPLIED || silent.push(document.devices[tag].name)),
    voided: (tag) => void silent.push(`${document.devices[tag].name} (void)`),
  });
  const bytes = new Uint8Array(ADDRESS_BYTES);
  document.devices.forEach(({ address = '' }, device) => {
    asker.ask(device, writeAddress(address, bytes, 0), bytes, 0, 300);
  });
  asker.send();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      asker.collect();
      if (asker.pending > 0) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  await asker.close();
  return silent.sort();
}

function unreached(kind: 'SPAN' | 'PLACE', index: number): string[] {
  const reached = reach(graph, graph.pollers[0].device, darknessOf(graph, [{ kind, index }]));
  return graph.deviceNames.filter((_, device) => !reached[device]).sort();
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** Traps as they come: whose address they come from, and their bytes. */
async function listenForTraps() {
  const socket = createSocket('udp4');
  const traps: { from: string; hex: string }[] = [];
  socket.on('message', (message, { address }) => traps.push({ from: address, hex: message.toString('hex') }));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { traps, port: socket.address().port, close: () => new Promise<void>((resolve) => socket.close(() => resolve())) };
}

/** The identifiers of RFC 3418 in their encoding. */
const COLD_START = '06092b0601060301010501';
const LINK_DOWN = '06092b0601060301010503';
const LINK_UP = '06092b0601060301010504';

describe('the simulated city', () => {
  let dataDir: string;
  let listener: Awaited<ReturnType<typeof listenForTraps>>;
  let hostScript: string;
  let lab: Lab;

  beforeAll(async () => {
    hostScript = join(built(), HOST);
    dataDir = mkdtempSync(join(tmpdir(), 'nadi-lab-e2e-'));
    listener = await listenForTraps();
    lab = await startLab({ document, dataDir, hostScript, trapsTo: { address: '127.0.0.1', port: listener.port } });
  }, 120_000);

  afterAll(async () => {
    await lab.stop();
    await listener.close();
    expect(readdirSync(dataDir)).toEqual([]);
    clearBuilt();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const loan = () => {
    if (!lab.borrow) throw new Error(lab.reason);
    return lab.borrow;
  };

  it('is a topology that the import takes', async () => {
    expect(await validateTopology(document)).toMatchObject({ kind: 'ok' });
  });

  itApart('answers from every address, and from no other', async () => {
    expect(lab.mode).toBe('namespace');
    expect(await silentDevices(loan())).toEqual([]);
  });

  itApart('silences exactly what a cut span separates, and heals', async () => {
    expect(await lab.cut(DEMO_SPAN)).toMatchObject({ kind: 'done' });
    const expected = unreached('SPAN', graph.spanIndex(DEMO_SPAN));
    expect(expected.length).toBeGreaterThan(50);
    expect(await silentDevices(loan())).toEqual(expected);
    expect(await new LabClient(dataDir).ask({ do: 'heal', code: 'all' })).toMatchObject({ response: { kind: 'done' } });
    expect(await silentDevices(loan())).toEqual([]);
  });

  itApart('silences a station without power and what hangs on it', async () => {
    await lab.cut('PLACE:PMJ-PRIOK');
    expect(await silentDevices(loan())).toEqual(unreached('PLACE', graph.placeIndex('PMJ-PRIOK')));
    await lab.heal('PMJ-PRIOK');
    expect(await silentDevices(loan())).toEqual([]);
  });

  itApart("is seen by the poller's own schedule", async () => {
    await lab.cut(DEMO_SPAN);
    const expected = unreached('SPAN', graph.spanIndex(DEMO_SPAN));
    const prober = new LocalIcmpProber({ borrow: loan() });
    const silent = new Set<number>();
    const heard = new Set<number>();
    prober.assign(
      document.devices.map(({ address = '' }, device) => ({
        deviceId: device as DeviceId,
        check: 'icmp',
        address,
        realm: 'city',
        port: null,
        credential: null,
        intervalMs: 500,
        timeoutMs: 200,
      })),
    );
    try {
      await prober.start((batch) => {
        for (let i = 0; i < batch.count; i++) (batch.outcomes[i] === PROBE_OUTCOME.REPLIED ? heard : silent).add(batch.deviceIds[i]);
      });
      await eventually(
        () => heard.size + silent.size,
        (told) => told === document.devices.length,
        'a result of each device',
        10_000,
      );
    } finally {
      await prober.stop();
    }
    expect([...silent].map((device) => document.devices[device].name).sort()).toEqual(expected);
    await lab.heal('all');
  });

  itApart('tells interfaces by SNMP as the document wires them, down where the link is dark', async () => {
    if (!lab.udp4) throw new Error(lab.reason);
    await lab.cut(DEMO_SPAN);
    const borrowed = borrowFd(lab.udp4.pid, lab.udp4.fd);
    if (borrowed.kind === 'refused') throw new Error(borrowed.reason);
    const opened = await openSnmpReader({ udp4Fd: borrowed.fd });
    if (opened.kind === 'failed') throw new Error(opened.reason);
    const read = async (name: string) => {
      const { address = '' } = document.devices[graph.deviceIndex(name)];
      return opened.reader.readInterfaces(address, 161, { version: 'v2c', community: 'lab' }, { timeoutMs: 500, retries: 0 });
    };
    try {
      const near = await read('PMJ-BEKKOT-R1');
      if (near.kind !== 'read') throw new Error(JSON.stringify(near));
      const wired = document.links.flatMap(({ code, a, z }) =>
        [a, z]
          .filter(({ device }) => device === 'PMJ-BEKKOT-R1')
          .map((end) => [code, end.interface, code === 'LINK-BEKKOT-BEKKAB-R1' ? 2 : 1]),
      );
      expect(near.sysName).toBe('PMJ-BEKKOT-R1');
      expect(near.faults).toEqual([]);
      expect(near.interfaces.map((row) => [row.ifAlias, row.ifName, row.ifOperStatus])).toEqual(wired);
      expect(await read('PMJ-BEKKAB-R1')).toEqual({ kind: 'timed-out' });
    } finally {
      await opened.reader.close();
    }
    await lab.heal('all');
  });

  itWalked("is walked by Debian's own tools, every device kind, to the end", async () => {
    const pid = lab.udp4?.pid ?? 0;
    const enter = ['-t', String(pid), '-n', ...(process.getuid?.() === 0 ? [] : ['-U', '--preserve-credentials'])];
    for (const role of ['ROUTER', 'SWITCH', 'OLT']) {
      const device = document.devices.find((each) => each.role === role);
      const options = ['-v2c', '-c', 'lab', '-On', '-m', '', '-r0', device?.address ?? '', '.1'];
      const { stdout, stderr, status } = spawnSync('nsenter', [...enter, snmpbulkwalk ?? '', ...options], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const names = stdout.split('\n').filter((line) => line.startsWith('.1'));
      expect(stdout).toContain(`.1.3.6.1.2.1.1.5.0 = STRING: "${device?.name}"`);
      // Of LLDP, ENTITY-MIB, ENTITY-SENSOR-MIB, HOST-RESOURCES-MIB, SNMP-FRAMEWORK-MIB and our own.
      const trees = ['1.0.8802.1.1.2.1.4.1', '1.3.6.1.2.1.47', '1.3.6.1.2.1.99', '1.3.6.1.2.1.25', '1.3.6.1.6.3.10', '1.3.6.1.4.1.8072'];
      for (const tree of trees) expect(names.filter((line) => line.startsWith(`.${tree}.`)).length).toBeGreaterThan(3);
    }
  });

  itApart('sends traps from the address of the device that has something to say', async () => {
    const { traps } = listener;
    const link = document.links.find(({ code }) => code === 'LINK-JAKPUS-GAMBIR-SAWAHBESAR');
    const addresses = [link?.a, link?.z].map((end) => document.devices.find(({ name }) => name === end?.device)?.address ?? '');
    const told = (what: string, from: readonly string[]) =>
      eventually(
        () => traps.filter((trap) => trap.hex.includes(what) && from.includes(trap.from)).map((trap) => trap.from),
        (found) => found.length === from.length,
        'the traps',
        4_000,
      );
    await lab.cut('SPAN-JAKPUS-GAMBIR-SAWAHBESAR');
    expect(new Set(await told(LINK_DOWN, addresses))).toEqual(new Set(addresses));
    await lab.heal('all');
    expect(new Set(await told(LINK_UP, addresses))).toEqual(new Set(addresses));
    await lab.restart('PMJ-R1', { isRenumbered: true });
    await told(COLD_START, [document.devices.find(({ name }) => name === 'PMJ-R1')?.address ?? '']);
  });

  itApart('ends with whoever started it, even by force', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nadi-lab-e2e-'));
    const script = `
      const { startLab, generateCity } = await import(process.argv[1]);
      const lab = await startLab({ document: generateCity({ cameras: 20 }), dataDir: process.argv[2] });
      console.log(lab.borrow.pid);
      setInterval(() => undefined, 1000);`;
    const child: ChildProcess = spawn(
      process.execPath,
      ['--input-type=module', '-e', script, join(built(), 'apps/lab/src/index.js'), folder],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    if (!child.stdout) throw new Error('the child has an output');
    const pid = await new Promise<number>((resolve) =>
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) => resolve(Number(line))),
    );
    const wasRunning = isRunning(pid);
    child.kill('SIGKILL');
    expect(wasRunning).toBe(true);
    await eventually(
      () => isRunning(pid),
      (running) => !running,
      'the end of the host',
      5_000,
    );
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers in process where no namespace is to be had', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nadi-lab-e2e-'));
    const simulated = await startLab({ document, dataDir: folder, hostScript: join(folder, 'absent.js') });
    expect(simulated).toMatchObject({ mode: 'simulated', reason: expect.stringContaining('not built') });
    expect(await simulated.icmpProber?.start(() => undefined)).toMatchObject({ engine: 'simulated', able: true });
    await simulated.icmpProber?.stop();
    await simulated.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
