/** Words of one sentence: what is longer is cut. */
const LONGEST = 500;
const MOST_SENTENCES = 3;

/** One step in the life of an outage in words; `detail` comes from the table, so nothing of it is taken for granted. */
export function stepWords(kind: string, detail: unknown): string {
  const sentence = wordsOf(kind, isRecord(detail) ? detail : {});
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}…` : sentence;
}

function wordsOf(kind: string, detail: Detail): string {
  switch (kind) {
    case 'opened': {
      const root = suspect(detail['root']);
      if (detail['alertName'] === 'PollerBlind') return `the poller at ${root} is blind${because(detail['reason'])}`;
      const version = number(detail['topologyVersion']);
      const split = typeof detail['splitFrom'] === 'string' ? ', out of another outage' : '';
      return `opened${split}: ${root}${version === null ? '' : `, on topology version ${version}`}; ${behind(detail)}`;
    }
    case 'grew':
      return `grew by ${number(detail['more']) ?? 0}: ${behind(detail)}`;
    case 'shrank':
      return `shrank by ${number(detail['fewer']) ?? 0}: ${behind(detail)}`;
    case 'renamed':
      return `became ${alert(detail['to'])}; it was ${alert(detail['from'])}`;
    case 'narrowed':
      return narrowed(detail);
    case 'rejudged':
      return rejudged(detail);
    case 'explained':
      return explained(detail);
    case 'merged':
      return 'became part of another outage';
    case 'cleared':
      return `cleared${because(detail['reason'])}`;
    case 'acknowledged':
      return `taken on by ${text(detail['by'])}${until(detail['until'])}${detail['note'] === undefined ? '' : `: ${text(detail['note'])}`}`;
    case 'attributed':
      return `${text(detail['by'])} found the cause: ${text(detail['cause'])}${detail['note'] === undefined ? '' : ` (${text(detail['note'])})`}`;
    case 'hushed':
      return `nobody is told while there is maintenance: ${text(detail['title'])}`;
    case 'unhushed':
      return 'the maintenance is over: it is told';
    case 'noted':
      return `${text(detail['by'])} wrote: ${text(detail['text'])}`;
    default:
      return kind;
  }
}

function rejudged(detail: Detail): string {
  const [before, now] = [suspect(detail['from']), suspect(detail['to'])];
  const root = before === now ? '' : `: the root is ${now} now; it was ${before}`;
  return `judged again on topology version ${number(detail['version']) ?? '?'}, before on ${number(detail['judgedBeforeOn']) ?? '?'}${root}`;
}

type Detail = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '?';
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function list(value: unknown): readonly Detail[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function suspect(value: unknown): string {
  return isRecord(value) ? `${text(value['kind'])} ${text(value['code'])}` : '?';
}

function alert(value: unknown): string {
  return isRecord(value) ? `${text(value['alertName'])} (${text(value['severity'])})` : '?';
}

function until(instant: unknown): string {
  return typeof instant === 'string' ? ` until ${instant}` : '';
}

function because(reason: unknown): string {
  return typeof reason === 'string' ? `: ${reason}` : '';
}

function behind(detail: Detail): string {
  const devices = number(detail['affectedDevices']) ?? 0;
  const cameras = number(detail['affectedCameras']) ?? 0;
  if (devices === 0) return 'nothing is lost behind it';
  const what = `${devices.toLocaleString('en')} ${devices === 1 ? 'device' : 'devices'}`;
  return `${what} behind it${cameras > 0 ? `, ${cameras.toLocaleString('en')} of them cameras` : ''}`;
}

function narrowed(detail: Detail): string {
  if (typeof detail['secondOf'] === 'string') return 'is the second fault: another outage took its redundancy before';
  const [from, to] = [list(detail['from']), list(detail['to'])];
  const cause = typeof detail['probableCause'] === 'string' ? `, probably ${detail['probableCause']}` : '';
  const named = to.slice(0, MOST_SENTENCES).map(suspect).join(', ');
  const more = to.length > MOST_SENTENCES ? ` and ${to.length - MOST_SENTENCES} more` : '';
  return `may be ${named}${more}${cause}; before ${from.length} ${from.length === 1 ? 'candidate' : 'candidates'}`;
}

/** The same is told of each candidate: once is enough. */
function explained(detail: Detail): string {
  const sentences = [...new Set(list(detail['evidence']).map((each) => text(each['sentence'])))];
  const more = sentences.length - MOST_SENTENCES;
  return `new evidence: ${sentences.slice(0, MOST_SENTENCES).join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}
