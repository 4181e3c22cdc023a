import { type Dashboard, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from './dashboard.parts.js';
import {
  BAD_ABOVE_ZERO,
  BAR_TO_STATION,
  bars,
  GOOD_AT_ONE,
  lines,
  MARGIN,
  RATIO_UP,
  stacked,
  stat,
  TO_DEVICE,
  TO_STATION,
  UID,
  worstFirst,
} from './panel.parts.js';
import { SILENCE, SILENCE_EXPR, UP_DOWN } from './state.mappings.js';

const INFRASTRUCTURE = 'on (device) group_left (role, station, place) nadi_device_info{role!="CAMERA"}';

const DRIFT = [
  [null, 'green'],
  [2, 'orange'],
] as const;

/** The wall of the operations room: what broke, how much hangs on it, where; the worst always first. */
export function nocOverview(): Dashboard {
  const board = dashboard(
    'Nadi · NOC overview',
    UID.overview,
    'What is broken now, how many cameras hang on it, and where. The worst stands first.',
  );
  headline(board);
  broken(board);
  network(board);
  light(board);
  owners(board);
  return board.build();
}

type Board = ReturnType<typeof dashboard>;

function headline(board: Board): void {
  board
    .withRow(new RowBuilder('Now'))
    .withPanel(
      stat(
        'Open outages',
        { expr: 'sum by (severity) (nadi_outages_open)', legend: '{{severity}}' },
        {
          description: 'Root causes that are open now, by severity. What is merely behind a root cause is not counted.',
          width: 8,
          steps: BAD_ABOVE_ZERO,
        },
      ),
    )
    .withPanel(
      stat(
        'Cameras out',
        { expr: 'sum(nadi_station_cameras{status=~"DOWN|UNREACHABLE"})', legend: 'cameras' },
        {
          description: 'Cameras that cannot be seen: broken themselves (DOWN) or with something broken on the way (UNREACHABLE).',
          width: 4,
          steps: BAD_ABOVE_ZERO,
        },
      ),
    )
    .withPanel(
      stat(
        'Cameras up',
        { expr: 'sum(nadi_station_cameras{status=~"UP|DEGRADED"}) / sum(nadi_station_cameras)', legend: 'up' },
        {
          description: 'Share of all cameras that answer.',
          unit: 'percentunit',
          decimals: 2,
          width: 4,
          steps: RATIO_UP,
        },
      ),
    )
    .withPanel(
      stat(
        'Infrastructure silent',
        { expr: 'sum(role:nadi_devices_silent:sum{role!="CAMERA"})', legend: 'devices' },
        {
          description: 'Routers, switches, OLTs and the like that are DOWN or UNREACHABLE.',
          width: 4,
          steps: BAD_ABOVE_ZERO,
        },
      ),
    )
    .withPanel(
      stat(
        'Blind pollers',
        { expr: 'sum(nadi_poller_blind)', legend: 'pollers' },
        {
          description: 'Pollers that see too little to conclude anything: while one is blind, what it watches is unknown, not fine.',
          width: 2,
          steps: BAD_ABOVE_ZERO,
        },
      ),
    )
    .withPanel(
      stat(
        'Nadi',
        { expr: 'max(up{job="nadi"})', legend: 'Nadi' },
        {
          description: 'Whether Prometheus reaches Nadi. If not, nothing on this page is of now.',
          width: 2,
          steps: GOOD_AT_ONE,
          states: UP_DOWN,
        },
      ),
    );
}

function broken(board: Board): void {
  board
    .withRow(new RowBuilder('What broke'))
    .withPanel(
      worstFirst(
        'Root causes',
        { expr: 'topk(50, sum by (outage, kind, root) (nadi_outage_affected_cameras))' },
        {
          description: 'Open outages by the cameras they take away.',
          width: 12,
          columns: { root: 'Root cause', kind: 'Kind', outage: 'Outage' },
          value: 'Cameras',
          steps: BAD_ABOVE_ZERO,
        },
      ),
    )
    .withPanel(
      bars(
        'Stations with most cameras out',
        { expr: 'topk(20, sum by (station) (nadi_station_cameras{status=~"DOWN|UNREACHABLE"}))', legend: '{{station}}' },
        {
          description: 'Cameras out in the area of each station. A click leads to the station.',
          width: 6,
          height: 9,
          min: 0,
          steps: BAD_ABOVE_ZERO,
          link: BAR_TO_STATION,
        },
      ),
    )
    .withPanel(
      worstFirst(
        'Stations by share of cameras up',
        { expr: 'bottomk(20, station:nadi_cameras_up:ratio)' },
        {
          description: 'A small station that is wholly dark matters as much as a large one with the same number out.',
          width: 6,
          columns: { station: 'Station' },
          links: { station: TO_STATION },
          value: 'Up',
          unit: 'percentunit',
          decimals: 1,
          worst: 'lowest',
          steps: RATIO_UP,
        },
      ),
    )
    .withPanel(
      stacked(
        'Cameras by status',
        { expr: 'sum by (status) (nadi_station_cameras)', legend: '{{status}}' },
        {
          description: 'All cameras, by concluded status.',
          width: 12,
          min: 0,
        },
      ),
    )
    .withPanel(
      lines('Open outages by kind', [{ expr: 'sum by (kind) (nadi_outages_open)', legend: '{{kind}}' }], {
        description: 'CONDUIT, SPAN, LINK, DEVICE, PLACE: what broke, by what it is.',
        width: 12,
        min: 0,
      }),
    );
}

function network(board: Board): void {
  board
    .withRow(new RowBuilder('The network'))
    .withPanel(
      worstFirst(
        'Infrastructure, the silent first',
        { expr: `topk(30, ${SILENCE_EXPR} * ${INFRASTRUCTURE})` },
        {
          description: 'DOWN is broken itself, UNREACHABLE has something broken on the way.',
          width: 12,
          columns: { device: 'Device', role: 'Role', station: 'Station', place: 'Place' },
          links: { device: TO_DEVICE, station: TO_STATION },
          value: 'State',
          states: SILENCE,
        },
      ),
    )
    .withPanel(
      worstFirst(
        'Fibre spans, the cut first',
        { expr: 'bottomk(30, nadi_span_up * on (span) group_left (a, z, conduit) nadi_span_info)' },
        {
          description: 'A span that no evidence tells of is not listed.',
          width: 12,
          columns: { span: 'Span', a: 'From', z: 'To', conduit: 'Conduit' },
          value: 'State',
          states: UP_DOWN,
          worst: 'lowest',
        },
      ),
    )
    .withPanel(
      lines('Most loss in the infrastructure', [{ expr: `topk(10, nadi_icmp_loss_ratio * ${INFRASTRUCTURE})`, legend: '{{device}}' }], {
        description: 'Share of the last 20 echoes without an answer: a path that is going bad, before it is down.',
        width: 8,
        unit: 'percentunit',
        min: 0,
        max: 1,
      }),
    )
    .withPanel(
      lines(
        'Longest round trips in the infrastructure',
        [{ expr: `topk(10, nadi_icmp_rtt_seconds * ${INFRASTRUCTURE})`, legend: '{{device}}' }],
        {
          description: 'Round-trip time of the newest answered echo.',
          width: 8,
          unit: 's',
          min: 0,
        },
      ),
    )
    .withPanel(
      lines('Fullest interfaces', [{ expr: 'topk(10, interface:nadi_utilisation:ratio_rate5m)', legend: '{{device}} {{interface}}' }], {
        description: 'The busier direction of each interface over 5 minutes, as a share of its speed.',
        width: 8,
        unit: 'percentunit',
        min: 0,
      }),
    );
}

function light(board: Board): void {
  board
    .withRow(new RowBuilder('Light'))
    .withPanel(
      worstFirst(
        'Optical margins, the smallest first',
        { expr: `bottomk(30, nadi_optical_margin_db * ${INFRASTRUCTURE})` },
        {
          description: 'Light over what the receiver needs at the least. Below 3 dB warns, below 1 dB is critical.',
          width: 12,
          columns: { device: 'Device', interface: 'Interface', station: 'Station', place: 'Place' },
          links: { device: TO_DEVICE, station: TO_STATION },
          value: 'Margin',
          unit: 'dB',
          decimals: 1,
          worst: 'lowest',
          steps: MARGIN,
        },
      ),
    )
    .withPanel(
      worstFirst(
        'Fibres that degrade',
        { expr: `topk(30, nadi_optical_drift_db * ${INFRASTRUCTURE})` },
        {
          description: 'How far the light is below its median of the last 7 days. 2 dB warn.',
          width: 8,
          columns: { device: 'Device', interface: 'Interface', station: 'Station' },
          links: { device: TO_DEVICE, station: TO_STATION },
          value: 'Below its week',
          unit: 'dB',
          decimals: 1,
          steps: DRIFT,
        },
      ),
    )
    .withPanel(
      stat(
        'ONUs down',
        { expr: 'sum by (cause) (nadi_onus{state="offline"})', legend: '{{cause}}' },
        {
          description: 'ONUs that their OLTs call offline, by cause: dying gasp is power, loss of signal is fibre.',
          width: 4,
          steps: BAD_ABOVE_ZERO,
        },
      ),
    );
}

function owners(board: Board): void {
  board
    .withRow(new RowBuilder('Buildings'))
    .withPanel(
      bars(
        'Where buildings stand',
        { expr: 'max by (state) (nadi_compliance_buildings)', legend: '{{state}}' },
        {
          description:
            'From UNREGISTERED to INTEGRATED, and those that lapsed, were warned or object. A cut in the street makes none of them lapse.',
          width: 12,
          min: 0,
        },
      ),
    )
    .withPanel(
      stacked(
        'Buildings over their time',
        { expr: 'max by (state) (nadi_compliance_overdue_buildings)', legend: '{{state}}' },
        {
          description: 'Somebody has to decide on these.',
          width: 12,
          min: 0,
        },
      ),
    );
}
