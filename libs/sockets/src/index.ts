export { ADDRESS_BYTES, formatAddress, writeAddress, type Family } from './address.js';
export { borrowFd, type BorrowedFd } from './borrow.js';
export { checkLayouts } from './layout.check.js';
export { errnoName, loadLibc, type Libc, type LibcLoad } from './libc.js';
export * as linux from './linux.js';
export { MessageArena, type ArenaShape } from './message.arena.js';
export { enlargeBuffers, SocketOptions } from './socket.options.js';
export { TimingWheel } from './timing.wheel.js';
