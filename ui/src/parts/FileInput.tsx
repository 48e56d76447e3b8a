/** @file A text that comes from a file: picked, dropped or pasted, and never shown. */

import { useId, useState } from 'react';
import { DropZone, type DropZoneProps } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { isFileDropItem, isTextDropItem } from 'react-aria-components/useDrop';
import { Button } from './Button.tsx';
import { Data } from './Data.tsx';
import css from './FileInput.module.css';
import fieldCss from './TextInput.module.css';

/** Keys and certificates have a few thousand bytes; more is the wrong file. */
const LARGEST = 64 * 1024;

type DropItem = Parameters<NonNullable<DropZoneProps['onDrop']>>[0]['items'][number];

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | null | undefined;
  mistake?: string | null | undefined;
  isRequired?: boolean;
}

export function FileInput({ label, value, onChange, hint, mistake, isRequired = false }: Props) {
  const labelId = useId();
  const [from, setFrom] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const take = (text: string, origin: string) => {
    setRefused(text.trim() === '' ? 'This file is empty.' : null);
    setFrom(origin);
    onChange(text.trim() === '' ? '' : text);
  };
  const read = async (file: File) => {
    if (file.size > LARGEST) {
      setRefused('This file is too large to be a key or certificate.');
      return;
    }
    take(await file.text(), file.name);
  };
  const drop = async (items: readonly DropItem[]) => {
    for (const item of items) {
      if (isFileDropItem(item)) return read(await item.getFile());
      if (isTextDropItem(item)) return take(await item.getText('text/plain'), 'the clipboard');
    }
  };
  const wrong = refused ?? mistake;
  return (
    <fieldset
      className={`${fieldCss.field} ${css.set}`}
      data-invalid={wrong ? true : undefined}
      aria-labelledby={labelId}
    >
      <Label className={fieldCss.label} id={labelId} elementType="span">
        <Data>{label}</Data>
        {isRequired ? <small>required</small> : null}
      </Label>
      <DropZone
        className={css.zone}
        aria-label={`${label}: drop or paste`}
        getDropOperation={() => 'copy'}
        onDrop={event => void drop(event.items)}
      >
        <Text slot="label" className={css.words}>
          {value ? (
            <>
              ✓ {value.trim().split('\n').length} lines
              {from ? (
                <>
                  {' '}
                  from <Data>{from}</Data>
                </>
              ) : null}
            </>
          ) : (
            'Drop the file here, or paste its text.'
          )}
        </Text>
        <FileTrigger
          onSelect={files => {
            const file = files?.[0];
            if (file) void read(file);
          }}
        >
          <Button>{value ? 'Choose another' : 'Choose file'}</Button>
        </FileTrigger>
        {value ? (
          <Button weight="quiet" aria-label={`Remove ${label}`} onPress={() => take('', '')}>
            Remove
          </Button>
        ) : null}
      </DropZone>
      {hint ? (
        <span className={fieldCss.hint}>
          <Data>{hint}</Data>
        </span>
      ) : null}
      {wrong ? (
        <span className={fieldCss.mistake} role="alert">
          <Data>{wrong}</Data>
        </span>
      ) : null}
    </fieldset>
  );
}
