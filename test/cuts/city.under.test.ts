import type { LabRequest } from '../../apps/lab/src/lab.messages.js';
import { LabClient } from '../../apps/lab/src/lab.client.js';
import type { RunningAlertmanager } from '../support/alertmanager.js';
import { eventually, type RunningNadi } from '../support/nadi.js';

export interface Rounds {
  /** Between two probes of a camera. */
  readonly cameraMs: number;
  /** From an answer that contradicts to the alert of it, when nothing is slow. */
  readonly judgedMs: number;
}

/** The running service with its lab and its Alertmanager. */
export class CityUnderTest {
  private readonly lab: LabClient;

  constructor(
    private readonly service: Pick<RunningNadi, 'graphql' | 'output' | 'dataDir'>,
    readonly telling: RunningAlertmanager,
    readonly rounds: Rounds,
  ) {
    this.lab = new LabClient(service.dataDir);
  }

  /** Answers when the command was given: the hosts behave so before it returns. */
  async break(code: string): Promise<number> {
    const atMs = Date.now();
    await this.order({ do: 'cut', code });
    return atMs;
  }

  async heal(code: string): Promise<void> {
    await this.order({ do: 'heal', code });
  }

  async everybodyAnswers(timeoutMs: number): Promise<void> {
    const query = '{ devices(filter: { statuses: [DOWN, UNREACHABLE, UNKNOWN, DEGRADED] }) { totalCount } }';
    // A busy service may refuse a question: it is asked again.
    const ask = () => this.service.graphql<{ devices: { totalCount: number } } | null>(query);
    await eventually(ask, ({ data }) => data?.devices.totalCount === 0, 'every device to be up', timeoutMs);
  }

  /** What the service printed since so many characters. */
  printedSince(length: number): string {
    return this.service.output().slice(length);
  }

  get printedLength(): number {
    return this.service.output().length;
  }

  /** Whether real packets are sent, and how or why not. */
  async packets(): Promise<{ readonly areReal: boolean; readonly reason: string }> {
    const answer = await this.lab.ask({ do: 'status' });
    if (answer.kind !== 'answered' || answer.response.kind !== 'status') throw new Error(`no lab: ${JSON.stringify(answer)}`);
    const { mode, reason } = answer.response.status;
    return { areReal: mode === 'namespace', reason };
  }

  private async order(request: LabRequest): Promise<void> {
    const answer = await this.lab.ask(request);
    const isDone = answer.kind === 'answered' && (answer.response.kind === 'done' || answer.response.kind === 'unchanged');
    if (!isDone) throw new Error(`the lab does not do ${JSON.stringify(request)}: ${JSON.stringify(answer)}`);
  }
}
