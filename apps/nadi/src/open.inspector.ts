import { ProfileLibrary, SnmpDeviceInspector } from '@app/equipment';
import { borrowFd } from '@app/sockets';
import type { OpenedInspector } from '@app/probing';
import { openSnmpReader } from '@app/snmp';

/** Opens what devices are inspected with: sockets of its own, so that a long inspection keeps no quick reading waiting. */
export async function openInspector(borrow?: { readonly pid: number; readonly fd: number }): Promise<OpenedInspector> {
  const loan = borrow ? borrowFd(borrow.pid, borrow.fd) : null;
  if (loan && loan.kind !== 'borrowed') return { kind: 'failed', reason: loan.reason };
  const opened = await openSnmpReader(loan ? { udp4Fd: loan.fd } : {});
  if (opened.kind === 'failed') return opened;
  const { reader, reason } = opened;
  return { kind: 'opened', inspector: new SnmpDeviceInspector(reader, ProfileLibrary.open()), reason, close: () => reader.close() };
}
