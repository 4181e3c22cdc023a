import { outageOf } from '@testing/outages';
import type { OutageId } from '@app/kernel';
import type { OpticalAlarm } from '@app/observed';
import type { Outage } from '@app/outages';
import { alertOf } from './alert.js';

const OPENED = new Date('2026-11-23T02:00:00Z');
const ENDS = new Date('2026-11-23T02:04:00Z');

function outage(more: Partial<Outage> = {}): Outage {
  const root = { kind: 'SPAN', code: 'S-17' } as const;
  const hangs = { affectedCameras: 3, affectedStations: ['A', 'B'], station: 'A' };
  return outageOf({ id: 'o1' as OutageId, root, candidates: [root], openedAt: OPENED, ...hangs, ...more });
}
const told = (more: Partial<Outage> = {}) => alertOf(outage(more), ENDS, 'http://nadi');

describe('an alert', () => {
  it('is known by what broke and where, and says what hangs on it', () => {
    expect(told()).toEqual({
      labels: { alertname: 'FibreSpanCut', severity: 'major', kind: 'SPAN', root: 'S-17', station: 'A' },
      annotations: {
        summary: 'S-17: fibre span is cut: 3 cameras lost in the areas of 2 stations',
        affected_cameras: '3',
        affected_stations: 'A, B',
        candidates: 'SPAN S-17',
        since: '2026-11-23T02:00:00.000Z',
        console_url: 'http://nadi/?outage=o1',
      },
      startsAt: '2026-11-23T02:00:00.000Z',
      endsAt: '2026-11-23T02:04:00.000Z',
      generatorURL: 'http://nadi/?outage=o1',
    });
  });

  it('has no station label where nobody can say the station', () => {
    expect(told({ station: null }).labels).not.toHaveProperty('station');
  });

  it('counts in words: one camera of one station, none for a camera itself', () => {
    expect(told({ affectedCameras: 1, affectedStations: ['A'] }).annotations['summary']).toMatch(
      /1 camera lost in the area of one station$/,
    );
    expect(told({ alertName: 'CameraDown', affectedCameras: 1 }).annotations['summary']).toBe('S-17: camera is down');
  });

  it('names power or fibre where somebody tells', () => {
    const power = told({ alertName: 'DeviceDown', affectedCameras: 0, probableCause: 'power' }).annotations;
    expect([power['summary'], power['probable_cause']]).toEqual(['S-17: device is down, probably for want of power', 'power']);
    expect(told({ probableCause: 'fibre' }).annotations['summary']).toMatch(/^S-17: fibre span is cut, probably the fibre: 3 cameras/);
    expect(told().annotations).not.toHaveProperty('probable_cause');
  });

  it('says that the topology cannot explain it, and why', () => {
    const { annotations } = told({ alertName: 'DeviceDown', affectedCameras: 0, unexplained: 'no-path' });
    expect(annotations['summary']).toBe('S-17: device is down (the topology cannot explain it)');
    expect(annotations['unexplained']).toMatch(/^the topology has no way to it/);
    expect(told().annotations).not.toHaveProperty('unexplained');
  });

  it('says that it is the second fault', () => {
    expect(told({ secondOf: 'o0' as OutageId }).annotations['summary']).toMatch(/the second fault/);
  });

  it('names twenty of a thousand', () => {
    const affectedStations = Array.from({ length: 1_000 }, (_, i) => `P${i}`);
    expect(told({ affectedStations }).annotations['affected_stations']).toMatch(/^P0, .*, P19 and 980 more$/);
  });

  it('carries no control characters and no endless text, whatever the network is called', () => {
    const code = `x\n\u0000\u001b[31m\u0085${'y'.repeat(5_000)}`;
    const { labels, annotations } = told({ root: { kind: 'DEVICE', code }, station: code, candidates: [{ kind: 'DEVICE', code }] });
    for (const text of [...Object.values(labels), ...Object.values(annotations)]) {
      // eslint-disable-next-line no-control-regex -- these must not be there
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(text.length).toBeLessThanOrEqual(1_000);
    }
  });

  it('never starts after it ends, though the clock was set back: it would be refused', () => {
    const { startsAt, endsAt } = told({ openedAt: new Date('2026-11-23T09:00:00Z') });
    expect(startsAt <= endsAt).toBe(true);
  });
});

describe('an alert of low light', () => {
  const alarm: OpticalAlarm = {
    id: 'a1',
    alertName: 'OpticalMarginLow',
    severity: 'critical',
    root: { kind: 'LINK', code: 'L-1' },
    station: 'A',
    ports: [
      { device: 'r1', interface: 'ge1', level: 'critical', isDrifting: true, receiveDbm: -23.5, marginDb: 0.5, driftDb: 6.04 },
      { device: 'r2', interface: 'ge\u00079', level: 'ok', isDrifting: false, receiveDbm: -13, marginDb: null, driftDb: null },
    ],
    openedAt: OPENED,
    clearedAt: null,
  };

  it('has the labels of every alert, says where the light is low, and shows it at both ends', () => {
    expect(alertOf(alarm, ENDS, 'http://nadi')).toMatchObject({
      labels: { alertname: 'OpticalMarginLow', severity: 'critical', kind: 'LINK', root: 'L-1', station: 'A' },
      annotations: {
        summary: 'L-1: the light is about to be lost at r1 ge1 -23.5 dBm, margin 0.5 dB, 6.0 dB below its week',
        light: 'r1 ge1 -23.5 dBm, margin 0.5 dB, 6.0 dB below its week, r2 ge 9 -13.0 dBm',
        affected_cameras: '0',
        candidates: 'LINK L-1',
      },
    });
  });
});
