// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { personas } from '../../src/demo/index.ts';
import { INS, metadataBy } from '../submissions.ts';
import { entryOf, envelope, provideBody, queryBody, retrieveBody, statusBody } from '../xds-messages.ts';
import { openWorld, type World } from './world.ts';

/** Over SOAP a token opens what it opens over FHIR, and nothing else. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.house.stop());

const { actor: gp } = personas.gp;
if (gp.kind !== 'professional') throw new Error('the personas changed');

const content = Buffer.from('Bonjour');
const approved = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';

const messages = {
  find: () => [
    'registry',
    'urn:ihe:iti:2007:RegistryStoredQuery',
    queryBody('14d4debf-8f97-4251-9a74-a90016b0af0d', {
      $XDSDocumentEntryPatientId: [`'${INS.value}^^^&amp;${INS.oid}&amp;ISO'`],
      $XDSDocumentEntryStatus: [`('${approved}')`],
    }),
  ],
  retrieve: () => [
    'repository',
    'urn:ihe:iti:2007:RetrieveDocumentSet',
    retrieveBody(world.house.ports.repositoryUniqueId, ['1.2.3']),
  ],
  share: () => [
    'repository',
    'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
    provideBody([{ entry: entryOf(metadataBy(gp.nationalId, { mimeType: 'text/plain' }), content), content }]),
  ],
  update: () => [
    'registry',
    'urn:ihe:iti:2010:UpdateDocumentSet',
    statusBody(randomUUID(), approved, 'urn:asip:ci-sis:2010:StatusType:Archived'),
  ],
} as const;

it.each([
  ['user/*.cruds', 'find retrieve share update'],
  ['user/DocumentReference.rs user/List.s', 'find'],
  ['user/DocumentReference.rs', ''],
  ['user/Binary.r', 'retrieve'],
  ['user/DocumentReference.c', 'share'],
  ['user/DocumentReference.u', 'update'],
  ['user/Patient.rs openid', ''],
])('%s opens: %s', async (scope, expected) => {
  const token = await world.mint(gp, { scope });
  const open: string[] = [];
  for (const [name, message] of Object.entries(messages)) {
    const [service = '', action = '', body = ''] = message();
    const before = (await world.traced(gp, 0)).length;
    const answer = await fetch(`${world.house.url}/xds/${service}`, {
      method: 'POST',
      headers: { 'content-type': 'application/soap+xml', authorization: `Bearer ${token}` },
      body: envelope(action, body),
    });
    const text = await answer.text();
    if (answer.status === 200) open.push(name);
    else {
      expect([answer.status, text]).toEqual([400, expect.stringContaining('code="scope-insufficient"')]);
      expect((await world.traced(gp, 0)).length).toBe(before);
    }
  }
  expect(open.join(' ')).toBe(expected);
});
