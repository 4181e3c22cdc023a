export { ADDRESS_BYTES, formatAddress, writeAddress, type Family } from './address.js';
export { borrowFd, type BorrowedFd } from './borrow.js';
export { ECHO_OUTCOME, EchoAsker, processClock, type EchoClock, type EchoCounts, type EchoOutcome, type EchoSink } from './echo.asker.js';
export { openEchoAsker, type EngineName, type LentSocket, type Loan, type OpenedAsker, type OpenOptions } from './open.asker.js';
export { TimingWheel } from './timing.wheel.js';
