import { parseArgs } from 'node:util';
import { COMPLIANCE_STATES, type ComplianceFilter, type ComplianceState, REPORT_GROUPS, type ReportGroup } from '@app/compliance';

interface Common {
  readonly dataDir: string | undefined;
  readonly isJson: boolean;
}
export type ComplianceAsked =
  | { readonly action: 'check'; readonly file: string | null }
  | (Common & { readonly action: 'report'; readonly by: ReportGroup; readonly filter: ComplianceFilter; readonly file: string | null })
  | (Common & { readonly action: 'list'; readonly filter: ComplianceFilter; readonly isOverdue: boolean; readonly file: string | null })
  | (Common & {
      readonly action: 'move';
      readonly buildings: readonly string[];
      readonly to: ComplianceState;
      readonly reason: string | null;
      readonly reference: string | null;
      readonly letters: string | null;
      readonly dryRun: boolean;
    });

/** The arguments of `nadi compliance`, or what is wrong with them. */
export function readComplianceArguments(args: string[]): ComplianceAsked | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const [action, ...rest] = positionals;
  const common = { dataDir: values.data, isJson: values.json ?? false };
  const states = values.states === undefined ? null : values.states.split(',');
  const wrong = [...(states ?? []), ...(values.to === undefined ? [] : [values.to])].find((state) => !isState(state));
  if (wrong !== undefined) return `there is no state ${wrong}: ${COMPLIANCE_STATES.join(', ')}`;
  const filter: ComplianceFilter = { within: values.within ?? null, states: states as ComplianceState[] | null };
  const { file = null, by = 'STATION' } = values;
  if (file !== null && !/\.(csv|xlsx)$/i.test(file)) return '--file names a file that ends in .csv or .xlsx';
  switch (action) {
    case 'check':
      return rest.length > 1 ? 'name one rule file, or none for our own' : { action, file: rest[0] ?? null };
    case 'report':
      if (!isGroup(by)) return `--by is one of ${REPORT_GROUPS.join(', ')}`;
      return rest.length > 0 ? `too many words: ${rest.join(' ')}` : { action, by, filter, file, ...common };
    case 'list':
      return rest.length > 0
        ? `too many words: ${rest.join(' ')}`
        : { action, filter, isOverdue: values.overdue ?? false, file, ...common };
    case 'move': {
      const { to, reason = null, reference = null, letters = null } = values;
      if (rest.length === 0) return 'name the buildings to move';
      if (to === undefined || !isState(to)) return 'say --to STATE';
      return { action, buildings: rest, to, reason, reference, letters, dryRun: values['dry-run'] ?? false, ...common };
    }
    default:
      return 'say report, list, move or check';
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean' },
      by: { type: 'string' },
      within: { type: 'string' },
      states: { type: 'string' },
      overdue: { type: 'boolean' },
      file: { type: 'string' },
      to: { type: 'string' },
      reason: { type: 'string' },
      reference: { type: 'string' },
      letters: { type: 'string' },
      'dry-run': { type: 'boolean' },
    },
  });
}

function isState(text: string): text is ComplianceState {
  return (COMPLIANCE_STATES as readonly string[]).includes(text);
}

function isGroup(text: string): text is ReportGroup {
  return (REPORT_GROUPS as readonly string[]).includes(text);
}
