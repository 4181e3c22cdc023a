import { errnoName, loadLibc } from './libc.js';
import { SYS_PIDFD_GETFD, SYS_PIDFD_OPEN } from './linux.js';

export type BorrowedFd = { readonly kind: 'borrowed'; readonly fd: number } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Takes a copy of another process's descriptor (pidfd_getfd(2), Linux 5.6; needs the right to trace that process). A socket keeps
 * the network namespace it was opened in, so whoever borrows one asks from there, without any right of its own there.
 * The caller closes the copy.
 */
export function borrowFd(pid: number, fd: number): BorrowedFd {
  const load = loadLibc();
  if (load.kind === 'unable') return { kind: 'refused', reason: load.reason };
  const { libc } = load;
  const pidfd = libc.syscall(SYS_PIDFD_OPEN, pid, 0, 0);
  if (pidfd < 0) return { kind: 'refused', reason: `process ${pid} cannot be opened (${errnoName(libc.errno())})` };
  const copy = libc.syscall(SYS_PIDFD_GETFD, pidfd, fd, 0);
  const errno = libc.errno();
  libc.close(pidfd);
  if (copy < 0) return { kind: 'refused', reason: `descriptor ${fd} of process ${pid} cannot be taken (${errnoName(errno)})` };
  return { kind: 'borrowed', fd: copy };
}
