import fc from 'fast-check';
import { type LowLight, type OpticalAlarm, reconcileAlarms } from './optical.alarm.js';

const NOW = new Date('2026-11-23T02:00:00Z');
let ids = 0;
const newId = () => `alarm-${(ids += 1)}`;

function low(code: string, more: Partial<LowLight> = {}): LowLight {
  const port = {
    device: 'a',
    interface: 'Gi0/1',
    level: 'warning' as const,
    isDrifting: false,
    receiveDbm: -21.5,
    marginDb: 2.5,
    driftDb: null,
  };
  return { severity: 'warning', root: { kind: 'LINK', code }, station: 'S', ports: [port], openedAt: NOW, ...more };
}

/** What is open after these changes. */
function stillOpen(open: readonly OpticalAlarm[], changed: readonly OpticalAlarm[]): OpticalAlarm[] {
  const byId = new Map([...open, ...changed].map((alarm) => [alarm.id, alarm]));
  return [...byId.values()].filter(({ clearedAt }) => clearedAt === null);
}

describe('the alarms of low light', () => {
  it('open once a root, and clear once', () => {
    const [opened, ...more] = reconcileAlarms([], [low('L1')], NOW, newId);
    expect(more).toEqual([]);
    expect(opened).toMatchObject({ alertName: 'OpticalMarginLow', root: { kind: 'LINK', code: 'L1' }, clearedAt: null });
    expect(reconcileAlarms([opened], [low('L1')], NOW, newId)).toEqual([]);
    expect(reconcileAlarms([opened], [], NOW, newId)).toEqual([{ ...opened, clearedAt: NOW }]);
  });

  it('say nothing new while the light only trembles, and grow worse under the same name', () => {
    const [opened] = reconcileAlarms([], [low('L1')], NOW, newId);
    const trembling = low('L1', { ports: [{ ...opened.ports[0], receiveDbm: -21.7 }] });
    expect(reconcileAlarms([opened], [trembling], NOW, newId)).toEqual([]);
    const worse = low('L1', { severity: 'critical', ports: [{ ...opened.ports[0], level: 'critical' }] });
    expect(reconcileAlarms([opened], [worse], NOW, newId)).toEqual([{ ...opened, severity: 'critical', ports: worse.ports }]);
  });

  it('are open for exactly what is low, whatever came before', () => {
    const roots = fc.uniqueArray(fc.constantFrom('L1', 'L2', 'L3', 'L4'));
    fc.assert(
      fc.property(fc.array(roots, { maxLength: 10 }), (steps) => {
        let open: OpticalAlarm[] = [];
        for (const codes of steps) {
          open = stillOpen(
            open,
            reconcileAlarms(
              open,
              codes.map((code) => low(code)),
              NOW,
              newId,
            ),
          );
          expect(open.map(({ root }) => root.code).sort()).toEqual([...codes].sort());
        }
      }),
    );
  });
});
