import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { BAD_ABOVE_ZERO, MARGIN, PACKET_LOSS, RATIO_UP } from './looks.js';
import type { Speech } from './speech.js';
import { FIBRE, SILENCE, silenceOf, STATUS } from './state.mappings.js';

const HERE = 'building="$building"';
const PLACED = 'place="$building"';
/** By name: a join with the place of each would look at every device of the city at each step of a graph. */
const DEVICES = 'device=~"$devices"';

/** One building: its cameras, what they hang on, and the fibre that leads there. */
export function building(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'building',
    title: 'Building',
    description: 'One building: its cameras, the equipment and fibre that they hang on; the worst stands first.',
  })
    .choice('station', 'Station', 'label_values(nadi_building_info, station)', { hasAll: true })
    .choice('building', 'Building', 'label_values(nadi_building_info{station=~"$station"}, building)')
    .all('devices', `label_values(nadi_device_info{${PLACED}}, device)`);
  cameras(board);
  way(board);
  return board.build();
}

function cameras(board: Board): void {
  const { speech } = board;
  const toDevice = speech.to('device', { station: '$__all', device: '${__value.raw}' });
  board
    .row('$building')
    .stat(
      'Cameras',
      { expr: `sum(nadi_building_cameras{${HERE}})`, legend: 'cameras' },
      { description: 'All cameras in the building.', width: 3 },
    )
    .stat(
      'Cameras out',
      { expr: `sum(nadi_building_cameras{${HERE}, status=~"DOWN|UNREACHABLE"})`, legend: 'cameras' },
      {
        description: 'Broken themselves, or with something broken on the way.',
        width: 3,
        steps: BAD_ABOVE_ZERO,
      },
    )
    .stat(
      'Cameras that see',
      { expr: `sum(nadi_building_cameras{${HERE}, status=~"UP|DEGRADED"}) / sum(nadi_building_cameras{${HERE}})`, legend: 'up' },
      { description: 'Share of the cameras that answer.', unit: 'percentunit', decimals: 1, width: 6, steps: RATIO_UP, isSpoken: true },
    )
    .worstFirst(
      'The building',
      { expr: `nadi_building_info{${HERE}}` },
      {
        description: 'A click on the station leads up.',
        width: 12,
        height: 4,
        columns: { building: 'Building', name: 'Name', station: 'Station' },
        links: { station: speech.to('polsek', { station: '${__value.raw}' }) },
        value: 'Known',
      },
    )
    .worstFirst(
      'Cameras, the silent first',
      { expr: `topk(200, ${silenceOf(DEVICES)} * on (device) group_left (vendor, model) nadi_device_info{${PLACED}, role="CAMERA"})` },
      {
        description: 'The 200 worst. DOWN is broken itself, UNREACHABLE has something broken on the way.',
        width: 12,
        height: 12,
        columns: { device: 'Camera', vendor: 'Vendor', model: 'Model' },
        links: { device: toDevice },
        value: 'State',
        states: SILENCE,
      },
    )
    .timeline(
      'Cameras over time',
      {
        expr: `topk(40, nadi_device_status{${DEVICES}} * on (device) group_left () nadi_device_info{${PLACED}, role="CAMERA"})`,
        legend: '{{device}}',
      },
      { description: 'Concluded status of each camera; at most 40.', width: 12, height: 12, states: STATUS },
    );
}

function way(board: Board): void {
  const { speech } = board;
  const toDevice = speech.to('device', { station: '$__all', device: '${__value.raw}' });
  board
    .row('The way to $building')
    .worstFirst(
      'Equipment, the silent first',
      { expr: `topk(50, ${silenceOf(DEVICES)} * on (device) group_left (role) nadi_device_info{${PLACED}, role!="CAMERA"})` },
      {
        description: 'Switches, ONUs and recorders in the building.',
        width: 8,
        columns: { device: 'Device', role: 'Role' },
        links: { device: toDevice },
        value: 'State',
        states: SILENCE,
        nothing: 'no equipment',
      },
    )
    .worstFirst(
      'Fibre spans, the cut first',
      {
        expr: `sort(nadi_span_up * on (span) group_left (a, z, conduit) nadi_span_info{${HERE}} or on (span) nadi_span_info{${HERE}} * 2)`,
      },
      {
        description: 'Spans that end in the building.',
        width: 8,
        columns: { span: 'Span', a: 'From', z: 'To', conduit: 'Conduit' },
        value: 'State',
        states: FIBRE,
        worst: 'lowest',
        nothing: 'no span',
      },
    )
    .worstFirst(
      'Optical margins, the smallest first',
      { expr: `bottomk(30, nadi_optical_margin_db{${DEVICES}})` },
      {
        description: 'Light over what the receiver needs at the least. Below 3 dB warns, below 1 dB is critical.',
        width: 8,
        columns: { device: 'Device', interface: 'Interface' },
        links: { device: toDevice },
        value: 'Margin',
        unit: 'dB',
        decimals: 1,
        worst: 'lowest',
        steps: MARGIN,
        isSpoken: true,
        nothing: 'not measured',
      },
    )
    .lines('Loss', [{ expr: `topk(10, nadi_icmp_loss_ratio{${DEVICES}})`, legend: '{{device}}' }], {
      description: 'Share of the last 20 echoes without an answer: the ten devices that lose most.',
      width: 12,
      unit: 'percentunit',
      min: 0,
      max: 1,
      steps: PACKET_LOSS,
    })
    .lines('Round-trip time', [{ expr: `topk(10, nadi_icmp_rtt_seconds{${DEVICES}})`, legend: '{{device}}' }], {
      description: 'Newest answered echo of the ten slowest devices.',
      width: 12,
      unit: 's',
      min: 0,
    });
}
