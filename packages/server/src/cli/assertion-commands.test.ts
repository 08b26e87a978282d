// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageTo, type SoapHouse, soapHouse } from '../../test/soap-house.ts';
import { demoAuthorityFiles } from '../certificates/index.ts';
import { personas } from '../demo/index.ts';
import { runCommand } from './index.ts';

let house: SoapHouse;
let signer: readonly string[];
beforeAll(async () => {
  house = await soapHouse();
  const at = join(demoAuthorityFiles(house.home).folder, 'organizations/hospital-signature');
  signer = ['--certificate', `${at}.pem`, '--key', `${at}-key.pem`];
});
afterAll(() => house.stop());

const dossier = async (...args: readonly string[]): Promise<string> => {
  let out = '';
  const env = { DOSSIER_HOME: house.home };
  await runCommand(args, { env, out: (text) => (out += text), err: () => undefined });
  return out.trim();
};

const patient = ['--patient', '1.2.250.1.213.1.4.10|279035121518989'];
const outcome = async (assertion: string): Promise<string> => {
  const { status, text } = await house.send(messageTo('find', assertion));
  return `${status} ${/error code="([^"]+)"/.exec(text)?.[1] ?? ''}`.trim();
};

const { actor } = personas.cardiologist;
const [office, hospital] = personas.cardiologist.organizations;
if (actor.kind !== 'professional' || !office || !hospital) throw new Error('the personas changed');

const userInfo = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: 'f:1:2',
  SubjectNameID: actor.nationalId,
  given_name: 'Philippe',
  family_name: 'MOREL',
  SubjectRole: ['10^1.2.250.1.71.1.2.7'],
  SubjectRefPro: {
    exercices: [
      {
        ...{ codeProfession: '10', codeTypeSavoirFaire: 'S', codeSavoirFaire: 'SM04' },
        activities: [office, hospital].map(({ id, name, sector }) => ({
          ...{ numeroFinessSite: id.slice(1), raisonSocialeSite: name, codeSecteurDactivite: sector },
        })),
      },
    ],
  },
  ...more,
});

describe('dossier assert, of a sign-in at Pro Santé Connect', () => {
  const put = async (content: unknown): Promise<string> => {
    const path = join(house.home, 'userinfo.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  test('makes an assertion that is taken, by the certificate of the structure', async () => {
    const path = await put(userInfo());
    const assertion = await dossier('assert', path, ...signer, ...patient, '--structure', hospital.id);
    expect(await outcome(assertion)).toBe('200');
    expect((await house.entries(house.recordId))[0]).toMatchObject({
      actor: {
        name: 'Philippe MOREL',
        specialty: 'SM04',
        organizationId: hospital.id,
        organizationName: hospital.name,
        authentication: 'reinforced-indirect',
        application: 'dossier assert 0.1.0',
      },
    });
  });

  test('carries the mode that the sign-in vouches for', async () => {
    const path = await put(userInfo({ Mode_Acces_Raison: 'inconscient' }));
    const glass = ['--structure', hospital.id, '--mode', 'break-glass'];
    expect(await outcome(await dossier('assert', path, ...signer, ...patient, ...glass))).toBe('200');
    expect((await house.entries(house.recordId))[0]).toMatchObject({
      actor: { mode: 'break-glass', reason: 'inconscient' },
    });
  });

  test('says what is missing or wrong', async () => {
    const path = await put(userInfo());
    const refusal = (...args: readonly string[]) => dossier('assert', ...args).catch((error: Error) => error.message);
    expect(await refusal(path, ...signer)).toContain(
      `one of its structures is to be chosen: ${office.id}, ${hospital.id}`,
    );
    expect(await refusal(path, ...signer, '--structure', '1')).toContain('no such situation of practice');
    expect(await refusal(path, ...signer, '--structure', hospital.id, '--mode', 'emergency-dispatch')).toContain(
      'it vouches for no such mode',
    );
    expect(await refusal(path, ...signer, '--mode', 'x')).toBe(
      'There is no mode x; the modes are normal, break-glass, emergency-dispatch.',
    );
    expect(await refusal(path, ...signer, '--structure', hospital.id, '--patient', '1')).toContain(
      '--patient is the OID',
    );
    expect(await refusal(await put('[]'), ...signer)).toContain('holds no UserInfo');
    expect(await refusal(await put('{'), ...signer)).toContain('holds no UserInfo');
    expect(await refusal(join(house.home, 'nothing'), ...signer)).toContain('cannot be read');
    const whole = await put(userInfo());
    const chosen = ['--structure', hospital.id];
    expect(await refusal(whole, '--certificate', whole, '--key', whole, ...chosen)).toContain('holds no private key');
  });

  const corpus = new URL('../../../../../shared/corpus/', import.meta.url);
  test.skipIf(!existsSync(corpus))('reads the published sample (needs the corpus)', async () => {
    const sample = fileURLToPath(new URL('prosanteconnect-vihf/extracted/psc-userinfo-userInfosMock.json', corpus));
    const assertion = await dossier('assert', sample, ...signer, ...patient, '--structure', '10B0172805');
    for (const said of [
      '>899700366240<',
      '>10B0172805<',
      'code="SM26"',
      '>KIT DOC0036624<',
      '>SA01^',
      'MobileTwoFactorUnregistered',
    ])
      expect(assertion).toContain(said);
    // the demo's hospital does not sign for another structure
    expect(await outcome(assertion)).toBe('401 assertion-invalid');
  });
});

describe('dossier vihf, of the people of the demo', () => {
  test('prints what is taken once', async () => {
    const assertion = await dossier('vihf', 'gp');
    expect(await outcome(assertion)).toBe('200');
    expect(await outcome(assertion)).toBe('401 assertion-used');
    expect(await outcome(await dossier('vihf', 'samu', '--mode', 'emergency-dispatch'))).toBe('200');
    expect(await outcome(await dossier('vihf', 'hospital'))).toBe('400 access-refused');
  });

  test('says what it cannot assert', async () => {
    const refusal = (...args: readonly string[]) => dossier('vihf', ...args).catch((error: Error) => error.message);
    expect(await refusal('dominique')).toBe(
      'No assertion names dominique; it is for professionals, their staff and structures.',
    );
    expect(await refusal('gp', '--authentication', 'x')).toContain('There is no way x');
    expect(await refusal('gp', '--authentication', 'indirect')).toContain(
      'has no certificate in the demo to sign with',
    );
    expect(await refusal('hospital', '--authentication', 'direct')).toBe(
      'hospital is a structure, which signs in indirectly.',
    );
    expect(await refusal('gp', '--patient', 'gp')).toBe('gp is no patient among the personas.');
    expect(await refusal('gp', '--mode', 'break-glass')).toContain('needs a reason');
  });
});
