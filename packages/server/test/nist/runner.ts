// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { faultsOf } from './contents.ts';
import { assign, escaped, sha1 } from './metadata.ts';
import { inOrder } from './order.ts';
import { attributeOf, childrenOf, readTest, type Section, type Step, textOf } from './plan.ts';
import type { World } from './world.ts';

/** What a step left for those after it. */
interface Left {
  readonly uids: ReadonlyMap<string, string>;
  readonly uuids: ReadonlyMap<string, string>;
  readonly patient: string | undefined;
  readonly reports: ReadonlyMap<string, string>;
}

export interface StepResult {
  readonly section: string;
  readonly step: string;
  /** Empty where it passed. */
  readonly faults: readonly string[];
  /** A file that the public part of the kit does not have, so that the step was not run. */
  readonly absent?: string;
}

/** A step cannot be run for want of a file. */
class Absent extends Error {}

const ACTIONS: Readonly<Record<string, readonly ['registry' | 'repository', string]>> = {
  Register: ['registry', 'urn:ihe:iti:2007:RegisterDocumentSet-b'],
  ProvideAndRegister: ['repository', 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b'],
  XDRProvideAndRegister: ['repository', 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b'],
  StoredQuery: ['registry', 'urn:ihe:iti:2007:RegistryStoredQuery'],
  MPQ: ['registry', 'urn:ihe:iti:2009:MultiPatientStoredQuery'],
  Retrieve: ['repository', 'urn:ihe:iti:2007:RetrieveDocumentSet'],
  Mu: ['registry', 'urn:ihe:iti:2010:UpdateDocumentSet'],
  RemoveMetadata: ['registry', 'urn:ihe:iti:2010:DeleteDocumentSet'],
  Rd: ['repository', 'urn:ihe:iti:2017:RemoveDocuments'],
  RegisterODDE: ['registry', 'urn:ihe:iti:2010:RegisterOnDemandDocumentEntry'],
};

/** Tests whose patient has the name of another one in the kit. */
const PATIENT_OF: Readonly<Record<string, string>> = { '12346': '15818' };

const SUBMISSIONS = ['Register', 'ProvideAndRegister', 'XDRProvideAndRegister', 'Mu', 'RegisterODDE'];

const evaluate = (xml: string, xpath: string): unknown => {
  const value = XmlDocument.fromString(xml).root.eval(xpath.trim());
  return Array.isArray(value) ? value.map((node) => (node as { content: string }).content)[0] : value;
};

/** Runs the tests of the kit's folder, each in its own turn; a test sees what those before it left. */
export const createRunner = (kit: string, world: World) => {
  const tests = join(kit, 'testkit/tests');
  const left = new Map<string, Left>();
  const absent = new Set<string>();
  const key = (folder: string, step: string): string => `${relative(tests, folder)}#${step}`;

  /** The folder of a section that a step names: of the same test, or of another one. */
  const folderOf = (element: XmlElement, section: Section): string => {
    const dir = attributeOf(element, 'testdir');
    if (dir !== undefined) {
      const beside = resolve(section.folder, dir);
      return existsSync(beside) ? beside : resolve(dirname(section.folder), dir);
    }
    const test = attributeOf(element, 'test');
    const name = attributeOf(element, 'section');
    if (test !== undefined) return join(tests, test, name ?? '.');
    return name === undefined || name === 'THIS' ? section.folder : resolve(section.folder, '..', name);
  };

  const valuesOf = async (step: Step, section: Section): Promise<ReadonlyMap<string, string>> => {
    const values = new Map<string, string>();
    for (const use of childrenOf(step.element, 'UseReport')) {
      const name = attributeOf(use, 'reportName') ?? '';
      const as = attributeOf(use, 'useAs') ?? name;
      const folder = folderOf(use, section);
      const patient = basename(folder) === 'pif' ? await world.patient(basename(dirname(folder))) : undefined;
      const from = key(folder, attributeOf(use, 'step') ?? '');
      if (patient === undefined && (absent.has(from) || !existsSync(folder))) throw new Absent(from);
      const value = patient ?? left.get(from)?.reports.get(name);
      if (value !== undefined) values.set(as, value);
    }
    for (const use of childrenOf(step.element, 'UseId')) {
      const dir = attributeOf(use, 'testdir');
      const folder = dir === undefined ? section.folder : folderOf(use, section);
      const place = key(folder, attributeOf(use, 'step') ?? '');
      if (absent.has(place) || !existsSync(folder)) throw new Absent(place);
      const from = left.get(place);
      const id = attributeOf(use, 'id') ?? '';
      const of = attributeOf(use, 'section');
      const value =
        of === 'AssignedUids' ? from?.uids.get(id) : of === 'AssignedUuids' ? from?.uuids.get(id) : from?.patient;
      if (value !== undefined) values.set(attributeOf(use, 'symbol') ?? '', value);
    }
    return values;
  };

  const substitute = (text: string, values: ReadonlyMap<string, string>): string =>
    [...values].reduce((all, [symbol, value]) => all.replaceAll(symbol, escaped(value)), text);

  const documentsOf = (step: Step, section: Section) =>
    childrenOf(step.element, 'Document').map((one) => {
      const id = attributeOf(one, 'id') ?? '';
      return { id, bytes: Buffer.from(`${basename(section.folder)} ${id} ${one.content}`) };
    });

  const send = async (step: Step, section: Section) => {
    const { transaction = '', element } = step;
    const [service, action] = ACTIONS[transaction] ?? ['registry', ''];
    const values = await valuesOf(step, section);
    const name = textOf(element, 'MetadataFile') ?? '';
    const file = [section.folder, dirname(section.folder)].map((folder) => join(folder, name)).find(existsSync);
    if (name === '' || file === undefined) throw new Absent(`${section.name}/${name}`);
    const text = substitute(readFileSync(file, 'utf8'), values);
    if (!SUBMISSIONS.includes(transaction)) {
      const body =
        transaction === 'Retrieve' ? text.replaceAll(/\$repuid\$|REPID/g, world.ports.repositoryUniqueId) : text;
      return {
        values,
        sent: undefined,
        text,
        answer: await world.send(service, action, body.replace(/^\s*<\?xml.*?\?>/, '')),
      };
    }
    const provides = transaction.endsWith('ProvideAndRegister');
    const documents = documentsOf(step, section);
    const [first] = documents;
    const keep = childrenOf(element, 'NoAssignUids').map((one) => attributeOf(one, 'id') ?? '*');
    const upper = /uppercase/.test(section.name) && first !== undefined;
    const assigned = assign(text, {
      keepUids: keep,
      uuids: childrenOf(element, 'AssignUuids').length > 0,
      patient: await world.patient(PATIENT_OF[patientNameOf(section)] ?? patientNameOf(section)),
      patients: await world.patients(),
      keepPatients: patientNameOf(section) === '11996',
      without: provides && !/bad|uppercase/.test(section.name) ? ['hash', 'size'] : upper ? ['size'] : [],
      slots: upper ? { hash: sha1(first.bytes).toUpperCase() } : {},
    });
    const body = provides
      ? `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="urn:ihe:iti:xds-b:2007">${assigned.body}${documents
          .map(
            ({ id, bytes }) =>
              `<xds:Document id="${assigned.uuids.get(id) ?? id}">${bytes.toString('base64')}</xds:Document>`,
          )
          .join('')}</xds:ProvideAndRegisterDocumentSetRequest>`
      : assigned.body;
    return { values, sent: assigned, text: body, answer: await world.send(service, action, body) };
  };

  const patientNameOf = (section: Section): string => relative(tests, section.folder).split('/')[0] ?? '';

  /** The envelope: what is asked of an answer looks for names anywhere in it. */
  const bodyOf = (answer: string): string => answer.replace(/^\s*<\?xml.*?\?>/, '') || '<none/>';

  const assertionsOf = (step: Step, values: ReadonlyMap<string, string>, log: string): readonly string[] =>
    childrenOf(step.element, 'Assertions')
      .flatMap((one) => childrenOf(one, 'Assert'))
      .flatMap((one) => {
        const xpath = [...values].reduce((all, [symbol, value]) => all.replaceAll(symbol, value), one.content);
        const holds = evaluate(`<TestResults>${log}</TestResults>`, `boolean(${xpath.trim()})`);
        return holds === true ? [] : [`assertion ${attributeOf(one, 'id')} does not hold`];
      });

  const runStep = async (step: Step, section: Section, log: string[]): Promise<readonly string[]> => {
    const { transaction, element } = step;
    if (transaction === 'Null' && log.length === 0) throw new Absent(`${section.name}: what it looks at`);
    if (transaction === 'Null') return assertionsOf(step, await valuesOf(step, section), log.join(''));
    if (transaction === undefined || transaction === 'PatientIdentityFeed') {
      await world.patient(patientNameOf(section));
      return [];
    }
    const { values, sent, text, answer } = await send(step, section);
    const body = bodyOf(answer);
    log.push(`<TestStep id="${step.id}">${body}</TestStep>`);
    const reports = new Map<string, string>();
    for (const report of childrenOf(element, 'Report')) {
      const on = attributeOf(report, 'section') === 'InputMetadata' ? text : body;
      const value = evaluate(on, report.content);
      if (value !== undefined) reports.set(attributeOf(report, 'name') ?? '', String(value));
    }
    for (const [id, uid] of sent?.uids ?? []) reports.set(`${id}_uid`, uid);
    for (const [id, uuid] of sent?.uuids ?? []) reports.set(`${id}_uuid`, uuid);
    const patient = /value="([^"]+\^\^\^[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    left.set(key(section.folder, step.id), {
      uids: sent?.uids ?? new Map(),
      uuids: sent?.uuids ?? new Map(),
      patient,
      reports,
    });
    return [...faultsOf(step, body), ...assertionsOf(step, values, log.join(''))];
  };

  return async (test: string): Promise<readonly StepResult[]> => {
    const results: StepResult[] = [];
    for (const section of inOrder(test, readTest(join(tests, test)))) {
      const log: string[] = [];
      for (const step of section.steps) {
        const at = { section: section.name, step: step.id };
        try {
          results.push({ ...at, faults: await runStep(step, section, log) });
        } catch (error) {
          if (!(error instanceof Absent)) throw error;
          absent.add(key(section.folder, step.id));
          results.push({ ...at, faults: [], absent: error.message });
        }
      }
    }
    return results;
  };
};
