import { areaCompliance } from '@app/compliance';
import { areaTables, PLAIN_TABLES } from '@app/inventory';
import type { Areas } from '@app/kernel';
import { areaMaintenance } from '@app/maintenance';
import { areaObserved } from '@app/observed';
import { areaStates } from '@app/outages';
import { ShadowedSql, type SqlSource } from '@app/platform';
import { areaDeclarations } from '@app/registration';

/**
 * All tables as far as they lie in a viewer's areas. The one place where jurisdiction is enforced: every reader of a request stands on
 * it, so lists, look-ups, relations, counts and filters see nothing else; a table without a shadow is refused.
 */
export function areaSource(source: SqlSource, areas: Areas): SqlSource {
  return new ShadowedSql(
    source,
    [...areaTables(areas), ...areaObserved(), ...areaStates(), ...areaMaintenance(), ...areaDeclarations(), ...areaCompliance()],
    {
      isOfPast: false,
      plain: PLAIN_TABLES,
    },
  );
}
