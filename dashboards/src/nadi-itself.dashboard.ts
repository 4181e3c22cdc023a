import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { BAD_ABOVE_ZERO, GOOD_AT_ONE } from './looks.js';
import type { Speech } from './speech.js';
import { BLIND, UP_DOWN, YES_NO } from './state.mappings.js';

const THIS = 'instance=~"$instance"';

/** The watchman watched: does Nadi ask on time, conclude, and stay small. */
export function nadiItself(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'itself',
    title: 'Nadi itself',
    description: 'Whether Nadi asks on time, can ask at all, and stays within its means.',
  }).choice('instance', 'Instance', 'label_values(up{job="nadi"}, instance)', { hasAll: true, isMulti: true });
  health(board);
  asking(board);
  process(board);
  prometheus(board);
  return board.build();
}

function health(board: Board): void {
  board
    .row('Health')
    .stat(
      'Scraped',
      { expr: `up{job="nadi", ${THIS}}`, legend: '{{instance}}' },
      { description: 'Whether Prometheus reaches Nadi.', width: 3, steps: GOOD_AT_ONE, states: UP_DOWN },
    )
    .stat(
      'Blind pollers',
      { expr: `sum(nadi_poller_blind{${THIS}})`, legend: 'pollers' },
      {
        description: 'While a poller is blind nothing is concluded about what it watches.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Probers able',
      { expr: `nadi_prober_able{${THIS}}`, legend: '{{check}}' },
      { description: 'Whether each engine may and can ask.', width: 4, steps: GOOD_AT_ONE, states: YES_NO },
    )
    .stat(
      'Running for',
      { expr: `time() - process_start_time_seconds{job="nadi", ${THIS}}`, legend: '{{instance}}' },
      { description: 'Time since the process started.', width: 4, unit: 's', decimals: 0 },
    )
    .stat(
      'Being re-asked',
      { expr: `nadi_contradictions_unsettled{${THIS}}`, legend: '{{instance}}' },
      {
        description: 'Devices whose newest answer contradicts what is believed: an evidence window is open while there are any.',
        width: 3,
      },
    )
    .stat(
      'Topology version',
      { expr: `nadi_topology_version{${THIS}}`, legend: '{{instance}}' },
      { description: 'Several instances on one database tell the same one.', width: 3, decimals: 0 },
    )
    .stat(
      'Series of the fleet',
      { expr: `nadi_exposition_samples{${THIS}}`, legend: '{{instance}}' },
      { description: 'Samples in the newest complete scrape.', width: 4, unit: 'short' },
    )
    .timeline(
      'Blindness',
      { expr: `nadi_poller_blind{${THIS}}`, legend: '{{poller}}' },
      { description: 'When a poller saw too little to conclude anything: these minutes count as unobserved.', width: 12, states: BLIND },
    )
    .lines(
      'Queue',
      [
        { expr: `nadi_contradictions_unsettled{${THIS}}`, legend: 'being re-asked' },
        { expr: `sum(nadi_outages_open)`, legend: 'open outages' },
      ],
      {
        description: 'Devices whose newest answer contradicts what is believed, and what was concluded of them.',
        width: 12,
        height: 6,
        min: 0,
      },
    )
    .worstFirst(
      'Engines',
      { expr: `nadi_prober_info{${THIS}}` },
      {
        description: 'Which engine asks, and why that one.',
        width: 12,
        height: 6,
        columns: { check: 'Check', engine: 'Engine', reason: 'Because' },
        value: 'Chosen',
      },
    )
    .worstFirst(
      'Alerts about Nadi',
      { expr: 'max by (alertname, severity, alertstate) (ALERTS{alertname=~"Nadi.+|Watchdog"})' },
      {
        description:
          'The second net: rules in Prometheus that need no Nadi to fire. The Watchdog fires always; when it stops, the way to people is broken.',
        width: 12,
        height: 6,
        columns: { alertname: 'Alert', severity: 'Severity', alertstate: 'State' },
        value: 'Active',
      },
    );
}

function asking(board: Board): void {
  board
    .row('Asking')
    .lines(
      'Questions settled',
      [{ expr: `sum by (check, result) (rate(nadi_probes_total{${THIS}}[$__rate_interval]))`, legend: '{{check}} {{result}}' }],
      {
        description: 'failed is not evidence: the question could not be asked.',
        width: 8,
        unit: 'ops',
        min: 0,
      },
    )
    .lines('Lag', [{ expr: `nadi_probe_lag_seconds{${THIS}}`, legend: '{{check}}' }], {
      description: 'How late the oldest question still due is.',
      width: 8,
      unit: 's',
      min: 0,
    })
    .lines('Cycle', [{ expr: `nadi_poll_cycle_seconds{${THIS}}`, legend: '{{check}}' }], {
      description: 'How long asking all targets once took.',
      width: 8,
      unit: 's',
      min: 0,
    })
    .lines(
      'Replies that count for nothing',
      [
        {
          expr: `sum by (check, reason) (rate(nadi_probe_replies_discarded_total{${THIS}}[$__rate_interval]))`,
          legend: '{{check}} {{reason}}',
        },
      ],
      {
        description: 'Late replies are losses; duplicates are counted apart.',
        width: 8,
        unit: 'ops',
        min: 0,
      },
    )
    .lines(
      'Scrapes',
      [
        { expr: `scrape_duration_seconds{job="nadi", ${THIS}}`, legend: '{{instance}} as Prometheus sees it' },
        { expr: `nadi_exposition_seconds{${THIS}}`, legend: '{{instance}} as Nadi sees it' },
      ],
      { description: 'How long a scrape of the fleet takes.', width: 8, unit: 's', min: 0 },
    )
    .lines('Scrapes by result', [{ expr: `sum by (result) (rate(nadi_scrapes_total{${THIS}}[$__rate_interval]))`, legend: '{{result}}' }], {
      description: 'busy: too many at once; aborted: the reader left or was too slow.',
      width: 8,
      unit: 'reqps',
      min: 0,
    })
    .lines('Traps by result', [{ expr: `sum by (result) (rate(nadi_traps_total{${THIS}}[$__rate_interval]))`, legend: '{{result}}' }], {
      description: 'Only what is accepted makes Nadi look. Empty where no port for traps is set.',
      width: 12,
      unit: 'ops',
      min: 0,
    })
    .lines(
      'Traps accepted, by kind',
      [{ expr: `sum by (kind) (rate(nadi_traps_total{${THIS}, result="accepted"}[$__rate_interval]))`, legend: '{{kind}}' }],
      { description: 'What devices told without being asked.', width: 12, unit: 'ops', min: 0 },
    );
}

function process(board: Board): void {
  const job = `job="nadi", ${THIS}`;
  board
    .row('The process')
    .lines('Processor', [{ expr: `rate(process_cpu_seconds_total{${job}}[$__rate_interval])`, legend: '{{instance}}' }], {
      description: 'Share of one core; worker threads included.',
      width: 6,
      unit: 'percentunit',
      min: 0,
    })
    .lines(
      'Memory',
      [
        { expr: `process_resident_memory_bytes{${job}}`, legend: '{{instance}} resident' },
        { expr: `nodejs_heap_size_used_bytes{${job}}`, legend: '{{instance}} heap in use' },
      ],
      { description: 'Without the embedded PostgreSQL.', width: 6, unit: 'bytes', min: 0 },
    )
    .lines('Event loop delay', [{ expr: `nodejs_eventloop_lag_p99_seconds{${job}}`, legend: '{{instance}} p99' }], {
      description: 'How long work waits for its turn.',
      width: 6,
      unit: 's',
      min: 0,
    })
    .lines(
      'Garbage collection and files',
      [
        {
          expr: `sum by (instance) (rate(nodejs_gc_duration_seconds_sum{${job}}[$__rate_interval]))`,
          legend: '{{instance}} seconds a second',
        },
        { expr: `process_open_fds{${job}}`, legend: '{{instance}} open files' },
      ],
      { description: 'Open files grow without end where something leaks.', width: 6, min: 0 },
    );
}

/** Who watches Nadi is watched too: what it could not evaluate or keep is not on any wall. */
function prometheus(board: Board): void {
  board
    .row('Prometheus')
    .stat(
      'Rules that failed',
      { expr: 'sum(increase(prometheus_rule_evaluation_failures_total[1h])) or vector(0)', legend: 'failures' },
      {
        description: 'Evaluations of rules that failed in the last hour: recorded names have holes, and the second net too.',
        width: 4,
        decimals: 0,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Series kept in memory',
      { expr: 'sum(prometheus_tsdb_head_series)', legend: 'series' },
      { description: 'About 3 KB of memory each.', width: 4, unit: 'short' },
    )
    .lines(
      'Rules: time of an evaluation',
      [
        {
          expr: 'max by (rule_group) (label_replace(prometheus_rule_group_last_duration_seconds, "rule_group", "$1", "rule_group", ".*;(.*)"))',
          legend: '{{rule_group}}',
        },
      ],
      { description: 'By group. One that takes longer than its interval skips evaluations.', width: 8, unit: 's', min: 0 },
    )
    .lines('History on disk', [{ expr: 'sum(prometheus_tsdb_storage_blocks_bytes)', legend: 'blocks' }], {
      description: 'What Prometheus keeps of its samples.',
      width: 8,
      unit: 'bytes',
      min: 0,
    });
}
