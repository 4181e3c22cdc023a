import type { AgentVisit } from '@app/snmp';
import type { SystemGroup } from '../mib/system.group.js';
import { parseProfile } from './profile.parser.js';
import { ProfileReading } from './profile.reading.js';

const HEAD = `vendor: Example
mibs: [EXAMPLE-MIB]
match:
  - sysObjectID: 1.3.6.1.4.1.99999
`;

function vendorBy(text: string, sysDescr: string): string | null {
  const parsed = parseProfile('example.yaml', text);
  if (parsed.kind !== 'parsed') throw new Error(parsed.problems[0]?.reason);
  return new ProfileReading(parsed.profile, {} as AgentVisit).device({ sysDescr } as SystemGroup).vendor;
}

describe('the vendor of a device', () => {
  it('is that of its profile', () => {
    expect(vendorBy(HEAD, 'Example Switch')).toBe('Example');
  });

  it('is only what the device says where the profile is for many vendors', () => {
    const shared = `${HEAD}device:\n  vendor: { from: sysDescr, pattern: '^(FreeBSD) ' }\n`;
    expect(vendorBy(shared, 'FreeBSD 14.1')).toBe('FreeBSD');
    expect(vendorBy(shared, 'Appliance 1.0')).toBeNull();
  });
});
