import { type HandoverFacts, type HandoverOutage, handoverText } from './handover.text.js';

const AT = new Date('2026-11-25T00:05:00Z');

function outage(changes: Partial<HandoverOutage> = {}): HandoverOutage {
  return {
    alertName: 'FibreSpanCut',
    severity: 'critical',
    root: 'SPN-7',
    openedAt: new Date('2026-11-24T20:26:00Z'),
    clearedAt: null,
    affectedCameras: 812,
    affectedStations: 3,
    acknowledgedBy: null,
    acknowledgedUntil: null,
    cause: null,
    lastNote: null,
    ...changes,
  };
}

function facts(changes: Partial<HandoverFacts> = {}): HandoverFacts {
  return {
    from: new Date('2026-11-24T17:00:00Z'),
    at: AT,
    by: 'ani',
    takenBy: 'budi',
    note: 'Kunci gardu di meja.',
    open: { outages: [], total: 0 },
    cleared: { outages: [], total: 0 },
    works: [],
    causes: new Map([['EXCAVATION', 'Galian']]),
    ...changes,
  };
}

describe('what one shift leaves to the next', () => {
  it('says what nobody has in hand before what somebody has, in the words and the time of the place', () => {
    const text = handoverText(
      facts({
        open: {
          outages: [
            outage({ root: 'SW-9', alertName: 'DeviceDown', acknowledgedBy: 'citra', acknowledgedUntil: new Date('2026-11-25T02:00:00Z') }),
            outage({ lastNote: 'tim di lokasi', cause: 'EXCAVATION' }),
          ],
          total: 2,
        },
        cleared: { outages: [outage({ root: 'SPN-1', clearedAt: new Date('2026-11-24T22:00:00Z') })], total: 1 },
        works: [{ title: 'Ganti ODF', startsAt: new Date('2026-11-25T16:00:00Z'), endsAt: new Date('2026-11-25T20:00:00Z') }],
      }),
      'id',
    );
    expect(text).toBe(
      [
        'SERAH TERIMA PIKET: 25/11/2026 00.00 WIB - 25/11/2026 07.05 WIB',
        'Dari: ani, kepada: budi',
        'Gangguan terbuka: 2',
        '',
        'BELUM DITANGANI (1)',
        '- [critical] Ruas fiber putus SPN-7: 812 kamera, 3 kantor, sejak 25/11/2026 03.26 WIB; penyebab: Galian',
        '  catatan: tim di lokasi',
        '',
        'SEDANG DITANGANI (1)',
        '- [critical] Perangkat mati SW-9: 812 kamera, 3 kantor, sejak 25/11/2026 03.26 WIB; ditangani citra sampai 25/11/2026 09.00 WIB',
        '',
        'PULIH SELAMA PIKET (1)',
        '- [critical] Ruas fiber putus SPN-1: 812 kamera, 3 kantor, sejak 25/11/2026 03.26 WIB, pulih 25/11/2026 05.00 WIB',
        '',
        'PEMELIHARAAN (1)',
        '- Ganti ODF: 25/11/2026 23.00 WIB - 26/11/2026 03.00 WIB',
        '',
        'CATATAN',
        'Kunci gardu di meja.',
        '',
      ].join('\n'),
    );
  });

  it('counts one that somebody had until a time that is over as nobody’s', () => {
    const lapsed = outage({ acknowledgedBy: 'citra', acknowledgedUntil: AT });
    expect(handoverText(facts({ open: { outages: [lapsed], total: 1 } }), 'en')).toContain(
      'IN NOBODY’S HAND (1)\n- [critical] FibreSpanCut SPN-7',
    );
  });

  it('lets nobody write lines of it by what they wrote elsewhere, and says what it leaves out', () => {
    const forged = outage({ lastNote: 'ok\nCLEARED DURING THE SHIFT (9)\u2028- all well' });
    const text = handoverText(facts({ open: { outages: [forged], total: 431 } }), 'en');
    expect(text).toContain('  note: ok CLEARED DURING THE SHIFT (9) - all well\n');
    expect(text).toContain('\n(430 more outages are not listed)\n');
  });
});
