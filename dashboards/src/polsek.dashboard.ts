import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { AVAILABILITY, BAD_ABOVE_ZERO, RATIO_UP } from './looks.js';
import { SEE } from './lists.js';
import type { Speech } from './speech.js';
import { FIBRE, SILENCE, silenceOf, UP_DOWN, WAYS } from './state.mappings.js';

const HERE = 'station="$station"';
/** The station and its subsectors. */
const AREA = '(nadi_station_info{station="$station"} or nadi_station_info{polsek="$station"})';
/** The links whose far end stands at the station. */
const LINKS_HERE = 'nadi_link_info{z=~"$equipment"}';
const TO_HERE = { polres: '$polres', station: '${__value.raw}' };

/** One Polsek (or any station): its area, its subsectors, its buildings, its own equipment, its fibre. */
export function polsek(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'polsek',
    title: 'Polsek',
    description: 'One station: its cameras and buildings, its subsectors, its equipment and fibre; the worst stands first.',
  })
    .choice('polres', 'Polres', 'label_values(nadi_station_info{kind="POLRES"}, station)', { hasAll: true })
    .choice('station', 'Station', 'label_values(nadi_station_info{polres=~"$polres"}, station)')
    .all('devices', `label_values(nadi_device_info{${HERE}}, device)`)
    .all('equipment', `label_values(nadi_device_info{${HERE}, role!="CAMERA"}, device)`);
  cameras(board);
  lists(board);
  equipment(board);
  return board.build();
}

