// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button, Checkbox } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useAccesses } from '../shared/record.ts';
import { Title } from '../shared/shell.tsx';
import { Problem, Quiet, Waiting } from '../shared/ui.tsx';
import { AccessLine, isByOthers } from './access-line.tsx';
import { useRecord } from './use-record.ts';

/** The journal of the record, in sentences. */
export const Accesses = () => {
  const { t } = useTranslation();
  const { recordId } = useRecord();
  const [onlyOthers, setOnlyOthers] = useState(true);
  const accesses = useAccesses(recordId);
  const items = (accesses.data?.items ?? []).filter((event) => !onlyOthers || isByOthers(event));
  return (
    <>
      <Title>{t('accesses.title')}</Title>
      <p>{t('accesses.intro')}</p>
      <Checkbox className="check" isSelected={onlyOthers} onChange={setOnlyOthers}>
        <span className="box" aria-hidden="true" />
        {t('accesses.onlyOthers')}
      </Checkbox>
      {accesses.error && <Problem error={accesses.error} />}
      {accesses.data === undefined && accesses.error === null && <Waiting />}
      {accesses.data !== undefined && items.length === 0 && <Quiet>{t('accesses.none')}</Quiet>}
      <ul className="lines">
        {items.map((event) => (
          <AccessLine key={event.id} event={event} />
        ))}
      </ul>
      {accesses.hasNextPage && (
        <Button className="button second" onPress={() => void accesses.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );
};
