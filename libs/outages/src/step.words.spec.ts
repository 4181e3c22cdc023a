import { stepWords } from './step.words.js';

const span = { kind: 'SPAN', code: 'S1' };
const counts = { affectedDevices: 5314, affectedCameras: 5000 };

describe('a step in words', () => {
  it.each([
    [
      'opened',
      { root: span, alertName: 'FibreSpanCut', topologyVersion: 7, ...counts },
      'opened: SPAN S1, on topology version 7; 5,314 devices behind it, 5,000 of them cameras',
    ],
    ['opened', { root: span, alertName: 'RedundancyLost', affectedDevices: 0 }, 'opened: SPAN S1; nothing is lost behind it'],
    [
      'opened',
      { root: { kind: 'DEVICE', code: 'noc' }, alertName: 'PollerBlind', reason: 'its uplink is down' },
      'the poller at DEVICE noc is blind: its uplink is down',
    ],
    ['grew', { more: 2, affectedDevices: 3 }, 'grew by 2: 3 devices behind it'],
    ['shrank', { fewer: 1, affectedDevices: 1, affectedCameras: 1 }, 'shrank by 1: 1 device behind it, 1 of them cameras'],
    [
      'renamed',
      { from: { alertName: 'RedundancyLost', severity: 'warning' }, to: { alertName: 'FibreSpanCut', severity: 'major' } },
      'became FibreSpanCut (major); it was RedundancyLost (warning)',
    ],
    [
      'narrowed',
      { from: [span, { kind: 'PLACE', code: 'P' }], to: [span], probableCause: 'fibre' },
      'may be SPAN S1, probably fibre; before 2 candidates',
    ],
    ['narrowed', { secondOf: 'x' }, 'is the second fault: another outage took its redundancy before'],
    ['rejudged', { version: 4, judgedBeforeOn: 3, from: span, to: span }, 'judged again on topology version 4, before on 3'],
    [
      'rejudged',
      { version: 4, judgedBeforeOn: 3, from: span, to: { kind: 'SPAN', code: 'S9' } },
      'judged again on topology version 4, before on 3: the root is SPAN S9 now; it was SPAN S1',
    ],
    ['explained', { evidence: [{ sentence: 'a' }, { sentence: 'a' }, { sentence: 'b' }] }, 'new evidence: a; b'],
    ['merged', { into: 'x' }, 'became part of another outage'],
    ['cleared', {}, 'cleared'],
    ['acknowledged', { by: 'ani', note: 'team sent' }, 'taken on by ani: team sent'],
    ['noted', { by: 'ani', text: 'an excavator' }, 'ani wrote: an excavator'],
  ])('tells that it %s (%j)', (kind, detail, words) => expect(stepWords(kind, detail)).toBe(words));

  it('takes nothing for granted of what is in the table', () => {
    for (const kind of ['opened', 'grew', 'renamed', 'narrowed', 'rejudged', 'explained', 'cleared', 'noted', 'another'])
      for (const detail of [null, 1, 'x', [], { root: 1, from: 'x', to: [1], evidence: [null], by: {} }])
        expect(stepWords(kind, detail)).toEqual(expect.any(String));
    expect(stepWords('noted', { by: 'ani', text: 'x'.repeat(2_000) })).toHaveLength(500);
  });
});
