import { isMyDevice, whole } from '@app/inventory';
import type { Shadow } from '@app/platform';

const OF_DEVICES = ['device_facts', 'device_fact_change', 'device_interface', 'sensor', 'optical_port', 'onu'];

/** The tables of this room as far as their devices stand in the area; to be put after those of the inventory. */
export function areaObserved(): Shadow[] {
  return [
    ...OF_DEVICES.map(whole),
    ...OF_DEVICES.map((table) => ({ name: table, sql: `SELECT * FROM all_${table} WHERE ${isMyDevice(`all_${table}.device_id`)}` })),
    whole('onu_transition'),
    {
      name: 'onu_transition',
      sql: 'SELECT * FROM all_onu_transition WHERE EXISTS (SELECT 1 FROM onu WHERE onu.id = all_onu_transition.onu_id)',
    },
  ];
}
