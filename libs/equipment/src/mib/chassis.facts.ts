import type { EntityTable } from './entity.table.js';

const STACK = 11;
const CHASSIS = 3;

export interface ChassisFacts {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly software: string | null;
}

/** What the outermost chassis calls itself; where no part is a chassis, the first that has a model. */
export function modelOfParts(entities: EntityTable): ChassisFacts {
  const parts = entities.parts();
  const chassis = parts.find(({ class: kind }) => kind === CHASSIS) ?? parts.find(({ class: kind, model }) => kind !== STACK && model);
  const withSoftware = chassis?.software ? chassis : parts.find(({ software }) => software);
  return {
    vendor: null,
    model: chassis?.model ?? parts.find(({ model }) => model)?.model ?? chassis?.descr ?? null,
    serial: chassis?.serial ?? parts.find(({ serial }) => serial)?.serial ?? null,
    software: withSoftware?.software ?? null,
  };
}
