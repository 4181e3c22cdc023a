import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { Board } from './board.js';
import { MARGIN, PACKET_LOSS } from './looks.js';
import type { Speech } from './speech.js';
import { STATUS, UP_DOWN, YES_NO } from './state.mappings.js';

const THIS = 'device="$device"';
const rate = (direction: string) => `rate(nadi_interface_${direction}_bytes_total{${THIS}}[$__rate_interval])`;
/** The busier direction: a full-duplex link is full when either way is. */
const UTILISATION = `(${rate('receive')} > ${rate('transmit')} or ${rate('transmit')}) * 8 / (nadi_interface_speed_bits_per_second{${THIS}} > 0)`;

/** One device: what is believed and concluded of it, how its path behaves, its interfaces and links. */
export function device(speech: Speech): Dashboard {
  const board = new Board(speech, {
    board: 'device',
    title: 'Device',
    description: 'One device: its state, its path, its interfaces and its links.',
  })
    .choice('station', 'Station', 'label_values(nadi_device_info, station)', { hasAll: true })
    .choice('device', 'Device', 'label_values(nadi_device_info{station=~"$station"}, device)');
  state(board);
  interfaces(board);
  light(board);
  sensors(board);
  return board.build();
}

function state(board: Board): void {
  board
    .row('$device')
    .stat(
      'Status',
      { expr: `nadi_device_status{${THIS}}`, legend: '{{device}}' },
      { description: 'Concluded: DOWN is broken itself, UNREACHABLE has something broken on the way.', width: 3, states: STATUS },
    )
    .stat(
      'Answers',
      { expr: `nadi_device_up{${THIS}} or on () nadi_device_status{${THIS}} * 0 - 1`, legend: '{{device}}' },
      {
        description: 'Believed from its own answers alone.',
        width: 3,
        states: { ...YES_NO, [-1]: { text: 'unknown', color: 'text' } },
      },
    )
    .stat(
      'Round-trip time',
      { expr: `nadi_icmp_rtt_seconds{${THIS}}`, legend: '{{device}}' },
      { description: 'Newest answered echo.', width: 3, unit: 's' },
    )
    .stat(
      'Loss',
      { expr: `nadi_icmp_loss_ratio{${THIS}}`, legend: '{{device}}' },
      {
        description: 'Share of the last 20 echoes without an answer in time.',
        width: 3,
        unit: 'percentunit',
        steps: PACKET_LOSS,
      },
    )
    .worstFirst(
      'The device',
      { expr: `nadi_device_info{${THIS}}` },
      {
        description: 'What is known of the device.',
        width: 12,
        height: 4,
        columns: { role: 'Role', place: 'Place', station: 'Station', polres: 'Polres', realm: 'Realm', vendor: 'Vendor', model: 'Model' },
        links: {
          station: board.speech.to('polsek', { station: '${__value.raw}' }),
          polres: board.speech.to('polres', { polres: '${__value.raw}' }),
          place: board.speech.to('building', { station: '$__all', building: '${__value.raw}' }),
        },
        value: 'Known',
      },
    )
    .timeline(
      'Status over time',
      { expr: `nadi_device_status{${THIS}}`, legend: '{{device}}' },
      {
        description: 'Concluded status, as it changed.',
        width: 8,
        height: 8,
        states: STATUS,
      },
    )
    .lines('Round-trip time', [{ expr: `nadi_icmp_rtt_seconds{${THIS}}`, legend: '{{device}}' }], {
      description: 'Newest answered echo.',
      width: 8,
      unit: 's',
      min: 0,
    })
    .lines('Loss', [{ expr: `nadi_icmp_loss_ratio{${THIS}}`, legend: '{{device}}' }], {
      description: 'Share of the last 20 echoes without an answer in time.',
      width: 8,
      unit: 'percentunit',
      min: 0,
      max: 1,
    });
}

