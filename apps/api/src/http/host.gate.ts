import { hostname } from 'node:os';
import type { RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';

/** Told by whoever keeps us running, by whatever name they know. */
const OPEN_PATHS = ['/healthz', '/readyz'];

/**
 * Whether a Host header names us: an address, localhost, this machine, or a name that was given. A page of another name that its owner
 * points at us (DNS rebinding) would else be of one origin with us, and read what we tell this machine.
 */
export class HostGate {
  private readonly names: ReadonlySet<string>;

  constructor(hosts: readonly string[]) {
    this.names = new Set(['localhost', hostname(), ...hosts].map((name) => name.toLowerCase()));
  }

  knows(host: string | undefined): boolean {
    const name = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/@]+))(?::\d{1,5})?$/.exec(host ?? '');
    if (name === null) return false;
    const [, v6, other] = name;
    if (v6 !== undefined) return ipaddr.IPv6.isValid(v6);
    return ipaddr.IPv4.isValidFourPartDecimal(other) || this.names.has(other.toLowerCase()) || other.toLowerCase().endsWith('.localhost');
  }
}

export function knownHosts(gate: HostGate): RequestHandler {
  return (request, response, next) => {
    if (gate.knows(request.headers.host) || OPEN_PATHS.includes(request.path)) return next();
    const message = 'this server is not known by that name: name it in NADI_HOSTS or NADI_CONSOLE_URL';
    return response.status(421).json({ errors: [{ message, extensions: { code: 'UNKNOWN_HOST' } }] });
  };
}
