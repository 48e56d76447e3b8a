/** @file Where a file for the person was written, with the path to copy. */
import type { Exported } from '../generated/api.ts';
import { CopyButton } from './CopyButton.tsx';
import { Data } from './Data.tsx';
import css from './ExportedNote.module.css';

export function ExportedNote({ file }: { file: Exported }) {
  return (
    <p className={css.note} data-exported={file.file_name}>
      <span>
        Written to{' '}
        <code>
          <Data>{file.path}</Data>
        </code>
      </span>
      <CopyButton text={file.path} label="Copy path" what={file.file_name} weight="quiet" />
    </p>
  );
}
