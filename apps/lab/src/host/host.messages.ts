/** The first line a host prints: its sockets, for the poller to borrow. */
export interface HostSockets {
  readonly pid: number;
  readonly icmp4: { readonly fd: number; readonly kind: 'raw' };
  readonly udp4: { readonly fd: number };
  /** For whoever inspects devices beside the one who reads their interfaces. */
  readonly inspect4: { readonly fd: number };
}

/** What the host is told, a line each: all that is broken now. */
export interface HostOrder {
  readonly id: number;
  readonly broken: readonly string[];
}

/** What it says back when it is so. */
export interface HostReport {
  readonly done: number;
  readonly echoesAnswered: number;
  readonly snmpAnswered: number;
}
