import type { DeviceId } from '@app/kernel';
import { PROBE_OUTCOME, type SnmpResult, type Target } from '@app/probing';
import { generateCity } from './city/generate.city.js';
import { simulatedIcmpProber, SimulatedSnmpProber } from './simulated.prober.js';
import { LabTruth } from './truth/lab.truth.js';

const document = generateCity({ cameras: 50 });

function targets(check: 'icmp' | 'snmp'): Target[] {
  return document.devices.flatMap((row, device) =>
    row.checks?.includes(check)
      ? [
          {
            deviceId: device as DeviceId,
            check,
            address: row.address ?? '',
            realm: 'city',
            port: null,
            credential: null,
            intervalMs: 300,
            timeoutMs: 100,
          },
        ]
      : [],
  );
}

describe('without a network', () => {
  it('every device is asked, and exactly those out of reach are silent', async () => {
    const truth = new LabTruth(document);
    truth.setBroken(['SPAN:SPAN-BEKKOT-BEKKAB']);
    const prober = simulatedIcmpProber(truth);
    const heard = new Map<number, number>();
    await new Promise<void>((resolve, reject) => {
      prober.assign(targets('icmp'));
      prober
        .start((batch) => {
          for (let i = 0; i < batch.count; i++) heard.set(batch.deviceIds[i], batch.outcomes[i]);
          if (heard.size === document.devices.length) resolve();
        })
        .catch(reject);
    });
    await prober.stop();
    const silent = [...heard].filter(([, outcome]) => outcome === PROBE_OUTCOME.TIMED_OUT).map(([device]) => device);
    expect(silent.sort((a, z) => a - z)).toEqual(document.devices.flatMap((_, device) => (truth.isHeard(device) ? [] : [device])));
    expect(silent.length).toBeGreaterThan(0);
  });

  it('interfaces are read as they are', async () => {
    const truth = new LabTruth(document);
    truth.setBroken(['SPAN:SPAN-BEKKOT-BEKKAB']);
    const prober = new SimulatedSnmpProber(truth);
    const results = new Map<number, SnmpResult>();
    const asked = targets('snmp');
    await new Promise<void>((resolve, reject) => {
      prober.assign(asked);
      prober
        .start((result) => {
          results.set(result.deviceId, result);
          if (results.size === asked.length) resolve();
        })
        .catch(reject);
    });
    await prober.stop();
    const near = results.get(document.devices.findIndex(({ name }) => name === 'PMJ-BEKKOT-R1'));
    if (near?.kind !== 'read') throw new Error('the near end answers');
    const byName = new Map(near.interfaces.map(({ ifAlias, operStatus }) => [ifAlias, operStatus]));
    expect(byName.get('LINK-BEKKOT-BEKKAB-R1')).toBe(2);
    expect(byName.get('LINK-JAKTIM-BEKKOT')).toBe(1);
    expect(results.get(document.devices.findIndex(({ name }) => name === 'PMJ-BEKKAB-R1'))?.kind).toBe('timed-out');
  });
});
