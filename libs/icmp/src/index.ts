export { ECHO_OUTCOME, EchoAsker, processClock, type EchoClock, type EchoCounts, type EchoOutcome, type EchoSink } from './echo.asker.js';
export { openEchoAsker, type EngineName, type LentSocket, type Loan, type OpenedAsker, type OpenOptions } from './open.asker.js';