function interfaces(board: Board): void {
  board
    .row('Interfaces and links of $device')
    .worstFirst(
      'Interfaces, the down first',
      { expr: `sort(nadi_interface_oper_up{${THIS}})` },
      {
        description: 'As the device itself reports them (RFC 2863). Empty for a device that is not read by SNMP.',
        width: 8,
        columns: { interface: 'Interface' },
        value: 'State',
        states: UP_DOWN,
        worst: 'lowest',
      },
    )
    .worstFirst(
      'Links, the dark first',
      {
        expr: `sort(nadi_link_up * on (link) group_left (a, a_interface, z, z_interface) (nadi_link_info{a="$device"} or nadi_link_info{z="$device"}))`,
      },
      {
        description: 'Links with an end at this device. A link that no evidence tells of is not listed.',
        width: 16,
        columns: { link: 'Link', a: 'From', a_interface: 'Interface', z: 'To', z_interface: 'Interface there' },
        links: {
          a: board.speech.to('device', { station: '$__all', device: '${__value.raw}' }),
          z: board.speech.to('device', { station: '$__all', device: '${__value.raw}' }),
        },
        value: 'State',
        states: UP_DOWN,
        worst: 'lowest',
      },
    )
    .lines(
      'Traffic',
      [
        { expr: `rate(nadi_interface_receive_bytes_total{${THIS}}[$__rate_interval]) * 8`, legend: '{{interface}} in' },
        { expr: `-rate(nadi_interface_transmit_bytes_total{${THIS}}[$__rate_interval]) * 8`, legend: '{{interface}} out' },
      ],
      { description: 'Received above the line, sent below it.', width: 12, unit: 'bps' },
    )
    .lines('Utilisation', [{ expr: UTILISATION, legend: '{{interface}}' }], {
      description: 'The busier direction over 5 minutes, as a share of the speed.',
      width: 12,
      unit: 'percentunit',
      min: 0,
    });
}

function light(board: Board): void {
  board
    .row('Light of $device')
    .worstFirst(
      'Margins, the smallest first',
      { expr: `sort(nadi_optical_margin_db{${THIS}})` },
      {
        description: 'Light over what the receiver needs at the least. Below 3 dB warns, below 1 dB is critical.',
        width: 8,
        columns: { interface: 'Interface' },
        value: 'Margin',
        unit: 'dB',
        decimals: 1,
        worst: 'lowest',
        steps: MARGIN,
      },
    )
    .lines(
      'Light received, and the median of 7 days',
      [
        { expr: `nadi_optical_receive_dbm{${THIS}}`, legend: '{{interface}}' },
        { expr: `nadi_optical_median_dbm{${THIS}}`, legend: '{{interface}} median' },
      ],
      { description: 'A line that leaves its median downwards is a fibre that degrades: 2 dB warn.', width: 8, unit: 'dBm' },
    )
    .lines('Margins', [{ expr: `nadi_optical_margin_db{${THIS}}`, legend: '{{interface}}' }], {
      description: 'Light over what the receiver needs at the least.',
      width: 8,
      unit: 'dB',
      steps: MARGIN,
    });
}

function sensors(board: Board): void {
  board
    .row('Sensors and ONUs of $device')
    .worstFirst(
      'Sensors',
      { expr: `sort_desc(nadi_sensor_value{${THIS}})` },
      {
        description: 'What the device measures now. A sensor that reads nothing is not listed.',
        width: 8,
        columns: { sensor: 'Sensor', class: 'Class', unit: 'Unit' },
        value: 'Reads',
        decimals: 2,
      },
    )
    .lines('Temperatures', [{ expr: `nadi_sensor_value{${THIS},class="temperature"}`, legend: '{{sensor}}' }], {
      description: 'As the device measures them.',
      width: 8,
      unit: 'celsius',
    })
    .worstFirst(
      'ONUs',
      { expr: `nadi_onus{${THIS}}` },
      {
        description: 'ONUs of an OLT by state, and why those that are down left: dying gasp is power, loss of signal is fibre.',
        width: 8,
        columns: { state: 'State', cause: 'Cause' },
        value: 'ONUs',
      },
    );
}
