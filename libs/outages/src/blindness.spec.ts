import { blindnessOf } from './blindness.js';
import type { Judgement } from './judge.js';
import { severityOf } from './severity.js';

/** What ten devices answered, the poller's first, and how many of them each cause explains. */
function judgement(answers: string, ...explained: number[]): Judgement {
  const reachable = Int8Array.from(answers, (answer) => ({ '+': 1, '-': 0 })[answer] ?? -1);
  const causes = explained.map((length) => ({ affectedDevices: Array.from({ length }) }));
  return { evidence: { poller: 0, reachable }, causes } as unknown as Judgement;
}
const always = () => true;

describe('the poller', () => {
  it('sees while most answer', () => {
    expect(blindnessOf(judgement('+++++-----', 1, 1, 1, 1, 1), true, always)).toBeNull();
  });

  it('is blind when it cannot ask, and when its own uplink is gone', () => {
    expect(blindnessOf(judgement('++++++++++'), false, always)).toMatch(/the prober failed/);
    expect(blindnessOf(judgement('-+++++++++', 1), true, always)).toMatch(/its own uplink/);
  });

  it('is blind when more than half fell silent without one cause', () => {
    expect(blindnessOf(judgement('++++------', 3, 3), true, always)).toMatch(/^6 of 10 devices fell silent/);
  });

  it('sees when one cause explains the silence of most', () => {
    expect(blindnessOf(judgement('+---------', 9), true, always)).toBeNull();
  });

  it('counts neither whom it did not ask nor who was silent before', () => {
    expect(blindnessOf(judgement('+++?????--', 1, 1), true, always)).toBeNull();
    expect(blindnessOf(judgement('++++------', 3, 3), true, (device) => device < 6)).toBeNull();
  });

  it('judges of two devices, too few to doubt itself', () => {
    expect(blindnessOf(judgement('+-', 0), true, always)).toBeNull();
  });

  it('counts a hundred thousand causes', () => {
    const many = judgement(`+${'-'.repeat(150_000)}`, ...Array<number>(100).fill(1));
    const causes = Array.from({ length: 150_000 }, () => many.causes[0]);
    expect(blindnessOf({ ...many, causes }, true, always)).toMatch(/^150000 of 150001/);
  });
});

describe('how much an outage weighs', () => {
  const nothing = { isIsolating: true, lostStations: 0, cameras: 0, infrastructure: 0 };

  it.each([
    ['lost redundancy is a warning, whatever hangs on it', { isIsolating: false, lostStations: 3, cameras: 900 }, 'warning'],
    ['a station without network is critical', { lostStations: 1 }, 'critical'],
    ['500 cameras are critical', { cameras: 500 }, 'critical'],
    ['499 cameras are major', { cameras: 499 }, 'major'],
    ['one device that carries others is major', { infrastructure: 1 }, 'major'],
    ['19 cameras are minor', { cameras: 19 }, 'minor'],
  ] as const)('%s', (_, weight, severity) => {
    expect(severityOf({ ...nothing, ...weight })).toBe(severity);
  });
});
