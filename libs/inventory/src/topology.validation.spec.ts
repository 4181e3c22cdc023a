import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { addressProblem, rowProblems, validateTopology } from './topology.validation.js';

const EXAMPLE = JSON.parse(readFileSync(new URL('../../../test/fixtures/topology.json', import.meta.url), 'utf8')) as object;

describe('a topology', () => {
  it('that is sound is accepted as it is', async () => {
    expect(await validateTopology(EXAMPLE)).toEqual({ kind: 'ok', document: EXAMPLE });
  });

  it('of any kind of nonsense is refused, never choked on', async () => {
    const nonsense = fc.oneof(
      fc.anything(),
      fc.record({ version: fc.constant(1), stations: fc.anything(), devices: fc.array(fc.anything()), links: fc.constant([]) }),
    );
    await fc.assert(
      fc.asyncProperty(nonsense, async (input) => {
        const outcome = await validateTopology(input);
        if (outcome.kind === 'ok') expect(input).toMatchObject({ version: 1 });
        else expect(outcome.problemCount).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('may name its devices %s', async (name) => {
    const text = JSON.stringify({ ...EXAMPLE, links: [], pollers: [], devices: [{ name, role: 'UPS', place: 'PLD' }] });
    expect((await validateTopology(JSON.parse(text))).kind).toBe('ok');
  });

  it('is refused a hundred thousand times over in bounded memory', async () => {
    const devices = Array.from({ length: 100_000 }, () => ({ role: 7 }));
    const outcome = await validateTopology({ ...EXAMPLE, devices });
    expect(outcome.kind === 'refused' && outcome.problems.length).toBe(1_000);
    expect(outcome.kind === 'refused' && outcome.problemCount).toBe(300_000);
  });
});

describe('an address', () => {
  it.each(['10.0.0.1', '::1', '2001:DB8::1'])('%s is fine', (address) => expect(addressProblem(address)).toBeNull());
  it.each(['127.1', '0x7f.0.0.1', '010.0.0.1', '10.0.0.1/8', 'fe80::1%eth0', '::ffff:10.0.0.1', '::ffff:a00:1', 'gd1', ' 10.0.0.1', ''])(
    '%s is refused',
    (address) => expect(addressProblem(address)).not.toBeNull(),
  );
});

describe('a row by itself', () => {
  it('cannot be asked without an address', () => {
    expect(rowProblems('devices', { name: 'x', role: 'UPS', place: 'PLD', checks: ['icmp'] })).toEqual([
      { place: 'devices[0] "x".checks', reason: 'cannot be asked without an address' },
    ]);
  });
});
