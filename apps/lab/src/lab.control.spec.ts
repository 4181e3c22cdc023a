import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateCity } from './city/generate.city.js';
import { LabClient } from './lab.client.js';
import { LabRunsError } from './lab.control.js';
import { labSocketPath } from './lab.socket.js';
import { startLab } from './start.lab.js';

const document = generateCity({ cameras: 20 });
let dataDir: string;

beforeEach(() => (dataDir = mkdtempSync(path.join(tmpdir(), 'nadi-lab-test-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const simulated = () => startLab({ document, dataDir, mode: 'simulated' });

describe('the control line', () => {
  it('cuts, tells and heals', async () => {
    const lab = await simulated();
    const client = new LabClient(dataDir);
    const cut = await client.ask({ do: 'cut', code: 'SPAN-BEKKOT-BEKKAB' });
    expect(cut).toMatchObject({ kind: 'answered', response: { kind: 'done', codes: ['SPAN:SPAN-BEKKOT-BEKKAB'] } });
    const again = await client.ask({ do: 'cut', code: 'SPAN-BEKKOT-BEKKAB' });
    expect(again).toMatchObject({ response: { kind: 'unchanged', status: { broken: ['SPAN:SPAN-BEKKOT-BEKKAB'], darkLinks: 3 } } });
    expect(await client.ask({ do: 'heal', code: 'all' })).toMatchObject({ response: { kind: 'done', status: { silentDevices: 0 } } });
    expect(await client.ask({ do: 'heal', code: 'all' })).toMatchObject({ response: { kind: 'unchanged' } });
    await lab.stop();
  });

  it('names what an unknown code could have meant, and changes nothing', async () => {
    const lab = await simulated();
    const answer = await new LabClient(dataDir).ask({ do: 'cut', code: 'SPAN-BEKOT-BEKKAB' });
    expect(answer).toMatchObject({ response: { kind: 'unknown', near: expect.arrayContaining(['SPAN-BEKKOT-BEKKAB']) } });
    expect(lab.status().broken).toEqual([]);
    await lab.stop();
  });

  it('breaks ports, bends spans and starts devices anew', async () => {
    const lab = await simulated();
    const client = new LabClient(dataDir);
    const [device, port] = ['PMJ-BEKKOT-R1', 'hu0/4'];
    expect(await client.ask({ do: 'cut', code: `PORT:${device}/${port}` })).toMatchObject({
      response: { kind: 'done', codes: [`PORT:${device}/${port}`], status: { darkLinks: 1 } },
    });
    expect(await client.ask({ do: 'cut', code: 'BEND:SPAN-BEKKOT-BEKKAB/3' })).toMatchObject({
      response: { kind: 'done', status: { broken: [`PORT:${device}/${port}`, 'BEND:SPAN-BEKKOT-BEKKAB/3'] } },
    });
    expect(await client.ask({ do: 'restart', device, isRenumbered: true })).toMatchObject({
      response: { kind: 'done', codes: [`DEVICE:${device}`] },
    });
    expect(await client.ask({ do: 'restart', device: 'PMJ-BEKKOT-R9', isRenumbered: false })).toMatchObject({
      response: { kind: 'unknown' },
    });
    expect(await client.ask({ do: 'heal', code: 'all' })).toMatchObject({
      response: { kind: 'done', status: { broken: [], darkLinks: 0 } },
    });
    await lab.stop();
  });

  it('is for the owner alone, and gone afterwards', async () => {
    const lab = await simulated();
    expect(statSync(labSocketPath(dataDir)).mode & 0o777).toBe(0o600);
    await lab.stop();
    expect(await new LabClient(dataDir).ask({ do: 'status' })).toMatchObject({ kind: 'nobody' });
  });

  it('serves one lab a folder', async () => {
    const lab = await simulated();
    await expect(simulated()).rejects.toThrow(LabRunsError);
    await lab.stop();
    await (await simulated()).stop();
  });

  it('takes a folder whose name is too long for a socket', async () => {
    dataDir = path.join(dataDir, 'x'.repeat(120));
    await mkdir(dataDir);
    const lab = await simulated();
    expect(await new LabClient(dataDir).ask({ do: 'status' })).toMatchObject({ kind: 'answered' });
    await lab.stop();
  });

  it('ends a lab only if it is alone', async () => {
    const lab = await simulated();
    expect(await new LabClient(dataDir).ask({ do: 'down' })).toMatchObject({ response: { kind: 'refused' } });
    await lab.stop();
    const down = { asked: 0 };
    const alone = await startLab({ document, dataDir, mode: 'simulated', onDown: () => (down.asked += 1) });
    expect(await new LabClient(dataDir).ask({ do: 'down' })).toMatchObject({ response: { kind: 'ending' } });
    expect(down.asked).toBe(1);
    await alone.stop();
  });

  it('refuses what is no request, and lives', async () => {
    const lab = await simulated();
    for (const line of ['', '{', 'null', '{"do":"cut"}', '{"do":"cut","code":7}', `{"do":"cut","code":"${'x'.repeat(5_000)}"}`]) {
      const answer = await new Promise<string>((resolve) => {
        const socket = net.connect(labSocketPath(dataDir), () => socket.write(`${line}\n`));
        socket.once('data', (data: Buffer) => {
          socket.destroy();
          resolve(data.toString());
        });
      });
      expect(JSON.parse(answer)).toMatchObject({ kind: 'refused' });
    }
    expect(lab.status().broken).toEqual([]);
    await lab.stop();
  });
});
