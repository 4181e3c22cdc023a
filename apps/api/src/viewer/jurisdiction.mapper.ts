import type { Jurisdiction } from '@app/kernel';
import type { JurisdictionType } from './viewer.type.js';

export function toJurisdictionType(jurisdiction: Jurisdiction): JurisdictionType {
  if (jurisdiction.kind === 'ALL') return { isWholeNetwork: true, stations: [], owners: [] };
  return { isWholeNetwork: false, stations: [...jurisdiction.stations], owners: [...jurisdiction.owners] };
}
