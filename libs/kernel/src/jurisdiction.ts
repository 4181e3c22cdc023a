/** What a viewer may see: everything, or what lies in certain areas. Nothing is seen by who has no area. */
export type Jurisdiction =
  | { readonly kind: 'ALL' }
  | {
      readonly kind: 'AREAS';
      /** Codes of stations: their own areas, and those of all stations below them. */
      readonly stations: readonly string[];
      /** Codes of owners: their buildings. */
      readonly owners: readonly string[];
    };

export type Areas = Extract<Jurisdiction, { kind: 'AREAS' }>;

export const EVERYWHERE: Jurisdiction = { kind: 'ALL' };
export const NOWHERE: Areas = { kind: 'AREAS', stations: [], owners: [] };
