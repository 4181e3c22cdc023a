/** A metric that another room tells, in the registry of the process: not of the fleet's catalogue, but asked by dashboards and rules. */
export interface ForeignMetric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly help: string;
}

function gauge(name: string, labels: readonly string[], help: string): ForeignMetric {
  return { name, type: 'gauge', labels, help };
}

function counter(name: string, labels: readonly string[], help: string): ForeignMetric {
  return { name, type: 'counter', labels, help };
}

/** Names and labels as dashboards and rules ask for them. */
export const FOREIGN_METRICS: readonly ForeignMetric[] = [
  counter('nadi_outages_opened_total', ['kind', 'severity'], 'Outages that opened, by the kind of their root cause and first severity.'),
  counter('nadi_outages_cleared_total', ['kind'], 'Outages whose root cause answers again, by its kind.'),
  counter(
    'nadi_outage_duration_seconds_total',
    ['kind'],
    'Seconds from opening to clearing of those: over their number, the mean time to repair.',
  ),
  counter('nadi_alerts_told_total', ['alertname', 'severity'], 'Alerts that were told for the first time.'),
  gauge('nadi_alerts_open', ['severity'], 'Alerts that are told now.'),
  gauge('nadi_alerts_folded', [], 'Alerts that the storm guard keeps folded into one now.'),
  gauge('nadi_alerts_hushed', [], 'Alerts that maintenance or an acknowledgement keeps from being told now.'),
  counter('nadi_alert_sends_total', ['alertmanager', 'result'], 'Sendings to each Alertmanager, by result.'),
  gauge('nadi_alertmanager_up', ['alertmanager'], 'Whether the Alertmanager took what it was sent last: 1 yes, 0 no.'),
  gauge(
    'nadi_station_availability_ratio',
    ['station', 'window'],
    'up / (up + down) of the station in this day, week or month of WIB; absent where too little of it was watched.',
  ),
  gauge('nadi_city_availability_ratio', ['object', 'window'], 'The same of all objects of a kind together.'),
  gauge('nadi_compliance_buildings', ['state'], 'Buildings by where they stand.'),
  gauge('nadi_compliance_overdue_buildings', ['state'], 'Buildings over their time, by where they stand.'),
  gauge('nadi_drift_items', ['kind'], 'Open differences between the declared and the observed network.'),
  counter('nadi_discovery_runs_total', ['result'], 'Runs of discovery that ended.'),
  counter('nadi_audit_records_total', ['result'], 'Records handed to the audit trail: recorded, or failed, and then nothing was shown.'),
  counter('nadi_graphql_rate_limited_total', [], 'Operations that were not run because their viewer had used up what a minute allows.'),
];

export function foreignMarkdown(): string {
  const rows = FOREIGN_METRICS.map(
    ({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`,
  );
  return ['| metric | type | labels | meaning |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}