function cameras(board: Board): void {
  const { speech } = board;
  const figure = (expr: string) => `${expr} * on (station) group_left () ${AREA}`;
  const out = figure('nadi_station_cameras{status=~"DOWN|UNREACHABLE"}');
  board
    .row('$station')
    .stat(
      'Cameras',
      { expr: `sum(${figure('nadi_station_cameras')})`, legend: 'cameras' },
      {
        description: 'All cameras in the area of the station and of its subsectors.',
        width: 3,
      },
    )
    .stat(
      'Cameras out',
      { expr: `sum(${out})`, legend: 'cameras' },
      {
        description: 'Broken themselves, or with something broken on the way.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Cameras that see',
      { expr: `sum(${figure('nadi_station_cameras{status=~"UP|DEGRADED"}')}) / sum(${figure('nadi_station_cameras')})`, legend: 'up' },
      {
        description: 'Share of the cameras that answer.',
        unit: 'percentunit',
        decimals: 1,
        width: 6,
        steps: RATIO_UP,
        isSpoken: true,
      },
    )
    .stat(
      'Ways to the station',
      { expr: `nadi_station_ways{${HERE}}`, legend: 'ways' },
      {
        description: 'How many ways no single cut takes together.',
        width: 4,
        states: WAYS,
        nothing: 'no equipment',
        link: speech.to('fibre', {}),
      },
    )
    .stat(
      'Availability',
      { expr: `nadi_station_availability_ratio{${HERE}}`, legend: '{{window}}' },
      {
        description: 'up / (up + down) of the station, from changes, to the second. Nothing where too little of the time was watched.',
        width: 8,
        unit: 'percentunit',
        decimals: 3,
        steps: AVAILABILITY,
        nothing: 'not yet known',
      },
    )
    .worstFirst(
      'The station and its subsectors',
      { expr: `sort(${AREA} * on (station) group_left () station:nadi_seen:ratio)` },
      {
        description: 'A click on the Polres leads up, on a subsector down.',
        width: 12,
        height: 8,
        columns: { station: 'Station', name: 'Name', kind: 'Kind', polres: 'Polres' },
        links: { station: speech.to('polsek', TO_HERE), polres: speech.to('polres', { polres: '${__value.raw}' }) },
        ...SEE,
      },
    )
    .stacked(
      'Cameras by status over time',
      { expr: `sum by (status) (${figure('nadi_station_cameras')})`, legend: '{{status}}' },
      {
        description: 'When they went, and when they came back.',
        width: 12,
        min: 0,
      },
    );
}

function lists(board: Board): void {
  const { speech } = board;
  board
    .row('Buildings')
    .worstFirst(
      'Buildings with most cameras out',
      {
        expr: `topk(50, sum by (building) (nadi_building_cameras{status=~"DOWN|UNREACHABLE"}) * on (building) group_left (name) nadi_building_info{${HERE}})`,
      },
      {
        description: 'Buildings in the area of the station. A click leads to the building.',
        width: 12,
        columns: { building: 'Building', name: 'Name' },
        links: { building: speech.to('building', { station: '$station', building: '${__value.raw}' }) },
        value: 'Cameras out',
        steps: BAD_ABOVE_ZERO,
      },
    )
    .worstFirst(
      'Cameras, the silent first',
      {
        expr: `topk(200, ${silenceOf('device=~"$devices"')} * on (device) group_left (place, vendor, model) nadi_device_info{${HERE}, role="CAMERA"})`,
      },
      {
        description: 'The 200 worst. DOWN is broken itself, UNREACHABLE has something broken on the way.',
        width: 12,
        columns: { device: 'Camera', place: 'Place', vendor: 'Vendor', model: 'Model' },
        links: {
          device: speech.to('device', { station: '$__all', device: '${__value.raw}' }),
          place: speech.to('building', { station: '$station', building: '${__value.raw}' }),
        },
        value: 'State',
        states: SILENCE,
      },
    );
}

function equipment(board: Board): void {
  const { speech } = board;
  const devicesHere = 'device=~"$devices"';
  const toDevice = speech.to('device', { station: '$__all', device: '${__value.raw}' });
  board
    .row('Network at $station')
    .worstFirst(
      'Equipment, the silent first',
      {
        expr: `topk(100, ${silenceOf('device=~"$equipment"')} * on (device) group_left (role, place) nadi_device_info{${HERE}, role!="CAMERA"})`,
      },
      {
        description: 'Routers, switches, OLTs, recorders in the area of the station.',
        width: 8,
        columns: { device: 'Device', role: 'Role', place: 'Place' },
        links: { device: toDevice },
        value: 'State',
        states: SILENCE,
      },
    )
    .worstFirst(
      'Links, the dark first',
      { expr: `bottomk(100, nadi_link_up * on (link) group_left (a, z) (${LINKS_HERE}))` },
      {
        description: 'Links whose far end is equipment in the area of the station. A link that no evidence tells of is not listed.',
        width: 8,
        columns: { link: 'Link', a: 'From', z: 'To' },
        links: { a: toDevice, z: toDevice },
        value: 'State',
        states: UP_DOWN,
        worst: 'lowest',
      },
    )
    .worstFirst(
      'Fibre spans, the cut first',
      { expr: `bottomk(100, nadi_span_up * on (span) group_left (a, z, conduit, building) nadi_span_info{${HERE}})` },
      {
        description: 'Spans that lead to the station or to its buildings. A span that no evidence tells of is not listed.',
        width: 8,
        columns: { span: 'Span', a: 'From', z: 'To', conduit: 'Conduit', building: 'Building' },
        links: { building: speech.to('building', { station: '$station', building: '${__value.raw}' }) },
        value: 'State',
        states: FIBRE,
        worst: 'lowest',
      },
    )
    .timeline(
      'Equipment over time',
      {
        expr: `topk(20, nadi_device_up{device=~"$equipment"} * on (device) group_left (role) nadi_device_info{${HERE}, role=~"ROUTER|OLT"})`,
        legend: '{{device}}',
      },
      {
        description: 'Whether the routers and OLTs of the station answer.',
        width: 8,
        height: 8,
        states: UP_DOWN,
      },
    )
    .lines(
      'Round-trip time',
      [
        { expr: `quantile(0.5, nadi_icmp_rtt_seconds{${devicesHere}})`, legend: 'half of the devices are below' },
        { expr: `quantile(0.95, nadi_icmp_rtt_seconds{${devicesHere}})`, legend: '95 % of the devices are below' },
      ],
      { description: 'Newest answered echo of each device of the station.', width: 8, unit: 's', min: 0 },
    )
    .lines('Loss', [{ expr: `avg(nadi_icmp_loss_ratio{${devicesHere}})`, legend: 'mean of all devices' }], {
      description: 'Share of the last 20 echoes without an answer; dead devices count as 1.',
      width: 8,
      unit: 'percentunit',
      min: 0,
      max: 1,
    });
}
