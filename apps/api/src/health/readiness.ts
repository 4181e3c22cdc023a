/** One thing that this process needs to serve. Answers null if it is there, else why not, in words that may be shown to anybody. */
export interface ReadinessCheck {
  readonly what: string;
  check(): Promise<string | null>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** All checks together; the database's is built in, the engine adds its own where it runs in this process. */
export class Readiness {
  constructor(private readonly checks: readonly ReadinessCheck[]) {}

  async missing(): Promise<readonly { what: string; why: string }[]> {
    const answers = await Promise.all(this.checks.map(async (each) => ({ what: each.what, why: await answerOf(each) })));
    return answers.flatMap(({ what, why }) => (why === null ? [] : [{ what, why }]));
  }
}

async function answerOf(check: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${CHECK_TIMEOUT_MS} ms`), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check.check(), late]);
  } catch {
    // The text of the error may name hosts and users, and this answer is for anybody; the log has it.
    return 'not answering';
  } finally {
    clearTimeout(timer);
  }
}
