/** The first line a host prints: its sockets, for the poller to borrow. */
export interface HostSockets {
  readonly pid: number;
  readonly icmp4: { readonly fd: number; readonly kind: 'raw' };
  readonly udp4: { readonly fd: number };
  /** For whoever inspects devices beside the one who reads their interfaces. */
  readonly inspect4: { readonly fd: number };
  readonly verify4: { readonly fd: number; readonly kind: 'raw' };
}

/** How the host is started: the document's file, and where the traps go through the socket that it is given as descriptor 3. */
export interface HostTask {
  readonly document: string;
  /** Where to listen for who wants to dial in the namespace. */
  readonly relay: string;
  readonly trapsTo?: { readonly address: string; readonly port: number };
}

/** What the host is told, a line each: all that is broken now. */
export interface HostOrder {
  readonly id: number;
  readonly broken: readonly string[];
  /** Once: a device, by its position in the document. */
  readonly restart?: { readonly device: number; readonly isRenumbered: boolean };
}

/** What it says back when it is so. */
export interface HostReport {
  readonly done: number;
  readonly echoesAnswered: number;
  readonly snmpAnswered: number;
}
