// SPDX-License-Identifier: Apache-2.0
import { XmlDocument } from 'libxml2-wasm';
import { attributeOf, childrenOf, type Step } from './plan.ts';

const COUNTED: Readonly<Record<string, string>> = {
  Approved: "//*[local-name()='ExtrinsicObject'][@status='urn:oasis:names:tc:ebxml-regrep:StatusType:Approved']",
  Deprecated: "//*[local-name()='ExtrinsicObject'][@status='urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated']",
  XFRM_RPLC: "//*[local-name()='Association'][@associationType='urn:ihe:iti:2007:AssociationType:XFRM_RPLC']",
  Documents: "//*[local-name()='ExtrinsicObject']",
  ObjectRefs: "//*[local-name()='ObjectRef']",
  Associations: "//*[local-name()='Association']",
  SubmissionSets:
    "//*[local-name()='RegistryPackage'][.//*[@identificationScheme='urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8']]",
  Folders:
    "//*[local-name()='RegistryPackage'][.//*[@identificationScheme='urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a']]",
};

/** Names of the kit for usual contents: how many of each. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  None: { Documents: 0, SubmissionSets: 0, Folders: 0, Associations: 0, ObjectRefs: 0 },
  SSwithOneDoc: { SubmissionSets: 1, Documents: 1, Associations: 1 },
  SSwithTwoDoc: { SubmissionSets: 1, Documents: 2, Associations: 2 },
  SSwithOneDocOneFol: { SubmissionSets: 1, Documents: 1, Folders: 1 },
  SSwithOneFol: { SubmissionSets: 1, Folders: 1 },
  SSApproved: { SubmissionSets: 1 },
  DocApp: { Documents: 1, Approved: 1 },
  DocDep: { Documents: 1, Deprecated: 1 },
  HasXFRM_RPLC: { XFRM_RPLC: 1 },
  DocumentEntries: {},
};

/** What of the answer is not as the step says. */
export const faultsOf = (step: Step, body: string): readonly string[] => {
  const { root } = XmlDocument.fromString(body);
  const status = root.get('//@status')?.content.split(':').at(-1) ?? 'no status';
  const errors = errorsOf(body);
  const faults: string[] = [];
  if (status !== step.expectedStatus)
    faults.push(`${status} instead of ${step.expectedStatus}${errors && `: ${errors}`}`);
  if (step.expectedError !== undefined && !errors.includes(step.expectedError))
    faults.push(`${step.expectedError} was to be told${errors && `, not ${errors}`}`);
  for (const contents of childrenOf(step.element, 'ExpectedContents'))
    for (const wanted of childrenOf(contents)) {
      const count = attributeOf(wanted, 'count');
      const shape = count === undefined ? SHAPES[wanted.name] : { [wanted.name]: Number(count) };
      if (shape === undefined) faults.push(`contents ${wanted.name} are not known to the runner`);
      for (const [name, number] of Object.entries(shape ?? {})) {
        const found = root.eval(`count(${COUNTED[name] ?? '/none'})`);
        if (found !== number) faults.push(`${String(found)} ${name} instead of ${number}`);
      }
    }
  return faults;
};

const errorsOf = (body: string): string =>
  [...body.matchAll(/codeContext="([^"]*)"[^>]*?errorCode="([^"]*)"|errorCode="([^"]*)"[^>]*?codeContext="([^"]*)"/g)]
    .map(([, context, code, other, more]) => `${code ?? other} (${context ?? more})`)
    .join('; ');
