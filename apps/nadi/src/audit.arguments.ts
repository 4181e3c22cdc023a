import { parseArgs } from 'node:util';
import { type Anchor, parseAnchor } from '@app/ledger';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
/** Anchors of ten years, one an hour. */
const MOST_ANCHORS = 100_000;

/** What `nadi audit` is asked. */
export interface AuditArguments {
  readonly action: 'verify' | 'export' | 'head' | 'retention';
  readonly file: string;
  readonly anchors: readonly Anchor[];
  readonly isPart: boolean;
  readonly isJson: boolean;
  readonly isDryRun: boolean;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly dataDir: string | undefined;
}

/** What was asked, or why it cannot be. */
export function readAuditArguments(args: string[]): AuditArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        anchor: { type: 'string', multiple: true },
        part: { type: 'boolean' },
        json: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        from: { type: 'string' },
        to: { type: 'string' },
        data: { type: 'string' },
      },
    });
    const [word, file, ...rest] = positionals;
    const action = (['verify', 'export', 'head', 'retention'] as const).find((each) => each === word);
    if (action === undefined) return 'say verify, export, head or retention';
    const hasFile = action === 'verify' || action === 'export';
    if (rest.length > 0 || hasFile !== (file !== undefined)) return hasFile ? 'name one file, or -' : `${action} takes no file`;
    const anchors = (values.anchor ?? []).map(parseAnchor);
    if (anchors.includes(null) || anchors.length > MOST_ANCHORS)
      return '--anchor takes SEQ:HASH or SEQ:HASH@TIME, as `nadi audit head` prints it';
    const [from, to] = [timeOf(values.from), timeOf(values.to)];
    if (from === undefined || to === undefined) return '--from, --to: no time with an offset';
    const flags = { isPart: values.part ?? false, isJson: values.json ?? false, isDryRun: values['dry-run'] ?? false };
    return { action, file: file ?? '', anchors: anchors.filter((each) => each !== null), ...flags, from, to, dataDir: values.data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Undefined: no time. */
function timeOf(text: string | undefined): Date | null | undefined {
  if (text === undefined) return null;
  const time = new Date(text);
  return TIME.test(text) && !Number.isNaN(time.getTime()) ? time : undefined;
}
