import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTrapEngine } from './trap.engine.js';

describe('who we are to those who tell', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-engine-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stays the same over restarts, and each of them is counted', () => {
    let now = 5000;
    const first = loadTrapEngine(join(folder, 'data'), () => now);
    now += 2500;
    expect([first.boots, first.time()]).toEqual([1, 2]);
    const second = loadTrapEngine(join(folder, 'data'), () => now);
    expect(second.id.equals(first.id)).toBe(true);
    expect([second.boots, second.time()]).toEqual([2, 0]);
    expect(first.id.length).toBe(17);
  });

  it('is made anew where the file is spoilt, and another for each folder', () => {
    const [one, other] = ['one', 'other'].map((name) => loadTrapEngine(join(folder, name), () => 0));
    expect(one?.id.equals(other?.id ?? Buffer.alloc(0))).toBe(false);
    writeFileSync(join(folder, 'one', 'snmp-engine.json'), '{"engineId":"zz","boots":-1}');
    expect(loadTrapEngine(join(folder, 'one'), () => 0)).toMatchObject({ boots: 1 });
  });
});
