/** What is known beside something that is told, by its id: it changes how it is told, never which alert it is. */
export interface AlertOverlay {
  /** Nobody is to be told while this holds, e.g. for the sake of maintenance. */
  readonly isHushed: boolean;
  /** Who has it in hand; `until` null: until it clears. */
  readonly acknowledged: { readonly by: string; readonly until: Date | null } | null;
  /** What people found it to be: a code of their list. */
  readonly cause: string | null;
}

export const NO_OVERLAY: AlertOverlay = { isHushed: false, acknowledged: null, cause: null };

/** What is known beside all that is told, by its id; of what is not named nothing is. */
export type AlertOverlays = ReadonlyMap<string, AlertOverlay>;

/** Whether one says what another does: then nobody needs to be told again. */
export function isSameOverlays(one: AlertOverlays, other: AlertOverlays): boolean {
  return one.size === other.size && [...one].every(([id, overlay]) => JSON.stringify(overlay) === JSON.stringify(other.get(id)));
}
