import { SEVERITIES } from '@app/outages';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AlertSender } from './alert.sender.js';

/** What an alert sender does, as it does it. */
export interface AlertCounts {
  told(alertName: string, severity: string): void;
  sent(alertmanager: string, isTaken: boolean): void;
}

/** Declares this room's metrics in the registry of the process, and gives back what counts. `sender`: whose book is shown. */
export function registerAlertMetrics(registry: Registry, sender: () => Pick<AlertSender, 'lasting' | 'withheld'>): AlertCounts {
  const registers = [registry];
  const told = new Counter({
    name: 'nadi_alerts_told_total',
    help: 'Alerts that were told for the first time.',
    labelNames: ['alertname', 'severity'],
    registers,
  });
  const sends = new Counter({
    name: 'nadi_alert_sends_total',
    help: 'Sendings to each Alertmanager, by result: sent or failed.',
    labelNames: ['alertmanager', 'result'],
    registers,
  });
  const up = new Gauge({
    name: 'nadi_alertmanager_up',
    help: 'Whether the Alertmanager took what it was sent last: 1 yes, 0 no.',
    labelNames: ['alertmanager'],
    registers,
  });
  const open = new Gauge({
    name: 'nadi_alerts_open',
    help: 'Alerts that are told now.',
    labelNames: ['severity'],
    registers,
    collect() {
      open.reset();
      for (const severity of SEVERITIES) open.set({ severity }, 0);
      for (const { severity } of sender().lasting) open.inc({ severity });
    },
  });
  withheldGauge('nadi_alerts_folded', 'Alerts that the storm guard keeps folded into one now.', 'folded');
  withheldGauge('nadi_alerts_hushed', 'Alerts that maintenance keeps from being told now.', 'hushed');
  return {
    told: (alertname, severity) => told.inc({ alertname, severity }),
    sent(alertmanager, isTaken) {
      sends.inc({ alertmanager, result: isTaken ? 'sent' : 'failed' });
      up.set({ alertmanager }, isTaken ? 1 : 0);
    },
  };

  function withheldGauge(name: string, help: string, which: 'folded' | 'hushed'): void {
    const gauge: Gauge = new Gauge({ name, help, registers, collect: (): void => gauge.set(sender().withheld[which]) });
  }
}
