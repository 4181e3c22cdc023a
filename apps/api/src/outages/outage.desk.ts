/** What people do with an outage. Outcomes are values: whoever answers never throws for an outage that is not there. */
export abstract class OutageDesk {
  abstract acknowledge(
    id: string,
    by: string,
    note: string | null,
  ): Promise<{ readonly kind: 'acknowledged' | 'already-acknowledged' | 'already-cleared' | 'unknown' }>;
  abstract note(id: string, by: string, text: string): Promise<{ readonly kind: 'noted' | 'unknown' }>;
}
