import { shadowsByBuilding } from '@app/inventory';
import type { Shadow } from '@app/platform';

/** The tables of this room as far as their buildings lie in the area; to be put after those of the inventory. */
export function areaDeclarations(): Shadow[] {
  return shadowsByBuilding(['declaration', 'declared_camera']);
}
