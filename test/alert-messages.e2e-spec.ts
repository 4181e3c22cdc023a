import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, runProgram } from './support/prometheus.js';

const DOCKER = new URL('../docker/alertmanager/', import.meta.url).pathname;
const amtool = program('amtool');

interface Said {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const CUT: Said = {
  status: 'firing',
  labels: { alertname: 'FibreSpanCut', severity: 'critical', kind: 'SPAN', root: 'SPAN-7', station: 'PMJ-JAKPUS' },
  annotations: {
    affected_cameras: '812',
    affected_stations: 'PMJ-JAKPUS-GAMBIR, PMJ-JAKPUS-SENEN',
    candidates: 'SPAN SPAN-7, DEVICE sw-10.9.9.9',
    acknowledged_by: 'ani',
    console_url: 'http://nadi.example/?outage=1',
  },
};

(amtool ? describe : describe.skip)('what people read of an alert', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-messages-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** As the Alertmanager itself renders it. */
  async function read(template: string, ...alerts: readonly Said[]): Promise<string> {
    const data = join(folder, 'data.json');
    const times = { startsAt: '2026-11-25T17:26:00Z', endsAt: '2026-11-25T19:05:00Z' };
    writeFileSync(data, JSON.stringify({ receiver: 'x', status: 'firing', alerts: alerts.map((alert) => ({ ...alert, ...times })) }));
    const text = `{{ template "${template}" . }}`;
    const args = ['template', 'render', `--template.glob=${DOCKER}*.tmpl`, `--template.text=${text}`, `--template.data=${data}`];
    const { ok, output } = await runProgram(amtool ?? '', args);
    expect([output, ok]).toEqual([output, true]);
    return output.trim();
  }

  it('is in Bahasa Indonesia what broke, what hangs on it, who has it and since when in Jakarta, with a link', async () => {
    expect(await read('nadi.text.id', CUT)).toBe(
      [
        '🔴 GANGGUAN KRITIS: Ruas fiber putus SPAN-7',
        'Wilayah: PMJ-JAKPUS',
        'Kamera terdampak: 812',
        'Kantor terdampak: PMJ-JAKPUS-GAMBIR, PMJ-JAKPUS-SENEN',
        'Ditangani: ani',
        'Sejak: 26/11/2026 00.26 WIB',
        'http://nadi.example/?outage=1',
      ].join('\n'),
    );
    expect(await read('nadi.subject.id', CUT)).toBe('[GANGGUAN] Ruas fiber putus SPAN-7');
  });

  it('is the same in English, and says when it is over', async () => {
    const over = { ...CUT, status: 'resolved' as const, annotations: {}, labels: { ...CUT.labels, alertname: 'DeviceDown', root: 'sw-1' } };
    expect(await read('nadi.text.en', CUT, over)).toBe(
      [
        '🔴 OUTAGE CRITICAL: Fibre span cut SPAN-7',
        'Area: PMJ-JAKPUS',
        'Cameras lost: 812',
        'Stations: PMJ-JAKPUS-GAMBIR, PMJ-JAKPUS-SENEN',
        'In hand: ani',
        'Since: 2026-11-26 00:26 WIB',
        'http://nadi.example/?outage=1',
        '',
        '🟢 CLEARED: Device down sw-1',
        'Area: PMJ-JAKPUS',
        'Since: 2026-11-26 00:26 WIB, cleared 2026-11-26 02:05 WIB',
      ].join('\n'),
    );
  });

  it.each(['nadi.text.id', 'nadi.text.en', 'nadi.subject.id', 'nadi.subject.en'])(
    'has in %s no address and no number of a person, wherever somebody wrote one',
    async (template) => {
      const planted = ['10.20.30.40', '2001:db8::7:1', '081234567890', '+62 812-3456-7890', 'owner@example.com'];
      const everywhere = planted.join(' ');
      const text = await read(template, {
        status: 'firing',
        labels: { ...CUT.labels, root: `cam ${everywhere}`, station: everywhere },
        annotations: {
          ...CUT.annotations,
          affected_stations: everywhere,
          acknowledged_by: everywhere,
          candidates: everywhere,
          summary: everywhere,
        },
      });
      expect(text).toContain('cam •');
      for (const secret of planted) expect(text).not.toContain(secret);
    },
  );

  it('knows a word for every alert that Nadi tells', async () => {
    const words = 'FibreSpanCut ConduitCut LinkDown DeviceDown PlaceDown CameraDown RedundancyLost OpticalMarginLow PollerBlind AlertStorm';
    const names = words.split(' ');
    for (const alertname of names) {
      const alert = { ...CUT, labels: { ...CUT.labels, alertname } };
      for (const language of ['id', 'en']) expect(await read(`nadi.subject.${language}`, alert)).not.toContain(alertname);
    }
  });

  it('goes where the example of routes says, which the Alertmanager takes', async () => {
    const routes = join(DOCKER, 'routes.example.yml');
    expect(await runProgram(amtool ?? '', ['check-config', routes])).toMatchObject({ ok: true });
    const receivers = async (...labels: string[]) => {
      const { output } = await runProgram(amtool ?? '', ['config', 'routes', 'test', `--config.file=${routes}`, ...labels]);
      return output.trim().split('\n')[0];
    };
    expect(await receivers('alertname=Watchdog', 'severity=none')).toBe('watchdog');
    expect(await receivers('alertname=FibreSpanCut', 'severity=critical', 'station=PMJ-JAKPUS-SENEN')).toBe(
      'heads-mail,noc-telegram,jakpus-telegram,ticketing',
    );
    expect(await receivers('alertname=DeviceDown', 'severity=major', 'station=PMJ-JAKUT')).toBe('noc-telegram,ticketing');
    expect(await receivers('alertname=RedundancyLost', 'severity=warning', 'station=PMJ-JAKPUS')).toBe('noc-mail');
  });
});
