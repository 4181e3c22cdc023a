import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { ALERT_RATE, BAD_ABOVE_ZERO, GOOD_AT_ONE, STANDING, type Steps } from './looks.js';
import type { Speech } from './speech.js';
import { UP_DOWN } from './state.mappings.js';

const TOLD = 'fleet:nadi_alerts_told:increase10m';
/** Share of ten-minute windows in flood: more than one in a hundred is too much. */
const FLOODED: Steps = [
  [null, 'green'],
  [0.01, 'orange'],
  [0.05, 'red'],
];

/** What the people at the desk are asked to bear, by the figures of EEMUA 191. */
export function alerts(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'alerts',
    title: 'Alert load',
    description: 'What the people at the desk are asked to bear, by the figures of EEMUA publication 191.',
    from: 'now-24h',
    refresh: '1m',
  });
  figures(board);
  over(board);
  delivery(board);
  return board.build();
}

function figures(board: Board): void {
  board
    .row('The chosen time')
    .stat(
      'Alerts in 10 minutes, mean',
      { expr: `avg_over_time(${TOLD}[$__range])`, legend: 'alerts' },
      {
        description: 'One in ten minutes is very likely to be handled; two can be borne; more cannot.',
        width: 5,
        decimals: 1,
        steps: ALERT_RATE,
        isSpoken: true,
      },
    )
    .stat(
      'Alerts in 10 minutes, peak',
      { expr: `max_over_time(${TOLD}[$__range])`, legend: 'alerts' },
      {
        description: 'More than ten in ten minutes is a flood.',
        width: 5,
        decimals: 0,
        steps: [
          [null, 'green'],
          [5, 'orange'],
          [10, 'red'],
        ],
        isSpoken: true,
      },
    )
    .stat(
      'Share of 10 minutes in flood',
      { expr: 'avg_over_time(fleet:nadi_alert_flood:bool[$__range])', legend: 'share' },
      {
        description: 'Windows of ten minutes with more than ten alerts, as a share of all.',
        width: 5,
        unit: 'percentunit',
        decimals: 1,
        steps: FLOODED,
        isSpoken: true,
      },
    )
    .stat(
      'Standing alerts',
      { expr: 'fleet:nadi_alerts_open:sum', legend: 'alerts' },
      {
        description: 'Alerts that are told now. Under ten is good.',
        width: 5,
        decimals: 0,
        steps: STANDING,
        isSpoken: true,
      },
    )
    .stat(
      'Folded and hushed',
      { expr: 'nadi_alerts_folded + nadi_alerts_hushed', legend: 'alerts' },
      {
        description: 'Kept from people now: folded into one by the storm guard, or hushed by maintenance or an acknowledgement.',
        width: 4,
        decimals: 0,
        steps: [[null, 'blue']],
      },
    );
}

function over(board: Board): void {
  board
    .lines('Alerts in 10 minutes', [{ expr: TOLD, legend: 'alerts' }], {
      description: 'How many were told within the ten minutes before. The line of a flood is at ten.',
      width: 12,
      min: 0,
      steps: ALERT_RATE,
    })
    .stacked(
      'Alerts in 10 minutes, by severity',
      { expr: 'severity:nadi_alerts_told:increase10m', legend: '{{severity}}' },
      {
        description: 'Where most are critical, none is.',
        width: 12,
        min: 0,
      },
    )
    .stat(
      'By severity',
      { expr: 'sum by (severity) (increase(nadi_alerts_told_total[$__range]))', legend: '{{severity}}' },
      {
        description: 'Of the chosen time. EEMUA 191 proposes 5 % high, 15 % medium, 80 % low.',
        width: 8,
        decimals: 0,
        steps: [[null, 'blue']],
      },
    )
    .bars(
      'The ten most frequent',
      { expr: 'topk(10, sum by (alertname) (increase(nadi_alerts_told_total[$__range])))', legend: '{{alertname}}' },
      {
        description: 'Ten sources often make most of the load.',
        width: 8,
        height: 9,
        min: 0,
        decimals: 0,
        steps: [[null, 'blue']],
      },
    )
    .stacked(
      'Standing alerts, by severity',
      { expr: 'sum by (severity) (nadi_alerts_open)', legend: '{{severity}}' },
      {
        description: 'Alerts that are told at each moment.',
        width: 8,
        height: 9,
        min: 0,
      },
    );
}

function delivery(board: Board): void {
  board
    .row('Delivery')
    .stat(
      'Alertmanagers',
      { expr: 'nadi_alertmanager_up', legend: '{{alertmanager}}' },
      {
        description: 'Whether each took what it was sent last. With none, nobody is told.',
        width: 8,
        steps: GOOD_AT_ONE,
        states: UP_DOWN,
      },
    )
    .stat(
      'Failed today',
      { expr: 'sum by (alertmanager) (increase(nadi_alert_sends_total{result!="sent"}[1d]))', legend: '{{alertmanager}}' },
      {
        description: 'Sendings that an Alertmanager did not take, by it. They are sent again.',
        width: 8,
        decimals: 0,
        steps: BAD_ABOVE_ZERO,
        nothing: 'none',
      },
    )
    .lines(
      'Sendings',
      [{ expr: 'sum by (alertmanager, result) (rate(nadi_alert_sends_total[$__rate_interval]))', legend: '{{alertmanager}} {{result}}' }],
      { description: 'Each alert is sent again while it lasts.', width: 8, height: 6, unit: 'reqps', min: 0 },
    )
    .worstFirst(
      'Alerts of Prometheus itself',
      { expr: 'max by (alertname, severity, alertstate) (ALERTS)' },
      {
        description:
          'The second net: rules that need no Nadi to fire. The Watchdog fires always; when it stops, the way to people is broken.',
        width: 24,
        height: 6,
        columns: { alertname: 'Alert', severity: 'Severity', alertstate: 'State' },
        value: 'Active',
      },
    );
}
