// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { Curves, Summary } from '../shared/sections.tsx';
import { Title } from '../shared/shell.tsx';
import { useRecord } from './use-record.ts';

export const Health = () => {
  const { t } = useTranslation();
  const { recordId } = useRecord();
  return (
    <>
      <Title>{t('health.title')}</Title>
      <p className="quiet">{t('health.from')}</p>
      <Summary recordId={recordId} />
      <Curves recordId={recordId} title={t('health.curves')} />
    </>
  );
};
