import type { InterfaceReading } from '@app/probing';
import { InterfaceRates } from './interface.rates.js';

function reading(ifIndex: number, octets: bigint, more: Partial<InterfaceReading> = {}): InterfaceReading {
  return {
    ifIndex,
    ifName: `Gi0/${ifIndex}`,
    ifAlias: null,
    adminUp: true,
    operStatus: 1,
    speedBitsPerSecond: 1_000_000_000,
    receiveBytes: octets,
    transmitBytes: octets * 2n,
    counterBits: 64,
    counterDiscontinuityTicks: 0,
    ...more,
  };
}

const at = (minute: number, ...interfaces: InterfaceReading[]) => ({
  atMs: minute * 60_000,
  sysUpTimeTicks: 100_000 + minute * 6_000,
  interfaces,
});

describe('what interfaces carry', () => {
  it('is known from the second reading on, in bits', () => {
    const rates = new InterfaceRates();
    rates.note(at(0, reading(1, 0n)));
    expect(rates.of(1, 'Gi0/1')).toMatchObject({ receiveBitsPerSecond: null, transmitBitsPerSecond: null, reason: 'read once only' });
    rates.note(at(1, reading(1, 600_000n)));
    expect(rates.of(1, 'Gi0/1')).toEqual({
      receiveBitsPerSecond: 80_000,
      transmitBitsPerSecond: 160_000,
      reason: null,
      receiveBytes: 600_000n,
      transmitBytes: 1_200_000n,
    });
  });

  it('is none after a restart, and of no port that has another name', () => {
    const rates = new InterfaceRates();
    rates.note(at(0, reading(1, 0n)));
    rates.note({ ...at(1, reading(1, 600_000n)), sysUpTimeTicks: 50 });
    expect(rates.of(1, 'Gi0/1')).toMatchObject({ receiveBitsPerSecond: null, reason: 'sysUpTime did not move as expected' });
    rates.note(at(2, reading(1, 700_000n, { ifName: 'Gi0/2' })));
    expect(rates.of(1, 'Gi0/1')).toBeNull();
    expect(rates.of(1, 'Gi0/2')?.reason).toBe('ifIndex names another interface');
  });

  it('goes on for those that stay when rows come and go', () => {
    const rates = new InterfaceRates();
    rates.note(at(0, reading(1, 0n), reading(2, 0n)));
    rates.note(at(1, reading(2, 600_000n), reading(3, 5n)));
    expect(rates.of(2, 'Gi0/2')?.receiveBitsPerSecond).toBe(80_000);
    expect([rates.of(1, 'Gi0/1'), rates.of(3, 'Gi0/3')?.reason]).toEqual([null, 'read once only']);
  });
});
