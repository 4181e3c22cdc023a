/** What a lab is and how it stands. */
export interface LabStatus {
  readonly mode: 'namespace' | 'simulated';
  readonly reason: string;
  /** The process that holds the lab. */
  readonly pid: number;
  /** Started by `nadi lab up`, with no service around it. */
  readonly isAlone: boolean;
  /** False: the process that plays the hosts is gone, and all is silent. */
  readonly isAnswering: boolean;
  readonly devices: number;
  readonly cameras: number;
  /** Codes with their kind, in the order of breaking. */
  readonly broken: readonly string[];
  readonly silentDevices: number;
  readonly silentCameras: number;
  readonly darkLinks: number;
}

export type LabChange =
  | { readonly kind: 'done'; readonly codes: readonly string[]; readonly status: LabStatus }
  /** It was broken already, or was not broken. */
  | { readonly kind: 'unchanged'; readonly codes: readonly string[]; readonly status: LabStatus }
  | { readonly kind: 'unknown'; readonly code: string; readonly near: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly code: string; readonly meanings: readonly string[] };

export type LabRequest =
  | { readonly do: 'status' }
  | { readonly do: 'cut'; readonly code: string }
  | { readonly do: 'heal'; readonly code: string }
  /** A device goes off and on again at once; renumbered: its interfaces come back under other numbers. */
  | { readonly do: 'restart'; readonly device: string; readonly isRenumbered: boolean }
  | { readonly do: 'down' };

export type LabResponse =
  | LabChange
  | { readonly kind: 'status'; readonly status: LabStatus }
  | { readonly kind: 'ending' }
  | { readonly kind: 'refused'; readonly reason: string };
