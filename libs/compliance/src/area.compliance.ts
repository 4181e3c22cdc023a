import { whole } from '@app/inventory';
import type { Shadow } from '@app/platform';

const TABLES = ['building_compliance', 'compliance_move', 'compliance_tally'];

/** The tables of this room as far as their buildings lie in the area; to be put after those of the inventory. */
export function areaCompliance(): Shadow[] {
  return [
    ...TABLES.map(whole),
    ...TABLES.map((table) => ({
      name: table,
      sql: `SELECT * FROM all_${table} WHERE building_code = ANY (ARRAY(SELECT code FROM all_place WHERE id = ANY (ARRAY(SELECT id FROM my_place))))`,
    })),
  ];
}
