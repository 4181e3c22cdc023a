import type { Shadow } from '@app/platform';

/** Works speak of the whole network: who has an area sees that an outage is in maintenance, and no more. */
export function areaMaintenance(): Shadow[] {
  return [{ name: 'maintenance_window', sql: 'SELECT * FROM maintenance_window WHERE false' }];
}
