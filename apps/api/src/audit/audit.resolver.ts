import { AuditQueries, AuditTrail } from '@app/audit';
import { anchorText, type AuditRecord } from '@app/ledger';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { encodeNodeId } from '../graphql/node.id.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { AuditFilterInput } from './audit.inputs.js';
import { AuditEventConnectionType, AuditEventType, AuditHeadType, DataViewConnectionType, type DataViewType } from './audit.type.js';
import { Audited } from './audited.decorator.js';

/** The trail for those who watch, and for owners what of it concerns them. */
@Resolver(() => AuditEventType)
export class AuditResolver {
  constructor(
    private readonly queries: AuditQueries,
    private readonly trail: AuditTrail,
  ) {}

  @Query(() => AuditEventConnectionType, {
    description: 'Who saw and changed what, the newest first. That it was looked at is recorded too.',
  })
  @Requires('audit:read')
  @Audited('audit.trail', () => 'auditEvents')
  async auditEvents(
    @Args() page: PageArgs,
    @Args('filter', { nullable: true, description: 'Which records; none: all.' }) filter?: AuditFilterInput,
  ) {
    return toConnection(await this.queries.page(boundedFilter(filter), toPageRequest(page)), toAuditEventType);
  }

  @Query(() => AuditHeadType, { nullable: true, description: 'What the audit trail ends with now; null while it is empty.' })
  @Requires('audit:verify')
  async auditHead(): Promise<AuditHeadType | null> {
    const head = await this.trail.head();
    return head && { sequence: head.seq, hash: head.hash, anchor: anchorText(head) };
  }

  @Query(() => DataViewConnectionType, {
    description:
      'For an owner: every time that their contacts, or the addresses or credentials of the devices in their buildings, were shown to somebody. Empty for everybody else.',
  })
  @Requires('any')
  @ByArea()
  async whoViewedMyData(@Args() page: PageArgs, @Context() { areas }: RequestContext) {
    return toConnection(await this.queries.viewsOf(areas?.owners ?? [], toPageRequest(page)), toDataViewType);
  }
}

function toAuditEventType(record: AuditRecord): AuditEventType {
  const { seq, at, actor, action, outcome, subjectKind, subjects, purpose, caseNumber, detail, previous, hash } = record;
  const id = encodeNodeId('AuditEvent', seq);
  const shown = { id, sequence: seq, at: new Date(at), actor, action, outcome, subjectKind, subjects: [...subjects] };
  return { ...shown, purpose, caseNumber, detail, previous, hash };
}

/** Neither who it was by name, nor whom else they saw. */
function toDataViewType({ at, subjectKind, purpose, caseNumber, detail }: AuditRecord): DataViewType {
  const { role, units } = detail;
  return {
    at: new Date(at),
    kind: subjectKind,
    role: typeof role === 'string' ? role : null,
    units: Array.isArray(units) ? units.map(String) : [],
    purpose,
    caseNumber,
  };
}
